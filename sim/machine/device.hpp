// A device: so many requests are served at once, the others queue first in, first out. It returns what
// begins; the kernel sees to the clock and the trace.
#pragma once

#include "ossim/ids.hpp"
#include "ossim/time.hpp"

#include "base/check.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace ossim {

struct DeviceRequest {
    std::uint64_t number = 0; ///< from 1, over all devices
    Tid tid;
    std::uint32_t token = 0; ///< of the thread's wait; a thread that ended meanwhile has another
    CpuId issued_on;         ///< the CPU that will serve the interrupt
    Duration service;
};

class Device {
  public:
    /// `channels` 0: unlimited, nothing ever queues.
    explicit Device(std::uint32_t channels) : channels_(channels) {}

    /// The slot in which service begins at once; nothing if the request has joined the queue.
    [[nodiscard]] std::optional<std::uint32_t> submit(const DeviceRequest& request) {
        if (channels_ == 0 || busy_ < channels_) return serve(request);
        waiting_.push_back(request);
        return std::nullopt;
    }
    /// Ends the service in a slot.
    [[nodiscard]] DeviceRequest complete(std::uint32_t slot) {
        OSSIM_CHECK(slot < slots_.size() && slots_[slot].number != 0);
        const DeviceRequest done = slots_[slot];
        slots_[slot].number = 0;
        free_.push_back(slot);
        --busy_;
        return done;
    }
    struct Started {
        DeviceRequest request;
        std::uint32_t slot = 0;
    };
    /// The request whose service begins because a channel is free, if any waits.
    [[nodiscard]] std::optional<Started> start_next() {
        if (waiting_.empty()) return std::nullopt;
        const DeviceRequest next = waiting_.front();
        waiting_.pop_front();
        return Started{next, serve(next)};
    }
    [[nodiscard]] std::uint32_t queued() const { return static_cast<std::uint32_t>(waiting_.size()); }
    /// Slots whose number is 0 are free.
    [[nodiscard]] const std::vector<DeviceRequest>& slots() const { return slots_; }
    [[nodiscard]] const std::deque<DeviceRequest>& waiting() const { return waiting_; }

  private:
    std::uint32_t serve(const DeviceRequest& request) {
        ++busy_;
        if (free_.empty()) {
            slots_.push_back(request);
            return static_cast<std::uint32_t>(slots_.size() - 1);
        }
        const std::uint32_t slot = free_.back();
        free_.pop_back();
        slots_[slot] = request;
        return slot;
    }

    std::uint32_t channels_, busy_ = 0;
    std::vector<DeviceRequest> slots_;
    std::vector<std::uint32_t> free_;
    std::deque<DeviceRequest> waiting_;
};

} // namespace ossim
