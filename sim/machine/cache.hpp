// The data caches as footprints: which pages' lines each level holds.
//
// A level holds so many lines. They are kept by page: of a page the first n lines are there, touched together
// and lost together, the least recently used page first. So a level has no sets and no conflicts; what it
// shows is what working sets do to each other. While all of them fit a level together, every touch after the
// first finds its lines there; when they leave it, a round of threads finds nothing (the cliff of LRU), and
// every line comes from the next level. A page with more lines than the level has streams through, and
// takes everything with it.
//
// A touch goes down the levels until it has all its lines; each level that lacked some then holds them.
// Levels are neither inclusive nor exclusive, writes are as reads, and another CPU's write takes nothing
// away.
#pragma once

#include "machine/page_ids.hpp"
#include "machine/switch_loss.hpp"

#include "ossim/memory.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace ossim {

/// The lines of one cache, by page id.
class FootprintLevel {
  public:
    explicit FootprintLevel(std::uint64_t lines) : capacity_(lines) {
        nodes_.emplace_back(); // the ring's own
    }

    /// What a level knows of a page that is touched: the lines it has, and how many a switch took from it.
    struct Found {
        std::uint64_t lines = 0, lost_by_switch = 0;
    };
    /// The page becomes the most recently used one and holds `lines`, or more if it had more. `run` is the
    /// toucher's.
    Found touch(PageId id, std::uint64_t lines, const Run& run, Stamp now) {
        if (id >= pages_.size()) pages_.resize(std::size_t{id} * 2 + PageIds::block);
        Page& page = pages_[id];
        if (page.loss.lost != present) return bring_in(id, lines, run, now);
        const std::uint32_t at = page.loss.came;
        Node& node = nodes_[at];
        const Found found{node.lines, 0};
        if (nodes_[0].next != at) {
            unlink(at);
            link_first(at);
        }
        if (lines > found.lines) widen(id, at, lines, now);
        return found;
    }
    [[nodiscard]] std::uint64_t lines_of(PageId id) const {
        return id < pages_.size() && pages_[id].loss.lost == present ? nodes_[pages_[id].loss.came].lines : 0;
    }
    [[nodiscard]] std::uint64_t lines_held() const { return held_; }
    [[nodiscard]] std::uint64_t capacity() const { return capacity_; }
    /// Everything is lost.
    void flush(Stamp now);
    /// The id will be used for another page.
    void forget(PageId id);
    void age(Stamp by);

  private:
    static constexpr std::uint32_t present = ~std::uint32_t{0};
    /// One that is present has `present` for its loss, and its node for the coming.
    struct Page {
        Loss loss;
        std::uint32_t had = 0; ///< lines, when it was lost
    };
    struct Node { ///< of the ring of present pages, most recently used first; node 0 is its head
        std::uint64_t lines = 0;
        PageId id = no_page;
        Stamp came = 0;
        std::uint32_t next = 0, previous = 0;
    };

    void unlink(std::uint32_t at) {
        nodes_[nodes_[at].previous].next = nodes_[at].next;
        nodes_[nodes_[at].next].previous = nodes_[at].previous;
    }
    void link_first(std::uint32_t at) {
        const std::uint32_t second = nodes_[0].next;
        nodes_[at].next = second;
        nodes_[at].previous = 0;
        nodes_[second].previous = at;
        nodes_[0].next = at;
    }
    Found bring_in(PageId id, std::uint64_t lines, const Run& run, Stamp now);
    void widen(PageId id, std::uint32_t at, std::uint64_t lines, Stamp now);
    void make_room(std::uint64_t lines, Stamp now, LostBy by);
    void drop(std::uint32_t at, Loss loss);

    std::uint64_t capacity_, held_ = 0;
    std::vector<Page> pages_; ///< by page id
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> spare_; ///< nodes that hold nothing
};

/// Where the lines of a touch came from. [0] is the first cache; the last is always memory, whatever the
/// number of levels; `by_switch` are those that some nearer level had when the toucher last left.
struct LineSources {
    std::array<std::uint64_t, 4> from{}, by_switch{};
};
/// LineSources' place of memory.
inline constexpr std::size_t from_memory = 3;

/// The caches of one CPU: its own levels, and those that all share.
class CacheHierarchy {
  public:
    /// `shared` are the shared levels of the machine, which outlive this; `spec` says how many come before
    /// them.
    CacheHierarchy(const CacheSpec& spec, std::vector<FootprintLevel>& shared);

    [[nodiscard]] bool empty() const { return own_.empty() && shared_->empty(); }
    /// Touches the first `lines` lines of a page. A first level that is virtually tagged goes by
    /// `virtual_id`, all others by `id`. `run` is the toucher's on this CPU, `run_anywhere` counts its
    /// leaving of any CPU.
    void touch(PageId virtual_id, PageId id, std::uint64_t lines, const Run& run, const Run& run_anywhere,
               Stamp now, LineSources& sources) {
        std::uint64_t got = 0, lost = 0;
        std::size_t level = 0;
        const auto take = [&](const FootprintLevel::Found& found) {
            const std::uint64_t upto = std::min(found.lines, lines);
            if (upto > got) add(sources, level, got, upto, lost);
            got = std::max(got, upto);
            lost = std::max(lost, std::min(found.lost_by_switch, lines));
            ++level;
        };
        for (FootprintLevel& own : own_) {
            take(own.touch(level == 0 && virtual_first_ ? virtual_id : id, lines, run, now));
            if (got == lines) return;
        }
        for (FootprintLevel& shared : *shared_) {
            take(shared.touch(id, lines, run_anywhere, now));
            if (got == lines) return;
        }
        add(sources, from_memory, got, lines, lost);
    }
    /// One line of a page table, read by a page walk: by its physical address, so a virtually tagged first
    /// level does not help. True if a cache had it.
    bool touch_table(PageId id, const Run& run, const Run& run_anywhere, Stamp now);
    [[nodiscard]] bool has_virtual_first() const { return virtual_first_; }
    /// The virtually tagged first level loses everything.
    void flush_virtual(Stamp now) {
        if (virtual_first_) own_.front().flush(now);
    }
    void forget_virtual(PageId id) {
        if (virtual_first_) own_.front().forget(id);
    }
    void forget(PageId id);
    [[nodiscard]] const std::vector<FootprintLevel>& own() const { return own_; }
    void age(Stamp by);

  private:
    static void add(LineSources& sources, std::size_t source, std::uint64_t begin, std::uint64_t end,
                    std::uint64_t lost) {
        sources.from[source] += end - begin;
        if (lost > begin) sources.by_switch[source] += std::min(lost, end) - begin;
    }

    std::vector<FootprintLevel> own_;
    std::vector<FootprintLevel>* shared_;
    bool virtual_first_;
};

} // namespace ossim
