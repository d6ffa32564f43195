// One switch told step by step: `ossim show FILE switch N`.
//
//     Switch 2 of the run: at 4ms, on CPU 0, from P1 to P2, between processes.
//     P1 leaves: its quantum is over; it is Ready.
//
//       1  enter the kernel            120ns  a timer interrupt
//       2  put P1 into the ready queue  40ns  P1 may run again at any time
//     …
#pragma once

#include "ossim/costs.hpp"
#include "ossim/sink.hpp"
#include "render/style.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ossim {

/// Catches the N-th Switch event of a run, N from 1, with what came before it on that CPU.
class SwitchCatcher : public Sink {
  public:
    explicit SwitchCatcher(std::uint64_t number);
    ~SwitchCatcher() override;
    [[nodiscard]] EventKinds wants() const override;
    void start(const TraceHeader& header, const Names& names) override;
    void accept(std::span<const Event> events) override;
    void finish(Time end) override;

    /// How many switches the run had.
    [[nodiscard]] std::uint64_t count() const;
    struct Parts;
    [[nodiscard]] const Parts& parts() const { return *parts_; }

  private:
    std::unique_ptr<Parts> parts_;
};

/// The story, or nothing if the run had fewer switches. `costs` is the profile in force: it says why a part
/// is 0.
[[nodiscard]] std::optional<std::string> switch_story(const SwitchCatcher& caught, const CostProfile& costs,
                                                      const Style& style);

} // namespace ossim
