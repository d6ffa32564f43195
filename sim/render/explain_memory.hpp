// How each reference that a program makes one by one was translated, for --explain.
//
//     at 0ms P faults at page 1: its first touch; a frame is mapped.
//     at 0ms P reads page 1: TLB miss, page-table walk; entry 1 of the page table: frame 0, present, marked
//       accessed; 0x1000-0x1fff is physical 0x0-0xfff.
#pragma once

#include "ossim/memory.hpp"
#include "ossim/sink.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace ossim {

/// A sink that keeps the first `most` references, faults and evictions; the text says how many more were.
class TranslationExplainer : public Sink {
  public:
    explicit TranslationExplainer(const MemorySpec& spec, std::size_t most = 200);
    ~TranslationExplainer() override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;
    /// After `finish`; empty if nothing was referred to.
    [[nodiscard]] std::string text(const Style& style) const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace ossim
