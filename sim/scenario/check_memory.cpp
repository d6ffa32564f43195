// Who runs which program, with which segments, and how far the program's steps reach into them.
//
// A program's closure is itself with all that its steps spawn and fork: those run in the same address space
// or in a copy of it. What they exec runs in another one, and is looked at for itself.
#include "scenario/check_memory.hpp"

#include "scenario/memory_keys.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>
#include <set>
#include <type_traits>

namespace ossim {
namespace {

/// Work that is allowed for following who runs what; only a hostile file needs it all.
constexpr std::size_t most_visits = 5'000'000;

/// What a closure does with memory, as far as sizes go.
struct Summary {
    std::vector<const MemoryUse*> uses;
    std::uint64_t shared = 0;  ///< bytes of the heap that all threads refer to
    std::uint64_t slice = 0;   ///< the largest slice of the heap that a thread has for itself
    std::uint64_t spawned = 0; ///< threads that are spawned, each step counted once
};

/// Who has an address space: a process, or an exec.
struct Holder {
    std::string title; ///< process "A"
    NodeId node;
    std::uint64_t threads;
};

template <class Visit>
void each_exec(Steps& steps, Visit&& visit);

/// Calls `visit(exec)` for each exec of a step, and of the steps that it holds or gives to others.
template <class Visit>
void each_exec(Step& step, Visit&& visit) {
    if (auto* exec = std::get_if<Exec>(&step.action)) visit(*exec);
    std::visit(
        [&](auto& each) {
            using A = std::decay_t<decltype(each)>;
            for_each_field<A>([&](const auto& field) {
                auto& member = each.*field.member;
                using Member = std::decay_t<decltype(member)>;
                if constexpr (std::is_same_v<Member, Steps>) each_exec(member, visit);
                if constexpr (std::is_same_v<Member, ProgramRef>) each_exec(member.steps, visit);
                if constexpr (std::is_same_v<Member, std::optional<ProgramRef>>)
                    if (member) each_exec(member->steps, visit);
                if constexpr (std::is_same_v<Member, Branches>)
                    for (Branch& branch : member)
                        each_exec(branch.steps, visit);
            });
        },
        step.action);
}

template <class Visit>
void each_exec(Steps& steps, Visit&& visit) {
    for (Step& step : steps)
        each_exec(step, visit);
}

class MemoryCheck {
  public:
    explicit MemoryCheck(Reader& reader) : reader_(reader), scenario_(reader.scenario) {}

    void run() {
        MemorySpec& memory = scenario_.machine.memory;
        memory.modelled = std::any_of(reader_.askings.begin(), reader_.askings.end(),
                                      [](const Asking& asking) { return asking.memory; });
        if (!memory.modelled) warn_idle();
        if (!memory.modelled && reader_.memory_uses.empty()) return leave_empty();
        gather();
        for (std::size_t i = 0; i < scenario_.processes.size(); ++i)
            check_process(scenario_.processes[i], reader_.processes[i]);
        for (ProgramSpec& program : scenario_.programs)
            each_exec(program.steps, [&](Exec& exec) { check_exec(exec); });
        if (scenario_.machine.memory.frames || scenario_.machine.memory.bytes != 0) warn_of_future();
        if (visits_ >= most_visits)
            reader_.reports.error_of_file(
                {"too-large", "too many programs run one another for their memory to be checked", {}, {}});
    }

  private:
    void warn_idle() {
        if (reader_.has_variants) return; // one of them may ask for memory
        for (const auto& [key, node] : reader_.idle_memory_keys)
            reader_.reports.warning(
                node, {"unused",
                       "nothing in this scenario uses memory, so " + quoted(key) + " changes nothing",
                       "give the machine or a process a memory, or a compute a working_set",
                       {}});
    }

    /// The best choice is defined for one string of references that is known.
    void warn_of_future() {
        const PageReplacement rule = scenario_.machine.memory.replacement;
        if (rule != PageReplacement::opt && rule != PageReplacement::unopt) return;
        std::uint64_t threads = 0;
        for (std::size_t i = 0; i < scenario_.processes.size(); ++i) {
            bool has_sets = false;
            for (const ThreadSpec& thread : scenario_.processes[i].threads) {
                const auto& uses = summary_of(thread.program.value).uses;
                threads += uses.empty() ? 0 : thread.count;
                has_sets = has_sets || std::any_of(uses.begin(), uses.end(),
                                                   [](const MemoryUse* use) { return use->is_set; });
            }
            if (threads < 2 && !has_sets) continue;
            return reader_.reports.warning(
                reader_.processes[i],
                {"no-future",
                 "replacement " + quoted(word_of(rule)) +
                     (has_sets ? " does not see what working sets touch"
                               : " sees for each thread its own references ahead, not those of others"),
                 "it is exact for one thread that refers to pages one by one",
                 {}});
        }
    }

    void leave_empty() {
        for (ProcessSpec& process : scenario_.processes)
            process.memory.heap = 0;
        for (ProgramSpec& program : scenario_.programs)
            each_exec(program.steps, [&](Exec& exec) { exec.memory.emplace().heap = 0; });
    }

    void gather() {
        for (const MemoryUse& use : reader_.memory_uses)
            uses_[use.program].push_back(&use);
        for (const Mention& mention : reader_.mentions) {
            if (mention.kind != Refers::program) continue;
            const auto called = reader_.named_programs.find(mention.word);
            if (called != reader_.named_programs.end()) calls_[mention.program].push_back(called->second);
        }
    }

    const Summary& summary_of(std::uint32_t root) {
        const auto [at, is_new] = summaries_.try_emplace(root);
        Summary& summary = at->second;
        if (!is_new) return summary;
        std::vector<std::uint32_t> todo{root};
        std::set<std::uint32_t> seen{root};
        while (!todo.empty() && visits_ < most_visits) {
            const std::uint32_t program = todo.back();
            todo.pop_back();
            ++visits_;
            if (const auto spawned = reader_.spawned.find(program); spawned != reader_.spawned.end())
                summary.spawned += spawned->second;
            if (const auto uses = uses_.find(program); uses != uses_.end())
                for (const MemoryUse* use : uses->second)
                    add(*use, summary);
            if (const auto calls = calls_.find(program); calls != calls_.end())
                for (const std::uint32_t called : calls->second)
                    if (seen.insert(called).second) todo.push_back(called);
        }
        return summary;
    }

    void add(const MemoryUse& use, Summary& summary) {
        ++visits_;
        summary.uses.push_back(&use);
        if (use.segment != "heap") return;
        if (use.kind == MemoryUse::Kind::refers) summary.shared = std::max(summary.shared, use.bytes);
        if (use.kind == MemoryUse::Kind::slices) summary.slice = std::max(summary.slice, in_pages(use.bytes));
    }

    [[nodiscard]] std::uint64_t in_pages(std::uint64_t bytes) const {
        const std::uint64_t page = scenario_.machine.memory.page_size;
        return (bytes + page - 1) / page * page;
    }

    void check_process(ProcessSpec& process, NodeId node) {
        std::vector<std::uint32_t> roots;
        std::uint64_t threads = 0;
        for (const ThreadSpec& thread : process.threads) {
            roots.push_back(thread.program.value);
            threads += thread.count;
        }
        if (process.run_as == RunAs::processes) threads = 1;
        settle(process.memory, roots, {"process " + quoted(process.name), node, threads});
        check_stacks(process, node, threads);
        check_room(process, node);
    }

    void check_exec(Exec& exec) {
        if (!exec.memory) exec.memory = bare_image(scenario_.machine.memory);
        const auto program = reader_.named_programs.find(exec.program);
        if (program == reader_.named_programs.end()) return;
        settle(*exec.memory, {program->second}, {"a process that execs " + quoted(exec.program), no_node, 1});
    }

    /// Sizes the heap if nobody has, and checks every reference once for each set of segments.
    void settle(ImageSpec& image, const std::vector<std::uint32_t>& roots, const Holder& holder) {
        std::uint64_t shared = 0, slice = 0, threads = holder.threads;
        for (const std::uint32_t root : roots) {
            const Summary& summary = summary_of(root);
            shared = std::max(shared, summary.shared);
            slice = std::max(slice, summary.slice);
            threads += summary.spawned;
        }
        const bool is_open = !image.heap;
        constexpr std::uint64_t most = std::uint64_t(1) << 62;
        const std::uint64_t slices = threads > 0 && slice > most / threads ? most : slice * threads;
        if (is_open) image.heap = std::max(shared, slices);
        for (const std::uint32_t root : roots) {
            const Summary& summary = summary_of(root);
            if (summary.uses.empty() || !checked_.emplace(root, threads, image).second) continue;
            visits_ += summary.uses.size();
            for (const MemoryUse* use : summary.uses)
                if (visits_ < most_visits) check(*use, summary, image, {holder.title, holder.node, threads});
        }
        if (is_open) check_reach(image, holder);
    }

    void check_reach(const ImageSpec& image, const Holder& holder) {
        const std::uint64_t reach = reach_of(scenario_.machine.memory);
        if (*image.heap <= reach || holder.node == no_node) return;
        reader_.reports.error(holder.node,
                              {"out-of-range",
                               "what " + holder.title + " refers to needs " + size_text(*image.heap) +
                                   ", and the page table maps " + size_text(reach),
                               "give it more levels: machine: {page_table: {levels: 4}}",
                               {}});
    }

    /// In whole pages, with so many stacks. What is more than any machine has stays so.
    [[nodiscard]] std::uint64_t segments_of(const ImageSpec& image, std::uint64_t stacks) const {
        constexpr std::uint64_t most = std::uint64_t(1) << 60;
        const std::uint64_t stack = in_pages(image.stack);
        std::uint64_t sum = in_pages(image.text) + in_pages(image.data) + in_pages(image.bss) +
                            in_pages(*image.heap) + (stack > most / stacks ? most : stack * stacks);
        for (const MappingSpec& mapping : image.mappings)
            sum += in_pages(mapping.size);
        return sum;
    }

    /// That the other segments fit has been looked at where they were read.
    void check_stacks(const ProcessSpec& process, NodeId node, std::uint64_t threads) {
        if (!process.memory.given || threads < 2) return;
        const MemorySpec& memory = scenario_.machine.memory;
        const std::uint64_t one = segments_of(process.memory, 1) / memory.page_size;
        const std::uint64_t reach =
            memory.page_table.linear ? linear_pages(memory, one) * memory.page_size : reach_of(memory);
        const std::uint64_t needed = segments_of(process.memory, threads);
        if (needed <= reach) return;
        reader_.reports.error(node, {"out-of-range",
                                     "process " + quoted(process.name) + " with a stack for each of its " +
                                         std::to_string(threads) + " threads needs " + size_text(needed) +
                                         ", and the page table maps " + size_text(reach),
                                     "make the stack smaller, or give the page table more levels: machine: "
                                     "{page_table: {levels: 4}}",
                                     {}});
    }

    /// A process that is loaded whole must fit for once.
    void check_room(const ProcessSpec& process, NodeId node) {
        const std::uint64_t room = scenario_.machine.memory.bytes;
        const ImageSpec& image = process.memory;
        if (room == 0 || !image.given) return;
        std::uint64_t threads = 0;
        for (const ThreadSpec& thread : process.threads)
            threads += thread.count;
        const std::uint64_t segments = segments_of(image, threads);
        const std::uint64_t tables = table_bytes(segments), needed = (image.demand ? 0 : segments) + tables;
        if (needed <= room) return;
        const bool is_table = tables > room;
        reader_.reports.warning(
            node,
            {"no-room",
             "process " + quoted(process.name) + " needs " + size_text(needed) + " from its start" +
                 (tables > needed / 2 ? ", " + size_text(tables) + " of it for its page table" : "") +
                 ", and the machine has " + size_text(room),
             is_table ? "make memory larger, or the page table smaller: machine: {page_table: {levels: 2}}"
                      : "make it smaller, or let its pages come by demand: memory: {demand: true}",
             {}});
    }

    /// At least: a linear table up to the stack at its top, or a path down to one page.
    [[nodiscard]] std::uint64_t table_bytes(std::uint64_t segments) const {
        const MemorySpec& memory = scenario_.machine.memory;
        if (!memory.page_table.linear) return memory.page_table.levels * memory.page_size;
        return in_pages(linear_pages(memory, segments / memory.page_size) * memory.page_table.entry_bytes);
    }

    // --- one reference ---

    /// Segments that a step makes or attaches, anywhere in the closure.
    [[nodiscard]] std::optional<std::uint64_t> made_size(const Summary& summary,
                                                         const std::string& segment) const {
        std::optional<std::uint64_t> size;
        for (const MemoryUse* use : summary.uses) {
            if (use->segment != segment) continue;
            if (use->kind == MemoryUse::Kind::makes) size = std::max(size.value_or(0), use->bytes);
            if (use->kind != MemoryUse::Kind::attaches) continue;
            for (const SharedMemorySpec& shared : scenario_.shared_memory)
                if (shared.name == segment) size = std::max(size.value_or(0), shared.size);
        }
        return size;
    }

    [[nodiscard]] static std::optional<std::uint64_t> size_of(const ImageSpec& image,
                                                              std::string_view segment) {
        if (segment == "heap") return image.heap;
        for (const MappingSpec& mapping : image.mappings)
            if (mapping.name == segment) return mapping.size;
        if (!image.given) return std::nullopt;
        if (segment == "text") return image.text;
        if (segment == "data") return image.data;
        if (segment == "bss") return image.bss;
        if (segment == "stack") return image.stack;
        return std::nullopt;
    }

    void check(const MemoryUse& use, const Summary& summary, const ImageSpec& image, const Holder& holder) {
        if (use.kind != MemoryUse::Kind::refers && use.kind != MemoryUse::Kind::slices) return;
        std::optional<std::uint64_t> size = size_of(image, use.segment);
        if (!size) size = made_size(summary, use.segment);
        if (!size) return report_unknown(use, summary, image, holder);
        if (use.writes && use.segment == "text") warn_text(use);
        const bool grows = use.segment == "heap" &&
                           std::any_of(summary.uses.begin(), summary.uses.end(), [](const MemoryUse* each) {
                               return each->kind == MemoryUse::Kind::grows;
                           });
        if (grows || in_pages(use.bytes) <= in_pages(*size)) {
            if (!grows) check_slices(use, *size, holder);
            return;
        }
        if (use.is_set) return report_large_set(use, *size, holder);
        warn_outside(use, *size, holder);
    }

    /// Of one reference one thing is said, whoever else makes it.
    void tell(Severity severity, const MemoryUse& use, Words words) {
        if (!told_.insert(use.node).second) return;
        if (severity == Severity::error)
            reader_.reports.error(use.node, std::move(words));
        else
            reader_.reports.warning(use.node, std::move(words));
    }

    void report_unknown(const MemoryUse& use, const Summary& summary, const ImageSpec& image,
                        const Holder& holder) {
        std::vector<std::string_view> names{"heap"};
        if (image.given) names = {"text", "data", "bss", "heap", "stack"};
        for (const MappingSpec& mapping : image.mappings)
            names.push_back(mapping.name);
        for (const MemoryUse* each : summary.uses)
            if (each->kind == MemoryUse::Kind::makes || each->kind == MemoryUse::Kind::attaches)
                names.push_back(each->segment);
        std::string hint = did_you_mean(use.segment, names);
        const auto& shared = scenario_.shared_memory;
        const bool is_shared = std::any_of(shared.begin(), shared.end(), [&](const SharedMemorySpec& each) {
            return each.name == use.segment;
        });
        if (hint.empty() && is_shared) hint = "attach it first: attach: " + use.segment;
        if (hint.empty() && !image.given) hint = "give the process its segments: memory: {heap: 4MiB, ...}";
        tell(Severity::error, use,
             {"unknown-segment", holder.title + " has no segment " + quoted(use.segment), std::move(hint),
              "segments: " + comma_list(names)});
    }

    void warn_text(const MemoryUse& use) {
        tell(Severity::warning, use,
             {"not-permitted",
              "this writes the program's text, which may only be read",
              "it ends the process with SIGSEGV when it runs",
              {}});
    }

    void report_large_set(const MemoryUse& use, std::uint64_t size, const Holder& holder) {
        tell(Severity::error, use,
             {"out-of-bounds",
              "a working set of " + size_text(use.bytes) + " is larger than segment " + quoted(use.segment) +
                  " of " + holder.title + ", which has " + size_text(size),
              "make the segment larger, or the set smaller",
              {}});
    }

    static std::string pages_text(std::uint64_t count) {
        return std::to_string(count) + (count == 1 ? " page" : " pages");
    }

    void warn_outside(const MemoryUse& use, std::uint64_t size, const Holder& holder) {
        const std::uint64_t page = scenario_.machine.memory.page_size;
        tell(Severity::warning, use,
             {"out-of-bounds",
              "page " + std::to_string((use.bytes - 1) / page) + " lies outside segment " +
                  quoted(use.segment) + " of " + holder.title + ", which has " +
                  pages_text(in_pages(size) / page),
              "it ends the process with SIGSEGV when it runs", "pages count from 0"});
    }

    void check_slices(const MemoryUse& use, std::uint64_t size, const Holder& holder) {
        if (use.kind != MemoryUse::Kind::slices || use.segment == "stack") return;
        const std::uint64_t places = in_pages(size) / in_pages(use.bytes);
        if (holder.threads <= places) return;
        tell(Severity::warning, use,
             {"out-of-bounds",
              "segment " + quoted(use.segment) + " of " + holder.title + " has room for " +
                  std::to_string(places) + " slices of " + size_text(use.bytes) + ", and there are " +
                  std::to_string(holder.threads) + " threads",
              "some will share a slice; make the segment larger, or write own: false",
              {}});
    }

    Reader& reader_;
    Scenario& scenario_;
    std::map<std::uint32_t, std::vector<const MemoryUse*>> uses_;
    std::map<std::uint32_t, std::vector<std::uint32_t>> calls_;
    std::map<std::uint32_t, Summary> summaries_;
    std::set<std::tuple<std::uint32_t, std::uint64_t, ImageSpec>> checked_;
    std::set<NodeId> told_;
    std::size_t visits_ = 0;
};

} // namespace

void check_memory(Reader& reader) { MemoryCheck(reader).run(); }

} // namespace ossim
