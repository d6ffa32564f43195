// A device: so many requests are served at once, the others queue first in, first out. It says what begins;
// the kernel sees to the clock and the trace.
#pragma once

#include "base/check.hpp"
#include "ossim/ids.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>

namespace ossim {

struct DeviceRequest {
    std::uint64_t number = 0; ///< from 1, over all devices
    Tid tid;
    std::uint32_t token = 0; ///< of the thread's wait; a thread that ended meanwhile has another
    Duration service;
};

class Device {
  public:
    /// `channels` 0: unlimited, nothing ever queues.
    explicit Device(std::uint32_t channels) : channels_(channels) {}

    /// True if service begins at once; else the request has joined the queue.
    [[nodiscard]] bool submit(const DeviceRequest& request) {
        if (channels_ != 0 && in_service_ == channels_) {
            waiting_.push_back(request);
            return false;
        }
        ++in_service_;
        return true;
    }
    /// A service has ended. The request whose service begins by that, if any waits.
    [[nodiscard]] std::optional<DeviceRequest> complete() {
        OSSIM_CHECK(in_service_ > 0);
        if (waiting_.empty()) {
            --in_service_;
            return std::nullopt;
        }
        const DeviceRequest next = waiting_.front();
        waiting_.pop_front();
        return next;
    }
    [[nodiscard]] std::uint32_t queued() const { return static_cast<std::uint32_t>(waiting_.size()); }
    [[nodiscard]] const std::deque<DeviceRequest>& waiting() const { return waiting_; }

  private:
    std::uint32_t channels_, in_service_ = 0;
    std::deque<DeviceRequest> waiting_;
};

} // namespace ossim
