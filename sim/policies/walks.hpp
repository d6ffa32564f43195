// What several policies show of their ready threads in the same way.
#pragma once

#include "ossim/policy.hpp"
#include "policies/ready_queue.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace ossim {

/// Of an active and an expired array in one queue: `show` tells whether a thread is expired, and its
/// priority. If nobody is active the arrays change places before anybody is picked: then nobody is shown as
/// expired.
template <class Show>
void walk_arrays(const KeyedQueue& queue, const CandidateVisitor& visit, Show show) {
    if (queue.empty()) return;
    std::int64_t first = 0, priority = 0;
    show(queue.front().tid, first, priority);
    queue.walk([&](const KeyedQueue::Member& each) {
        std::int64_t expired = 0;
        show(each.tid, expired, priority);
        return visit({each.tid, {first != 0 ? 0 : expired, priority}});
    });
}

/// Of a policy that hosts others: the threads of one, with its number before their first key. False if
/// `visit` has seen enough.
inline bool walk_hosted(const Policy& hosted, std::size_t number, CpuId cpu, Time now,
                        const CandidateVisitor& visit) {
    bool goes_on = true;
    const auto show = [&](const Candidate& each) {
        return goes_on = visit({each.tid, {static_cast<std::int64_t>(number), each.keys[0]}});
    };
    hosted.walk(cpu, now, std::ref(show));
    return goes_on;
}
/// The same for `list_queues`, which shows whoever is ready: added to `into`.
inline void list_hosted(const Policy& hosted, std::size_t number, Time now, std::vector<Candidate>& into) {
    std::vector<ReadyListing> listed;
    hosted.list_queues(now, listed);
    for (const Candidate& each : listed.front().threads)
        into.push_back({each.tid, {static_cast<std::int64_t>(number), each.keys[0]}});
}

} // namespace ossim
