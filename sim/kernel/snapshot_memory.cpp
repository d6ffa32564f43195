// Copies out address spaces, their page tables in runs, and what the TLBs hold.
#include "kernel/snapshot_memory.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace ossim {

namespace {

constexpr std::size_t most_runs = 1'000, most_checked = 64, most_tlb_entries = 10'000, most_users = 8;

std::string flags_of(Pte pte) {
    constexpr std::string_view letters = "pwuadcgh";
    std::string text;
    for (std::size_t bit = 0; bit < letters.size(); ++bit)
        text += (pte.flags >> bit & 1) != 0 ? letters[bit] : '-';
    return text;
}

std::string may(const Segment& segment) {
    const bool mixed = std::any_of(segment.parts.begin(), segment.parts.end(), [&](const auto& part) {
        return part.second.gone || part.second.allow != segment.allow;
    });
    return mixed ? "mixed" : std::string(word_of(segment.allow));
}

/// Which spaces map which frames. The frames are cut where somebody's run begins or ends, so that each piece
/// has the same users throughout; pieces with the same users have the same list. So a program's text that
/// thousands of spaces share is looked up in as many steps as it has pieces.
class FrameUsers {
  public:
    using List = std::vector<std::uint32_t>; ///< spaces, in order
    using Numbers = std::set<std::uint32_t>; ///< of lists
    FrameUsers(const Memory& memory, const std::set<std::uint32_t>& spaces);
    /// Adds the lists of those who map some of these frames.
    void add(std::uint64_t first, std::uint64_t frames, Numbers& lists) const;
    [[nodiscard]] const List& list(std::uint32_t number) const { return lists_[number]; }

  private:
    std::vector<std::uint64_t> begins_; ///< of the pieces, in order; the last is the end of all
    std::vector<std::uint32_t> users_;  ///< by piece: the number of its list
    std::vector<List> lists_;
};

template <class Each>
void for_each_present(const Memory& memory, const std::set<std::uint32_t>& spaces, const Each& each) {
    for (const std::uint32_t id : spaces)
        memory.space(SpaceId(id)).table().for_each([&](const PteRun& run) {
            if (run.pte.has(Pte::present)) each(id, run.pte.frame.value, run.pages);
        });
}

FrameUsers::FrameUsers(const Memory& memory, const std::set<std::uint32_t>& spaces) {
    for_each_present(memory, spaces, [&](std::uint32_t, std::uint64_t first, std::uint64_t frames) {
        begins_.push_back(first);
        begins_.push_back(first + frames);
    });
    std::sort(begins_.begin(), begins_.end());
    begins_.erase(std::unique(begins_.begin(), begins_.end()), begins_.end());
    std::vector<List> pieces(begins_.size());
    for_each_present(memory, spaces, [&](std::uint32_t id, std::uint64_t first, std::uint64_t frames) {
        auto at = std::lower_bound(begins_.begin(), begins_.end(), first);
        for (; *at < first + frames; ++at) {
            List& piece = pieces[static_cast<std::size_t>(at - begins_.begin())];
            if (piece.empty() || piece.back() != id) piece.push_back(id);
        }
    });
    std::map<List, std::uint32_t> numbers;
    for (List& piece : pieces) {
        const auto [known, fresh] = numbers.try_emplace(piece, static_cast<std::uint32_t>(lists_.size()));
        users_.push_back(known->second);
        if (fresh) lists_.push_back(std::move(piece));
    }
}

void FrameUsers::add(std::uint64_t first, std::uint64_t frames, Numbers& lists) const {
    auto at = std::lower_bound(begins_.begin(), begins_.end(), first);
    for (; at != begins_.end() && *at < first + frames; ++at)
        lists.insert(users_[static_cast<std::size_t>(at - begins_.begin())]);
}

/// The spaces of all lists, but for one: the first few, and how many more.
void put_users(const FrameUsers& users, const FrameUsers::Numbers& lists, std::uint32_t but,
               Snapshot::Segment& into) {
    FrameUsers::List united;
    for (const std::uint32_t list : lists) {
        if (lists.size() == 1) break; // one list, which may be long, is only looked at
        FrameUsers::List both;
        std::set_union(united.begin(), united.end(), users.list(list).begin(), users.list(list).end(),
                       std::back_inserter(both));
        united = std::move(both);
    }
    const FrameUsers::List& all = lists.size() == 1 ? users.list(*lists.begin()) : united;
    for (std::size_t i = 0; i < all.size() && into.users.size() < most_users; ++i)
        if (all[i] != but) into.users.push_back(all[i]);
    const bool counts_itself = std::binary_search(all.begin(), all.end(), but);
    into.more_users = all.size() - (counts_itself ? 1 : 0) - into.users.size();
}

Snapshot::Segment segment_of(const AddressSpace& space, const Segment& segment, const Names& names,
                             const FrameUsers& users) {
    Snapshot::Segment result;
    result.kind = word_of(segment.kind);
    if (segment.kind == SegmentKind::mapping || segment.kind == SegmentKind::shared)
        result.name = names.text(segment.name);
    result.number = segment.kind == SegmentKind::stack ? segment.number : 0;
    result.first = segment.first.value;
    result.pages = segment.pages;
    result.may = may(segment);
    FrameUsers::Numbers lists;
    std::size_t checked = 0;
    space.table().for_each(segment.first, segment.pages, [&](const PteRun& run) {
        if (!run.pte.has(Pte::present)) return;
        result.resident += run.pages;
        if (checked++ < most_checked) users.add(run.pte.frame.value, run.pages, lists);
    });
    put_users(users, lists, space.id().value, result);
    return result;
}

Snapshot::Space space_of(const AddressSpace& space, const Names& names, const FrameUsers& users) {
    Snapshot::Space result;
    result.space = space.id().value;
    for (const auto& [first, segment] : space.segments())
        result.segments.push_back(segment_of(space, segment, names, users));
    const PageTable& table = space.table();
    table.for_each([&](const PteRun& run) {
        if (result.runs.size() >= most_runs) {
            ++result.more_runs;
            return;
        }
        result.runs.push_back(
            {run.first.value, run.pages, run.pte.frame.value, flags_of(run.pte), run.pte.has(Pte::present)});
    });
    for (std::uint32_t level = table.levels(); level > 0; --level)
        result.tables.push_back(table.tables_at(level));
    result.entries = table.entries();
    result.resident = table.present();
    return result;
}

/// As Linux maps its memory: accessed and dirty from the beginning. Their frames are nobody's data.
Snapshot::PageRun kernel_pages(const PageRun& pages) {
    Pte entry{pages.frame, Pte::present | Pte::writable | Pte::accessed | Pte::dirty};
    if (pages.global) entry.flags |= Pte::global;
    return {pages.page.value, pages.pages, 0, flags_of(entry), true};
}

void add_tlb(CpuId cpu, const Mmu& mmu, std::uint64_t huge_pages, std::vector<Snapshot::TlbEntry>& entries) {
    const Tlb& tlb = mmu.model().tlb(cpu);
    tlb.for_each([&](const TlbPage& page, TlbTag tag, int level) {
        if (entries.size() >= most_tlb_entries) return;
        const bool huge = page.size == PageSize::huge, global = tag == tlb.global_tag();
        entries.push_back({cpu, tag, page.number * (huge ? huge_pages : 1), level, huge, global,
                           global || tag == mmu.model().tag(cpu)});
    });
}

} // namespace

Snapshot::Memory snapshot_of(const Memory& memory, const Mmu& mmu, const Names& names,
                             const Snapshot& snapshot, const Scenario& scenario) {
    Snapshot::Memory result;
    const MemorySpec& machine = scenario.machine.memory;
    result.page_size = machine.page_size;
    result.data_alone = machine.frames.has_value();
    result.frames = machine.frames;
    if (machine.bytes != 0) result.frames = machine.bytes / machine.page_size;
    result.frames_used = memory.counted_frames();
    result.table_pages = memory.table_pages();
    result.kernel = kernel_pages(mmu.model().kernel_pages());
    std::set<std::uint32_t> spaces;
    for (const Snapshot::Pcb& process : snapshot.processes)
        if (process.space != 0 && memory.exists(SpaceId(process.space))) spaces.insert(process.space);
    const FrameUsers users(memory, spaces);
    std::uint64_t huge_pages = 1;
    for (const std::uint32_t id : spaces) {
        result.spaces.push_back(space_of(memory.space(SpaceId(id)), names, users));
        huge_pages = memory.space(SpaceId(id)).table().entries_per_table();
    }
    for (std::uint32_t cpu = 0; cpu < scenario.machine.cpus; ++cpu)
        add_tlb(CpuId(cpu), mmu, huge_pages, result.tlb);
    const auto key = [](const Snapshot::TlbEntry& e) { return std::tuple(e.cpu, e.level, e.tag, e.page); };
    std::sort(result.tlb.begin(), result.tlb.end(),
              [&](const Snapshot::TlbEntry& a, const Snapshot::TlbEntry& b) { return key(a) < key(b); });
    return result;
}

} // namespace ossim
