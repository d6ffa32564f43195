// Warm caches as a rate, for courses that have no memory model (OSTEP, multi.py): a thread that has run for
// long enough on a CPU runs faster there, as long as its working set fits into that CPU's cache beside those
// of others.
//
// A cache holds whole working sets in the order in which they came in. One that comes in pushes out the
// oldest ones until all fit, itself at last if it is too large alone. Who is pushed out warms up from the
// start, for a tick at least, even where a newcomer is warm at once. To run again makes no set younger.
#pragma once

#include "ossim/ids.hpp"
#include "ossim/scenario.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

namespace ossim {

class WarmCaches {
  public:
    WarmCaches(const WarmCachesSpec& spec, std::uint32_t cpus) : spec_(spec), cpus_(cpus) {}

    [[nodiscard]] bool is_warm(CpuId cpu, Tid tid) const;
    /// For how long the thread has to run on the CPU before its working set is in the cache; 0: it may come
    /// in now. `forever` if it is there.
    [[nodiscard]] Duration until_warm(CpuId cpu, Tid tid) const;
    /// How long it takes there to do the work: in whole ticks when warm, but never longer than when cold.
    [[nodiscard]] Duration time_for(CpuId cpu, Tid tid, Duration work) const;
    /// The work that is done there in that time.
    [[nodiscard]] Duration work_in(CpuId cpu, Tid tid, Duration time) const;
    /// The thread has run there for that time. Its rate did not change meanwhile.
    void ran(CpuId cpu, Tid tid, Duration time);
    /// The working set of the thread comes in. Who has to go is put into `pushed_out`, the oldest first.
    void enter(CpuId cpu, Tid tid, std::uint64_t working_set, std::vector<Tid>& pushed_out);
    /// The time in which threads ran warm on the CPU.
    [[nodiscard]] Duration warm_time(CpuId cpu) const { return cpus_[cpu.value].warm_time; }

  private:
    struct Held {
        Tid tid;
        std::uint64_t size = 0;
    };
    struct Cache {
        std::map<std::uint32_t, Duration>
            to_warm;           ///< by tid; `forever`: it is warm. Who is not here has all to do
        std::deque<Held> held; ///< the oldest first
        std::uint64_t used = 0;
        Duration warm_time;
    };
    WarmCachesSpec spec_;
    std::vector<Cache> cpus_;
};

} // namespace ossim
