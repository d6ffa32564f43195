// Source: OSTEP (Arpaci-Dusseau), chapter "Multiprocessor Scheduling", homework multi.py: warm-up counters a
// job and CPU, insertion in order, the last tick of a job is whole.
#include "machine/warm_caches.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

Duration WarmCaches::until_warm(CpuId cpu, Tid tid) const {
    const auto& to_warm = cpus_[cpu.value].to_warm;
    const auto found = to_warm.find(tid.value);
    return found == to_warm.end() ? spec_.time : found->second;
}

bool WarmCaches::is_warm(CpuId cpu, Tid tid) const { return until_warm(cpu, tid) == Duration::forever(); }

Duration WarmCaches::time_for(CpuId cpu, Tid tid, Duration work) const {
    if (!is_warm(cpu, tid)) return work;
    const auto up = [](std::int64_t value, std::int64_t unit) { return value / unit + (value % unit != 0); };
    const std::int64_t exact = up(work.ns(), spec_.rate);
    const std::int64_t ticks = up(exact, spec_.tick.ns());
    // A product that is longer than the work is not needed, so it need not be represented either.
    return ticks > work.ns() / spec_.tick.ns() ? work : Duration(ticks * spec_.tick.ns());
}

Duration WarmCaches::work_in(CpuId cpu, Tid tid, Duration time) const {
    if (!is_warm(cpu, tid)) return time;
    return time.ns() > Duration::longest().ns() / spec_.rate ? Duration::longest()
                                                             : Duration(time.ns() * spec_.rate);
}

void WarmCaches::ran(CpuId cpu, Tid tid, Duration time) {
    Cache& cache = cpus_[cpu.value];
    if (is_warm(cpu, tid)) {
        cache.warm_time += time;
        return;
    }
    Duration& left = cache.to_warm.try_emplace(tid.value, spec_.time).first->second;
    OSSIM_CHECK(time <= left);
    left -= time;
}

void WarmCaches::enter(CpuId cpu, Tid tid, std::uint64_t working_set, std::vector<Tid>& pushed_out) {
    Cache& cache = cpus_[cpu.value];
    OSSIM_CHECK(!is_warm(cpu, tid));
    cache.to_warm[tid.value] = Duration::forever();
    cache.held.push_back({tid, working_set});
    cache.used += working_set;
    pushed_out.clear();
    while (cache.used > spec_.size) {
        const Held oldest = cache.held.front();
        cache.held.pop_front();
        cache.used -= oldest.size;
        cache.to_warm[oldest.tid.value] = std::max(spec_.time, spec_.tick);
        pushed_out.push_back(oldest.tid);
    }
}

} // namespace ossim
