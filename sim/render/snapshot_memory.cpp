// Address spaces drawn from the top down, page tables in runs, TLBs entry by entry.
#include "render/snapshot_memory.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t most_memory_rows = 40;
constexpr std::string_view not_modelled =
    "No memory is modelled in this scenario: give `machine:` costs that have a memory model "
    "(costs: x86-64-pcid), or `memory:`.\n";

using Space = Snapshot::Space;

std::string hex_text(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    do
        text.insert(text.begin(), digits[number & 15U]);
    while ((number >>= 4U) != 0);
    return "0x" + text;
}

std::string size_text(std::uint64_t bytes) {
    constexpr std::string_view units[] = {"", "KiB", "MiB", "GiB"};
    std::size_t unit = 0;
    while (unit < 3 && bytes >= 1024 && bytes % 1024 == 0) {
        bytes /= 1024;
        ++unit;
    }
    return std::to_string(bytes) + (unit == 0 ? " bytes" : std::string(units[unit]));
}

std::string range_text(std::uint64_t first, std::uint64_t count) {
    return count <= 1 ? std::to_string(first)
                      : std::to_string(first) + "-" + std::to_string(first + count - 1);
}

/// A thread's name within its process: "worker.1" of "server/worker.1".
std::string_view own_name(std::string_view name) {
    const std::size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

/// Who uses each address space, and whose each stack is; found once, because there may be thousands.
class Owners {
  public:
    explicit Owners(const Snapshot& snapshot);
    [[nodiscard]] const std::vector<const Snapshot::Pcb*>& of(std::uint32_t space) const {
        const auto found = processes_.find(space);
        return found == processes_.end() ? nobody_ : found->second;
    }
    /// The thread with that stack; none if it has ended.
    [[nodiscard]] const Snapshot::Tcb* stack_of(std::uint32_t space, std::uint32_t stack) const {
        const auto found = stacks_.find({space, stack});
        return found == stacks_.end() ? nullptr : found->second;
    }

  private:
    std::map<std::uint32_t, std::vector<const Snapshot::Pcb*>> processes_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, const Snapshot::Tcb*> stacks_;
    std::vector<const Snapshot::Pcb*> nobody_;
};

Owners::Owners(const Snapshot& snapshot) {
    std::map<Pid, std::uint32_t> spaces;
    for (const Snapshot::Pcb& process : snapshot.processes) {
        if (process.space == 0) continue;
        processes_[process.space].push_back(&process);
        spaces[process.pid] = process.space;
    }
    for (const Snapshot::Tcb& thread : snapshot.threads)
        if (const auto space = spaces.find(thread.pid); space != spaces.end())
            stacks_.try_emplace({space->second, thread.stack}, &thread);
}

/// What one address space looks like.
class Layout {
  public:
    Layout(const Snapshot& snapshot, const Owners& owners, const Space& space, const Style& style)
        : snapshot_(snapshot), owners_(owners), space_(space), style_(style) {}
    [[nodiscard]] std::string text() const {
        return wrapped("Address space " + std::to_string(space_.space) + ": " + users_of(space_.space),
                       style_.width, "  ") +
               kernel_side() + "\n" + segments() + "\n" + page_table();
    }

  private:
    [[nodiscard]] std::string users_of(std::uint32_t space, bool pids = true) const;
    [[nodiscard]] std::string kernel_side() const;
    [[nodiscard]] std::string segments() const;
    [[nodiscard]] std::string page_table() const;
    [[nodiscard]] std::string what(const Snapshot::Segment& segment) const;
    [[nodiscard]] std::string shared_with(const Snapshot::Segment& segment) const;
    const Snapshot& snapshot_;
    const Owners& owners_;
    const Space& space_;
    const Style& style_;
};

std::string Layout::users_of(std::uint32_t space, bool pids) const {
    std::string text;
    for (const Snapshot::Pcb* process : owners_.of(space))
        text += (text.empty() ? "" : ", ") + process->name +
                (pids ? " (pid " + std::to_string(process->pid.value) + ")" : "");
    return text;
}

/// What the kernel keeps for the processes of the space, in its own memory.
std::string Layout::kernel_side() const {
    std::uint64_t pcbs = 0, tcbs = 0, descriptors = 0, tables = 0;
    for (const Snapshot::Pcb* process : owners_.of(space_.space)) {
        ++pcbs;
        tcbs += process->threads.size();
        descriptors += process->descriptors.size();
    }
    for (const std::uint64_t level : space_.tables)
        tables += level;
    Table table({"in the kernel", "how many", "size", ""});
    table.left(3);
    const auto add = [&](std::string_view what, std::uint64_t count, std::uint64_t each,
                         std::string_view holds) {
        table.add({std::string(what), std::to_string(count), size_text(count * each), std::string(holds)});
    };
    add("PCB", pcbs, pcb_bytes, "identity, parent, limits, signals, times; its threads");
    add("descriptors", descriptors, descriptor_bytes, "open files and channels, by number");
    add("TCBs", tcbs, tcb_bytes, "registers, state, priority, accounts of each thread");
    add("kernel stacks", tcbs, kernel_stack_bytes, "one for each thread, for its system calls");
    add("page table", tables, snapshot_.memory->page_size, "below");
    if (const Snapshot::PageRun& own = snapshot_.memory->kernel; own.pages > 0)
        add("its own pages", own.pages, snapshot_.memory->page_size,
            own.flags + ", touched at each entry: " + range_text(own.first, own.pages));
    return "\n" + table.text(style_);
}

std::string Layout::what(const Snapshot::Segment& segment) const {
    if (!segment.name.empty()) return segment.kind + " " + shortened(segment.name, 14);
    if (segment.kind != "stack") return segment.kind;
    if (const Snapshot::Tcb* thread = owners_.stack_of(space_.space, segment.number))
        return "stack, " + shortened(own_name(thread->name), 14);
    return "stack " + std::to_string(segment.number) + " (nobody's)";
}

std::string Layout::shared_with(const Snapshot::Segment& segment) const {
    constexpr std::size_t shown = 4;
    std::string text;
    for (std::size_t i = 0; i < std::min(shown, segment.users.size()); ++i)
        text += (i == 0 ? "" : ", ") + users_of(segment.users[i], false);
    const std::uint64_t all = segment.users.size() + segment.more_users;
    if (all > shown) text += " and " + counted(all - shown, "more space", "more spaces");
    return text.empty() ? "-" : text;
}

std::string Layout::segments() const {
    const std::uint64_t page_size = snapshot_.memory->page_size;
    Table table({"from", "what", "pages", "in RAM", "may", "shared with"});
    table.left(1);
    table.left(4);
    table.left(5);
    std::optional<std::uint64_t> above;
    for (auto at = space_.segments.rbegin(); at != space_.segments.rend(); ++at) {
        const std::uint64_t end = at->first + at->pages;
        if (above && *above > end) table.add({hex_text(end * page_size), "(nothing)"});
        table.add({hex_text(at->first * page_size), what(*at), std::to_string(at->pages),
                   std::to_string(at->resident), at->may, shared_with(*at)});
        above = at->first;
    }
    if (above && *above > 0) table.add({"0x0", "(nothing)"});
    return table.text(style_);
}

std::string Layout::page_table() const {
    std::string levels;
    for (const std::uint64_t level : space_.tables)
        levels += (levels.empty() ? "" : ", ") + std::to_string(level);
    std::string out = wrapped("Page table: " + counted(space_.entries, "entry", "entries") + ", " +
                                  std::to_string(space_.resident) +
                                  " present; its tables by level, from the top: " + levels + ".",
                              style_.width, "  ");
    Table table({"pages", "frames", "flags"});
    table.left(2);
    for (std::size_t i = 0; i < std::min(most_memory_rows, space_.runs.size()); ++i) {
        const Snapshot::PageRun& run = space_.runs[i];
        table.add({range_text(run.first, run.pages),
                   run.present ? range_text(run.frame, run.pages) : "on the device", run.flags});
    }
    if (!table.empty()) out += table.text(style_);
    const std::uint64_t more =
        space_.runs.size() - std::min(most_memory_rows, space_.runs.size()) + space_.more_runs;
    if (more > 0) out += "and " + counted(more, "more run") + "\n";
    return out;
}

constexpr std::string_view legend =
    "Flags: p present, w writable, u user, a accessed, d dirty, c copy on write, g global, h huge page.";

std::string physical(const Snapshot& snapshot, const Style& style) {
    const Snapshot::Memory& memory = *snapshot.memory;
    std::string text = "Pages of " + size_text(memory.page_size) + "; ";
    if (memory.frames && memory.data_alone)
        return wrapped(text + std::to_string(memory.frames_used) + " of " + counted(*memory.frames, "frame") +
                           " used for data; text, stacks and page tables lie elsewhere.",
                       style.width, "  ");
    text += counted(memory.frames_used, "frame") + " used for data, " + std::to_string(memory.table_pages) +
            " for page tables";
    if (memory.frames)
        text += ", of " + std::to_string(*memory.frames);
    else
        text += "; no limit";
    return wrapped(text + ".", style.width, "  ");
}

} // namespace

std::string show_memory(const Snapshot& snapshot, const Style& style, std::string_view only) {
    const std::string head = "At " + moment_text(snapshot.now, style.unit) + ".";
    if (!snapshot.memory) return head + "\n" + wrapped(not_modelled, style.width, "  ");
    std::string out = head + "\n" + physical(snapshot, style);
    std::optional<std::uint32_t> wanted;
    for (const Snapshot::Pcb& process : snapshot.processes)
        if (!only.empty() && process.name == only) wanted = process.space;
    if (!only.empty() && !wanted)
        return out +
               wrapped("No process is called \"" + escaped(only) + "\" at that moment.", style.width, "  ");
    std::size_t drawn = 0;
    const Owners owners(snapshot);
    for (const Space& space : snapshot.memory->spaces) {
        if (wanted && space.space != *wanted) continue;
        out += "\n" + Layout(snapshot, owners, space, style).text();
        ++drawn;
    }
    if (drawn == 0) return out + "No process has an address space at that moment.\n";
    return out + "\n" + wrapped(legend, style.width, "  ");
}

std::string show_tlb(const Snapshot& snapshot, const Style& style) {
    std::string out = "At " + moment_text(snapshot.now, style.unit) + ".\n";
    if (!snapshot.memory) return out + wrapped(not_modelled, style.width, "  ");
    if (snapshot.memory->tlb.empty()) return out + "Nothing is in a TLB.\n";
    Table table({"CPU", "level", "tag", "pages", "whose"});
    table.left(4);
    const auto& entries = snapshot.memory->tlb;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < entries.size();) {
        std::size_t end = i + 1;
        const auto like = [&](const Snapshot::TlbEntry& next) {
            return next.cpu == entries[i].cpu && next.tag == entries[i].tag &&
                   next.level == entries[i].level && !next.huge && !entries[i].huge &&
                   next.page == entries[i].page + (end - i);
        };
        while (end < entries.size() && like(entries[end]))
            ++end;
        const Snapshot::TlbEntry& first = entries[i];
        if (++rows <= most_memory_rows)
            table.add({"CPU" + std::to_string(first.cpu.value), std::to_string(first.level),
                       std::to_string(first.tag),
                       range_text(first.page, end - i) + (first.huge ? " (huge)" : ""),
                       first.global   ? "the kernel's: global"
                       : first.loaded ? "the space that is loaded"
                                      : "another space"});
        i = end;
    }
    out += counted(entries.size(), "entry", "entries") + ", neighbouring pages in one row:\n\n" +
           table.text(style);
    if (rows > most_memory_rows) out += "and " + counted(rows - most_memory_rows, "more row") + "\n";
    return out;
}

} // namespace ossim
