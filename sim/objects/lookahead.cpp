// Looking ahead: an interpreter of programs that only adds up CPU time, and gathers references if asked to.
#include "objects/lookahead.hpp"

#include "objects/references.hpp"
#include "objects/test.hpp"

namespace ossim {

namespace {

constexpr std::uint32_t operations_at_most = 1'000'000;
constexpr std::size_t operations_for_a_reference = 16;

/// One overload an operation; what takes no CPU time, and ends no burst, is passed over.
class Ahead {
  public:
    Ahead(const Thread& thread, const Services& services)
        : thread_(thread), services_(services), pc_(thread.pc),
          draws_(thread, services.threads, services.code) {
        if (const Frame* frame = services.threads.rest(thread.view.tid).frame.get()) {
            loops_ = frame->loops;
            register_ = frame->scratch;
            references_done_ = frame->reference;
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

    bool gather(std::size_t most, std::vector<PageAhead>& into) {
        into.clear();
        into_ = &into;
        most_ = most;
        --pc_; // the step itself
        const std::size_t operations = std::max<std::size_t>(1'024, most * operations_for_a_reference);
        for (std::size_t i = 0; i < operations; ++i) {
            if (is_full_) return false;
            if (ended_) return true;
            const Op& op = services_.code.ops[pc_++];
            std::visit([this](const auto& each) { pass(each); }, op);
        }
        return false;
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
        ended_ = ended_ || into_ != nullptr; // the pages are others from there on
    }
    void pass(const AccessOp& op) {
        const std::uint32_t stack = services_.threads.rest(thread_.view.tid).stack;
        const Segment* segment = nullptr;
        if (services_.memory != nullptr && services_.memory->exists(thread_.space))
            segment = find_segment(services_.memory->space(thread_.space), op.segment, stack);
        const References references(services_.code.references[op.references],
                                    segment != nullptr ? segment->pages : 0);
        const std::uint64_t done = std::min(std::exchange(references_done_, 0), references.count());
        work(op.each * static_cast<std::int64_t>(references.count() - done));
        if (into_ != nullptr)
            note(references, done, op.segment);
        else if (references.draws())
            draws_.skip(references.count() - done);
    }
    void note(const References& references, std::uint64_t from, const FlatSegment& segment) {
        for (std::uint64_t n = from; n < references.count(); ++n) {
            is_full_ = into_->size() == most_;
            if (is_full_) return;
            const std::uint64_t bits = references.draws() ? draws_.next_number() : 0;
            into_->emplace_back(segment, references.page(n, bits));
        }
    }
    void pass(const MapOp&) {}
    void pass(const UnmapOp&) {}
    void pass(const ProtectOp&) {}
    void pass(const GrowHeapOp&) {}
    void pass(const AttachOp&) {}
    void pass(const RekeyOp&) {}
    void pass(const AffinityOp&) {}
    void pass(const FaultOp&) { ended_ = burst_over_ = true; }

    const Thread& thread_;
    const Services& services_;
    std::uint32_t pc_;
    DrawsAhead draws_;
    std::vector<std::uint64_t> loops_;
    std::vector<std::pair<NameId, std::int64_t>> written_;
    std::int64_t register_ = 0;
    WorkAhead work_;
    std::uint64_t references_done_ = 0; ///< of the step that the thread is at
    std::vector<PageAhead>* into_ = nullptr;
    std::size_t most_ = 0;
    bool burst_over_ = false, ended_ = false, issue_paid_ = false, is_full_ = false;
};

} // namespace

WorkAhead look_ahead(const Thread& thread, const Services& services, bool whole) {
    return Ahead(thread, services).run(whole);
}

bool look_at_references(const Thread& thread, const Services& services, std::size_t most,
                        std::vector<PageAhead>& into) {
    return Ahead(thread, services).gather(most, into);
}

} // namespace ossim
