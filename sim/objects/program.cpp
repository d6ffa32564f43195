// The compiler: one overload a step, each appends the operations that the step means.
#include "objects/program.hpp"

#include "base/check.hpp"
#include "base/text.hpp"

#include <map>
#include <utility>

namespace ossim {

namespace {

class Compiler {
  public:
    Compiler(const Scenario& scenario, Names& names, DeviceNames& devices)
        : scenario_(scenario), names_(names), devices_(devices) {}

    Code run() {
        for (const ProgramSpec& program : scenario_.programs)
            code_.starts.push_back(add_program(program.steps, program.at));
        for (std::size_t i = 0; i < scenario_.programs.size(); ++i)
            if (!scenario_.programs[i].name.empty()) by_name_[scenario_.programs[i].name] = code_.starts[i];
        while (!inline_.empty()) { // inline steps of fork and spawn may hold more of them
            auto work = std::move(inline_);
            inline_.clear();
            for (const auto& [at, steps] : work)
                set_start(at, add_program(*steps, code_.marks[at]));
        }
        for (const auto& [at, name] : by_reference_)
            set_start(at, by_name_.at(name));
        return std::move(code_);
    }

  private:
    struct Loop {
        bool counted = false;
        std::vector<std::uint32_t> breaks; ///< operations to be pointed behind the loop
    };

    [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(code_.ops.size()); }

    template <class O>
    std::uint32_t add(const O& op) {
        code_.ops.emplace_back(op);
        code_.marks.push_back(mark_);
        return here() - 1;
    }

    std::uint32_t add_program(const Steps& steps, Mark at) {
        const std::uint32_t start = here();
        add_steps(steps);
        mark_ = at;
        add(EndOp{});
        return start;
    }

    void add_steps(const Steps& steps) {
        for (const Step& step : steps) {
            mark_ = step.at;
            std::visit([this](const auto& action) { compile(action); }, step.action);
        }
    }

    void set_start(std::uint32_t at, std::uint32_t start) {
        if (auto* spawn = std::get_if<SpawnOp>(&code_.ops[at])) spawn->start = start;
        if (auto* fork = std::get_if<ForkOp>(&code_.ops[at])) fork->start = start;
        if (auto* exec = std::get_if<ExecOp>(&code_.ops[at])) exec->start = start;
    }

    void refer(std::uint32_t at, const ProgramRef& program) {
        if (program.name.empty())
            inline_.emplace_back(at, &program.steps);
        else
            by_reference_.emplace_back(at, program.name);
    }

    FlatDraw flat(const Draw& draw) {
        FlatDraw result{draw.kind, draw.low, draw.high, 0, 0};
        if (draw.kind == Distribution::list) {
            result.first = static_cast<std::uint32_t>(code_.durations.size());
            result.count = static_cast<std::uint32_t>(draw.values.size());
            code_.durations.insert(code_.durations.end(), draw.values.begin(), draw.values.end());
        }
        return result;
    }

    FlatOperand flat(const Operand& operand) {
        if (operand.variable.empty()) return {operand.number, NameId{}, false};
        return {0, names_.intern(operand.variable), true};
    }

    FlatWhom flat(const Whom& whom) {
        return whom.name.empty() ? FlatWhom{} : FlatWhom{names_.intern(whom.name), false};
    }
    FlatTarget flat(const Target& target) {
        if (target.name == "any") return {FlatTarget::Kind::any, NameId{}};
        if (target.name == "all") return {FlatTarget::Kind::all, NameId{}};
        return {FlatTarget::Kind::named, names_.intern(target.name)};
    }

    std::uint32_t add_test(const Test& test) {
        ParsedExpression parsed = parse_expression(test.text);
        OSSIM_CHECK(parsed.value.has_value());
        code_.tests.push_back(std::move(*parsed.value));
        return static_cast<std::uint32_t>(code_.tests.size() - 1);
    }

    void close_loop(const Loop& loop) {
        for (const std::uint32_t at : loop.breaks)
            std::get<BreakOp>(code_.ops[at]).target = here();
    }

    void compile(const Compute& step) {
        ComputeOp op{flat(step.duration)};
        if (step.working_set) {
            op.working_set = static_cast<std::uint32_t>(code_.working_sets.size());
            code_.working_sets.push_back({segment(step.working_set->segment), step.working_set->size,
                                          step.working_set->write, step.working_set->own});
        }
        add(op);
    }
    void compile(const Sleep& step) { add(SleepOp{flat(step.duration)}); }
    void compile(const Yield&) { add(YieldOp{}); }
    void compile(const Exit& step) { add(ExitOp{static_cast<std::int32_t>(step.status)}); }
    void compile(const Io& step) {
        const DeviceId device = devices_.device(step.device);
        FlatDraw service;
        if (step.duration)
            service = flat(*step.duration);
        else
            service.low = devices_.service(device, step.read + step.write);
        add(IoOp{service, device, names_.intern(step.device)});
    }
    void compile(const Repeat& step) {
        const std::uint32_t enter = add(LoopOp{step.times, 0});
        loops_.push_back({true, {}});
        add_steps(step.steps);
        add(NextRoundOp{enter + 1});
        std::get<LoopOp>(code_.ops[enter]).end = here();
        leave_loop();
    }
    void compile(const Forever& step) {
        const std::uint32_t begin = here();
        loops_.push_back({false, {}});
        add_steps(step.steps);
        add(JumpOp{begin});
        leave_loop();
    }
    void compile(const While& step) {
        const std::uint32_t begin = add(BranchOp{add_test(step.that), 0});
        loops_.push_back({false, {}});
        add_steps(step.steps);
        add(JumpOp{begin});
        std::get<BranchOp>(code_.ops[begin]).otherwise = here();
        leave_loop();
    }
    void leave_loop() {
        close_loop(loops_.back());
        loops_.pop_back();
    }
    void compile(const If& step) {
        const std::uint32_t branch = add(BranchOp{add_test(step.that), 0});
        add_steps(step.then);
        if (step.otherwise.empty()) {
            std::get<BranchOp>(code_.ops[branch]).otherwise = here();
            return;
        }
        const std::uint32_t jump = add(JumpOp{});
        std::get<BranchOp>(code_.ops[branch]).otherwise = here();
        add_steps(step.otherwise);
        std::get<JumpOp>(code_.ops[jump]).target = here();
    }
    void compile(const Choose& step) {
        const auto first = static_cast<std::uint32_t>(code_.choices.size());
        const auto count = static_cast<std::uint32_t>(step.from.size());
        code_.choices.resize(first + count);
        add(ChooseOp{first, count});
        std::uint64_t sum = 0;
        std::vector<std::uint32_t> jumps;
        for (std::uint32_t i = 0; i < count; ++i) {
            sum += step.from[i].weight;
            code_.choices[first + i] = {sum, here()};
            add_steps(step.from[i].steps);
            jumps.push_back(add(JumpOp{}));
        }
        for (const std::uint32_t jump : jumps)
            std::get<JumpOp>(code_.ops[jump]).target = here();
    }
    void compile(const Break&) {
        OSSIM_CHECK(!loops_.empty());
        loops_.back().breaks.push_back(add(BreakOp{0, loops_.back().counted}));
    }
    void compile(const Print& step) {
        add(PrintOp{names_.intern(step.text), step.text.find('{') != std::string::npos});
    }
    void compile(const Span& step) {
        const NameId label = names_.intern(step.label);
        add(SpanBeginOp{label});
        add_steps(step.steps);
        add(SpanEndOp{label});
    }
    void compile(const Spawn& step) {
        const std::string& label = step.label.empty() ? step.program.name : step.label;
        SpawnOp op{0, step.count, names_.intern(label.empty() ? "thread" : label), 0,
                   step.priority.has_value()};
        if (step.priority) op.priority = static_cast<std::int32_t>(*step.priority);
        refer(add(op), step.program);
    }
    void compile(const Join& step) { add(JoinOp{flat(step.thread)}); }
    void compile(const Detach& step) { add(DetachOp{flat(step.thread)}); }
    void compile(const Renice& step) {
        RekeyOp op;
        op.of = flat(step.of);
        op.thread_class = step.thread_class;
        if (step.priority) op.priority = static_cast<std::int32_t>(*step.priority);
        if (step.tickets) op.tickets = static_cast<std::uint32_t>(*step.tickets);
        if (step.nice) op.nice = static_cast<std::int8_t>(*step.nice);
        if (step.server) {
            code_.servers.push_back(*step.server);
            op.server = static_cast<std::uint32_t>(code_.servers.size());
        }
        add(op);
    }
    void compile(const SetAffinity& step) {
        add(AffinityOp{flat(step.of), static_cast<std::uint32_t>(code_.cpu_lists.size())});
        code_.cpu_lists.push_back(step.cpus.cpus);
    }
    void compile(const Fork& step) {
        ForkOp op;
        op.has_start = step.program.has_value();
        op.has_label = !step.label.empty();
        op.how =
            step.how.value_or(scenario_.machine.costs.eager_fork ? ForkHow::eager : ForkHow::copy_on_write);
        if (op.has_label) op.label = names_.intern(step.label);
        const std::uint32_t at = add(op);
        if (step.program) refer(at, *step.program);
    }
    void compile(const Exec& step) {
        code_.images.push_back(step.memory.value_or(ImageSpec{}));
        const std::uint32_t at =
            add(ExecOp{0, static_cast<std::uint32_t>(code_.images.size() - 1), names_.intern(step.program)});
        by_reference_.emplace_back(at, step.program);
    }
    void compile(const Access& step) { add_references(step, step.write); }
    void compile(const Read& step) { add_references(step, 0); }
    void compile(const Write& step) { add_references(step, 100); }
    template <class A>
    void add_references(const A& step, std::uint32_t write) {
        code_.references.push_back(list_of(step.pages, step.addresses));
        add(AccessOp{segment(step.segment), step.each,
                     static_cast<std::uint32_t>(code_.references.size() - 1), write});
    }
    [[nodiscard]] PageList list_of(const std::optional<PageList>& pages,
                                   const std::vector<std::uint64_t>& addresses) const {
        if (pages) return *pages;
        PageList list;
        list.kind = PageList::Kind::list;
        for (const std::uint64_t address : addresses)
            list.pages.push_back(address / scenario_.machine.memory.page_size);
        return list;
    }
    FlatSegment segment(const std::string& name) {
        for (const SegmentKind kind :
             {SegmentKind::text, SegmentKind::data, SegmentKind::bss, SegmentKind::heap, SegmentKind::stack})
            if (name == word_of(kind)) return {kind, {}};
        for (const SharedMemorySpec& shared : scenario_.shared_memory)
            if (shared.name == name) return {SegmentKind::shared, names_.intern(name)};
        return {SegmentKind::mapping, names_.intern(name)};
    }
    /// The range that a list means; every page if there is none.
    static PageRange range_of(const std::optional<PageList>& pages) {
        if (!pages) return {};
        if (pages->kind == PageList::Kind::list) return {pages->pages.front(), 1};
        return pages->whole ? PageRange{} : PageRange{pages->first, pages->last - pages->first + 1};
    }
    void compile(const Map& step) {
        add(MapOp{names_.intern(step.label), step.size, step.allow, step.demand, step.huge_pages});
    }
    void compile(const Unmap& step) { add(UnmapOp{segment(step.segment), range_of(step.pages)}); }
    void compile(const Protect& step) {
        add(ProtectOp{segment(step.segment), range_of(step.pages), step.allow});
    }
    void compile(const GrowHeap& step) { add(GrowHeapOp{step.by}); }
    void compile(const Attach& step) {
        for (const SharedMemorySpec& shared : scenario_.shared_memory)
            if (shared.name == step.memory) add(AttachOp{names_.intern(step.memory), shared.size});
    }
    void compile(const Fault&) { add(FaultOp{}); }
    void compile(const Wait& step) { add(WaitOp{flat(step.child)}); }
    void compile(const Load& step) {
        add(LoadOp{names_.intern(step.variable), step.into.empty() ? NameId{} : names_.intern(step.into),
                   !step.into.empty()});
    }
    void compile(const Store& step) { add(StoreOp{names_.intern(step.variable), flat(step.value)}); }
    void compile(const Increment& step) { add_change(step.variable, flat(step.by), false, step.each); }
    void compile(const Decrement& step) { add_change(step.variable, flat(step.by), true, step.each); }
    void add_change(const std::string& variable, const FlatOperand& by, bool subtract, Duration each) {
        const NameId name = names_.intern(variable);
        add(FetchOp{name, each});
        add(AddOp{by, subtract, each});
        add(WriteBackOp{name, each});
    }

    const Scenario& scenario_;
    Names& names_;
    DeviceNames& devices_;
    Code code_;
    Mark mark_;
    std::vector<Loop> loops_;
    std::map<std::string, std::uint32_t> by_name_;
    std::vector<std::pair<std::uint32_t, const Steps*>> inline_;
    std::vector<std::pair<std::uint32_t, std::string>> by_reference_;
};

} // namespace

std::vector<Rekey> changes_of(const RekeyOp& op) {
    std::vector<Rekey> changes;
    const auto add = [&](ThreadAttribute which, const auto& given) {
        if (given) changes.push_back({which, static_cast<std::int64_t>(*given)});
    };
    add(ThreadAttribute::nice, op.nice);
    add(ThreadAttribute::priority, op.priority);
    add(ThreadAttribute::tickets, op.tickets);
    add(ThreadAttribute::thread_class, op.thread_class);
    return changes;
}

Code compile(const Scenario& scenario, Names& names, DeviceNames& devices) {
    return Compiler(scenario, names, devices).run();
}

namespace {

/// Says an operation in words; one overload each.
class Words {
  public:
    Words(const Names& names, Unit unit) : names_(names), unit_(unit) {}

    std::string operator()(const ComputeOp& op) const { return "compute " + draw(op.duration); }
    std::string operator()(const IoOp& op) const {
        return "io " + draw(op.service) + " on " + names_.text(op.device_name);
    }
    std::string operator()(const SleepOp& op) const { return "sleep " + draw(op.duration); }
    std::string operator()(const YieldOp&) const { return "yield"; }
    std::string operator()(const ExitOp& op) const { return "exit " + std::to_string(op.status); }
    std::string operator()(const EndOp&) const { return "end of the program"; }
    std::string operator()(const JumpOp&) const { return "jump"; }
    std::string operator()(const LoopOp& op) const { return "repeat " + std::to_string(op.times) + " times"; }
    std::string operator()(const NextRoundOp&) const { return "next round of repeat"; }
    std::string operator()(const BreakOp&) const { return "break"; }
    std::string operator()(const BranchOp&) const { return "test"; }
    std::string operator()(const ChooseOp& op) const { return "choose from " + std::to_string(op.count); }
    std::string operator()(const PrintOp& op) const { return "print " + names_.text(op.text); }
    std::string operator()(const SpanBeginOp& op) const { return "span " + names_.text(op.label); }
    std::string operator()(const SpanEndOp& op) const { return "end of span " + names_.text(op.label); }
    std::string operator()(const SpawnOp& op) const { return "spawn " + names_.text(op.label); }
    std::string operator()(const JoinOp& op) const { return "join " + target(op.thread); }
    std::string operator()(const DetachOp& op) const { return "detach " + target(op.thread); }
    std::string operator()(const ForkOp& op) const {
        return op.has_label ? "fork " + names_.text(op.label) : "fork";
    }
    std::string operator()(const WaitOp& op) const { return "wait " + target(op.child); }
    std::string operator()(const LoadOp& op) const { return "load " + names_.text(op.variable); }
    std::string operator()(const StoreOp& op) const { return "store " + names_.text(op.variable); }
    std::string operator()(const FetchOp& op) const {
        return "load " + names_.text(op.variable) + " into a register";
    }
    std::string operator()(const AddOp& op) const {
        return op.subtract ? "subtract in the register" : "add in the register";
    }
    std::string operator()(const WriteBackOp& op) const {
        return "store the register into " + names_.text(op.variable);
    }
    std::string operator()(const ExecOp& op) const { return "exec " + names_.text(op.program); }
    std::string operator()(const AccessOp& op) const {
        return (op.write == 100 ? "write " : op.write == 0 ? "read " : "access ") + segment(op.segment);
    }
    std::string operator()(const MapOp& op) const { return "map " + names_.text(op.name); }
    std::string operator()(const UnmapOp& op) const { return "unmap " + segment(op.segment); }
    std::string operator()(const ProtectOp& op) const { return "protect " + segment(op.segment); }
    std::string operator()(const GrowHeapOp&) const { return "grow_heap"; }
    std::string operator()(const AttachOp& op) const { return "attach " + names_.text(op.name); }
    std::string operator()(const FaultOp&) const { return "fault"; }
    std::string operator()(const RekeyOp& op) const {
        std::string text;
        for (const auto& [which, value] : changes_of(op)) {
            const bool is_class = which == ThreadAttribute::thread_class;
            text += (text.empty() ? "renice: " : ", ") + std::string(word_of(which)) + " ";
            text += is_class ? std::string(word_of(*op.thread_class)) : std::to_string(value);
        }
        return text + whose(op.of);
    }
    std::string operator()(const AffinityOp& op) const { return "affinity" + whose(op.of); }

  private:
    [[nodiscard]] std::string whose(const FlatWhom& whom) const {
        return whom.is_self ? "" : " of " + names_.text(whom.name);
    }
    [[nodiscard]] std::string draw(const FlatDraw& draw) const {
        switch (draw.kind) {
        case Distribution::constant: return with_unit(draw.low, unit_);
        case Distribution::exponential: return "exponential, mean " + with_unit(draw.low, unit_);
        case Distribution::uniform: return with_unit(draw.low, unit_) + " to " + with_unit(draw.high, unit_);
        case Distribution::list: return "the next of " + std::to_string(draw.count) + " durations";
        }
        return "";
    }
    [[nodiscard]] std::string segment(const FlatSegment& segment) const {
        const bool is_named = segment.kind == SegmentKind::mapping || segment.kind == SegmentKind::shared;
        return is_named ? names_.text(segment.name) : std::string(word_of(segment.kind));
    }
    [[nodiscard]] std::string target(const FlatTarget& target) const {
        switch (target.kind) {
        case FlatTarget::Kind::any: return "any";
        case FlatTarget::Kind::all: return "all";
        case FlatTarget::Kind::named: return names_.text(target.name);
        }
        return "";
    }

    const Names& names_;
    Unit unit_;
};

} // namespace

std::string in_words(const Op& op, const Names& names, Unit unit) {
    return std::visit(Words(names, unit), op);
}

} // namespace ossim
