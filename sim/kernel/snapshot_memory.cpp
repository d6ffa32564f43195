// Copies out address spaces, their page tables in runs, and what the TLBs hold.
#include "kernel/snapshot_memory.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace ossim {

namespace {

constexpr std::size_t most_runs = 1'000, most_checked = 64, most_tlb_entries = 10'000;

/// Frames that a space maps.
struct Mapped {
    std::uint64_t first, end;
    std::uint32_t space;
};

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

std::vector<Mapped> all_mapped(const Memory& memory, const std::set<std::uint32_t>& spaces) {
    std::vector<Mapped> all;
    for (const std::uint32_t id : spaces)
        memory.space(SpaceId(id)).table().for_each([&](const PteRun& run) {
            if (run.pte.has(Pte::present))
                all.push_back({run.pte.frame.value, run.pte.frame.value + run.pages, id});
        });
    return all;
}

Snapshot::Segment segment_of(const AddressSpace& space, const Segment& segment, const Names& names,
                             const std::vector<Mapped>& mapped) {
    Snapshot::Segment result;
    result.kind = word_of(segment.kind);
    if (segment.kind == SegmentKind::mapping || segment.kind == SegmentKind::shared)
        result.name = names.text(segment.name);
    result.number = segment.kind == SegmentKind::stack ? segment.number : 0;
    result.first = segment.first.value;
    result.pages = segment.pages;
    result.may = may(segment);
    std::set<std::uint32_t> users;
    std::size_t checked = 0;
    space.table().for_each(segment.first, segment.pages, [&](const PteRun& run) {
        if (!run.pte.has(Pte::present)) return;
        result.resident += run.pages;
        if (checked++ >= most_checked) return;
        for (const Mapped& other : mapped)
            if (other.space != space.id().value && other.first < run.pte.frame.value + run.pages &&
                other.end > run.pte.frame.value)
                users.insert(other.space);
    });
    result.users.assign(users.begin(), users.end());
    return result;
}

Snapshot::Space space_of(const AddressSpace& space, const Names& names, const std::vector<Mapped>& mapped) {
    Snapshot::Space result;
    result.space = space.id().value;
    for (const auto& [first, segment] : space.segments())
        result.segments.push_back(segment_of(space, segment, names, mapped));
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
    result.page_size = scenario.machine.memory.page_size;
    result.frames = memory.frames().limit();
    result.frames_used = memory.frames().used();
    result.table_pages = memory.table_pages();
    std::set<std::uint32_t> spaces;
    for (const Snapshot::Pcb& process : snapshot.processes)
        if (process.space != 0 && memory.exists(SpaceId(process.space))) spaces.insert(process.space);
    const std::vector<Mapped> mapped = all_mapped(memory, spaces);
    std::uint64_t huge_pages = 1;
    for (const std::uint32_t id : spaces) {
        result.spaces.push_back(space_of(memory.space(SpaceId(id)), names, mapped));
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
