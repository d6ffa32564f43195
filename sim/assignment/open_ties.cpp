// Forced picks: wherever key and submission part at a tie, the key decides it as the submission has it.
#include "assignment/open_ties.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::size_t most_runs = 100;
constexpr std::uint64_t most_for_ties = 500'000; ///< of all runs for one submission together

/// A pick of a run, by its number among all picks.
struct NumberedPick {
    std::uint64_t number = 0;
    Time time;
    Pick pick;
};

/// The last pick of that CPU up to the time; nothing if it never chose.
std::optional<NumberedPick> pick_before(const Trace& trace, CpuId cpu, Time time) {
    std::optional<NumberedPick> last;
    std::uint64_t number = 0;
    for (const Event& event : trace.events) {
        if (event.time > time) break;
        const auto* pick = std::get_if<Pick>(&event.body);
        if (pick == nullptr) continue;
        if (pick->cpu() == cpu) last = NumberedPick{number, event.time, *pick};
        ++number;
    }
    return last;
}

/// Where two schedules part, and who has the CPU in the second.
struct Parting {
    Time time;
    CpuId cpu;
    Tid found;
};

std::optional<Parting> parting_of(const Submission& key, const Submission& found,
                                  const CompareOptions& options) {
    CompareOptions by_time = options;
    by_time.at = CompareAt::schedule;
    by_time.any_cpu_order = false;
    const Comparison comparison = compare(key, found, by_time);
    if (!comparison.first || comparison.first->found.idle) return std::nullopt;
    const auto& threads = key.schedule->threads;
    const Schedule named = under_threads_of(*key.schedule, *found.schedule);
    const Slice* slice = named.at(comparison.first->cpu, comparison.first->time);
    const auto is_it = [&](const Schedule::Thread& thread) {
        return slice != nullptr && thread.tid == slice->tid;
    };
    if (std::none_of(threads.begin(), threads.end(), is_it)) return std::nullopt;
    return Parting{comparison.first->time, comparison.first->cpu, slice->tid};
}

bool is_later(const Parting& a, const Parting& b) {
    return a.time != b.time ? a.time > b.time : a.cpu > b.cpu;
}

/// The key of one convention, its ties decided one after the other as the submission has them.
class TieSearch {
  public:
    TieSearch(const Prepared& prepared, const Scenario& scenario, const Key& key, const Submission& found)
        : prepared_(prepared), scenario_(scenario), found_(found), key_(&key.given.submission) {
        budget_ = std::max(most_for_ties, key.given.happenings);
    }

    /// Nothing if not even the first parting is a tie.
    std::optional<Comparison> search() {
        const CompareOptions options = prepared_.options();
        auto parting = parting_of(*key_, found_, options);
        for (std::size_t runs = 0; parting && runs < most_runs && budget_ > 0; ++runs) {
            const auto pick = pick_before(*key_->trace, parting->cpu, parting->time);
            if (!pick || pick->pick.tid == parting->found || !run_with({pick->number, parting->found})) break;
            const auto next = parting_of(again_->submission, found_, options);
            if (next && !is_later(*next, *parting)) break; // it was no tie, or led nowhere
            kept_ = std::move(again_);
            key_ = &kept_->submission;
            parting = next;
        }
        if (!kept_) return std::nullopt;
        return compare(*key_, found_, options);
    }

  private:
    bool run_with(ForcedPick forced) {
        forced_.push_back(forced);
        Keep keep;
        keep.trace = true;
        keep.happenings = budget_;
        again_ = play(scenario_, keep, forced_);
        budget_ -= std::min(budget_, again_->end.happenings);
        return again_->is_whole();
    }

    const Prepared& prepared_;
    const Scenario& scenario_;
    const Submission& found_;
    const Submission* key_;
    std::optional<Played> kept_, again_;
    std::vector<ForcedPick> forced_;
    std::uint64_t budget_ = 0;
};

} // namespace

std::optional<OpenedTie> compare_with_open_ties(const Prepared& prepared, const Submission& found) {
    std::optional<OpenedTie> best;
    for (const Key& key : prepared.keys) {
        if (!key.scenario || !key.given.submission.trace) continue;
        auto comparison = TieSearch(prepared, *key.scenario, key, found).search();
        if (!comparison || (best && comparison->points <= best->comparison.points)) continue;
        best = OpenedTie{std::move(*comparison), key.convention};
        if (best->comparison.category == Category::equal) break;
    }
    return best;
}

std::optional<Divergence> first_open_tie(const Prepared& prepared) {
    const Key& key = prepared.key();
    if (!key.scenario || !key.given.submission.trace) return std::nullopt;
    std::uint64_t number = 0, budget = std::max(most_for_ties, key.given.happenings);
    std::size_t runs = 0;
    for (const Event& event : key.given.submission.trace->events) {
        const auto* pick = std::get_if<Pick>(&event.body);
        if (pick == nullptr) continue;
        const ForcedPick forced{number++, pick->next};
        if (pick->decided != DecidedBy::tie || !pick->next) continue;
        if (++runs > most_runs || budget == 0) break;
        Keep keep;
        keep.happenings = budget;
        const Yielded other = give(prepared, {*prepared.stage, {}}, keep, std::span(&forced, 1));
        budget -= std::min(budget, other.happenings);
        if (!other.trouble.empty()) continue;
        if (prepared.by_answers() && has_answers_of_key(prepared, other.answers)) continue;
        CompareOptions options = prepared.options();
        options.at = CompareAt::schedule;
        const Comparison comparison = compare(key.given.submission, other.submission, options);
        if (comparison.category == Category::different) return comparison.first;
    }
    return std::nullopt;
}

} // namespace ossim
