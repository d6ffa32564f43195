// Sets of CPUs: affinity masks, the CPUs of a run queue, those that are idle.
#pragma once

#include "ossim/ids.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ossim {

/// A set of CPU numbers below `cpus`, of which there may be 1 to 4,096; it is walked in order of number.
class CpuSet {
  public:
    explicit CpuSet(std::uint32_t cpus) : words_((cpus + 63) / 64) {}
    /// All CPUs of a machine.
    [[nodiscard]] static CpuSet all(std::uint32_t cpus) {
        CpuSet set(cpus);
        for (std::uint32_t i = 0; i < cpus; ++i)
            set.insert(CpuId(i));
        return set;
    }
    void insert(CpuId cpu) {
        count_ += has(cpu) ? 0 : 1;
        words_[cpu.value / 64] |= bit(cpu);
    }
    void erase(CpuId cpu) {
        count_ -= has(cpu) ? 1 : 0;
        words_[cpu.value / 64] &= ~bit(cpu);
    }
    [[nodiscard]] bool has(CpuId cpu) const { return (words_[cpu.value / 64] & bit(cpu)) != 0; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] std::uint32_t count() const { return count_; }
    /// The members by 64: bit b of word i is CPU 64 i + b.
    [[nodiscard]] std::size_t words() const { return words_.size(); }
    [[nodiscard]] std::uint64_t word(std::size_t index) const { return words_[index]; }

    /// Of a machine of the same size: is any CPU in both?
    [[nodiscard]] bool meets(const CpuSet& other) const {
        for (std::size_t i = 0; i < words_.size(); ++i)
            if ((words_[i] & other.words_[i]) != 0) return true;
        return false;
    }
    /// Only those that are in `other` too stay.
    void keep(const CpuSet& other) {
        count_ = 0;
        for (std::size_t i = 0; i < words_.size(); ++i) {
            words_[i] &= other.words_[i];
            count_ += static_cast<std::uint32_t>(std::popcount(words_[i]));
        }
    }
    /// Calls `found` for each CPU that is in both, in order, until it answers true; that CPU.
    template <class Found>
    [[nodiscard]] std::optional<CpuId> first_common(const CpuSet& other, Found found) const {
        for (std::size_t i = 0; i < words_.size(); ++i)
            for (std::uint64_t left = words_[i] & other.words_[i]; left != 0; left &= left - 1) {
                const CpuId cpu(static_cast<std::uint32_t>(i * 64) +
                                static_cast<std::uint32_t>(std::countr_zero(left)));
                if (found(cpu)) return cpu;
            }
        return std::nullopt;
    }
    bool operator==(const CpuSet&) const = default;

  private:
    static std::uint64_t bit(CpuId cpu) { return std::uint64_t{1} << cpu.value % 64; }
    std::vector<std::uint64_t> words_;
    std::uint32_t count_ = 0;
};

} // namespace ossim
