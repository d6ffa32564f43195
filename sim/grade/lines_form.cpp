// Each line is tried with each pattern in turn; what fits none is passed over.
#include "grade/lines_form.hpp"

#include "base/text.hpp"
#include "grade/pattern.hpp"
#include "grade/series.hpp"
#include "grade/vocabulary.hpp"

#include <algorithm>

namespace ossim {
namespace {

/// Reads the lines that fit.
class LinesReader {
  public:
    LinesReader(const ReadingRules& rules, Intake& intake) : words_(rules), intake_(intake), series_(intake) {
        for (const std::string& pattern : rules.lines)
            if (LinePattern read(pattern); read.problem().empty()) patterns_.push_back(std::move(read));
    }
    [[nodiscard]] bool read(std::string_view text);

  private:
    [[nodiscard]] bool take(const LineFields& fields);
    void take_interval(const LineFields& fields);
    void take_moment(const LineFields& fields, Duration time);
    void complain_of_words();
    [[nodiscard]] static std::optional<std::string_view> of(const LineFields& fields, LineField field) {
        return fields[static_cast<std::size_t>(field)];
    }
    [[nodiscard]] std::optional<Duration> time(const LineFields& fields, LineField field) const {
        const auto text = of(fields, field);
        return text ? parse_time(*text, intake_.unit()).value : std::nullopt;
    }
    /// CPU 0 if the line names none.
    [[nodiscard]] std::uint32_t cpu(const LineFields& fields) const {
        return parse_cpu(of(fields, LineField::cpu).value_or("0")).value_or(0);
    }
    [[nodiscard]] static bool is_right(const LineFields& fields) {
        const auto text = of(fields, LineField::cpu);
        return !text || parse_cpu(*text);
    }
    Vocabulary words_;
    Intake& intake_;
    Series series_;
    std::vector<LinePattern> patterns_;
    Mark at_;
    bool has_meaning_ = false; // of any {event}
    Mark unknown_at_;
    std::string unknown_;
};

void LinesReader::take_interval(const LineFields& fields) {
    std::optional<Duration> start = time(fields, LineField::start);
    if (!start) start = time(fields, LineField::time);
    std::optional<Duration> end = time(fields, LineField::end);
    const std::optional<Duration> length = time(fields, LineField::duration);
    if (!start && end && length) start = *end - *length;
    if (!end && start && length) end = *start + *length;
    const std::string_view label = of(fields, LineField::thread).value_or("idle");
    has_meaning_ = true;
    if (*start < Duration())
        return intake_.refuse("bad-submission", at_, "this interval would begin before 0");
    intake_.add(cpu(fields), *start, *end, label, at_);
}

void LinesReader::take_moment(const LineFields& fields, Duration time) {
    const auto event = of(fields, LineField::event);
    const std::string_view label = of(fields, LineField::thread).value_or("");
    const auto own_cpu = of(fields, LineField::cpu) ? std::optional(cpu(fields)) : std::nullopt;
    const Meaning meaning = event ? words_.of(*event) : Meaning::runs;
    if (meaning != Meaning::nothing) has_meaning_ = true;
    switch (meaning) {
    case Meaning::runs: return series_.runs(own_cpu, time, label, at_);
    case Meaning::stops: return series_.stops(own_cpu, time, label, at_);
    case Meaning::idle: return series_.runs(own_cpu, time, "idle", at_);
    case Meaning::nothing: break;
    }
    series_.reaches(time);
    if (unknown_.empty()) {
        unknown_ = std::string(*event);
        unknown_at_ = at_;
    }
}

/// False if what stands in a field is not what it should be: then the line does not fit.
bool LinesReader::take(const LineFields& fields) {
    for (const LineField field : {LineField::time, LineField::start, LineField::end, LineField::duration})
        if (of(fields, field) && !time(fields, field)) return false;
    if (!is_right(fields)) return false;
    const bool is_interval =
        of(fields, LineField::start) || of(fields, LineField::end) || of(fields, LineField::duration);
    const std::optional<Duration> moment = time(fields, LineField::time);
    if (is_interval && (moment || of(fields, LineField::start) || of(fields, LineField::duration)))
        take_interval(fields);
    else if (moment)
        take_moment(fields, *moment);
    else
        return false;
    return true;
}

void LinesReader::complain_of_words() {
    intake_.refuse("bad-submission", unknown_at_,
                   in_quotes(unknown_) + " is no event that says who has the CPU, nor does any other line",
                   "the words are runs, stops, exits and idle, and those that the assignment declares");
}

bool LinesReader::read(std::string_view text) {
    bool fits_any = false;
    while (!text.empty() && !intake_.is_full()) {
        const std::string_view line = take_line(text, at_.line);
        at_.column = 1;
        for (const LinePattern& pattern : patterns_) {
            const std::optional<LineFields> fields = pattern.match(line);
            if (!fields || !take(*fields)) continue;
            fits_any = true;
            break;
        }
    }
    if (!fits_any) return false;
    if (!has_meaning_ && !unknown_.empty()) complain_of_words();
    if (!intake_.has_problems()) series_.finish();
    return true;
}

} // namespace

bool read_lines(std::string_view text, const ReadingRules& rules, Intake& intake) {
    return LinesReader(rules, intake).read(text);
}

void refuse_lines(std::string_view text, const ReadingRules& rules, Intake& intake) {
    Mark at{0, 1};
    std::string_view line;
    while (!text.empty() && line.empty())
        line = trimmed(take_line(text, at.line));
    std::string patterns;
    for (const std::string& pattern : rules.lines)
        patterns += (patterns.empty() ? "" : " or ") + in_quotes(pattern);
    intake.refuse("bad-submission", at,
                  "no line has the form " + patterns + "; this one is " + in_quotes(line),
                  "print each line as the assignment says, or hand in a CSV: cpu,start,end,thread");
}

} // namespace ossim
