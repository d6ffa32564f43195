// Why each choice was made: the candidates of every pick, in order, with their keys.
//
//     at 4ms, CPU 0: 3 are ready. P2 runs: it has the lowest burst (3ms; P3 4ms).
//          burst
//       P2   3ms  <- runs
//       P3   4ms
//       P1   6ms
#pragma once

#include "ossim/catalogue.hpp"
#include "ossim/simulate.hpp"
#include "ossim/sink.hpp"
#include "render/style.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace ossim {

/// Listens to the picks and, as a sink, to the names; both of the same run. Its memory is bounded: the first
/// `most` picks are kept, and of each the first `each` candidates; the text says how many were left out.
class PickExplainer : public PickListener, public Sink {
  public:
    explicit PickExplainer(std::size_t most = 1000, std::size_t each = 10);
    ~PickExplainer() override;
    void picked(CpuId cpu, Time now, const Choice& choice, std::span<const Candidate> candidates) override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;
    /// After `finish`. `tie_rule` is the rule in force, in words; `score` is `PolicyInfo::score`.
    [[nodiscard]] std::string text(const Style& style, std::string_view tie_rule = "",
                                   const ScoreInfo& score = {}) const;

    struct Parts;

  private:
    std::unique_ptr<Parts> parts_;
};

} // namespace ossim
