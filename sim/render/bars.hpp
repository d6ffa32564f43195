// What the Gantt chart is drawn from: for each row, bars that follow one another, collected in bounded
// memory.
//
// A thread's row has a bar for each state; its Running time is cut where its CPU was switching or in the
// kernel. A CPU's row has a bar for each thread, for idle time, for switching and for kernel work.
#pragma once

#include "ossim/names.hpp"
#include "render/gantt.hpp"
#include "render/marks.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ossim {

enum class Doing : std::uint8_t { idle, running, ready, waiting, newborn, switching, kernel };
inline constexpr std::size_t doing_count = 7;

/// Stands for "many threads in turn" in a merged stretch of a CPU's row.
inline constexpr Tid crowd{0xFFFFFFFF};

struct Bar {
    Time from, to;
    Tid tid; ///< whom a CPU runs; in a thread's row always 0
    Doing doing = Doing::idle;
    [[nodiscard]] Duration length() const { return to - from; }
    [[nodiscard]] bool same_as(const Bar& o) const { return tid == o.tid && doing == o.doing; }
};
using Bars = std::vector<Bar>; ///< in order of time, not overlapping

/// Appends, joined to the last bar where it goes on doing the same. A bar without length is dropped.
void append_bar(Bars& bars, const Bar& bar);

/// Adds up what lies inside each grain (whole grains from time 0): at most 8 bars a grain are left, the
/// longest ones, in order of their first appearance. Bars that fill grains stay as they are.
void merge_bars(Bars& bars, Duration grain);

/// The next grain: 1, 2, 10, 20, 100 … ns; each is a multiple of the one before.
[[nodiscard]] Duration coarser(Duration grain);

struct GanttSink::Parts {
    struct ThreadRow {
        Tid tid;
        std::string name;
        Bars bars;
        ThreadState state = ThreadState::fresh;
        Time since;
        bool ended = false;
        Time end;
        std::vector<Time> releases, misses; ///< of its jobs: the first few thousand
    };
    struct Overhead {
        Doing doing = Doing::switching;
        Duration left;
    };
    struct CpuRow {
        Bars bars;
        Time drawn_to;
        Tid running;
        std::vector<Overhead> overheads; ///< what the CPU must still get through, first one first
    };

    GanttOptions options;
    TraceHeader header;
    const Names* names = nullptr;      ///< while the run lasts
    std::vector<ThreadRow> threads;    ///< in order of tid after `finish`
    std::vector<std::uint32_t> row_of; ///< by tid: number of its row plus 1, or 0
    std::vector<Name> labels;          ///< by tid, from 1, of the first million threads
    std::vector<CpuRow> cpus;          ///< all of them; the first `options.rows` keep bars
    std::uint64_t created = 0;         ///< threads created before the right edge
    std::uint64_t gone = 0;            ///< of those, ended before the left edge
    std::size_t kept = 0;              ///< bars since the last merging, roughly
    Duration grain;                    ///< 0: every bar is exact
    Time end;                          ///< right edge, after `finish`

    ThreadMarks marks; ///< after `finish`

    [[nodiscard]] std::size_t most_bars() const;
    [[nodiscard]] Time right_edge() const { return options.to.value_or(Time::never()); }
    [[nodiscard]] std::string name_of(Tid tid) const;
    [[nodiscard]] ThreadRow* row(Tid tid);
    void add_row(Tid tid, Time now);
    void draw(Bars& bars, Bar bar);
    void draw_cpu(std::size_t cpu, Time now);
    void draw_stretch(std::size_t cpu, Time to, Doing doing);
    void on(const ThreadNew& event, Time now);
    void on(const StateMove& event, Time now);
    void on(const Switch& event, Time now);
    void on(const Charge& event, Time now);
    void on(const JobReleased& event, Time now);
    void on(const JobMissed& event, Time now);
    void merge_all();
    void choose_marks();
};

} // namespace ossim
