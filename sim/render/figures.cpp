// Figures as a reader wants them: counts, percents, lengths, moments.
#include "render/figures.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ossim {

std::string counted(std::uint64_t number, std::string_view word, std::string_view many) {
    std::string text = number == 0 ? "no" : std::to_string(number);
    text += ' ';
    if (number != 1 && !many.empty()) return text.append(many);
    text += word;
    if (number != 1) text += 's';
    return text;
}

std::string percent(Ratio share) {
    const std::string text = decimal(share * Ratio(100), 1);
    if (text == "0.0" && share > Ratio(0)) return "<0.1%";
    return text + "%";
}

std::string mean_text(Ratio nanoseconds, Unit unit) {
    if (nanoseconds.denominator() == 1) return length_text(TimeSum::of_ns(nanoseconds.numerator()), unit);
    if (unit == Unit::tick) return decimal(nanoseconds / Ratio(length_of(unit).ns()), 3);
    constexpr std::array<Unit, 4> units = {Unit::s, Unit::ms, Unit::us, Unit::ns};
    for (const Unit each : units)
        if (nanoseconds >= Ratio(length_of(each).ns()))
            return decimal(nanoseconds / Ratio(length_of(each).ns()), 3) + std::string(word_of(each));
    return decimal(nanoseconds, 3) + "ns";
}

std::string length_text(TimeSum length, Unit unit) {
    return unit == Unit::tick ? in_unit(length, unit) : in_best_unit(length);
}

std::string moment_text(Time time, Unit unit) { return with_unit(time - Time(), unit); }

std::string_view setting_of(const TraceHeader& header, std::string_view name) {
    for (const auto& [key, value] : header.settings)
        if (key == name) return value;
    return {};
}

Rounding rounding_of(const TraceHeader& header) {
    return from_word<Rounding>(setting_of(header, "rounding")).value_or(Rounding::nearest_3);
}

TimeSum overhead_of(const Metrics& metrics) {
    const CpuMetrics all = all_cpus(metrics);
    return all.switching_total() + all.kernel_total();
}

TimeSum cpu_time_of(const Metrics& metrics) { return TimeSum::of(metrics.end - Time(), metrics.cpus.size()); }

std::string policy_text(const TraceHeader& header) {
    std::string text = header.policy;
    for (const auto& [name, value] : header.parameters)
        if (value != "none") text += ", " + name + " " + value;
    return text;
}

std::string thread_name(const Metrics& metrics, Tid tid) {
    if (!tid) return "idle";
    const auto at =
        std::lower_bound(metrics.threads.begin(), metrics.threads.end(), tid,
                         [](const ThreadMetrics& thread, Tid wanted) { return thread.tid < wanted; });
    if (at != metrics.threads.end() && at->tid == tid) return at->name;
    return "thread " + std::to_string(tid.value);
}

std::string shortened(std::string_view name, std::size_t columns) {
    if (display_width(name) <= columns) return std::string(name);
    std::size_t at = 0;
    while (display_width(name.substr(at)) > columns / 3)
        (void)next_character(name, at);
    const std::string_view tail = name.substr(at);
    return fit(name, columns - display_width(tail)).append(tail);
}

std::string shell_word(std::string_view text) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./+,:@%=").find(c) != std::string_view::npos ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return std::string(text);
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

} // namespace ossim
