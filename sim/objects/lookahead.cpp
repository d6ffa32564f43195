// Looking ahead: an interpreter of programs that only adds up CPU time.
#include "objects/lookahead.hpp"

#include "objects/test.hpp"

namespace ossim {

namespace {

constexpr std::uint32_t operations_at_most = 1'000'000;

/// One overload an operation; what takes no CPU time, and ends no burst, is passed over.
class Ahead {
  public:
    Ahead(const Thread& thread, const Services& services)
        : thread_(thread), services_(services), pc_(thread.pc),
          draws_(thread, services.threads, services.code) {
        if (const Frame* frame = services.threads.rest(thread.view.tid).frame.get()) {
            loops_ = frame->loops;
            register_ = frame->scratch;
        }
        if (thread.rounds_left > 0) loops_.push_back(thread.rounds_left);
        work_.burst = work_.total = thread.left;
        issue_paid_ = thread.paid;
    }

    WorkAhead run(bool whole) {
        for (std::uint32_t i = 0; i < operations_at_most; ++i) {
            if (ended_ || (burst_over_ && !whole)) return work_;
            const Op& op = services_.code.ops[pc_++];
            std::visit([this](const auto& each) { pass(each); }, op);
        }
        work_.total = Duration::forever();
        if (!burst_over_) work_.burst = Duration::forever();
        return work_;
    }

  private:
    /// What the program itself has written on the way, else what the variable holds now.
    [[nodiscard]] std::int64_t look(NameId variable) const {
        for (const auto& [name, value] : written_)
            if (name == variable) return value;
        return services_.variables.look(thread_, variable);
    }
    void write(NameId variable, std::int64_t value) {
        for (auto& [name, old] : written_)
            if (name == variable) {
                old = value;
                return;
            }
        written_.emplace_back(variable, value);
    }
    [[nodiscard]] std::int64_t value_of(const FlatOperand& operand) const {
        return operand.is_variable ? look(operand.variable) : operand.number;
    }
    void work(Duration length) {
        if (!burst_over_) work_.burst += length;
        work_.total += length;
    }
    void pass(const ComputeOp& op) { work(draws_.next(op.duration)); }
    void pass(const IoOp& op) {
        if (!issue_paid_) work(services_.scenario.conventions.io_issue);
        issue_paid_ = false;
        burst_over_ = true;
        (void)draws_.next(op.service);
        work(services_.scenario.conventions.io_complete);
    }
    void pass(const SleepOp& op) {
        burst_over_ = true;
        (void)draws_.next(op.duration);
    }
    void pass(const YieldOp&) { burst_over_ = true; }
    void pass(const ExitOp&) { ended_ = burst_over_ = true; }
    void pass(const EndOp&) { ended_ = burst_over_ = true; }
    void pass(const WaitOp&) { call_again(); }
    void pass(const JoinOp&) { call_again(); }
    /// Who has been woken from a wait stands before it still, and goes on behind it.
    void call_again() {
        if (!std::exchange(issue_paid_, false)) burst_over_ = true;
    }
    void pass(const JumpOp& op) { pc_ = op.target; }
    void pass(const LoopOp& op) {
        if (op.times == 0)
            pc_ = op.end;
        else
            loops_.push_back(op.times);
    }
    void pass(const NextRoundOp& op) {
        if (--loops_.back() > 0)
            pc_ = op.begin;
        else
            loops_.pop_back();
    }
    void pass(const BreakOp& op) {
        if (op.counted) loops_.pop_back();
        pc_ = op.target;
    }
    void pass(const BranchOp& op) {
        const auto look = [this](NameId name) { return this->look(name); };
        if (!test_holds(services_.code.tests[op.test], services_, look)) pc_ = op.otherwise;
    }
    void pass(const ChooseOp& op) { pc_ = chosen_target(op, services_.code, draws_.next_number()); }
    void pass(const FetchOp& op) {
        register_ = look(op.variable);
        work(op.each);
    }
    void pass(const AddOp& op) {
        const auto by = static_cast<std::uint64_t>(value_of(op.by));
        const auto before = static_cast<std::uint64_t>(register_);
        register_ = static_cast<std::int64_t>(op.subtract ? before - by : before + by);
        work(op.each);
    }
    void pass(const WriteBackOp& op) {
        write(op.variable, register_);
        work(op.each);
    }
    void pass(const LoadOp& op) {
        if (op.has_into) write(op.into, look(op.variable));
    }
    void pass(const StoreOp& op) { write(op.variable, value_of(op.value)); }
    void pass(const PrintOp&) {}
    void pass(const SpanBeginOp&) {}
    void pass(const SpanEndOp&) {}
    void pass(const SpawnOp&) {}
    void pass(const DetachOp&) {}
    void pass(const ForkOp&) {}
    void pass(const ExecOp& op) {
        loops_.clear();
        pc_ = op.start;
    }
    void pass(const AccessOp& op) {
        const PageList& list = services_.code.references[op.references];
        const bool is_range = list.kind == PageList::Kind::range;
        const std::uint64_t known = is_range && !list.whole ? list.last - list.first + 1 : list.count;
        work(op.each * static_cast<std::int64_t>(std::max<std::uint64_t>(known, list.pages.size())));
    }
    void pass(const MapOp&) {}
    void pass(const UnmapOp&) {}
    void pass(const ProtectOp&) {}
    void pass(const GrowHeapOp&) {}
    void pass(const AttachOp&) {}
    void pass(const FaultOp&) { ended_ = burst_over_ = true; }

    const Thread& thread_;
    const Services& services_;
    std::uint32_t pc_;
    DrawsAhead draws_;
    std::vector<std::uint64_t> loops_;
    std::vector<std::pair<NameId, std::int64_t>> written_;
    std::int64_t register_ = 0;
    WorkAhead work_;
    bool burst_over_ = false, ended_ = false, issue_paid_ = false;
};

} // namespace

WorkAhead look_ahead(const Thread& thread, const Services& services, bool whole) {
    return Ahead(thread, services).run(whole);
}

} // namespace ossim
