// The memory-management units of the CPUs, as a switch, a reference and a change of mappings meet them: which
// address space is loaded, what loading another one loses, and what touching pages brings.
//
// Without a memory model (`MemorySpec::modelled` is false) a load is one comparison and nothing else counts;
// the calls that need a model then do nothing. With one, a switch from thread A to thread B on a CPU is:
//
//     switched_out(cpu, A)    A leaves: what is lost from now on, a switch has taken
//     enter(cpu, …)           if the kernel has pages of its own that it touches whenever it is entered
//     crossing(cpu)           into the kernel, as at every trap (KPTI without tags: a flush)
//     load(cpu, space of B)   unless B is a kernel thread or idle: these borrow what is loaded
//     crossing(cpu)           out of the kernel
//     switched_in(cpu, B)     B begins
//     touch(cpu, …)           B's working set: the refill
//
// The order matters: `switched_out` comes before the crossing that its own switch makes.
#pragma once

#include "machine/memory_model.hpp"

#include "ossim/ids.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace ossim {

class Mmu {
  public:
    /// Without a model: a load of another space flushes, unless the TLB is tagged.
    Mmu(std::uint32_t cpus, bool tagged_tlb) : loaded_(cpus), tagged_(tagged_tlb) {}
    /// With a model, if `spec.modelled`. `kpti`: the profile has KPTI; without tags its crossings flush.
    Mmu(std::uint32_t cpus, bool tagged_tlb, const MemorySpec& spec, bool kpti, std::uint64_t seed)
        : loaded_(cpus), tagged_(tagged_tlb) {
        if (!spec.modelled) return;
        model_ = std::make_unique<MemoryModel>(cpus, spec, kpti, seed);
        stale_.resize(cpus);
    }

    SpaceLoad load(CpuId cpu, SpaceId space) {
        SpaceId& loaded = loaded_[cpu.value];
        if (loaded == space) return {};
        loaded = space;
        if (!model_) return {true, !tagged_, false, {}};
        const bool stale = stale_[cpu.value] == space;
        stale_[cpu.value] = {};
        return model_->load(cpu, space, stale);
    }
    [[nodiscard]] SpaceId loaded(CpuId cpu) const {
        const SpaceId space = loaded_[cpu.value];
        return space == not_valid ? stale_[cpu.value] : space;
    }
    [[nodiscard]] bool modelled() const { return model_ != nullptr; }

    /// The kernel is entered or left. True if the TLB lost its entries by that.
    bool crossing(CpuId cpu) { return model_ && model_->crossing(cpu); }
    /// The kernel is entered, and touches its own pages (`TlbSpec::kernel_pages`); `refill` as of `touch`.
    void enter(CpuId cpu, Refill& refill) {
        if (model_) model_->enter(cpu, refill);
    }
    /// The kernel is entered and left again: a system call, a fault or an interrupt, and no switch.
    void trap(CpuId cpu, Refill& refill) {
        if (!model_) return;
        model_->enter(cpu, refill);
        model_->crossing(cpu);
    }
    /// Threads come and go; idle and kernel threads need not be told.
    void switched_out(CpuId cpu, Tid thread) {
        if (model_) model_->switched_out(cpu, thread);
    }
    void switched_in(CpuId cpu, Tid thread) {
        if (model_) model_->switched_in(cpu, thread);
    }
    /// Pages of the space that is loaded on the CPU (or global ones) are touched, present and permitted:
    /// their translations and lines come in, and what that took is added to `refill`.
    void touch(CpuId cpu, const PageRun& run, Refill& refill) {
        if (model_) model_->touch(cpu, run, refill);
    }

    /// Mappings have changed or gone in the page table. `by`, the CPU that did it, invalidates its own
    /// entries at once; the answer says how. `others` becomes the CPUs that have the space loaded, in order:
    /// each must be interrupted and then `serve` the change; one that is idle and only borrows the space is
    /// left alone with `borrow` instead. Where the space is not loaded, its entries are flushed when it is.
    /// Gives the change its generation.
    Invalidation change(CpuId by, MappingChange& change, std::vector<CpuId>& others);
    /// A CPU invalidates what another one has changed. Nothing, if the space is loaded there no more.
    Invalidation serve(CpuId cpu, const MappingChange& change) {
        return model_ ? model_->invalidate(cpu, change) : Invalidation{};
    }
    /// The idle CPU keeps the space, but must flush before it uses it again.
    void borrow(CpuId cpu);
    /// All the space's entries on one CPU are lost: the parent's at fork.
    void flush_space(CpuId cpu, SpaceId space) {
        if (model_) model_->flush_space(cpu, space);
    }
    /// The space is no more: it gives up its tags for nothing.
    void remove(SpaceId space) {
        if (model_) model_->remove(space);
    }

    /// Only with a model.
    [[nodiscard]] const MemoryModel& model() const { return *model_; }

  private:
    /// No space has this number: the next load does not compare equal.
    static constexpr SpaceId not_valid{~std::uint32_t{0}};

    std::vector<SpaceId> loaded_;
    std::vector<SpaceId> stale_; ///< what is loaded, and out of date, where `loaded_` is not valid
    std::unique_ptr<MemoryModel> model_;
    bool tagged_;
};

} // namespace ossim
