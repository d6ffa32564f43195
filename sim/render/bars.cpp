// Intervals of a picture: collected, and merged when there are too many.
#include "render/bars.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

namespace {

constexpr std::size_t most_parts = 8;
constexpr std::size_t most_labels = 1'000'000;
constexpr std::size_t most_rows = 10'000;

void add_part(Bars& parts, const Bar& piece) {
    for (Bar& part : parts)
        if (part.same_as(piece)) {
            part.to = part.to + piece.length();
            return;
        }
    parts.push_back(piece);
}

void drop_smallest(Bars& parts) {
    while (parts.size() > most_parts) {
        auto smallest = parts.end();
        for (auto at = parts.begin(); at != parts.end(); ++at)
            if (at->doing == Doing::running && at->tid != crowd &&
                (smallest == parts.end() || at->length() < smallest->length()))
                smallest = at;
        if (smallest == parts.end()) return;
        const Bar lost{smallest->from, smallest->to, crowd, Doing::running};
        parts.erase(smallest);
        add_part(parts, lost);
    }
}

void lay_out(Bars& parts, Bars& out) {
    if (parts.empty()) return;
    Time at = parts.front().from;
    drop_smallest(parts);
    for (const Bar& part : parts) {
        append_bar(out, {at, at + part.length(), part.tid, part.doing});
        at = at + part.length();
    }
    parts.clear();
}

Doing doing_in(ThreadState state) {
    switch (state) {
    case ThreadState::newborn: return Doing::newborn;
    case ThreadState::ready: return Doing::ready;
    case ThreadState::waiting: return Doing::waiting;
    case ThreadState::running: return Doing::running;
    case ThreadState::fresh:
    case ThreadState::terminated: break;
    }
    return Doing::idle;
}

bool has_bars(ThreadState state) {
    return state == ThreadState::newborn || state == ThreadState::ready || state == ThreadState::waiting;
}

} // namespace

void append_bar(Bars& bars, const Bar& bar) {
    if (bar.to <= bar.from) return;
    if (!bars.empty() && bars.back().to == bar.from && bars.back().same_as(bar))
        bars.back().to = bar.to;
    else
        bars.push_back(bar);
}

void merge_bars(Bars& bars, Duration grain) {
    const std::int64_t g = grain.ns();
    Bars out, parts;
    std::int64_t bucket = -1;
    for (const Bar& bar : bars) {
        for (std::int64_t t = bar.from.ns(); t < bar.to.ns();) {
            if (t / g != bucket) lay_out(parts, out);
            bucket = t / g;
            const bool whole = t % g == 0 && bar.to.ns() - t >= g;
            const std::int64_t stop = whole ? bar.to.ns() / g * g : std::min(bar.to.ns() - t, g - t % g) + t;
            if (whole)
                append_bar(out, {Time(t), Time(stop), bar.tid, bar.doing});
            else
                add_part(parts, {Time(t), Time(stop), bar.tid, bar.doing});
            t = stop;
        }
    }
    lay_out(parts, out);
    out.shrink_to_fit();
    bars = std::move(out);
}

Duration coarser(Duration grain) {
    std::int64_t power = 1;
    while (power * 2 <= grain.ns()) {
        if (power > grain.ns() / 10)
            return power * 2 == grain.ns() ? Duration(power * 10) : Duration(power * 2);
        power *= 10;
    }
    return grain.ns() == 0 ? Duration(1) : Duration(power * 2);
}

GanttSink::GanttSink(const GanttOptions& options) : parts_(std::make_unique<Parts>()) {
    parts_->options = options;
    parts_->options.rows = std::min(options.rows, most_rows);
}
GanttSink::~GanttSink() = default;

namespace {

constexpr std::size_t most_job_marks = 4'096;

void keep(std::vector<Time>& marks, Time now) {
    if (marks.size() < most_job_marks) marks.push_back(now);
}

} // namespace

void GanttSink::Parts::on(const JobReleased& event, Time now) {
    if (now < options.from) return;
    if (ThreadRow* mine = row(event.tid)) keep(mine->releases, now);
}

void GanttSink::Parts::on(const JobMissed& event, Time now) {
    if (now < options.from) return;
    if (ThreadRow* mine = row(event.tid)) keep(mine->misses, now);
}

EventKinds GanttSink::wants() const {
    return EventKinds::of<ThreadNew, StateMove, Switch, Charge, JobReleased, JobMissed>();
}

void GanttSink::start(const TraceHeader& header, const Names& names) {
    parts_->header = header;
    parts_->names = &names;
    parts_->cpus.resize(header.cpus);
    for (Parts::CpuRow& cpu : parts_->cpus)
        cpu.drawn_to = Time(0);
}

void GanttSink::accept(std::span<const Event> events) {
    for (const Event& event : events) {
        if (event.time >= parts_->right_edge()) continue;
        if (const auto* move = std::get_if<StateMove>(&event.body))
            parts_->on(*move, event.time);
        else if (const auto* change = std::get_if<Switch>(&event.body))
            parts_->on(*change, event.time);
        else if (const auto* charge = std::get_if<Charge>(&event.body))
            parts_->on(*charge, event.time);
        else if (const auto* thread = std::get_if<ThreadNew>(&event.body))
            parts_->on(*thread, event.time);
        else if (const auto* release = std::get_if<JobReleased>(&event.body))
            parts_->on(*release, event.time);
        else if (const auto* missed = std::get_if<JobMissed>(&event.body))
            parts_->on(*missed, event.time);
    }
}

void GanttSink::finish(Time end) {
    Parts& p = *parts_;
    p.end = std::min(end, p.right_edge());
    for (const Parts::CpuRow& cpu : p.cpus)
        if (cpu.running && p.row(cpu.running) == nullptr) p.add_row(cpu.running, Time(0));
    for (std::size_t cpu = 0; cpu < p.cpus.size(); ++cpu)
        p.draw_cpu(cpu, p.end);
    for (Parts::ThreadRow& row : p.threads)
        if (has_bars(row.state)) p.draw(row.bars, {row.since, p.end, Tid{}, doing_in(row.state)});
    std::sort(p.threads.begin(), p.threads.end(), [](const auto& a, const auto& b) { return a.tid < b.tid; });
    p.choose_marks();
    p.names = nullptr;
}

void GanttSink::Parts::choose_marks() {
    std::vector<bool> seen;
    const auto see = [&](Tid tid) {
        if (tid == crowd || !tid) return;
        if (seen.size() <= tid.value) seen.resize(std::size_t{tid.value} + 1);
        seen[tid.value] = true;
    };
    for (const CpuRow& cpu : cpus)
        for (const Bar& bar : cpu.bars)
            see(bar.tid);
    for (const ThreadRow& thread : threads)
        see(thread.tid);
    std::vector<Tid> shown;
    for (std::uint32_t tid = 1; tid < seen.size(); ++tid)
        if (seen[tid]) shown.emplace_back(tid);
    marks = ThreadMarks(shown, [this](Tid tid) { return name_of(tid); });
}

std::size_t GanttSink::Parts::most_bars() const {
    const std::size_t rows = std::min(options.rows, cpus.size()) + threads.size();
    return std::max(options.bars, rows * 100);
}

std::string GanttSink::Parts::name_of(Tid tid) const {
    if (tid.value == 0 || tid.value > labels.size()) return "thread " + std::to_string(tid.value);
    return names->text(labels[tid.value - 1]);
}

GanttSink::Parts::ThreadRow* GanttSink::Parts::row(Tid tid) {
    if (tid.value >= row_of.size() || row_of[tid.value] == 0) return nullptr;
    return &threads[row_of[tid.value] - 1];
}

void GanttSink::Parts::add_row(Tid tid, Time now) {
    if (threads.size() >= options.rows) return;
    if (row_of.size() <= tid.value) row_of.resize(std::size_t{tid.value} + 1);
    threads.push_back({tid, name_of(tid), {}, ThreadState::fresh, now, false, Time(), {}, {}});
    row_of[tid.value] = static_cast<std::uint32_t>(threads.size());
}

void GanttSink::Parts::draw(Bars& bars, Bar bar) {
    bar.from = std::max(bar.from, options.from);
    bar.to = std::min(bar.to, right_edge());
    const std::size_t before = bars.size();
    append_bar(bars, bar);
    kept += bars.size() - before;
    if (kept > most_bars()) merge_all();
}

void GanttSink::Parts::draw_stretch(std::size_t cpu, Time to, Doing doing) {
    CpuRow& at = cpus[cpu];
    const Time from = at.drawn_to;
    at.drawn_to = to;
    if (to <= from || to <= options.from) return;
    if (ThreadRow* thread = row(at.running); thread != nullptr) draw(thread->bars, {from, to, Tid{}, doing});
    if (cpu >= options.rows) return;
    const Doing shown = doing == Doing::running && !at.running ? Doing::idle : doing;
    draw(at.bars, {from, to, shown == Doing::running ? at.running : Tid{}, shown});
}

void GanttSink::Parts::draw_cpu(std::size_t cpu, Time now) {
    CpuRow& at = cpus[cpu];
    while (!at.overheads.empty() && at.drawn_to < now) {
        Overhead& first = at.overheads.front();
        const Duration part = std::min(first.left, now - at.drawn_to);
        const Doing doing = first.doing;
        first.left -= part;
        if (first.left == Duration()) at.overheads.erase(at.overheads.begin());
        draw_stretch(cpu, at.drawn_to + part, doing);
    }
    draw_stretch(cpu, std::max(now, at.drawn_to), Doing::running);
}

void GanttSink::Parts::on(const ThreadNew& event, Time now) {
    ++created;
    if (labels.size() < most_labels) {
        labels.resize(std::max<std::size_t>(labels.size(), event.tid.value));
        if (event.tid) labels[event.tid.value - 1] = event.label;
    }
    if (now >= options.from) add_row(event.tid, now);
}

void GanttSink::Parts::on(const StateMove& event, Time now) {
    const std::size_t cpu = event.cpu.value;
    const bool runs = event.to == ThreadState::running, ran = event.from == ThreadState::running;
    if (now > options.from && row(event.tid) == nullptr) add_row(event.tid, Time(0));
    if ((runs || ran) && cpu < cpus.size()) {
        draw_cpu(cpu, now);
        cpus[cpu].running = runs ? event.tid : Tid{};
    }
    if (event.to == ThreadState::terminated && now <= options.from && now > Time(0)) ++gone;
    ThreadRow* thread = row(event.tid);
    if (thread == nullptr) return;
    if (has_bars(event.from)) draw(thread->bars, {thread->since, now, Tid{}, doing_in(event.from)});
    thread->state = event.to;
    thread->since = now;
    thread->ended = event.to == ThreadState::terminated;
    if (thread->ended) thread->end = now;
}

void GanttSink::Parts::on(const Switch& event, Time now) {
    const std::size_t cpu = event.cpu_number;
    if (cpu >= cpus.size() || event.components.total() == Duration()) return;
    draw_cpu(cpu, now);
    cpus[cpu].overheads.push_back({Doing::switching, event.components.total()});
}

void GanttSink::Parts::on(const Charge& event, Time now) {
    const std::size_t cpu = event.cpu.value;
    if (cpu >= cpus.size() || event.length <= Duration()) return;
    draw_cpu(cpu, now);
    cpus[cpu].overheads.push_back({Doing::kernel, event.length});
}

/// Merges at the grain in force first: what has come since is finer than that. Only if too much is left it is
/// coarser.
void GanttSink::Parts::merge_all() {
    const std::size_t goal = most_bars() / 2;
    if (grain == Duration()) grain = coarser(grain);
    for (;; grain = coarser(grain)) {
        kept = 0;
        for (ThreadRow& thread : threads) {
            merge_bars(thread.bars, grain);
            kept += thread.bars.size();
        }
        for (CpuRow& cpu : cpus) {
            merge_bars(cpu.bars, grain);
            kept += cpu.bars.size();
        }
        if (kept <= goal || grain >= Duration::longest()) return;
    }
}

} // namespace ossim
