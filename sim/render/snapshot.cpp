// The kernel at one moment: PCBs, TCBs, queues, the tree of processes.
#include "render/snapshot.hpp"

#include "base/key_text.hpp"
#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace ossim {

namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;
using Pcb = Snapshot::Pcb;
using Tcb = Snapshot::Tcb;

std::string head(const Snapshot& snapshot, const Style& style) {
    return "At " + moment_text(snapshot.now, style.unit) + ".\n";
}

std::string rows_text(const Rows& rows, const Style& style) {
    std::size_t names = 0;
    for (const auto& [name, value] : rows)
        names = std::max(names, display_width(name));
    std::string out;
    for (const auto& [name, value] : rows) {
        const std::string indent(names + 4, ' ');
        out +=
            wrapped("  " + pad_right(name, names + 2) + (value.empty() ? "-" : value), style.width, indent);
    }
    return out;
}

const Tcb* find_thread(const Snapshot& snapshot, Tid tid) {
    const auto at = std::lower_bound(snapshot.threads.begin(), snapshot.threads.end(), tid,
                                     [](const Tcb& thread, Tid wanted) { return thread.tid < wanted; });
    return at != snapshot.threads.end() && at->tid == tid ? &*at : nullptr;
}

std::string name_of(const Snapshot& snapshot, Tid tid) {
    if (!tid) return "idle";
    const Tcb* thread = find_thread(snapshot, tid);
    return thread != nullptr ? thread->name : "thread " + std::to_string(tid.value) + " (ended)";
}

std::string name_of(const Snapshot& snapshot, Pid pid) {
    const auto at = std::lower_bound(snapshot.processes.begin(), snapshot.processes.end(), pid,
                                     [](const Pcb& process, Pid wanted) { return process.pid < wanted; });
    if (at != snapshot.processes.end() && at->pid == pid) return at->name;
    return pid == init_pid ? "init" : pid ? "reaped" : "the kernel";
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string values(const std::vector<std::pair<std::string, std::int64_t>>& named) {
    std::vector<std::string> words;
    for (const auto& [name, value] : named)
        words.push_back(name + " = " + std::to_string(value));
    return joined(words);
}

std::string quantum_text(Duration left, Unit unit) {
    return left == Duration::forever() ? "no quantum" : with_unit(left, unit) + " left";
}

Rows rows_of(const Snapshot& snapshot, const Pcb& process, Unit unit) {
    std::vector<std::string> threads, children;
    for (const Tid tid : process.threads)
        threads.push_back(name_of(snapshot, tid) + " (tid " + std::to_string(tid.value) + ")");
    for (const Pid pid : process.children)
        children.push_back(name_of(snapshot, pid) + " (pid " + std::to_string(pid.value) + ")");
    std::string state = process.state;
    if (state == "Zombie")
        state += ", exit status " + std::to_string(process.exit_status) + ", not yet waited for";
    Rows rows = {
        {"pid", std::to_string(process.pid.value)},
        {"parent", std::to_string(process.parent.value) + " (" + name_of(snapshot, process.parent) + ")"},
        {"state", state},
        {"program", process.program},
        {"arrival", moment_text(process.arrival, unit)},
        {"address space", std::to_string(process.space)},
        {"threads", joined(threads)},
        {"children", joined(children)},
        {"descriptors", joined(process.descriptors)},
        {"variables", values(process.variables)},
        {"CPU time", with_unit(process.cpu_time, unit)}};
    if (process.daemon) rows.emplace_back("daemon", "yes: it does not keep the run alive");
    return rows;
}

std::string state_of(const Tcb& thread, Unit unit) {
    std::string text = thread.state;
    if (!thread.waits_on.empty()) text += " for " + thread.waits_on;
    return text + ", since " + moment_text(thread.since, unit);
}

Rows rows_of(const Snapshot& snapshot, const Tcb& thread, Unit unit) {
    std::string counter = std::to_string(thread.pc);
    if (!thread.instruction.empty()) counter += ": " + thread.instruction;
    if (thread.line > 0) counter += " (line " + std::to_string(thread.line) + ")";
    Rows rows{{"tid", std::to_string(thread.tid.value)},
              {"process", name_of(snapshot, thread.pid) + " (pid " + std::to_string(thread.pid.value) + ")"},
              {"state", state_of(thread, unit)},
              {"program counter", counter},
              {"step", with_unit(thread.step_left, unit) + " of CPU time left"},
              {"quantum", quantum_text(thread.quantum_left, unit)},
              {"priority", std::to_string(thread.priority)},
              {"stack", "number " + std::to_string(thread.stack) + " of its process"},
              {"registers", values(thread.registers)},
              {"last CPU", thread.has_run ? std::to_string(thread.last_cpu.value) : "has not run yet"},
              {"CPU time", with_unit(thread.cpu_time, unit)},
              {"dispatches", std::to_string(thread.dispatches)}};
    if (thread.job != 0)
        rows.emplace_back("job", std::to_string(thread.job) + ", released " +
                                     moment_text(thread.released, unit) + ", deadline " +
                                     moment_text(thread.deadline, unit));
    if (thread.jobs_behind > 0) rows.emplace_back("jobs behind it", std::to_string(thread.jobs_behind));
    return rows;
}

template <class Entry>
std::string blocks(const Snapshot& snapshot, const std::vector<Entry>& entries, std::string_view title,
                   std::string_view what, std::string_view only, const Style& style) {
    std::string out = head(snapshot, style);
    std::vector<std::string> names;
    bool found = false;
    for (const Entry& entry : entries) {
        names.push_back(entry.name);
        if (!only.empty() && entry.name != only) continue;
        found = true;
        out += "\n" + wrapped(std::string(title) + " of " + entry.name, style.width) +
               rows_text(rows_of(snapshot, entry, style.unit), style);
    }
    if (found) return out;
    const std::string those = names.empty() ? "there is none" : "there are: " + joined(names);
    if (only.empty()) return out + "No " + std::string(what) + " is there at that moment.\n";
    return out + wrapped("No " + std::string(what) + " is called \"" + escaped(only) + "\" at that moment; " +
                             those + ".",
                         style.width, "  ");
}

std::string cpus_of(const Snapshot& snapshot, const Style& style) {
    Table table({"CPU", "does", "thread", "address space", "quantum"});
    for (const std::size_t column : std::initializer_list<std::size_t>{1, 2, 4})
        table.left(column);
    for (const Snapshot::Cpu& cpu : snapshot.cpus)
        table.add({"CPU" + std::to_string(cpu.cpu.value), cpu.mode,
                   cpu.running ? shortened(name_of(snapshot, cpu.running), 24)
                   : cpu.last  ? "(last: " + shortened(name_of(snapshot, cpu.last), 16) + ")"
                               : "-",
                   cpu.space == 0 ? "-" : std::to_string(cpu.space),
                   cpu.running ? quantum_text(cpu.quantum_left, style.unit) : "-"});
    return table.text(style);
}

/// "CPU 2", or "CPUs 0, 1 and 3"; nothing for all.
std::string cpus_in_words(const std::vector<CpuId>& cpus) {
    std::vector<std::string> numbers;
    for (const CpuId cpu : cpus)
        numbers.push_back(std::to_string(cpu.value));
    return (cpus.size() == 1 ? "CPU " : "CPUs ") + joined(numbers);
}

std::string ready_of(const Snapshot& snapshot, const ReadyListing& queue, const Style& style) {
    const std::string whose = queue.cpus.empty() ? "" : " of " + cpus_in_words(queue.cpus);
    if (queue.threads.empty()) return "Ready queue" + whose + ": empty\n";
    std::vector<std::string> heads = {"thread"};
    heads.insert(heads.end(), snapshot.key_names.begin(), snapshot.key_names.end());
    heads.emplace_back("in Ready since");
    Table table(heads);
    const KeyWords keys(snapshot.key_names, snapshot.queue_key_names, style.unit);
    for (const Candidate& candidate : queue.threads) {
        std::vector<std::string> cells = {shortened(name_of(snapshot, candidate.tid), 24)};
        for (std::size_t i = 0; i < snapshot.key_names.size(); ++i)
            cells.push_back(keys.cell(i, candidate.keys));
        const Tcb* thread = find_thread(snapshot, candidate.tid);
        cells.push_back(thread != nullptr ? moment_text(thread->since, style.unit) : "-");
        table.add(std::move(cells));
    }
    return "Ready queue" + whose + ", first to run first:\n" + table.text(style, "  ");
}

std::string ready_of(const Snapshot& snapshot, const Style& style) {
    std::string text;
    for (const ReadyListing& queue : snapshot.queues)
        text += ready_of(snapshot, queue, style);
    return text;
}

std::string requests(const Snapshot& snapshot, const std::vector<std::pair<std::uint64_t, Tid>>& list) {
    std::vector<std::string> words;
    for (const auto& [request, tid] : list)
        words.push_back(name_of(snapshot, tid) + " (request " + std::to_string(request) + ")");
    return words.empty() ? "nobody" : joined(words);
}

std::string others_of(const Snapshot& snapshot, const Style& style) {
    Table table({"thread", "state", "for", "since"});
    table.left(1);
    table.left(2);
    for (const Tcb& thread : snapshot.threads)
        if (thread.state == "Waiting" || thread.state == "New")
            table.add({shortened(thread.name, 24), thread.state,
                       thread.waits_on.empty() ? "-" : thread.waits_on,
                       moment_text(thread.since, style.unit)});
    return table.empty() ? "Nobody is New or Waiting.\n" : "New and Waiting:\n" + table.text(style, "  ");
}

constexpr std::size_t deepest = 1000;

/// Draws the tree below one process; every process is visited once, so that a cycle could not hang it.
class Tree {
  public:
    Tree(const Snapshot& snapshot, const Style& style);
    std::string text();

  private:
    void process(std::size_t index, const std::string& before, std::string_view branch,
                 const std::string& below);
    void children_of(Pid pid, const std::string& before, const std::vector<std::string>& threads);
    [[nodiscard]] std::vector<std::string> threads_of(const Pcb& process) const;
    void line(const std::string& before, std::string_view branch, const std::string& text) {
        out_ += fit(before + std::string(branch) + text, style_.width) + "\n";
    }
    const Snapshot& snapshot_;
    const Style& style_;
    std::vector<std::pair<Pid, std::size_t>> children_; ///< parent and index of the child, sorted
    std::vector<bool> seen_;
    std::size_t level_ = 0;
    std::string out_;
};

Tree::Tree(const Snapshot& snapshot, const Style& style)
    : snapshot_(snapshot), style_(style), seen_(snapshot.processes.size()) {
    for (std::size_t i = 0; i < snapshot.processes.size(); ++i)
        children_.emplace_back(snapshot.processes[i].parent, i);
    std::sort(children_.begin(), children_.end());
}

std::vector<std::string> Tree::threads_of(const Pcb& process) const {
    std::vector<std::string> threads;
    for (const Tid tid : process.threads) {
        const Tcb* thread = find_thread(snapshot_, tid);
        if (thread == nullptr || (process.threads.size() == 1 && thread->name == process.name)) continue;
        threads.push_back("thread " + thread->name + " (tid " + std::to_string(tid.value) + ", " +
                          thread->state + ")");
    }
    return threads;
}

void Tree::children_of(Pid pid, const std::string& before, const std::vector<std::string>& threads) {
    const std::string_view tee = style_.ascii ? "|-- " : "├── ", last = style_.ascii ? "`-- " : "└── ";
    const std::string bar = style_.ascii ? "|   " : "│   ";
    std::vector<std::size_t> children;
    for (auto at = std::lower_bound(children_.begin(), children_.end(), std::pair(pid, std::size_t{0}));
         at != children_.end() && at->first == pid; ++at)
        if (!seen_[at->second]) children.push_back(at->second);
    for (std::size_t i = 0; i < threads.size(); ++i)
        line(before, i + 1 == threads.size() && children.empty() ? last : tee, threads[i]);
    const bool narrow = display_width(before) > style_.width / 2;
    for (std::size_t i = 0; i < children.size(); ++i) {
        const bool ends = i + 1 == children.size();
        process(children[i], before, ends ? last : tee, narrow ? before : before + (ends ? "    " : bar));
    }
}

void Tree::process(std::size_t index, const std::string& before, std::string_view branch,
                   const std::string& below) {
    if (seen_[index] || level_ >= deepest) return;
    seen_[index] = true;
    const Pcb& process = snapshot_.processes[index];
    std::string text = process.name + " (pid " + std::to_string(process.pid.value) + ", " + process.state;
    if (process.state == "Zombie") text += ", exit status " + std::to_string(process.exit_status);
    if (before == below && level_ > 0) text += ", level " + std::to_string(level_);
    line(before, branch, text + ")");
    ++level_;
    children_of(process.pid, below, threads_of(process));
    --level_;
}

std::string Tree::text() {
    for (std::size_t i = 0; i < snapshot_.processes.size(); ++i)
        if (snapshot_.processes[i].pid == init_pid) process(i, "", "", "");
    if (out_.empty()) {
        out_ = "init (pid 1)\n";
        children_of(init_pid, "", {});
    }
    const auto left = static_cast<std::uint64_t>(std::count(seen_.begin(), seen_.end(), false));
    if (left > 0) out_ += "and " + counted(left, "process", "processes") + " deeper or outside the tree\n";
    return std::move(out_);
}

} // namespace

std::string show_pcb(const Snapshot& snapshot, const Style& style, std::string_view only) {
    return blocks(snapshot, snapshot.processes, "PCB", "process", only, style);
}

std::string show_tcb(const Snapshot& snapshot, const Style& style, std::string_view only) {
    return blocks(snapshot, snapshot.threads, "TCB", "thread", only, style);
}

std::string show_queues(const Snapshot& snapshot, const Style& style) {
    std::string out =
        head(snapshot, style) + "\n" + cpus_of(snapshot, style) + "\n" + ready_of(snapshot, style) + "\n";
    for (const Snapshot::Device& device : snapshot.devices) {
        out += wrapped("Device " + device.name + " serves " + requests(snapshot, device.served), style.width,
                       "  ");
        out += wrapped("  and in its queue: " + requests(snapshot, device.queued), style.width, "  ");
    }
    if (!snapshot.devices.empty()) out += "\n";
    return out + others_of(snapshot, style);
}

std::string show_tree(const Snapshot& snapshot, const Style& style) {
    return head(snapshot, style) + "\n" + Tree(snapshot, style).text();
}

} // namespace ossim
