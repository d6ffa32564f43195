// Physical frames: which are used, whose they are, and by how many page tables each is shared.
//
// Frames are kept as extents (like owner, like share count), so that large mappings cost what their pieces
// cost. The lowest free frame is taken first. Whether a page is dirty or was referenced stands in the page
// tables, where the hardware writes it.
#pragma once

#include "machine/pages.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace ossim {

/// Neighbouring frames.
struct FrameRun {
    FrameNo first;
    std::uint64_t frames = 0;
    bool operator==(const FrameRun&) const = default;
};

/// What is known of a used frame. `shares` counts the entries of page tables that map it; the owner is the
/// space that it was allocated for, or that has it alone now.
struct FrameUse {
    SpaceId owner;
    std::uint32_t shares = 0; ///< 0: the frame is free
    bool operator==(const FrameUse&) const = default;
};

class Frames {
  public:
    /// So many frames; none given: no limit.
    explicit Frames(std::optional<std::uint64_t> limit) : limit_(limit) {}

    /// One frame, the lowest free one, shared by one; none if all are used.
    [[nodiscard]] std::optional<FrameNo> allocate(SpaceId owner);
    /// So many frames, the lowest free ones, added to `into`. False, and nothing is done, if there are not so
    /// many.
    [[nodiscard]] bool allocate(SpaceId owner, std::uint64_t frames, std::vector<FrameRun>& into);
    /// So many neighbouring frames, the first one's number a multiple of their number (a power of two): for a
    /// huge page.
    [[nodiscard]] std::optional<FrameNo> allocate_aligned(SpaceId owner, std::uint64_t frames);
    /// One more table maps each of these.
    void share(FrameRun run);
    /// One table less maps each of these; what nobody maps is free. How many became free.
    std::uint64_t release(FrameRun run);
    /// The frame is this space's alone.
    void own(FrameNo frame, SpaceId owner);

    [[nodiscard]] FrameUse at(FrameNo frame) const;
    /// The used frames from this one on that are used alike, at most `most`.
    [[nodiscard]] FrameRun run_at(FrameNo frame, std::uint64_t most) const;
    [[nodiscard]] std::uint64_t used() const { return used_; }
    /// Frames that several tables map.
    [[nodiscard]] std::uint64_t shared() const { return shared_; }
    [[nodiscard]] std::optional<std::uint64_t> limit() const { return limit_; }
    [[nodiscard]] bool has_room(std::uint64_t frames) const { return !limit_ || frames <= *limit_ - used_; }
    /// Calls `each(FrameRun, FrameUse)` for all used frames, in order.
    template <class Each>
    void for_each(Each each) const {
        for (const auto& [first, extent] : extents_)
            each(FrameRun{FrameNo(first), extent.frames}, extent.use);
    }
    /// How many extents the used frames fall into: what the simulator pays for.
    [[nodiscard]] std::size_t extents() const { return extents_.size(); }

  private:
    struct Extent {
        std::uint64_t frames = 0;
        FrameUse use;
    };
    using Extents = std::map<std::uint64_t, Extent>; ///< by first frame

    [[nodiscard]] FrameRun take_lowest(std::uint64_t most);
    void add(FrameRun run, FrameUse use);
    void give_back(FrameRun run);
    Extents::iterator split(std::uint64_t at);
    Extents::iterator join_with_previous(Extents::iterator extent);
    template <class Change>
    void change(FrameRun run, Change change);

    std::optional<std::uint64_t> limit_;
    Extents extents_;
    std::map<std::uint64_t, std::uint64_t> free_; ///< holes: first frame to length
    std::uint64_t fresh_ = 0;                     ///< from here on no frame was ever used
    std::uint64_t used_ = 0, shared_ = 0;
};

} // namespace ossim
