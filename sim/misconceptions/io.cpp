// What happens while a thread waits for a device, and after.
#include "misconceptions/belief.hpp"
#include "misconceptions/catalogue.hpp"

#include <limits>

namespace ossim {

namespace {

constexpr std::uint32_t most_channels = std::numeric_limits<std::uint16_t>::max();

DeviceSpec* find_device(Scenario& scenario, std::string_view name) {
    const auto found = std::ranges::find(scenario.machine.devices, name, &DeviceSpec::name);
    return found == scenario.machine.devices.end() ? nullptr : &*found;
}

/// `visit(step, io)` for every I/O.
template <class Visit>
void for_each_io(Scenario& scenario, Visit visit) {
    for_each_step(scenario, [&](Step& step) {
        if (auto* io = std::get_if<Io>(&step.action)) visit(step, *io);
    });
}

Draw constant(Duration length) {
    Draw draw;
    draw.low = length;
    return draw;
}

/// For how long a device serves it: as the step says, or by access time and bandwidth.
Draw service_of(Scenario& scenario, const Io& io) {
    if (io.duration) return *io.duration;
    const DeviceSpec* device = find_device(scenario, io.device);
    if (device == nullptr) return {};
    if (device->bandwidth == 0) return constant(device->access);
    __extension__ using Wide = unsigned __int128;
    const Wide ns = (Wide{io.read + io.write} * 1'000'000'000 + device->bandwidth / 2) / device->bandwidth;
    const auto most = static_cast<Wide>(Duration::longest().ns());
    return constant(device->access + Duration(static_cast<std::int64_t>(std::min(ns, most))));
}

bool keep_cpu(Belief& belief, DuringIo how) {
    return does_io(belief.scenario) && change(belief.scenario.conventions.during_io, how);
}

bool believe_io_holds_cpu(Belief& belief) { return keep_cpu(belief, DuringIo::kept); }
bool believe_io_frees_cpu(Belief& belief) { return keep_cpu(belief, DuringIo::released); }
bool believe_io_computes(Belief& belief) {
    bool changed = false;
    for_each_io(belief.scenario, [&](Step& step, const Io& io) {
        step.action = Compute{service_of(belief.scenario, io), {}};
        changed = true;
    });
    return changed;
}
bool believe_io_takes_no_time(Belief& belief) {
    bool changed = false;
    for_each_io(belief.scenario, [&](Step&, Io& io) {
        io.duration = constant(Duration());
        changed = true;
    });
    return changed;
}
bool believe_sleep_computes(Belief& belief) {
    bool changed = false;
    for_each_step(belief.scenario, [&](Step& step) {
        const auto* sleep = std::get_if<Sleep>(&step.action);
        if (sleep == nullptr) return;
        step.action = Compute{Draw(sleep->duration), {}};
        changed = true;
    });
    return changed;
}
bool believe_all_served_at_once(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    bool changed = false;
    for_each_io(belief.scenario, [&](Step&, const Io& io) {
        DeviceSpec* device = find_device(belief.scenario, io.device);
        if (device != nullptr) changed = change(device->channels, most_channels) || changed;
    });
    return changed;
}
bool believe_served_one_by_one(Belief& belief) {
    if (!has_company(belief.scenario)) return false;
    bool changed = false;
    for_each_io(belief.scenario, [&](Step&, const Io& io) {
        if (DeviceSpec* device = find_device(belief.scenario, io.device)) {
            changed = change(device->channels, 1U) || changed;
            return;
        }
        DeviceSpec added;
        added.name = io.device;
        belief.scenario.machine.devices.push_back(std::move(added));
        changed = true;
    });
    return changed;
}
bool believe_done_takes_cpu(Belief& belief) {
    if (!does_io(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.after_io, AfterIo::runs);
}
bool believe_done_is_queued(Belief& belief) {
    if (!does_io(belief.scenario) || !has_company(belief.scenario)) return false;
    return change(belief.scenario.conventions.after_io, AfterIo::queued);
}
bool believe_io_calls_free(Belief& belief) {
    if (!does_io(belief.scenario)) return false;
    const bool issue = change(belief.scenario.conventions.io_issue, Duration());
    return change(belief.scenario.conventions.io_complete, Duration()) || issue;
}
bool believe_io_calls_cost(Belief& belief) {
    Conventions& conventions = belief.scenario.conventions;
    if (!does_io(belief.scenario) || conventions.io_issue + conventions.io_complete > Duration())
        return false;
    conventions.io_issue = length_of(belief.scenario.unit);
    return true;
}

constexpr auto io_area = MisconceptionArea::io;
constexpr Misconception io_list[] = {
    {"io-holds-the-cpu", io_area, "The CPU waits for the I/O of the thread that runs.",
     "A thread that waits for I/O leaves the CPU, and another one runs meanwhile.",
     "The CPU is idle during I/O although others are ready. The convention `during_io` is `kept`.",
     believe_io_holds_cpu},
    {"io-frees-the-cpu", io_area, "While a thread waits for I/O, another one runs.",
     "By the rules of this exercise the CPU stays with the process that waits for I/O.",
     "The other way round of io-holds-the-cpu, where that is so (SWITCH_ON_END). The convention `during_io` "
     "is "
     "`released`.",
     believe_io_frees_cpu},
    {"io-is-computed", io_area, "I/O is CPU time like any other: the thread runs while its device works.",
     "The device does the I/O; its thread is Waiting and uses no CPU.",
     "Each I/O becomes a computation of the same length, so that quanta count in it too.",
     believe_io_computes},
    {"io-takes-no-time", io_area, "A thread that asks for I/O is ready again at once.",
     "It is ready when the device has served the request, and not before.",
     "Each I/O takes no time; the thread goes to the queue as from I/O.", believe_io_takes_no_time},
    {"sleep-holds-the-cpu", io_area, "A thread that sleeps runs until its time is over.",
     "A thread that sleeps is Waiting; the CPU is for others until its timer ends.",
     "Each sleep becomes a computation of the same length.", believe_sleep_computes},
    {"device-serves-all-at-once", io_area, "A device serves every request at once.",
     "A device serves as many requests at a time as it has channels; the others stand in its queue.",
     "Declared devices have as many channels as one can have.", believe_all_served_at_once},
    {"device-serves-one-by-one", io_area, "There is one device, and it serves one request after the other.",
     "The exercise declares no device that queues, or one with several channels: requests are served side by "
     "side.",
     "Every device has one channel, those that are not declared too.", believe_served_one_by_one},
    {"io-done-takes-the-cpu", io_area, "Who comes back from I/O runs at once.",
     "It joins the ready queue as everybody does; it takes the CPU only if the policy preempts for it.",
     "The convention `after_io` is `runs`.", believe_done_takes_cpu},
    {"io-done-waits", io_area, "Who comes back from I/O joins the ready queue.",
     "By the rules of this exercise it takes the CPU at once.",
     "The other way round of io-done-takes-the-cpu, where that is so (IO_RUN_IMMEDIATE). The convention "
     "`after_io` is `queued`.",
     believe_done_is_queued},
    {"io-calls-are-free", io_area, "To ask for I/O, and to take note of its end, takes no CPU time.",
     "By the rules of this exercise each of the two takes the CPU for a tick.",
     "The conventions `io_issue` and `io_complete` are 0 (ostep-process-run has 1 tick).",
     believe_io_calls_free},
    {"io-call-takes-a-unit", io_area, "To ask for I/O takes the CPU for one unit.",
     "By the rules in force the request itself takes no CPU time.",
     "The other way round of io-calls-are-free. The convention `io_issue` is one unit of the scenario.",
     believe_io_calls_cost},
};

} // namespace

std::span<const Misconception> io_misconceptions() { return io_list; }

} // namespace ossim
