// The presets, and their settings as text.
#include "conventions/catalogue.hpp"
#include "conventions/settings.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <string>

using namespace ossim;

namespace {

std::string settings_of(std::string_view name) {
    const PresetInfo* preset = find_preset(name);
    REQUIRE(preset != nullptr);
    std::string text;
    for (const auto& [setting, value] : differing_settings(preset->settings))
        text += setting + ": " + value + "\n";
    return text;
}

} // namespace

TEST_CASE("presets have names of their own, a description, and settings that know their preset") {
    std::set<std::string_view> names;
    for (const PresetInfo& preset : preset_catalogue()) {
        CAPTURE(preset.name);
        CHECK(names.insert(preset.name).second);
        CHECK(preset.doc.size() > 20);
        CHECK(preset.settings.preset == preset.name);
    }
    CHECK(preset_catalogue().front().name == "ossim");
    CHECK(find_preset("nobody") == nullptr);
}

TEST_CASE("each order has every phase once") {
    for (const PresetInfo& preset : preset_catalogue()) {
        CAPTURE(preset.name);
        std::multiset<Phase> phases;
        for (const PhaseGroup& group : preset.settings.order)
            phases.insert(group.phases.begin(), group.phases.end());
        CHECK(phases.size() == enum_words(Phase{}).size());
        CHECK(std::set<Phase>(phases.begin(), phases.end()).size() == phases.size());
    }
}

TEST_CASE("an order as text") {
    CHECK(order_text(Conventions{}.order) == "completion, switched, device, timer, arrival, quantum, upkeep");
    CHECK(order_text({{{Phase::quantum, Phase::device}}, {{Phase::arrival}, Within::pid}, {{}}}) ==
          "[quantum, device], arrival by pid, []");
    CHECK(order_text({}) == "");
}

TEST_CASE("what differs from ossim's own, for the trace header") {
    CHECK(settings_of("ossim") == "");
    CHECK(settings_of("stallings") == "rounding: nearest-2\n");
    CHECK(settings_of("silberschatz") == "rounding: nearest-2\n");
    CHECK(settings_of("tanenbaum") == "rounding: nearest-2\n");
    CHECK(settings_of("ostep") ==
          "order: completion, switched, quantum, upkeep, [device, timer, arrival] by sequence\n"
          "quantum_alone: requeued\n"
          "preempted_to: head\n"
          "preempted_quantum: rest\n"
          "quantum_after_io: rest\n"
          "orphans: flattened\n"
          "waiting: turnaround-minus-cpu\n"
          "response: first-dispatch\n"
          "rounding: nearest-2\n");
    CHECK(settings_of("ostep-process-run") ==
          "order: completion, switched, quantum, [device, timer] by pid, arrival, upkeep\n"
          "choose: each-happening\n"
          "io_issue: 1ms\n"
          "io_complete: 1ms\n"
          "ready_order: by-pid\n"
          "ties: pid\n"
          "response: first-dispatch\n"
          "rounding: nearest-2\n");
    CHECK(settings_of("nyu") ==
          "order: [completion, switched, device, timer, arrival, quantum, upkeep] by sequence\n"
          "quantum_alone: requeued\n"
          "preempted_to: tail\n"
          "preempted_quantum: fresh\n"
          "quantum_after_io: fresh\n"
          "preempt_check: unless-due\n"
          "rounding: nearest-2\n");
    CHECK(settings_of("mines") ==
          "order: [completion, switched, device, timer, arrival, quantum, upkeep] by sequence\n"
          "choose: in-sequence\n"
          "after_switch: frozen\n"
          "charged: every-dispatch\n"
          "quantum_alone: requeued\n"
          "preempted_to: tail\n"
          "preempted_quantum: fresh\n"
          "quantum_after_io: fresh\n"
          "preempt_check: quantum-end\n"
          "rounding: nearest-2\n");
    CHECK(settings_of("rpi") ==
          "order: [completion, quantum], switched, [device, timer] by pid, arrival by pid, upkeep\n"
          "switch_place: halves\n"
          "charged: every-dispatch\n"
          "first_dispatch: half\n"
          "preempted_to: tail\n"
          "preempted_quantum: fresh\n"
          "quantum_after_io: fresh\n"
          "ties: pid\n"
          "last_switch: included\n"
          "rounding: up-3\n");
    CHECK(settings_of("uiuc") == "order: completion, switched, quantum, device, timer, arrival, upkeep\n"
                                 "choose: each-happening\n"
                                 "waiting: turnaround-minus-cpu\n"
                                 "rounding: nearest-2\n");
    CHECK(settings_of("xv6") == "charged: every-dispatch\n"
                                "quantum_alone: requeued\n"
                                "preempted_quantum: fresh\n"
                                "quantum_after_io: fresh\n"
                                "preempt_check: quantum-end\n"
                                "ready_order: by-pid\n"
                                "ties: pid\n");
}
