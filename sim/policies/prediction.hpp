// The length of the next burst, guessed from those before by exponential averaging: the parameter `predict`
// of the policies that choose by length.
//
//     next = alpha · burst + (1 - alpha) · prediction
//
// A burst ends when its thread waits or yields. Predictions are whole nanoseconds, to the nearest; with
// `grain` they are rounded up to whole multiples of that, as courses do that count in milliseconds.
// `products: single` is an accident that graders inherit: C code that keeps alpha in a float rounds alpha,
// 1 - alpha and both products to 24 bits, and a ceiling then makes a difference of one.
#pragma once

#include "policies/burst_key.hpp"
#include "policies/catalogue.hpp"
#include "policies/ready_queue.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ossim {

inline constexpr std::string_view predict_words[] = {"none", "exponential"};
inline constexpr std::string_view products_words[] = {"exact", "single"};
inline constexpr ParameterInfo predict_parameter{
    .name = "predict",
    .type = ParameterType::word,
    .fallback = "none",
    .words = predict_words,
    .doc = "none: the policy knows the lengths; exponential: it guesses the next burst from those before, "
           "and its keys are predicted_left and predicted",
    .told_if = "predict"};
inline constexpr ParameterInfo alpha_parameter{.name = "alpha",
                                               .type = ParameterType::ratio,
                                               .fallback = "1/2",
                                               .doc = "the weight of the last burst in a prediction",
                                               .range = {.least = 0, .most = 1},
                                               .told_if = "predict"};
inline constexpr ParameterInfo initial_parameter{.name = "initial",
                                                 .type = ParameterType::duration,
                                                 .fallback = "10ms",
                                                 .doc = "the first prediction",
                                                 .told_if = "predict"};
inline constexpr ParameterInfo grain_parameter{
    .name = "grain",
    .type = ParameterType::duration,
    .fallback = "none",
    .doc = "predictions are rounded up to whole multiples of this; none: to the nearest nanosecond",
    .range = {.least = 1},
    .told_if = "grain"};
inline constexpr ParameterInfo products_parameter{
    .name = "products",
    .type = ParameterType::word,
    .fallback = "exact",
    .words = products_words,
    .doc = "single: alpha and the two products have the 24 bits of a C float",
    .told_if = "products"};

/// A positive number of 24 bits: mantissa · 2^exponent, as a float holds it.
struct SinglePrecision {
    __extension__ using Wide = unsigned __int128;
    Wide mantissa = 0;
    int exponent = 0;

    static constexpr int bits = 24;
    /// numerator / denominator to the nearest, halves to even.
    static constexpr SinglePrecision of(Wide numerator, Wide denominator) {
        if (numerator == 0) return {};
        SinglePrecision made;
        for (; numerator / denominator < (Wide{1} << bits); --made.exponent)
            numerator <<= 1;
        while (numerator / denominator >= (Wide{1} << bits)) {
            denominator <<= 1;
            ++made.exponent;
        }
        const Wide rest = numerator % denominator;
        made.mantissa = numerator / denominator;
        if (rest * 2 > denominator || (rest * 2 == denominator && made.mantissa % 2 == 1)) ++made.mantissa;
        return made;
    }
    [[nodiscard]] constexpr SinglePrecision times(Wide whole) const {
        const SinglePrecision other = of(whole, 1);
        SinglePrecision made = of(mantissa * other.mantissa, 1);
        made.exponent += exponent + other.exponent;
        return made;
    }
    /// In units of 2^-60; what lies below is no part of a float near 1 times a whole number.
    [[nodiscard]] constexpr Wide fixed() const {
        const int shift = exponent + 60;
        return shift >= 0 ? mantissa << shift : mantissa >> -shift;
    }
};

class Prediction {
  public:
    explicit Prediction(const SchedulerSpec& spec)
        : is_on_(wanted(spec)), is_single_(parameter(spec, "products", std::string("exact")) == "single"),
          alpha_(parameter(spec, "alpha", Ratio(1, 2))),
          initial_(parameter(spec, "initial", Duration(10'000'000))),
          grain_(parameter(spec, "grain", Duration::forever())) {}

    static bool wanted(const SchedulerSpec& spec) {
        return parameter(spec, "predict", std::string("none")) == "exponential";
    }
    [[nodiscard]] bool is_on() const { return is_on_; }

    void enqueued(const ThreadView& thread, Entry why) {
        if (!is_on_) return;
        if (why == Entry::admitted) guess_of(thread) = {initial_.ns(), thread.used};
        if (why == Entry::yielded) burst_ended(thread);
    }
    void adopt(const Prediction& from, const ThreadView& thread) {
        if (is_on_) guess_of(thread) = from.guesses_[thread.tid.value];
    }
    /// What the thread has run since the last one ended was a burst: the next prediction follows from it.
    void burst_ended(const ThreadView& thread) {
        if (!is_on_) return;
        Guess& guess = guess_of(thread);
        guess.length = next((thread.used - guess.begun).ns(), guess.length);
        guess.begun = thread.used;
    }
    [[nodiscard]] std::int64_t length(Tid tid) const { return guesses_[tid.value].length; }
    /// What is left of the prediction; less than 0 if the burst has been longer.
    [[nodiscard]] std::int64_t left(const ThreadView& thread) const {
        const Guess& guess = guesses_[thread.tid.value];
        return guess.length - (thread.used - guess.begun).ns();
    }

  private:
    __extension__ using Wide = __int128;
    struct Guess {
        std::int64_t length = 0; ///< in ns
        Duration begun;          ///< the CPU time that the thread had used when the burst began
    };
    Guess& guess_of(const ThreadView& thread) {
        grow_to(guesses_, thread.tid.value);
        return guesses_[thread.tid.value];
    }
    [[nodiscard]] std::int64_t next(std::int64_t burst, std::int64_t before) const {
        const bool has_grain = grain_ != Duration::forever();
        const std::int64_t grain = has_grain ? grain_.ns() : 1;
        if (is_single_) return in_single(burst / grain, before / grain) * grain;
        const Wide weight = alpha_.numerator(), whole = alpha_.denominator();
        const Wide sum = weight * burst + (whole - weight) * before;
        if (has_grain) return static_cast<std::int64_t>((sum + whole * grain - 1) / (whole * grain)) * grain;
        return static_cast<std::int64_t>((2 * sum + whole) / (2 * whole));
    }
    /// ceil(alpha · burst + (1 - alpha) · before), each of the four in 24 bits.
    [[nodiscard]] std::int64_t in_single(std::int64_t burst, std::int64_t before) const {
        using Number = SinglePrecision;
        constexpr Number::Wide one = Number::Wide{1} << 60;
        const auto whole = static_cast<Number::Wide>(alpha_.denominator());
        const Number alpha = Number::of(static_cast<Number::Wide>(alpha_.numerator()), whole);
        const Number other = Number::of(one - alpha.fixed(), one);
        const Number::Wide sum = alpha.times(static_cast<Number::Wide>(burst)).fixed() +
                                 other.times(static_cast<Number::Wide>(before)).fixed();
        return static_cast<std::int64_t>((sum + one - 1) >> 60);
    }

    bool is_on_, is_single_;
    Ratio alpha_;
    Duration initial_, grain_;
    std::vector<Guess> guesses_; ///< by tid
};

inline constexpr std::string_view known_length_keys[] = {"left"};
inline constexpr std::string_view predicted_keys[] = {"predicted_left", "predicted"};

inline std::span<const std::string_view> length_keys(const SchedulerSpec& spec) {
    if (Prediction::wanted(spec)) return predicted_keys;
    return known_length_keys;
}

/// The queue of those who go by the length of a job, known or predicted; the least first.
class LengthQueue {
  public:
    explicit LengthQueue(const PolicyContext& context)
        : queue_(context.conventions.ties), preempted_to_(preempted_place(context.conventions)),
          known_(context.spec), prediction_(context.spec) {}

    void enqueue(const ThreadView& thread, Entry why) {
        prediction_.enqueued(thread, why);
        queue_.push(thread, left(thread), place_of(why, preempted_to_, Place::kept));
    }
    void dequeue(Tid tid) { queue_.remove(tid); }
    void adopt(const LengthQueue& from, const ThreadView& thread) {
        prediction_.adopt(from.prediction_, thread);
    }
    void burst_ended(const ThreadView& thread) { prediction_.burst_ended(thread); }
    [[nodiscard]] bool predicts() const { return prediction_.is_on(); }
    [[nodiscard]] Choice pick() {
        Choice choice = queue_.best();
        if (!choice.tid) return choice;
        choice.second_key = second_key(choice.tid);
        choice.next_second_key = choice.next ? second_key(choice.next) : 0;
        queue_.pop();
        return choice;
    }
    [[nodiscard]] Tid peek() const { return queue_.empty() ? Tid{} : queue_.front().tid; }
    [[nodiscard]] std::int64_t peek_key() const { return queue_.empty() ? 0 : queue_.front().key; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(queue_.size()); }
    [[nodiscard]] std::int64_t left(const ThreadView& thread) const {
        return prediction_.is_on() ? prediction_.left(thread) : known_.of(thread).ns();
    }
    [[nodiscard]] bool is_tie(Tid a, Tid b) const {
        return queue_.contains(a) && queue_.contains(b) && queue_.member(a).key == queue_.member(b).key;
    }
    void walk(const CandidateVisitor& visit) const {
        if (!prediction_.is_on()) return ossim::walk(queue_, visit);
        queue_.walk([&](const KeyedQueue::Member& member) {
            return visit({member.tid, {member.key, prediction_.length(member.tid)}});
        });
    }

  private:
    [[nodiscard]] std::int64_t second_key(Tid tid) const {
        return prediction_.is_on() ? prediction_.length(tid) : 0;
    }

    KeyedQueue queue_; ///< by what is left, in ns
    PreemptedTo preempted_to_;
    BurstKey known_;
    Prediction prediction_;
};

} // namespace ossim
