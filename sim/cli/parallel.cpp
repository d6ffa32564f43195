// The calling thread does none of the work: it watches for Ctrl-C and draws the line.
#include "cli/parallel.hpp"

#include "cli/interrupt.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace ossim {

namespace {

/// The work and how far it has got.
class ParallelWork {
  public:
    ParallelWork(std::size_t count, const std::function<void(std::size_t)>& work)
        : count_(count), work_(work) {}

    /// Takes the next one until there is none.
    void run() {
        while (!is_stopped_) {
            const std::size_t index = next_++;
            if (index >= count_) break;
            try {
                work_(index);
            } catch (...) {
                const std::lock_guard lock(mutex_);
                if (!failure_ || index < failed_at_) failure_ = std::current_exception(), failed_at_ = index;
            }
            ++done_;
        }
        const std::lock_guard lock(mutex_);
        --running_;
        changed_.notify_all();
    }
    void begin_thread() {
        const std::lock_guard lock(mutex_);
        ++running_;
    }
    void take_back_thread() {
        const std::lock_guard lock(mutex_);
        --running_;
    }
    /// Waits a little. Is everything done?
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::milliseconds(50), [&] { return running_ == 0; });
    }
    void stop() { is_stopped_ = true; }
    [[nodiscard]] std::size_t done() const { return done_; }
    void rethrow() const {
        if (failure_) std::rethrow_exception(failure_);
    }

  private:
    std::size_t count_;
    const std::function<void(std::size_t)>& work_;
    std::atomic<std::size_t> next_{0}, done_{0};
    std::atomic<bool> is_stopped_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t running_ = 0, failed_at_ = 0;
    std::exception_ptr failure_;
};

/// "grading: 12 of 300; Ctrl-C ends it", after a second, drawn anew five times a second.
class CountLine {
  public:
    CountLine(Console& console, std::string what, std::size_t count)
        : console_(console), what_(std::move(what)), count_(count),
          shows_(console.err_is_terminal() && console.variable("TERM").value_or("") != "dumb"),
          next_(Clock::now() + std::chrono::seconds(1)) {}
    ~CountLine() {
        if (is_shown_) console_.err("\r\x1b[K");
    }
    CountLine(const CountLine&) = delete;
    CountLine& operator=(const CountLine&) = delete;
    void draw(std::size_t done) {
        if (!shows_ || Clock::now() < next_) return;
        next_ = Clock::now() + std::chrono::milliseconds(200);
        console_.err("\r\x1b[K" + what_ + ": " + std::to_string(done) + " of " + std::to_string(count_) +
                     "; Ctrl-C ends it");
        is_shown_ = true;
    }

  private:
    using Clock = std::chrono::steady_clock;
    Console& console_;
    std::string what_;
    std::size_t count_;
    bool shows_, is_shown_ = false;
    Clock::time_point next_;
};

/// Where no thread can be had, the calling one does the work.
void start_threads(ParallelWork& work, std::size_t wanted, std::vector<std::thread>& threads) {
    for (std::size_t i = 0; i < wanted; ++i) {
        work.begin_thread();
        try {
            threads.emplace_back([&work] { work.run(); });
        } catch (const std::system_error&) {
            if (threads.empty())
                work.run();
            else
                work.take_back_thread();
            return;
        }
    }
}

} // namespace

std::size_t number_of_threads(std::optional<std::uint64_t> asked, std::size_t count) {
    constexpr std::uint64_t most = 256, usual_most = 32;
    const std::uint64_t machine =
        std::clamp<std::uint64_t>(std::thread::hardware_concurrency(), 1, usual_most);
    const std::uint64_t wanted = std::clamp<std::uint64_t>(asked.value_or(machine), 1, most);
    return static_cast<std::size_t>(std::min<std::uint64_t>(wanted, std::max<std::size_t>(count, 1)));
}

std::size_t do_in_parallel(Console& console, std::size_t count, std::size_t threads, const std::string& what,
                           const std::function<void(std::size_t)>& work) {
    Interrupts interrupts; // before the threads, which inherit that signals are kept from them
    ParallelWork parallel(count, work);
    std::vector<std::thread> running;
    start_threads(parallel, threads, running);
    {
        CountLine line(console, what, count);
        while (!parallel.wait()) {
            if (interrupts.came()) parallel.stop();
            line.draw(parallel.done());
        }
    }
    for (std::thread& thread : running)
        thread.join();
    parallel.rethrow();
    return parallel.done();
}

} // namespace ossim
