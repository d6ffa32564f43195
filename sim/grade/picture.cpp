// The picture: which stretch of time, how much a column is, one character a thread.
#include "grade/picture.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace ossim {
namespace {

constexpr std::int64_t most_columns = 60;
constexpr std::string_view lead = "            ", expected_lead = "  expected  ", found_lead = "  found     ",
                           own_lead = "  yours     ";

const std::vector<Slice>& row_of(const Schedule& schedule, CpuId cpu) {
    static const std::vector<Slice> none;
    return cpu.value < schedule.cpus.size() ? schedule.cpus[cpu.value] : none;
}

/// One character for each thread that a row shows; a state has a character of its own.
class Symbols {
  public:
    Symbols(const std::vector<const Schedule*>& schedules, CompareAt at) {
        for (const Schedule* schedule : schedules)
            for (const Schedule::Thread& thread : schedule->threads)
                names_.emplace(thread.tid, thread.name);
        if (at == CompareAt::states) {
            legend_end_ = ". none";
            for (const auto& [tid, name] : names_)
                symbols_[tid] = states.at(tid.value);
            return;
        }
        if (by_character([](const std::string& name) { return name.back(); })) return;
        if (by_character([](const std::string& name) { return name.front(); })) return;
        std::size_t next = 0;
        for (const auto& [tid, name] : names_)
            symbols_[tid] = letters[next++ % letters.size()];
    }
    [[nodiscard]] char of(const Slice* slice) const {
        if (slice == nullptr) return '.';
        if (slice->work != Work::run) return '/';
        const auto at = symbols_.find(slice->tid);
        return at == symbols_.end() ? '?' : at->second;
    }
    [[nodiscard]] std::string legend() const {
        std::string text;
        for (const auto& [tid, symbol] : symbols_)
            text += std::string(1, symbol) + " " + escaped(names_.at(tid)) + ", ";
        return text + legend_end_;
    }

  private:
    static constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static constexpr std::string_view states = ".n-#wt"; // by ThreadState
    template <class Choose>
    bool by_character(Choose choose) {
        std::set<char> used;
        symbols_.clear();
        for (const auto& [tid, name] : names_) {
            const char symbol = name.empty() ? '/' : choose(name);
            const bool is_letter = letters.find(symbol) != std::string_view::npos;
            if (!is_letter || !used.insert(symbol).second) return false;
            symbols_[tid] = symbol;
        }
        return true;
    }
    std::map<Tid, std::string> names_;
    std::map<Tid, char> symbols_;
    std::string legend_end_ = ". idle, / overhead";
};

/// The stretch of time that the picture shows, and how much of it a column is.
struct Window {
    Time start;
    Duration step{1};
    std::int64_t columns = 1;
    bool exact = true; // every border lies between two columns
};

/// 1, 2 or 5 times a power of ten, at least so much.
Duration round_step(std::int64_t least) {
    std::int64_t power = 1;
    while (power <= least / 10)
        power *= 10;
    for (const std::int64_t factor : {1, 2, 5})
        if (power * factor >= least) return Duration(power * factor);
    return Duration(power * 10);
}

std::int64_t common_step(const std::vector<const std::vector<Slice>*>& rows, Time start) {
    std::int64_t step = 0;
    for (const std::vector<Slice>* row : rows) {
        for (const Slice& slice : *row) {
            step = std::gcd(step, (slice.start - start).ns());
            step = std::gcd(step, (slice.end - start).ns());
        }
    }
    return std::max<std::int64_t>(step, 1);
}

Window window_of(const std::vector<const Schedule*>& schedules, CpuId cpu, Time divergence) {
    std::vector<const std::vector<Slice>*> rows;
    for (const Schedule* schedule : schedules)
        rows.push_back(&row_of(*schedule, cpu));
    Window window;
    Time end;
    for (const std::vector<Slice>* row : rows) {
        if (row->empty()) continue;
        const bool is_cut = row->size() >= 8 && (*row)[7].end <= divergence;
        if (is_cut) window.start = std::max(window.start, row->front().start);
        end = std::max(end, row->back().end);
    }
    const std::int64_t length = std::max<std::int64_t>((end - window.start).ns(), 1);
    const std::int64_t exact = std::gcd(common_step(rows, window.start), (divergence - window.start).ns());
    const std::int64_t columns = length / exact;
    window.exact = columns <= 4 * most_columns;
    window.step = window.exact ? Duration(exact) : round_step(length / most_columns + 1);
    window.columns = std::min((length + window.step.ns() - 1) / window.step.ns(), most_columns);
    const std::int64_t at = (divergence - window.start).ns() / window.step.ns();
    if (at > most_columns - 20) window.start = window.start + window.step * (at - 20);
    return window;
}

std::string row_text(const Schedule& schedule, CpuId cpu, Time divergence, const Window& window,
                     const Symbols& symbols) {
    std::string text;
    for (std::int64_t i = 0; i < window.columns; ++i) {
        const Time begin = window.start + window.step * i;
        const bool has_divergence = begin <= divergence && divergence < begin + window.step;
        text += symbols.of(schedule.at(cpu, has_divergence ? divergence : begin));
    }
    return text;
}

std::string ruler(const Window& window, Unit unit) {
    std::string text;
    for (std::int64_t i = 0; i < window.columns; i += 10) {
        if (text.size() > static_cast<std::size_t>(i)) continue;
        text.resize(static_cast<std::size_t>(i), ' ');
        text += in_unit(window.start + window.step * i - Time(), unit) + " ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text.substr(0, most_columns + 4);
}

/// A row of the picture: what stands before it, and what it shows.
struct PictureRow {
    std::string_view lead;
    const Schedule* schedule;
};

std::string drawn(const Comparison& comparison, const std::vector<PictureRow>& rows) {
    const Time time = comparison.first->time;
    const CpuId cpu = comparison.at == CompareAt::states ? CpuId(0) : comparison.first->cpu;
    std::vector<const Schedule*> schedules;
    for (const PictureRow& row : rows)
        schedules.push_back(row.schedule);
    const Window window = window_of(schedules, cpu, time);
    const Symbols symbols(schedules, comparison.at);
    const auto caret = static_cast<std::size_t>((time - window.start).ns() / window.step.ns());
    std::string text = std::string(lead) + ruler(window, comparison.unit) + "\n";
    for (const PictureRow& row : rows)
        text += std::string(row.lead) + row_text(*row.schedule, cpu, time, window, symbols) + "\n";
    text +=
        std::string(lead) + std::string(caret, ' ') + "^ " + with_unit(time - Time(), comparison.unit) + "\n";
    const std::string step = with_unit(window.step, comparison.unit);
    text += paragraph(symbols.legend() + "; a column is " + step +
                          (window.exact ? "" : ", so short stretches may not show"),
                      2, 2);
    return text;
}

/// A row of names in order; the names before it are the same in all rows.
struct OrderRow {
    std::string_view lead;
    const std::vector<std::string>* items;
};

std::string order_drawn(const Comparison& comparison, const std::vector<OrderRow>& rows) {
    constexpr std::size_t widest = 12;
    std::size_t width = 1;
    const auto measure = [&](const std::vector<std::string>& names) {
        for (const std::string& name : names)
            width = std::max(width, std::min(widest, display_width(escaped(name))));
    };
    measure(comparison.before);
    for (const OrderRow& row : rows)
        measure(*row.items);
    std::string text;
    for (const OrderRow& row : rows) {
        std::vector<std::string> names = comparison.before;
        names.insert(names.end(), row.items->begin(), row.items->end());
        std::string line(row.lead);
        for (std::size_t i = 0; i < names.size() && (i + 1) * (width + 1) <= most_columns; ++i)
            line += pad_right(fit(escaped(names[i]), width), width) + " ";
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text + std::string(lead) + std::string(comparison.before.size() * (width + 1), ' ') + "^\n";
}

std::string joined_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

std::string events_or_end(const std::vector<std::string>& lines) {
    return lines.empty() ? "  the trace has ended\n" : joined_lines(lines);
}

} // namespace

std::string picture_of(const Comparison& comparison) {
    return drawn(comparison, {{expected_lead, &comparison.expected}, {found_lead, &comparison.found}});
}

std::string picture_of_order(const Comparison& comparison) {
    return order_drawn(comparison,
                       {{expected_lead, &comparison.expected_items}, {found_lead, &comparison.found_items}});
}

std::string picture_of_events(const Comparison& comparison) {
    std::string text;
    if (!comparison.before.empty()) text += "both, before:\n" + joined_lines(comparison.before);
    return text + "expected:\n" + events_or_end(comparison.expected_items) + "found:\n" +
           events_or_end(comparison.found_items);
}

std::string picture_of_found(const Comparison& comparison) {
    if (!comparison.first) return "";
    switch (comparison.at) {
    case CompareAt::dispatches: return order_drawn(comparison, {{own_lead, &comparison.found_items}});
    case CompareAt::events:
        return (comparison.before.empty() ? "" : "before:\n" + joined_lines(comparison.before)) +
               "from there on:\n" + events_or_end(comparison.found_items);
    case CompareAt::states:
    case CompareAt::schedule:
    case CompareAt::metrics: break;
    }
    return drawn(comparison, {{own_lead, &comparison.found}});
}

} // namespace ossim
