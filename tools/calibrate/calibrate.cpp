// Measures a real Linux machine and writes what it found as a cost profile, one that
// `costs: ./NAME.costs.yaml` accepts.
//
//     calibrate NAME [--quick]
//
// Everything runs pinned to one CPU, the one that it starts on. Each figure is the least of several rounds'
// means: what disturbs a round makes it longer, never shorter. What cannot be measured apart is split as
// x86-64-pcid splits it, and
// its basis says so. A figure that is the difference of two others is 0 where noise would make it negative.
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

enum class Kind { threads, processes };

struct Effort {
    int rounds = 7;
    long hops = 40'000, calls = 1'000'000, pages = 8192, creations = 300;
};

void need(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

double now() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

/// The least of several rounds.
double least(int rounds, const std::function<double()>& round) {
    double best = round();
    for (int i = 1; i < rounds; ++i)
        best = std::min(best, round());
    return best;
}

void pin() {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(sched_getcpu()), &set);
    need(sched_setaffinity(0, sizeof set, &set) == 0, "pin to one CPU");
}

/// Memory that parent and child share, or that a process has alone; zeroed, and given back at the end.
class Mapping {
  public:
    explicit Mapping(std::size_t bytes, int how = MAP_PRIVATE)
        : bytes_(bytes), at_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0)) {
        need(at_ != MAP_FAILED, "map memory");
        madvise(at_, bytes, MADV_NOHUGEPAGE);
    }
    ~Mapping() { munmap(at_, bytes_); }
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    [[nodiscard]] volatile char* bytes() const { return static_cast<volatile char*>(at_); }
    [[nodiscard]] std::uint64_t* words() const { return static_cast<std::uint64_t*>(at_); }

  private:
    std::size_t bytes_;
    void* at_;
};

std::uint64_t sum(const std::uint64_t* words, std::size_t bytes) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < bytes / sizeof *words; ++i)
        total += words[i];
    return total;
}

volatile std::uint64_t sink; // so that the sums are not left out

// --- system calls and faults ---

double null_call(const Effort& effort) {
    const long calls = effort.calls / 10;
    return least(effort.rounds, [&] {
        const double begin = now();
        for (long i = 0; i < calls; ++i)
            syscall(SYS_getppid);
        return (now() - begin) / static_cast<double>(calls);
    });
}

double touch_pages(Mapping& memory, long pages, long page_size) {
    const double begin = now();
    for (long i = 0; i < pages; ++i)
        memory.bytes()[i * page_size] = 1;
    return (now() - begin) / static_cast<double>(pages);
}

double minor_fault(const Effort& effort, long page_size) {
    return least(effort.rounds, [&] {
        Mapping memory(static_cast<std::size_t>(effort.pages * page_size));
        const double first = touch_pages(memory, effort.pages, page_size);
        return first - touch_pages(memory, effort.pages, page_size);
    });
}

/// The parent writes what it shares with a child that only waits.
double copy_on_write(const Effort& effort, long page_size) {
    return least(effort.rounds, [&] {
        Mapping memory(static_cast<std::size_t>(effort.pages * page_size));
        touch_pages(memory, effort.pages, page_size);
        std::array<int, 2> ends{};
        need(pipe(ends.data()) == 0, "pipe");
        const pid_t child = fork();
        need(child >= 0, "fork");
        if (child == 0) {
            char byte = 0;
            close(ends[1]);
            _exit(read(ends[0], &byte, 1) == 0 ? 0 : 1);
        }
        const double first = touch_pages(memory, effort.pages, page_size);
        const double present = touch_pages(memory, effort.pages, page_size);
        close(ends[0]);
        close(ends[1]);
        waitpid(child, nullptr, 0);
        return first - present;
    });
}

// --- switches ---

struct Ring {
    int tasks = 2;
    Kind kind = Kind::processes;
    std::size_t working_set = 0;
    long hops = 0;
};

using Pipe = std::array<int, 2>;

/// What a task does: wait for the token, read its memory, hand the token on.
void pass_on(int from, int to, const std::uint64_t* memory, std::size_t bytes, long times) {
    char token = 0;
    for (long i = 0; i < times; ++i) {
        if (read(from, &token, 1) != 1) _exit(1);
        if (bytes > 0) sink = sum(memory, bytes);
        if (write(to, &token, 1) != 1) _exit(1);
    }
}

/// Has pages of its own, written once, and takes part from then on.
void take_part(const std::vector<Pipe>& pipes, std::size_t me, std::size_t bytes, long times) {
    Mapping memory(std::max<std::size_t>(bytes, 4096));
    for (std::size_t i = 0; i < bytes; i += 64)
        memory.bytes()[i] = 1;
    pass_on(pipes[me][0], pipes[(me + 1) % pipes.size()][1], memory.words(), bytes, times);
}

/// ns a hop. The first task times its rounds; a tenth of them comes before, to warm up.
double run_ring(const Ring& ring) {
    std::vector<Pipe> pipes(static_cast<std::size_t>(ring.tasks));
    for (Pipe& ends : pipes)
        need(pipe(ends.data()) == 0, "pipe");
    const long rounds = std::max(20L, ring.hops / ring.tasks), before = rounds / 10;
    std::vector<std::thread> threads;
    std::vector<pid_t> children;
    for (std::size_t i = 1; i < pipes.size(); ++i) {
        const auto work = [&pipes, i, &ring, all = rounds + before] {
            take_part(pipes, i, ring.working_set, all);
        };
        if (ring.kind == Kind::threads) {
            threads.emplace_back(work);
            continue;
        }
        const pid_t child = fork();
        need(child >= 0, "fork");
        if (child == 0) {
            work();
            _exit(0);
        }
        children.push_back(child);
    }
    Mapping memory(std::max<std::size_t>(ring.working_set, 4096));
    for (std::size_t i = 0; i < ring.working_set; i += 64)
        memory.bytes()[i] = 1;
    char token = 0;
    need(write(pipes[0][1], &token, 1) == 1, "write");
    const int to = pipes[1 % pipes.size()][1];
    pass_on(pipes[0][0], to, memory.words(), ring.working_set, before);
    const double begin = now();
    pass_on(pipes[0][0], to, memory.words(), ring.working_set, rounds);
    const double length = now() - begin;
    for (std::thread& thread : threads)
        thread.join();
    for (const pid_t child : children)
        waitpid(child, nullptr, 0);
    for (const Pipe& ends : pipes) {
        close(ends[0]);
        close(ends[1]);
    }
    return length / static_cast<double>(rounds * ring.tasks);
}

double hop(const Effort& effort, int tasks, Kind kind, std::size_t working_set = 0) {
    const long hops = working_set > 0 ? effort.hops / 8 : effort.hops;
    return least(effort.rounds, [&] { return run_ring({tasks, kind, working_set, hops}); });
}

/// The token passed within one process, its memory warm: what a hop takes without any switch.
double no_hop(const Effort& effort, std::size_t working_set = 0) {
    return hop(effort, 1, Kind::processes, working_set);
}

void futex(std::atomic<std::uint32_t>* word, int what, std::uint32_t value) {
    syscall(SYS_futex, word, what, value, nullptr, nullptr, 0);
}

void take_turns(std::atomic<std::uint32_t>* turn, std::uint32_t mine, long times) {
    for (long i = 0; i < times; ++i) {
        while (turn->load() != mine)
            futex(turn, FUTEX_WAIT, 1 - mine);
        turn->store(1 - mine);
        futex(turn, FUTEX_WAKE, 1);
    }
}

double futex_hop(const Effort& effort, Kind kind) {
    return least(effort.rounds, [&] {
        Mapping shared(4096, MAP_SHARED);
        auto* turn = new (shared.words()) std::atomic<std::uint32_t>(0);
        const long times = effort.hops / 2;
        pid_t child = 0;
        std::thread other;
        if (kind == Kind::threads) {
            other = std::thread([=] { take_turns(turn, 1, times); });
        } else if (child = fork(); child == 0) {
            take_turns(turn, 1, times);
            _exit(0);
        }
        need(child >= 0, "fork");
        const double begin = now();
        take_turns(turn, 0, times);
        const double length = now() - begin;
        if (child > 0) waitpid(child, nullptr, 0);
        if (other.joinable()) other.join();
        return length / static_cast<double>(2 * times);
    });
}

// --- creation ---

struct Creation {
    double made = 0;  ///< until the call has returned
    double whole = 0; ///< until it has ended and been waited for
};

/// The least of `times`, each with so much memory written before.
Creation fork_with(long mebibytes, long times, long page_size) {
    Mapping memory(static_cast<std::size_t>(std::max(1L, mebibytes) << 20));
    if (mebibytes > 0) touch_pages(memory, (mebibytes << 20) / page_size, page_size);
    Creation best{1e18, 1e18};
    for (long i = 0; i < times; ++i) {
        const double begin = now();
        const pid_t child = fork();
        if (child == 0) _exit(0);
        need(child > 0, "fork");
        const double made = now() - begin;
        waitpid(child, nullptr, 0);
        best = {std::min(best.made, made), std::min(best.whole, now() - begin)};
    }
    return best;
}

void* nothing(void* argument) { return argument; }

Creation make_threads(long times) {
    Creation best{1e18, 1e18};
    for (long i = 0; i < times; ++i) {
        pthread_t thread{};
        const double begin = now();
        need(pthread_create(&thread, nullptr, nothing, nullptr) == 0, "pthread_create");
        const double made = now() - begin;
        pthread_join(thread, nullptr);
        best = {std::min(best.made, made), std::min(best.whole, now() - begin)};
    }
    return best;
}

// --- the profile ---

struct Price {
    std::string name;
    double nanoseconds;
    std::string basis;
};

struct Found {
    std::vector<Price> prices;
    std::vector<std::string> remarks; ///< rows that no price holds: comments of the file

    void add(const std::string& name, double value, const std::string& basis) {
        prices.push_back({name, std::max(0.0, value), basis});
        std::printf("  %-24s %12.1f ns  %s\n", name.c_str(), std::max(0.0, value), basis.c_str());
        std::fflush(stdout);
    }
    void remark(const std::string& text) {
        remarks.push_back(text);
        std::printf("  %s\n", text.c_str());
        std::fflush(stdout);
    }
};

std::string rounded(double value) { return std::to_string(std::lround(value)); }

void calls_and_faults(const Effort& effort, long page_size, Found& found) {
    std::puts("system calls and faults");
    const double call = null_call(effort);
    found.add("trap_in", call / 2, "measured: half of getppid");
    found.add("trap_out", call / 2, "measured: the other half");
    found.add("minor_fault", minor_fault(effort, page_size), "measured: first write to anonymous pages");
    found.add("copy_on_write", copy_on_write(effort, page_size),
              "measured: first write after a fork, the child waiting");
}

void switches(const Effort& effort, Found& found) {
    std::puts("switches, pinned to one CPU");
    const double own = no_hop(effort);
    const double thread = hop(effort, 2, Kind::threads), process = hop(effort, 2, Kind::processes);
    found.remark("pipe hop: process " + rounded(process) + ", thread " + rounded(thread) + ", no switch " +
                 rounded(own) + " ns");
    found.remark("futex hop: process " + rounded(futex_hop(effort, Kind::processes)) + ", thread " +
                 rounded(futex_hop(effort, Kind::threads)) + " ns");
    const double direct = std::max(0.0, thread - own);
    constexpr std::array<std::pair<const char*, double>, 5> parts{
        {{"enqueue", 300}, {"dequeue", 120}, {"pick", 150}, {"save", 70}, {"restore", 80}}};
    const std::string split = "measured: a thread's pipe hop without the pipe's own work, " +
                              rounded(direct) + " ns; its parts as x86-64-pcid has them, an estimate";
    for (const auto& [name, share] : parts)
        found.add(name, direct * share / 720, split);
    found.add("address_space", process - thread, "measured: a process's pipe hop less a thread's");
}

void rings(const Effort& effort, Found& found) {
    std::puts("rings of tasks that pass a token");
    for (const int tasks : {2, 3, 4, 5, 6, 7, 8, 12, 16, 32}) {
        const double process = hop(effort, tasks, Kind::processes),
                     thread = hop(effort, tasks, Kind::threads);
        found.remark("ring of " + std::to_string(tasks) + ": process " + rounded(process) + ", thread " +
                     rounded(thread) + ", difference " + rounded(process - thread) + " ns a hop");
    }
}

void working_sets(const Effort& effort, Found& found) {
    std::puts("switches over working sets, as lat_ctx counts them");
    for (const long kibibytes : {0L, 16L, 64L, 256L, 1024L}) {
        const auto bytes = static_cast<std::size_t>(kibibytes) << 10;
        const double own = no_hop(effort, bytes);
        std::string row = "working set " + std::to_string(kibibytes) + " KiB:";
        for (const int tasks : {2, 8, 16})
            row += " " + std::to_string(tasks) + "p " +
                   rounded(hop(effort, tasks, Kind::processes, bytes) - own);
        found.remark(row + " ns");
    }
}

void creation(const Effort& effort, long page_size, Found& found) {
    std::puts("creation");
    const Creation thread = make_threads(effort.creations);
    found.add("thread_create", thread.made, "measured: pthread_create until it returns");
    found.add("thread_exit", thread.whole - thread.made,
              "measured: until it is joined, its switches included");
    const Creation small = fork_with(0, effort.creations, page_size);
    constexpr long large = 64;
    const long large_pages = (large << 20) / page_size;
    const Creation grown = fork_with(large, std::max(5L, effort.creations / 20), page_size);
    const auto pages = static_cast<double>(large_pages);
    found.add("fork", small.made, "measured: fork of a small process until it returns");
    found.add("fork_page", (grown.made - small.made) / pages,
              "measured: fork with 64 MiB written, less the small one");
    found.add("exit", small.whole - small.made,
              "measured: the child's exit and the wait, its switches included");
    found.add("exit_page", (grown.whole - grown.made - small.whole + small.made) / pages,
              "measured: the same with 64 MiB, a page");
    found.add("reap", 0, "in exit");
}

std::string cache_levels() {
    const std::array<long, 3> sizes{sysconf(_SC_LEVEL1_DCACHE_SIZE), sysconf(_SC_LEVEL2_CACHE_SIZE),
                                    sysconf(_SC_LEVEL3_CACHE_SIZE)};
    const long line = sysconf(_SC_LEVEL1_DCACHE_LINESIZE);
    if (sizes[0] <= 0 || line <= 0) return {};
    std::string text =
        ", cache: [{size: " + std::to_string(sizes[0]) + ", line: " + std::to_string(line) + "}";
    for (std::size_t level = 1; level < sizes.size() && sizes[level] > sizes[level - 1]; ++level)
        text += ", {size: " + std::to_string(sizes[level]) + (level == 2 ? ", shared: true}" : "}");
    return text + "]";
}

std::string profile(const std::string& name, const Found& found, long page_size) {
#if defined(__aarch64__)
    const std::string base = "arm64";
#else
    const std::string base = "x86-64-pcid";
#endif
    std::string text = "# Written by tools/calibrate. Rows that no price holds:\n";
    for (const std::string& remark : found.remarks)
        text += "#   " + remark + "\n";
    text += "ossim_costs: 1\nname: " + name +
            "\nabout: measured by tools/calibrate, pinned to one CPU\nprofile: " + base +
            "      # says what is not measured here\n";
    for (const Price& price : found.prices) {
        std::array<char, 32> value{};
        std::snprintf(value.data(), value.size(), "%.3f", price.nanoseconds);
        text += price.name + ": {value: " + value.data() + "ns, basis: \"" + price.basis + "\"}\n";
    }
    return text + "machine: {page_size: " + std::to_string(page_size) + cache_levels() + "}\n";
}

void write_file(const std::string& path, const std::string& text) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    need(file != nullptr, path.c_str());
    const bool whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    need(std::fclose(file) == 0 && whole, path.c_str());
}

int measure(const std::string& name, const Effort& effort) {
    const long page_size = sysconf(_SC_PAGESIZE);
    pin();
    Found found;
    calls_and_faults(effort, page_size, found);
    switches(effort, found);
    creation(effort, page_size, found);
    rings(effort, found);
    working_sets(effort, found);
    const std::string path = name + ".costs.yaml";
    write_file(path, profile(name.substr(name.rfind('/') + 1), found, page_size));
    std::printf("%s is written. Use it by `costs: ./%s`; `ossim list costs ./%s` shows it.\n", path.c_str(),
                path.c_str(), path.c_str());
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> words(arguments + 1, arguments + count);
    const bool quick = std::find(words.begin(), words.end(), "--quick") != words.end();
    const auto name =
        std::find_if(words.begin(), words.end(), [](const auto& word) { return word[0] != '-'; });
    if (name == words.end() || words.size() != 1U + (quick ? 1U : 0U)) {
        std::fputs("usage: calibrate NAME [--quick]\nmeasures this machine and writes NAME.costs.yaml\n",
                   stderr);
        return 2;
    }
    try {
        return measure(*name, quick ? Effort{3, 8'000, 200'000, 2048, 60} : Effort{});
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "calibrate: %s\n", problem.what());
        return 4;
    }
}
