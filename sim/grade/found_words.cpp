// What a student may be told who must not learn the key: where the own work parts from it, and which rule is
// at stake, in general words.
#include "ossim/grade.hpp"

#include "base/text.hpp"
#include "grade/wording.hpp"

#include <algorithm>

namespace ossim {
namespace {

std::string stake_words(Stake stake) {
    switch (stake) {
    case Stake::quantum: return "a quantum ends";
    case Stake::ready: return "a thread becomes ready";
    case Stake::tie: return "a tie is decided";
    case Stake::waits: return "a thread begins to wait";
    case Stake::ends: return "a thread ends";
    case Stake::preempts: return "a thread loses the CPU to another";
    }
    return {};
}

std::string stakes_of(const Divergence& first) {
    std::vector<std::string> words;
    for (const Stake stake : first.stakes)
        words.push_back(stake_words(stake));
    const std::vector<std::string_view> views(words.begin(), words.end());
    return words.empty() ? "" : " Then " + quoted_list(views) + ".";
}

/// The CPU as the submission numbers it.
std::size_t own_cpu(const Comparison& comparison) {
    const auto at =
        std::find(comparison.cpu_order.begin(), comparison.cpu_order.end(), comparison.first->cpu.value);
    if (at == comparison.cpu_order.end()) return comparison.first->cpu.value;
    return static_cast<std::size_t>(at - comparison.cpu_order.begin());
}

class OwnWords {
  public:
    explicit OwnWords(const Comparison& comparison)
        : comparison_(comparison), first_(*comparison.first),
          cpu_("CPU " + std::to_string(own_cpu(comparison))) {}
    [[nodiscard]] std::string text() const {
        switch (comparison_.at) {
        case CompareAt::dispatches: return dispatch();
        case CompareAt::states: return state();
        case CompareAt::events: return event();
        case CompareAt::schedule:
        case CompareAt::metrics: break;
        }
        return slice();
    }

  private:
    [[nodiscard]] std::string time(Time moment) const { return with_unit(moment - Time(), comparison_.unit); }
    [[nodiscard]] std::string slice() const {
        return "At " + time(first_.time) + " on " + cpu_ + " your schedule " +
               (first_.found.idle ? "is " : "has ") + shown_slice(first_.found, comparison_.unit, "") + ".";
    }
    [[nodiscard]] std::string dispatch() const {
        const std::string where = comparison_.is_order_merged ? "" : " on " + cpu_;
        if (first_.found.idle)
            return "Up to dispatch " + std::to_string(first_.index - 1) + where +
                   " the order is right; your schedule ends there.";
        return "Dispatch " + std::to_string(first_.index) + where + " of your schedule is " +
               quoted(first_.found.thread) + ", at " + time(first_.found.start) + ".";
    }
    [[nodiscard]] std::string state() const {
        const std::string begin = "At " + time(first_.time) + " your trace has ";
        if (first_.found.idle) return begin + "no state for " + quoted(first_.thread) + ".";
        return begin + quoted(first_.thread) + " " + shown_slice(first_.found, comparison_.unit, "") + ".";
    }
    [[nodiscard]] std::string event() const {
        const std::string number = std::to_string(first_.index);
        if (first_.found_words.empty())
            return "Your trace agrees up to event " + std::to_string(first_.index - 1) + " and ends there.";
        return "Event " + number + " of your trace is, at " + time(comparison_.first->found_time) + ", " +
               first_.found_words + ".";
    }
    const Comparison& comparison_;
    const Divergence& first_;
    std::string cpu_;
};

} // namespace

std::string found_in_words(const Comparison& comparison) {
    if (!comparison.first) return "";
    return OwnWords(comparison).text() + stakes_of(*comparison.first);
}

} // namespace ossim
