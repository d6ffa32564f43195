// The measured works of the project, with Google Benchmark. Each line is one work with so many threads (and
// CPUs): `per_switch` is the time that one switch takes, `allocs` how many allocations it makes, both in the
// steady state, after all threads have been admitted; `bytes` is what a thread costs in memory, everything
// counted.
//
//     ossim_bench --benchmark_filter='rr/'        some of them
#include "memory.hpp"
#include "works.hpp"

#include "base/random.hpp"
#include "conventions/catalogue.hpp"
#include "costs/catalogue.hpp"
#include "machine/mmu.hpp"
#include "machine/radix_heap.hpp"
#include "ossim/load.hpp"
#include "ossim/metrics.hpp"
#include "trace/jsonl.hpp"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <ctime>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

using namespace ossim;

namespace {

/// Time that this process had a CPU: what others do on the machine counts as little as it can.
double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// A file without a name, on the disk that /tmp is on.
class FileOutput final : public Output {
  public:
    FileOutput() : file_(std::tmpfile()) {}
    ~FileOutput() override { std::fclose(file_); }
    FileOutput(const FileOutput&) = delete;
    FileOutput& operator=(const FileOutput&) = delete;
    void write(std::string_view text) override {
        std::fwrite(text.data(), 1, text.size(), file_);
        bytes_ += text.size();
    }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    std::FILE* file_;
    std::size_t bytes_ = 0;
};

constexpr std::uint64_t dispatches_measured = 1'000'000;

using MakeWork = Scenario (*)(std::uint32_t threads, std::uint32_t cpus);

/// How many threads, on how many CPUs.
struct Size {
    std::uint32_t threads, cpus;
    explicit Size(const benchmark::State& state)
        : threads(static_cast<std::uint32_t>(state.range(0))),
          cpus(static_cast<std::uint32_t>(state.range(1))) {}
};

benchmark::Counter each(double count) {
    return benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// Boots the work, and goes once round all threads, so that arrays have grown and caches are as they will be.
RunResult warm_up(Simulation& simulation, Size size) {
    return simulation.run_to(Time() + time_for(size.threads + std::uint64_t{100'000}, size.cpus));
}

/// `watch` makes the sinks of one run, and owns them.
template <class Watch>
void measure(benchmark::State& state, MakeWork work) {
    const Size size(state);
    const Scenario scenario = work(size.threads, size.cpus);
    double switches = 0;
    double allocations = 0;
    double bytes = 0;
    for (auto _ : state) {
        Watch watch;
        const std::size_t before_all = heap_use().live;
        Simulation simulation(scenario, watch.sinks);
        const RunResult warm = warm_up(simulation, size);
        bytes = static_cast<double>(heap_use().live - before_all) / size.threads;
        watch.begin();
        const std::uint64_t before = heap_use().allocations;
        const double start = cpu_seconds();
        const Time end = Time() + time_for(size.threads + 100'000 + dispatches_measured, size.cpus);
        const RunResult result = simulation.run_to(end);
        state.SetIterationTime(cpu_seconds() - start);
        switches += static_cast<double>(result.switches - warm.switches);
        allocations += static_cast<double>(heap_use().allocations - before);
        watch.report(state);
    }
    state.counters["per_switch"] = each(switches);
    state.counters["allocs"] = switches > 0 ? allocations / switches : 0;
    state.counters["bytes"] = bytes;
}

struct NoSink {
    void begin() {}
    void report(benchmark::State&) {}
    std::vector<Sink*> sinks;
};

struct WithMetrics {
    void begin() {}
    void report(benchmark::State&) {}
    MetricsSink metrics;
    std::vector<Sink*> sinks{&metrics};
};

/// Every kind of event is written, several a switch: what counts is the cost of a record.
struct WithJsonl final : Sink {
    void start(const TraceHeader& header, const Names& names) override { writer.start(header, names); }
    void accept(std::span<const Event> events) override {
        const double before = cpu_seconds();
        writer.accept(events);
        seconds += cpu_seconds() - before;
        records += static_cast<double>(events.size());
    }
    void finish(Time end) override { writer.finish(end); }
    void begin() { seconds = records = 0; }
    void report(benchmark::State& state) {
        state.counters["ns_per_record"] = seconds * 1e9 / records;
        state.counters["bytes_written"] = static_cast<double>(file.bytes());
    }
    FileOutput file;
    JsonlWriter writer{file};
    double seconds = 0, records = 0;
    std::vector<Sink*> sinks{this};
};

/// The classic test of pending events: take the earliest, push one later.
void hold(benchmark::State& state) {
    const auto count = static_cast<std::uint64_t>(state.range(0));
    const Stream stream(1, "hold", 0);
    const Duration mean(1'000'000);
    std::uint64_t drawn = 0;
    RadixHeap heap;
    Happening happening;
    for (std::uint64_t i = 0; i < count; ++i) {
        happening.key = {Time() + exponential(mean, stream.at(drawn++)), 0, i};
        heap.push(happening);
    }
    for (auto _ : state) {
        happening = heap.pop();
        happening.key.time = happening.key.time + exponential(mean, stream.at(drawn++));
        ++happening.key.stamp;
        heap.push(happening);
    }
}

/// A machine as x86-64 profiles have it.
MemorySpec modelled_memory() {
    MemorySpec spec;
    spec.modelled = true;
    spec.page_table.levels = 4;
    spec.tlb.levels = {{64, 4}, {1536, 12}};
    spec.tlb.tags = 6;
    spec.tlb.walk_entries = 32;
    spec.cache.levels = {{48 * 1024, false}, {1280 * 1024, false}, {24 << 20, true}};
    return spec;
}

/// Round robin over eight CPUs; each dispatch loads the thread's space and touches pages of its own. With
/// lines, the caches take part.
struct TouchWork {
    std::uint64_t pages, lines;
    bool in_one_space; ///< threads of one process
    static constexpr std::uint32_t cpus = 8, threads = 1'000;

    void dispatch() {
        const CpuId cpu(next % cpus);
        const std::uint32_t number = next++ % threads + 1;
        if (running[cpu.value]) mmu.switched_out(cpu, running[cpu.value]);
        running[cpu.value] = Tid(number);
        mmu.load(cpu, SpaceId(in_one_space ? 1 : number));
        mmu.switched_in(cpu, Tid(number));
        const PageNo page(std::uint64_t{number} * 1'024);
        mmu.touch(cpu, {page, FrameNo(std::uint64_t{number} * 128), pages, lines}, refill);
    }
    Mmu mmu{cpus, true, modelled_memory(), false, 1};
    std::vector<Tid> running = std::vector<Tid>(cpus);
    Refill refill{};
    std::uint32_t next = 0;
};

void touch_pages(benchmark::State& state, std::uint64_t lines, bool in_one_space) {
    TouchWork work{static_cast<std::uint64_t>(state.range(0)), lines, in_one_space};
    for (int i = 0; i < 5'000; ++i)
        work.dispatch();
    work.refill = {};
    for (auto _ : state)
        work.dispatch();
    const auto touched = static_cast<double>(work.refill.references);
    state.counters["walks"] = static_cast<double>(work.refill.walks) / touched;
    state.counters["per_page"] = each(touched);
}

constexpr std::uint64_t dispatches_at_a_time = 2'000, most_dispatches = 200'000;
constexpr double seconds_enough = 0.25;

/// The policy's own cost shows in how this grows with the ready threads: a scan is as slow as they are many,
/// so that it is measured for a while only.
void policy_at_work(benchmark::State& state, const PolicyInfo& policy, QueueSharing sharing) {
    const Size size(state);
    const Scenario scenario = busy_work(policy, size.threads, size.cpus, sharing);
    double switches = 0;
    for (auto _ : state) {
        Simulation simulation(scenario, {});
        std::uint64_t dispatches = 10'000;
        const RunResult warm = simulation.run_to(Time() + time_for(dispatches, size.cpus));
        RunResult result = warm;
        const double start = cpu_seconds();
        for (std::uint64_t done = 0; done < most_dispatches; done += dispatches_at_a_time) {
            dispatches += dispatches_at_a_time;
            result = simulation.run_to(Time() + time_for(dispatches, size.cpus));
            if (cpu_seconds() - start > seconds_enough) break;
        }
        state.SetIterationTime(cpu_seconds() - start);
        switches += static_cast<double>(result.switches - warm.switches);
    }
    state.counters["per_switch"] = each(switches);
}

/// Each policy with few and many ready threads, on one CPU and on many, with one queue and with one a CPU.
void register_policies() {
    for (const PolicyInfo& policy : policy_catalogue())
        for (const std::int64_t cpus : {1, 16, 256})
            for (const QueueSharing sharing : {QueueSharing::global, QueueSharing::per_cpu}) {
                const bool has_one_queue = cpus == 1 || policy.whole_machine;
                if (has_one_queue && sharing == QueueSharing::per_cpu) continue;
                const std::string name = "policy/" + std::string(policy.name) +
                                         (sharing == QueueSharing::per_cpu ? "/per_cpu" : "/global");
                auto* work = benchmark::RegisterBenchmark(name.c_str(), policy_at_work, policy, sharing);
                work->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1);
                work->ArgNames({"threads", "cpus"});
                for (const std::int64_t threads : {10, 1'000, 100'000})
                    if (threads >= cpus) work->Args({threads, cpus});
            }
}

std::string written_out(std::uint64_t processes) {
    std::string text = "ossim: 1\ntitle: many\nscheduler: {policy: rr, quantum: 4}\nprocesses:\n";
    for (std::uint64_t i = 1; i <= processes; ++i) {
        const std::string number = std::to_string(i);
        text += "  - name: P" + number + "\n    arrival: " + number + "\n    group: batch\n    bursts: [" +
                std::to_string(i % 7 + 1) + ", io: " + std::to_string(i % 5 + 1) + ", " +
                std::to_string(i % 3 + 1) + "]\n";
    }
    return text;
}

void load_written_out(benchmark::State& state) {
    const SourceText source{"many.yaml", written_out(static_cast<std::uint64_t>(state.range(0)))};
    const Catalogues known{policy_catalogue(), cost_catalogue(), preset_catalogue(), metric_catalogue()};
    std::size_t peak = 0;
    for (auto _ : state) {
        const std::size_t before = heap_use().live;
        begin_peak();
        const LoadResult result = load(source, known);
        if (!result.scenario) return state.SkipWithError("the scenario does not load");
        peak = heap_use().peak - before;
    }
    state.counters["MiB"] = static_cast<double>(peak) / (1 << 20);
    state.counters["MB_of_text"] = static_cast<double>(source.text.size()) / 1e6;
}

void all_sizes(benchmark::internal::Benchmark* work, std::initializer_list<std::int64_t> cpus) {
    work->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3)->ArgNames({"threads", "cpus"});
    for (const std::int64_t each : cpus)
        for (const std::int64_t threads : {10, 1'000, 100'000, 1'000'000})
            work->Args({threads, each});
}

void sizes(benchmark::internal::Benchmark* work) { all_sizes(work, {1, 8}); }
/// A sink's own cost does not hang on the number of CPUs.
void sizes_of_one_cpu(benchmark::internal::Benchmark* work) { all_sizes(work, {1}); }

/// As other simulators are measured: one CPU, and four with one queue.
void sizes_of_edf(benchmark::internal::Benchmark* work) {
    work->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3)->ArgNames({"threads", "cpus"});
    for (const std::int64_t cpus : {1, 4})
        for (const std::int64_t threads : {10, 100, 1'000})
            work->Args({threads, cpus});
}

void no_sink(benchmark::State& state, MakeWork work) { measure<NoSink>(state, work); }
void metrics(benchmark::State& state, MakeWork work) { measure<WithMetrics>(state, work); }
void jsonl(benchmark::State& state, MakeWork work) { measure<WithJsonl>(state, work); }

BENCHMARK_CAPTURE(no_sink, rr, rr_work)->Apply(sizes);
BENCHMARK_CAPTURE(no_sink, rrio, rrio_work)->Apply(sizes);
BENCHMARK_CAPTURE(no_sink, lottery, lottery_work)->Apply(sizes);
BENCHMARK_CAPTURE(no_sink, stride, stride_work)->Apply(sizes);
BENCHMARK_CAPTURE(no_sink, cfs, cfs_work)->Apply(sizes);
BENCHMARK_CAPTURE(no_sink, eevdf, eevdf_work)->Apply(sizes);
BENCHMARK_CAPTURE(no_sink, edf, edf_work)->Apply(sizes_of_edf);
BENCHMARK_CAPTURE(metrics, rr, rr_work)->Apply(sizes_of_one_cpu);
BENCHMARK_CAPTURE(metrics, rrio, rrio_work)->Apply(sizes_of_one_cpu);
BENCHMARK_CAPTURE(jsonl, rr, rr_work)->Apply(sizes_of_one_cpu);
BENCHMARK_CAPTURE(jsonl, rrio, rrio_work)->Apply(sizes_of_one_cpu);
BENCHMARK(hold)->Arg(10)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK_CAPTURE(touch_pages, tlb_and_caches, 64, false)
    ->ArgName("pages")
    ->Arg(8)
    ->Arg(16)
    ->Arg(64)
    ->Arg(128);
BENCHMARK_CAPTURE(touch_pages, tlb_alone, 0, false)->ArgName("pages")->Arg(64);
BENCHMARK_CAPTURE(touch_pages, threads_of_one, 64, true)->ArgName("pages")->Arg(64);
BENCHMARK(load_written_out)->Arg(100'000)->Unit(benchmark::kMillisecond)->Iterations(1);

} // namespace

int main(int count, char** words) {
    register_policies();
    benchmark::Initialize(&count, words);
    if (benchmark::ReportUnrecognizedArguments(count, words)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
