// The state diagram with a count on each edge.
#include "render/state_diagram.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::size_t drawing_width = 76;

using State = ThreadState;

std::uint64_t moves(const Metrics& metrics, State from, State to) {
    return metrics.moves[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
}

std::string centred(std::string_view text, std::size_t columns) {
    const std::size_t width = display_width(text);
    const std::size_t before = width < columns ? (columns - width) / 2 : 0;
    return pad_right(std::string(before, ' ') + std::string(text), columns);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

/// The corners are letters here, so that one drawing serves both character sets: L lower left, J lower right.
std::string drawing(const Metrics& metrics) {
    const auto count = [&](State from, State to, std::size_t width) {
        return centred(std::to_string(moves(metrics, from, to)), width);
    };
    const std::string gap(21, ' ');
    std::string out;
    out += "       admitted            dispatched             exited\n";
    out += "    " + count(State::newborn, State::ready, 15) + "       " +
           count(State::ready, State::running, 16) + "         " + std::string(6, ' ') +
           std::to_string(moves(metrics, State::running, State::terminated)) + "\n";
    out += "New --------------> Ready ---------------> Running ------------> Terminated\n";
    out += gap + "^ ^                    |   |\n";
    out += gap + "| |preempted or yielded|   |\n";
    out += gap + "| |" + count(State::running, State::ready, 20) + "|   |\n";
    out += gap + "| L--------------------J   | blocked\n";
    out += gap + "|          woken           | " +
           std::to_string(moves(metrics, State::running, State::waiting)) + "\n";
    out += gap + "|" + count(State::waiting, State::ready, 25) + " v\n";
    out += gap + "L---------------------- Waiting\n";
    return out;
}

std::string other_moves(const Metrics& metrics, const Style& style) {
    std::string text;
    const auto add = [&](State from, std::string_view words) {
        const std::uint64_t number = moves(metrics, from, State::terminated);
        if (number > 0)
            text += (text.empty() ? "" : ", ") + std::to_string(number) + " " + std::string(words);
    };
    add(State::newborn, "out of New");
    add(State::ready, "out of Ready");
    add(State::waiting, "out of Waiting");
    return text.empty() ? ""
                        : wrapped("Also to Terminated, ended by others: " + text + ".", style.width, "  ");
}

std::string where_now(const Metrics& metrics, const Style& style) {
    std::string text;
    for (const State state :
         {State::newborn, State::ready, State::running, State::waiting, State::terminated}) {
        std::uint64_t in = 0, out = 0;
        for (std::size_t other = 0; other < thread_state_count; ++other) {
            in += metrics.moves[other][static_cast<std::size_t>(state)];
            out += metrics.moves[static_cast<std::size_t>(state)][other];
        }
        if (in > out)
            text += (text.empty() ? "" : ", ") + std::to_string(in - out) + " " + std::string(word_of(state));
    }
    const auto ended = std::count_if(metrics.processes.begin(), metrics.processes.end(),
                                     [](const ProcessMetrics& process) { return process.end.has_value(); });
    std::string out = counted(moves(metrics, State::fresh, State::newborn), "thread") + " came New.";
    if (!text.empty()) out += " At the end of the run: " + text + ".";
    out += " " + std::to_string(ended) + " of " + counted(metrics.processes.size(), "process", "processes") +
           " ended.";
    return wrapped(out, style.width, "  ");
}

std::string as_table(const Metrics& metrics, const Style& style) {
    Table table({"from", "to", "times"});
    table.left(1);
    for (std::size_t from = 0; from < thread_state_count; ++from)
        for (std::size_t to = 0; to < thread_state_count; ++to)
            if (metrics.moves[from][to] > 0)
                table.add({std::string(word_of(static_cast<State>(from))),
                           std::string(word_of(static_cast<State>(to))),
                           std::to_string(metrics.moves[from][to])});
    return table.text(style);
}

} // namespace

std::string state_diagram(const Metrics& metrics, const Style& style) {
    if (style.width < drawing_width) return as_table(metrics, style) + where_now(metrics, style);
    std::string picture = drawing(metrics);
    replace_all(picture, "L-", style.ascii ? "+-" : "└-");
    replace_all(picture, "-J", style.ascii ? "-+" : "-┘");
    if (!style.ascii) {
        replace_all(picture, "|", "│");
        replace_all(picture, "-", "─");
    }
    return picture + "\n" + other_moves(metrics, style) + where_now(metrics, style);
}

} // namespace ossim
