// The Gantt chart: columns of the bars, rows of CPUs and threads, the legend.
#include "render/gantt.hpp"

#include "base/text.hpp"
#include "render/bars.hpp"
#include "render/figures.hpp"

#include "render/table.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>

namespace ossim {

namespace {

constexpr std::size_t widest_row_name = 20;

/// One column of one row: what took most of it.
struct Cell {
    bool empty = true, mixed = false;
    bool ran = false; ///< it ran for a part of the column, and something else won it
    Tid tid;
    Doing doing = Doing::idle;
    Duration overhead; ///< switching and kernel work that did not win the column
};

struct Scale {
    Time origin;     ///< time at the left edge of column 0
    Duration column; ///< length of a column
    std::size_t columns = 0;
    [[nodiscard]] Time at(std::size_t index) const {
        return origin + column * static_cast<std::int64_t>(index);
    }
};

Cell settle(const Bars& parts, Duration length) {
    Cell cell;
    Duration best, covered;
    for (const Bar& part : parts) {
        covered += part.length();
        if (part.length() <= best) continue;
        best = part.length();
        cell = {false, false, false, part.tid, part.doing, {}};
    }
    const bool waits =
        cell.doing == Doing::ready || cell.doing == Doing::waiting || cell.doing == Doing::newborn;
    cell.ran = waits && std::any_of(parts.begin(), parts.end(),
                                    [](const Bar& part) { return part.doing == Doing::running; });
    cell.mixed = !parts.empty() && (parts.size() > 1 || covered < length);
    for (const Bar& part : parts)
        if ((part.doing == Doing::switching || part.doing == Doing::kernel) && part.doing != cell.doing)
            cell.overhead += part.length();
    return cell;
}

std::vector<Cell> cells_of(const Bars& bars, const Scale& scale, Time end) {
    std::vector<Cell> cells(scale.columns);
    auto bar = bars.begin();
    for (std::size_t i = 0; i < scale.columns; ++i) {
        const Time from = scale.at(i), to = std::min(scale.at(i + 1), end);
        Bars parts;
        while (bar != bars.end() && bar->to <= from)
            ++bar;
        for (auto at = bar; at != bars.end() && at->from < to; ++at) {
            const Bar piece{std::max(at->from, from), std::min(at->to, to), at->tid, at->doing};
            const auto same =
                std::find_if(parts.begin(), parts.end(), [&](const Bar& p) { return p.same_as(piece); });
            if (same == parts.end())
                parts.push_back(piece);
            else
                same->to = same->to + piece.length();
        }
        cells[i] = settle(parts, to - from);
    }
    return cells;
}

struct Look {
    std::string_view ascii, unicode, word, colour;
};

const Look& look_of(Doing doing) {
    static constexpr std::array<Look, doing_count> looks = {{
        {"-", "-", "idle", "2"},
        {"#", "█", "Running", "32"},
        {".", "░", "Ready", "33"},
        {"~", "~", "Waiting", "34"},
        {"n", "n", "New (not admitted)", "35"},
        {"%", "%", "switching", "31"},
        {"=", "=", "in the kernel", "31"},
    }};
    return looks[static_cast<std::size_t>(doing)];
}

/// The greatest length of which every boundary is a multiple, or 0 when bars were merged.
std::int64_t common_step(const GanttSink::Parts& p) {
    if (p.grain != Duration()) return 0;
    std::int64_t step = 0;
    const auto take = [&](const Bars& bars) {
        for (const Bar& bar : bars)
            step = std::gcd(std::gcd(step, bar.from.ns()), bar.to.ns());
    };
    for (const auto& thread : p.threads)
        take(thread.bars);
    for (const auto& cpu : p.cpus)
        take(cpu.bars);
    return std::gcd(step, p.end.ns());
}

/// Lengths that a column may have, and that a reader can count with: 1, 1.5, 2, 2.5 … and ten times these, in
/// whole nanoseconds.
std::int64_t round_length(std::size_t index) {
    constexpr std::array<std::int64_t, 7> tenths = {10, 15, 20, 25, 30, 40, 50};
    std::int64_t length = tenths[index % tenths.size()];
    for (std::size_t i = index / tenths.size(); i > 0; --i)
        length *= 10;
    return length % 10 == 0 ? length / 10 : 0;
}

/// 3 for 17,500: how many digits are left without the zeros at the end.
int digit_count(std::int64_t number) {
    while (number != 0 && number % 10 == 0)
        number /= 10;
    int digits = 0;
    for (; number != 0; number /= 10)
        ++digits;
    return digits;
}

/// What a picture of so many columns has to show.
struct Stretch {
    std::int64_t from, end, columns;
    std::int64_t grain; ///< what columns must be whole multiples of
    [[nodiscard]] std::int64_t needs(std::int64_t column) const {
        return end / column + (end % column == 0 ? 0 : 1) - from / column;
    }
    [[nodiscard]] bool takes(std::int64_t column) const {
        return column > 0 && column % std::max<std::int64_t>(grain, 1) == 0 && needs(column) <= columns;
    }
    [[nodiscard]] bool is_half_filled(std::int64_t column) const { return 2 * needs(column) >= columns; }
};

/// The smallest round column with which all fits; a longer one, if every boundary then falls between two
/// columns and half of the room is still used. `exact`: what all boundaries are multiples of, or 0.
std::int64_t choose_column(std::int64_t exact, const Stretch& stretch) {
    std::size_t index = 0;
    while (!stretch.takes(round_length(index)))
        ++index;
    const std::int64_t smallest = round_length(index);
    if (exact == 0 || exact % smallest == 0) return smallest;
    for (std::int64_t column = smallest; column == 0 || stretch.is_half_filled(column);
         column = round_length(++index))
        if (stretch.takes(column) && exact % column == 0) return column;
    constexpr std::int64_t most_pieces = 10;
    constexpr int most_digits = 3;
    for (std::int64_t parts = most_pieces; parts >= 1; --parts) {
        const std::int64_t column = exact / parts;
        if (exact % parts == 0 && stretch.takes(column) && stretch.is_half_filled(column) &&
            digit_count(column) <= most_digits)
            return column;
    }
    return smallest;
}

Scale choose_scale(const GanttSink::Parts& p, std::size_t columns) {
    const Stretch stretch{p.options.from.ns(), p.end.ns(), static_cast<std::int64_t>(columns), p.grain.ns()};
    const std::int64_t column = choose_column(common_step(p), stretch);
    return {Time(stretch.from / column * column), Duration(column),
            static_cast<std::size_t>(stretch.needs(column))};
}

/// How far apart the figures above the columns stand: at least so many columns, and where the time between
/// two of them is the roundest: 5 rather than 4, 20 rather than 25, 14 rather than 17.5.
std::int64_t columns_between_figures(Duration column, std::int64_t least) {
    constexpr std::int64_t usual = 10, fewest = 8;
    const auto roughness = [&](std::int64_t columns) {
        std::int64_t time = column.ns() * columns;
        while (time % 10 == 0)
            time /= 10;
        return time == 1 || time == 2 || time == 5 ? 0 : digit_count(time);
    };
    const std::int64_t first = std::max(least, fewest), wanted = std::max(least, usual);
    std::int64_t best = wanted;
    for (std::int64_t columns = first; columns <= 2 * first; ++columns) {
        const int gain = roughness(best) - roughness(columns);
        if (gain > 0 || (gain == 0 && std::abs(columns - wanted) < std::abs(best - wanted))) best = columns;
    }
    return best;
}

/// Draws the rows. It notes which marks occur, for the legend.
class Drawing {
  public:
    Drawing(const GanttSink::Parts& parts, const Style& style);
    std::string text();

  private:
    void rule();
    void cpu_rows();
    void thread_rows();
    void job_marks(const GanttSink::Parts::ThreadRow& thread);
    void legend();
    void label(std::string_view name);
    void put(std::string& line, std::string_view mark, std::string_view colour) const;
    void line(std::string_view name, std::string_view content);
    [[nodiscard]] std::string_view mark_of(Doing doing);
    [[nodiscard]] std::string_view part_mark() const { return style_.ascii ? ":" : "▒"; }
    void note(const Cell& cell);
    void more(std::size_t shown, std::uint64_t all, std::string_view what);

    const GanttSink::Parts& p_;
    const Style& style_;
    std::size_t names_ = 4; ///< columns of the names
    Scale scale_;
    std::array<bool, doing_count> seen_{};
    bool end_seen_ = false, mixed_ = false, many_seen_ = false, run_seen_ = false, part_seen_ = false;
    bool release_seen_ = false, miss_seen_ = false;
    Duration hidden_;
    std::string out_;
};

Drawing::Drawing(const GanttSink::Parts& parts, const Style& style) : p_(parts), style_(style) {
    for (const auto& thread : p_.threads)
        names_ = std::max(names_, display_width(thread.name));
    names_ = std::max(names_, 3 + std::to_string(std::min(p_.cpus.size(), p_.options.rows)).size());
    names_ = std::min({names_, widest_row_name, style.width / 3});
    scale_ = choose_scale(p_, style.width - names_ - 3);
}

void Drawing::label(std::string_view name) { out_ += pad_right(shortened(name, names_), names_) + "  "; }

void Drawing::line(std::string_view name, std::string_view content) {
    label(name);
    out_ += content;
    out_.erase(out_.find_last_not_of(' ') + 1);
    out_ += '\n';
}

void Drawing::put(std::string& line, std::string_view mark, std::string_view colour) const {
    if (!style_.colour || colour.empty() || mark == " ") {
        line += mark;
        return;
    }
    const std::string reset = "\x1b[0m", set = "\x1b[" + std::string(colour) + "m";
    // A run of one colour is one sequence: the reset of the cell before is taken back.
    const std::size_t last_set = line.rfind("\x1b[", line.size() < 4 ? 0 : line.size() - 5);
    if (line.ends_with(reset) && last_set != std::string::npos &&
        line.compare(last_set, set.size(), set) == 0)
        line.resize(line.size() - reset.size());
    else
        line += set;
    line.append(mark).append(reset);
}

std::string_view Drawing::mark_of(Doing doing) {
    seen_[static_cast<std::size_t>(doing)] = true;
    return style_.ascii ? look_of(doing).ascii : look_of(doing).unicode;
}

void Drawing::note(const Cell& cell) { mixed_ = mixed_ || cell.mixed; }

void Drawing::rule() {
    const Time last = scale_.at(scale_.columns);
    const std::size_t widest =
        std::max(in_unit(last - Time(0), style_.unit).size(), in_unit(scale_.column, style_.unit).size());
    const std::int64_t every = columns_between_figures(scale_.column, static_cast<std::int64_t>(widest) + 3);
    const std::int64_t step = scale_.column.ns() * every;
    std::string line;
    const std::size_t room = style_.width - names_ - 2;
    for (std::int64_t t = (scale_.origin.ns() + step - 1) / step * step; t <= last.ns(); t += step) {
        const auto column = static_cast<std::size_t>((t - scale_.origin.ns()) / scale_.column.ns());
        const std::string text =
            line.empty() ? with_unit(Duration(t), style_.unit) : in_unit(Duration(t), style_.unit);
        if (column + text.size() > room) break;
        line.resize(column, ' ');
        line += text;
    }
    this->line("", line);
}

void Drawing::cpu_rows() {
    const std::size_t rows = std::min(p_.options.rows, p_.cpus.size());
    for (std::size_t cpu = 0; cpu < rows; ++cpu) {
        std::string text, hidden;
        for (const Cell& cell : cells_of(p_.cpus[cpu].bars, scale_, p_.end)) {
            note(cell);
            hidden += cell.overhead > Duration() ? '\'' : ' ';
            hidden_ += cell.overhead;
            if (cell.empty) {
                text += ' ';
            } else if (cell.doing == Doing::running) {
                const char mark = cell.tid == crowd ? '+' : p_.marks.of(cell.tid);
                many_seen_ = many_seen_ || cell.tid == crowd;
                run_seen_ = true;
                put(text, std::string_view(&mark, 1), "");
            } else {
                put(text, mark_of(cell.doing), look_of(cell.doing).colour);
            }
        }
        line("CPU" + std::to_string(cpu), text);
        if (hidden.find('\'') != std::string::npos) line("", hidden);
    }
    more(rows, p_.cpus.size(), "CPU");
}

void Drawing::thread_rows() {
    for (const auto& thread : p_.threads) {
        std::string text;
        const std::size_t end_column =
            thread.ended
                ? static_cast<std::size_t>((thread.end - scale_.origin + scale_.column - Duration(1)).ns() /
                                           scale_.column.ns())
                : scale_.columns + 1;
        const std::vector<Cell> cells = cells_of(thread.bars, scale_, p_.end);
        for (std::size_t i = 0; i <= cells.size(); ++i) {
            end_seen_ = end_seen_ || i == end_column;
            if (i == end_column) text += style_.ascii ? "|" : "│";
            if (i >= end_column || i == cells.size()) break;
            note(cells[i]);
            part_seen_ = part_seen_ || cells[i].ran;
            if (cells[i].empty)
                text += ' ';
            else if (cells[i].ran)
                put(text, part_mark(), look_of(Doing::running).colour);
            else
                put(text, mark_of(cells[i].doing), look_of(cells[i].doing).colour);
        }
        line(thread.name, text);
        job_marks(thread);
    }
    more(p_.threads.size(), p_.created - p_.gone, "thread");
}

/// Below the row of a thread: when its jobs were released, and when deadlines were missed.
void Drawing::job_marks(const GanttSink::Parts::ThreadRow& thread) {
    std::string text(scale_.columns, ' ');
    const auto mark = [&](const std::vector<Time>& times, char with, bool& seen) {
        for (const Time each : times) {
            const auto column = static_cast<std::size_t>((each - scale_.origin).ns() / scale_.column.ns());
            if (each < scale_.origin || column >= text.size()) continue;
            text[column] = with;
            seen = true;
        }
    };
    mark(thread.releases, '^', release_seen_);
    mark(thread.misses, '!', miss_seen_);
    if (text.find_first_not_of(' ') != std::string::npos) line("", text);
}

void Drawing::more(std::size_t shown, std::uint64_t all, std::string_view what) {
    if (all <= shown) return;
    out_ += "and " + std::to_string(all - shown) + " more " + std::string(what) +
            (all - shown == 1 ? "" : "s") + ": --rows " + std::to_string(all) + "\n";
}

void Drawing::legend() {
    std::string words;
    const auto add = [&](std::string_view mark, std::string_view word) {
        words += (words.empty() ? "" : "  ") + std::string(mark) + " " + std::string(word);
    };
    for (const Doing doing : {Doing::running, Doing::ready, Doing::waiting, Doing::newborn, Doing::switching,
                              Doing::kernel, Doing::idle})
        if (seen_[static_cast<std::size_t>(doing)]) add(mark_of(doing), look_of(doing).word);
    if (part_seen_) add(part_mark(), "partly Running");
    if (end_seen_) add(style_.ascii ? "|" : "│", "end");
    if (release_seen_) add("^", "release");
    if (miss_seen_) add("!", "deadline missed");
    if (many_seen_) add("+", "many threads in turn");
    out_ += wrapped(words, style_.width);
    if (hidden_ > Duration())
        out_ += wrapped("' switching or kernel work too short for its column: " +
                            with_unit(hidden_, style_.unit) + " in all",
                        style_.width, "  ");
    std::string scale = "1 column = " + with_unit(scale_.column, style_.unit);
    scale += mixed_ ? "; a column shows what took most of it." : ".";
    if (run_seen_) scale += " " + p_.marks.legend();
    out_ += wrapped(scale, style_.width, "  ");
}

std::string Drawing::text() {
    rule();
    cpu_rows();
    thread_rows();
    legend();
    return std::move(out_);
}

} // namespace

std::string gantt(const GanttSink& sink, const Style& style) {
    const GanttSink::Parts& parts = sink.parts();
    if (parts.end <= parts.options.from)
        return wrapped("There is no time to draw: the picture would go from " +
                           with_unit(parts.options.from - Time(0), style.unit) + " to " +
                           with_unit(parts.end - Time(0), style.unit) + ".",
                       style.width, "  ");
    return Drawing(parts, style).text();
}

} // namespace ossim
