// Who is meant: names of a submission become threads of the key.
#include "grade/align.hpp"

#include "base/text.hpp"
#include "grade/intake.hpp"
#include "ossim/grade.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace ossim {
namespace {

std::string last_part(std::string_view name) {
    const std::size_t slash = name.rfind('/');
    return folded(slash == std::string_view::npos ? name : name.substr(slash + 1));
}

/// The digits at the end, without leading zeros; empty if there are none.
std::string number_at_end(std::string_view name) {
    const std::size_t last = name.find_last_not_of("0123456789");
    std::string_view digits = last == std::string_view::npos ? name : name.substr(last + 1);
    while (digits.size() > 1 && digits[0] == '0')
        digits.remove_prefix(1);
    return std::string(digits);
}

/// What a name says besides its number, when that is a word for a thread or nothing: then the number tells
/// who it is.
std::string called_by_number(std::string_view name) {
    const std::string word = folded(name);
    const std::string number = number_at_end(word);
    const std::size_t last = word.find_last_not_of("0123456789");
    const std::string front = last == std::string::npos ? "" : word.substr(0, last + 1);
    for (const std::string_view general : {"", "p", "t", "process", "proc", "thread", "task", "job", "#"})
        if (front == general) return number;
    return {};
}

/// Names of the key under some spelling; those that two threads share are no use.
class Spelling {
  public:
    Spelling(const Schedule& key, const std::function<std::string(std::string_view)>& spelt) {
        for (const Schedule::Thread& thread : key.threads) {
            const auto [at, is_new] = tids_.try_emplace(spelt(thread.name), thread.tid);
            if (!is_new) at->second.reset();
        }
        tids_.erase("");
    }
    [[nodiscard]] std::optional<Tid> find(const std::string& name) const {
        const auto at = tids_.find(name);
        return at == tids_.end() ? std::nullopt : at->second;
    }

  private:
    std::map<std::string, std::optional<Tid>> tids_;
};

std::string first_character(std::string_view name) {
    const std::string part = last_part(name);
    std::size_t at = 0;
    if (!part.empty()) (void)next_character(part, at);
    return part.substr(0, at);
}

/// All the ways in which a name can be meant, the strictest first.
class KeyNames {
  public:
    explicit KeyNames(const Schedule& key)
        : exact_(key, [](std::string_view name) { return std::string(name); }), alike_(key, folded),
          last_(key, last_part), numbered_(key, called_by_number), number_(key, number_at_end),
          first_(key, first_character), end_(key, [](std::string_view name) {
              return name.empty() ? "" : folded(name.substr(name.size() - 1));
          }) {}
    [[nodiscard]] std::optional<Tid> find(const std::string& name) const {
        if (const auto tid = exact_.find(name)) return tid;
        if (const auto tid = alike_.find(folded(name))) return tid;
        if (const auto tid = last_.find(last_part(name))) return tid;
        if (const auto tid = numbered_.find(called_by_number(name))) return tid;
        if (const auto tid = number_.find(called_by_number(name))) return tid;
        if (display_width(name) > 2 || first_character(name) != folded(name)) return std::nullopt;
        if (const auto tid = first_.find(folded(name))) return tid;
        return end_.find(folded(name));
    }

  private:
    Spelling exact_, alike_, last_, numbered_, number_, first_, end_;
};

std::set<Tid> that_run(const Schedule& schedule) {
    std::set<Tid> tids;
    for (const std::vector<Slice>& row : schedule.cpus)
        for (const Slice& slice : row)
            if (slice.work == Work::run) tids.insert(slice.tid);
    return tids;
}

/// Which tid of the key each thread of the submission has. Unknown ones get tids from the top down.
class Numbering {
  public:
    Numbering(const Schedule& found, const Schedule& key, std::vector<std::string>& unknown) {
        const KeyNames names(key);
        for (const Schedule::Thread& thread : key.threads)
            taken_.insert(thread.tid);
        for (const Schedule::Thread& thread : found.threads) {
            std::optional<Tid> tid = names.find(thread.name);
            if (!tid) {
                tid = fresh();
                strangers_.push_back({*tid, thread.name});
                unknown.push_back(thread.name);
            }
            tids_[thread.tid] = *tid;
        }
    }
    [[nodiscard]] Tid of(Tid tid) {
        if (tid == idle_tid) return tid;
        const auto [at, is_new] = tids_.try_emplace(tid);
        if (is_new) at->second = fresh();
        return at->second;
    }
    [[nodiscard]] const std::vector<Schedule::Thread>& strangers() const { return strangers_; }
    [[nodiscard]] const std::map<Tid, Tid>& tids() const { return tids_; }

  private:
    Tid fresh() {
        while (taken_.count(Tid(next_)) != 0)
            --next_;
        return Tid(next_--);
    }
    std::set<Tid> taken_;
    std::map<Tid, Tid> tids_;
    std::vector<Schedule::Thread> strangers_;
    std::uint32_t next_ = std::numeric_limits<std::uint32_t>::max();
};

/// CPUs 1 to n of a submission are the key's 0 to n-1.
std::size_t first_cpu(const Schedule& found, const Schedule& key) {
    const bool from_one =
        found.cpus.size() == key.cpus.size() + 1 && !found.cpus.empty() && found.cpus[0].empty();
    return from_one ? 1 : 0;
}

} // namespace

Aligned align(const Schedule& found, const Schedule& key) {
    Aligned result;
    Numbering numbering(found, key, result.unknown);
    Schedule& schedule = result.schedule;
    const std::size_t first = first_cpu(found, key);
    schedule.cpus.resize(found.cpus.size() - first);
    for (std::size_t cpu = first; cpu < found.cpus.size(); ++cpu) {
        for (Slice slice : found.cpus[cpu]) {
            slice.tid = numbering.of(slice.tid);
            schedule.append(CpuId(static_cast<std::uint32_t>(cpu - first)), slice);
        }
    }
    schedule.end = found.end;
    schedule.threads = key.threads;
    for (const Schedule::Thread& thread : numbering.strangers())
        schedule.threads.push_back(thread);
    std::sort(schedule.threads.begin(), schedule.threads.end(),
              [](const Schedule::Thread& a, const Schedule::Thread& b) { return a.tid < b.tid; });
    const std::set<Tid> running = that_run(schedule);
    for (const Tid tid : that_run(key))
        if (running.count(tid) == 0) result.absent.push_back(key.name_of(tid));
    result.tids = numbering.tids();
    return result;
}

Schedule under_threads_of(const Schedule& key, const Schedule& found) { return align(found, key).schedule; }

} // namespace ossim
