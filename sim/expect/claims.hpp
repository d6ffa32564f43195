// Expectations taken apart: what `schedule`, `order`, `never` and `deadlock` claim.
#pragma once

#include "ossim/event.hpp"
#include "ossim/scenario.hpp"
#include "ossim/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ossim {

/// Where a text is wrong, in bytes from its start.
struct ClaimError {
    std::size_t offset = 0, width = 1;
    std::string code = "bad-expectation", message, hint;
};

/// A claim, or what is wrong with its text.
template <class Claim>
struct Understood {
    std::optional<Claim> claim;
    ClaimError error;
};

/// A name and where it stands in its text.
struct NamePlace {
    std::string name;
    std::size_t offset = 0;
};

/// One stretch of a schedule: a thread, or nobody.
struct ClaimedSlice {
    std::string name; ///< empty: the CPU is idle
    Time start, end;
};

struct ScheduleClaim {
    std::vector<ClaimedSlice> slices; ///< in order of time, disjoint; neighbours of one name are joined
    std::vector<NamePlace> names;     ///< each name once; of columns one character each
    bool by_columns = false;
};
/// "P1 0-4, P2 4-7" or, one character a unit of time, "AAAABBB.CC".
[[nodiscard]] Understood<ScheduleClaim> parse_schedule(std::string_view text, Unit unit);

/// What an item of `order` says of its subject.
enum class Deed : std::uint8_t { arrives, starts, runs, blocks, wakes, preempted, yields, exits };
constexpr auto enum_words(Deed) {
    return words("arrives", "starts", "runs", "blocks", "wakes", "preempted", "yields", "exits");
}

struct OrderItem {
    NamePlace subject;
    Deed deed = Deed::starts;
};
/// "P2 exits".
[[nodiscard]] Understood<OrderItem> parse_order_item(std::string_view text);

/// A state of so many of somebody's threads, at least.
struct Condition {
    NamePlace subject; ///< "any": everybody's
    ThreadState state = ThreadState::running;
    std::uint32_t at_least = 1;
    std::optional<CpuId> idle_cpu; ///< then the rest does not count: this CPU is idle
};

/// Conditions that must never hold together for any length of time.
struct NeverClaim {
    std::vector<Condition> conditions; ///< one or two
};
/// "P2 Running while P1 Ready", "two threads Running", "cpu0 idle while any Ready".
[[nodiscard]] Understood<NeverClaim> parse_never(std::string_view text);

/// Is this a thread (or process, group) that a subject means? A subject means a process, a group, a thread by
/// its whole name or by its own, or all whose names continue it ("server" means "server/worker.1", "job"
/// means "job.3").
[[nodiscard]] bool means_thread(std::string_view subject, std::string_view process, std::string_view thread,
                                std::string_view group);
/// Does `name` begin with `subject` and go on with "/" or "."?
[[nodiscard]] bool continues_name(std::string_view subject, std::string_view name);

} // namespace ossim
