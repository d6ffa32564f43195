// A random scenario, small and full of coincidences: short times in whole grains, many of them equal, so that
// the corners of the model meet each other.
#pragma once

#include "costs/catalogue.hpp"
#include "dice.hpp"
#include "ossim/scenario.hpp"
#include "ossim/simulate.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace ossim::testing {

/// Some of the CPUs, ascending, at least one.
inline std::vector<std::uint32_t> some_cpus(Dice& dice, std::uint32_t cpus) {
    std::vector<std::uint32_t> some;
    for (std::uint32_t cpu = 0; cpu < cpus; ++cpu)
        if (dice.chance(50)) some.push_back(cpu);
    if (some.empty()) some.push_back(static_cast<std::uint32_t>(dice.below(cpus)));
    return some;
}

inline ServerSpec random_server(Dice& dice, Duration grain) {
    const Duration budget = grain * dice.from(1, 3);
    const Duration period = budget + grain * dice.from(0, 6);
    return {budget, period, period};
}

/// Steps of programs. A program refers to earlier ones only, and loops that end by a test count something.
class RandomProgram {
  public:
    RandomProgram(Dice& dice, Duration grain, std::vector<std::string> earlier, std::uint32_t cpus = 0)
        : dice_(dice), grain_(grain), earlier_(std::move(earlier)), cpus_(cpus) {}

    Steps steps(int depth, bool in_loop = false) {
        Steps result;
        for (std::uint64_t i = 1 + dice_.below(depth == 0 ? 6 : 3); i > 0; --i)
            add(result, depth, in_loop);
        return result;
    }

    Duration length() { return grain_ * dice_.one_of(lengths); }

    Draw draw() {
        Draw draw;
        if (dice_.chance(70)) {
            draw.low = length();
            return draw;
        }
        draw.kind = static_cast<Distribution>(dice_.from(1, 3));
        draw.low = length() + Duration(draw.kind == Distribution::exponential ? 1 : 0);
        draw.high = draw.low + length();
        if (draw.kind == Distribution::list)
            for (std::uint64_t i = 1 + dice_.below(3); i > 0; --i)
                draw.values.push_back(length());
        return draw;
    }

  private:
    inline static const std::vector<std::int64_t> lengths{0, 1, 1, 2, 2, 3, 4, 6, 9};

    void add(Steps& steps, int depth, bool in_loop) {
        const auto put = [&](auto action) { steps.push_back({std::move(action), Mark{}}); };
        if (cpus_ > 0 && dice_.chance(5)) return put(SetAffinity{{some_cpus(dice_, cpus_)}, whom()});
        if (dice_.chance(4)) return put(random_renice());
        switch (dice_.below(depth < 3 ? 24 : 15)) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4: return put(Compute{draw()});
        case 5:
        case 6: return put(random_io());
        case 7: return put(Sleep{draw()});
        case 8: return put(Yield{});
        case 9: return put(Print{dice_.chance(50) ? "here" : "own {own} shared {shared}"});
        case 10: return put(Increment{variable(), {dice_.from(-1, 2), {}}, each()});
        case 11: return put(Decrement{variable(), {1, dice_.chance(30) ? "shared" : ""}, each()});
        case 12: return put(Load{variable(), dice_.chance(50) ? "reg" : ""});
        case 13: return put(Store{variable(), {dice_.from(0, 3), dice_.chance(30) ? "reg" : ""}});
        case 14:
            if (in_loop && dice_.chance(50)) return put(Break{});
            if (dice_.chance(30)) return put(Exit{dice_.from(0, 3)});
            return put(Yield{});
        case 15:
        case 16: return put(Repeat{dice_.below(4), this->steps(depth + 1, true)});
        case 17: return add_counted_while(steps, depth);
        case 18:
            return put(If{test(), this->steps(depth + 1, in_loop),
                          dice_.chance(50) ? this->steps(depth + 1, in_loop) : Steps{}});
        case 19: return put(random_choose(depth, in_loop));
        case 20: return put(Span{"part", this->steps(depth + 1)});
        case 21: return add_family(steps, depth);
        case 22: return add_threads(steps, depth);
        case 23: return put(Forever{endless(depth)});
        }
    }
    Whom whom() { return {dice_.one_of(std::vector<std::string>{"", "", "P1", "w"}), Mark{}}; }
    Renice random_renice() {
        Renice renice;
        renice.of = whom();
        renice.priority = dice_.from(0, 4);
        if (dice_.chance(50)) renice.nice = dice_.from(-20, 19);
        if (dice_.chance(50)) renice.tickets = dice_.from(1, 50);
        if (dice_.chance(30))
            renice.thread_class =
                dice_.one_of(std::vector{ThreadClass::deadline, ThreadClass::fifo, ThreadClass::rr,
                                         ThreadClass::other, ThreadClass::batch, ThreadClass::idle});
        if (renice.thread_class == ThreadClass::deadline) renice.server = random_server(dice_, grain_);
        return renice;
    }
    Duration each() { return dice_.chance(50) ? Duration() : length(); }
    std::string variable() { return dice_.chance(50) ? "own" : "shared"; }
    Test test() {
        const std::vector<std::string> all{"own > 0",           "shared > own",     "reg == 0",
                                           "own + shared != 2", "not (shared < 2)", "1 == 2"};
        return {dice_.one_of(all), Mark{}};
    }
    Io random_io() {
        Io io;
        io.device = dice_.one_of(std::vector<std::string>{"disk", "net", "io", "tape"});
        if (dice_.chance(80) || io.device == "io" || io.device == "tape")
            io.duration = draw();
        else
            io.read = dice_.below(5);
        return io;
    }
    Choose random_choose(int depth, bool in_loop) {
        Choose choose;
        for (std::uint64_t i = 1 + dice_.below(3); i > 0; --i)
            choose.from.push_back(
                {static_cast<std::uint32_t>(1 + dice_.below(3)), steps(depth + 1, in_loop)});
        return choose;
    }
    /// `rounds` is a variable of the process: its threads count together, and lose counts to each other.
    void add_counted_while(Steps& steps, int depth) {
        Steps body = this->steps(depth + 1, true);
        body.push_back({Increment{"rounds", {1, {}}, each()}, Mark{}});
        steps.push_back({While{{"rounds < 4", Mark{}}, std::move(body)}, Mark{}});
    }
    /// A loop that ends by chance.
    Steps endless(int depth) {
        Steps body = steps(depth + 1, true);
        Choose choose;
        choose.from.push_back({1, {{Break{}, Mark{}}}});
        choose.from.push_back({2, {{Compute{draw()}, Mark{}}}});
        body.push_back({std::move(choose), Mark{}});
        return body;
    }
    ProgramRef program(int depth) {
        if (!earlier_.empty() && dice_.chance(60)) return {dice_.one_of(earlier_), {}, Mark{}};
        return {"", steps(depth + 1), Mark{}};
    }
    Target target(const char* name) {
        return {dice_.one_of(std::vector<std::string>{"any", "all", name}), Mark{}};
    }
    void add_family(Steps& steps, int depth) {
        Fork fork;
        if (dice_.chance(70)) fork.program = program(depth);
        if (dice_.chance(50)) fork.label = "child";
        steps.push_back({std::move(fork), Mark{}});
        if (dice_.chance(40)) steps.push_back({Compute{draw()}, Mark{}});
        if (dice_.chance(70)) steps.push_back({Wait{target("child")}, Mark{}});
    }
    void add_threads(Steps& steps, int depth) {
        Spawn spawn;
        spawn.label = dice_.chance(50) ? "w" : "";
        spawn.count = static_cast<std::uint32_t>(1 + dice_.below(3));
        spawn.program = program(depth);
        if (dice_.chance(30)) spawn.priority = dice_.from(0, 4);
        steps.push_back({std::move(spawn), Mark{}});
        if (dice_.chance(30)) steps.push_back({Detach{{dice_.chance(50) ? "w" : "all", Mark{}}}, Mark{}});
        if (dice_.chance(70)) steps.push_back({Join{target("w")}, Mark{}});
    }

    Dice& dice_;
    Duration grain_;
    std::vector<std::string> earlier_;
    std::uint32_t cpus_; ///< that `affinity` chooses from; 0: it is not used
};

/// The settings of a run: policy, conventions, machine; and the processes.
class RandomScenario {
  public:
    explicit RandomScenario(std::uint64_t seed) : dice_(seed) {}

    Scenario make() {
        scenario_.title = "random";
        scenario_.seed = dice_.below(1000);
        grain_ = dice_.one_of(std::vector{Duration(1), Duration(1'000), Duration(1'000'000)});
        scenario_.machine.cpus = static_cast<std::uint32_t>(1 + dice_.below(5));
        choose_costs();
        choose_queues();
        choose_devices();
        policy_ = dice_.one_of(std::vector<PolicyInfo>(policy_catalogue().begin(), policy_catalogue().end()));
        if (policy_.whole_machine) {
            scenario_.machine.run_queues = {};
            scenario_.has_affinity = false;
        }
        scenario_.scheduler = policy("", policy_);
        if (dice_.chance(70)) choose_conventions();
        if (dice_.chance(25)) scenario_.admitted_processes = static_cast<std::uint32_t>(1 + dice_.below(4));
        scenario_.variables = {{"shared", 0}};
        add_programs();
        for (std::uint64_t i = 1 + dice_.below(12); i > 0; --i)
            add_process(i);
        if (has_daemon_ || dice_.chance(15)) scenario_.until = Time() + grain_ * dice_.from(1, 200);
        scenario_.limits.events = 20'000;
        scenario_.limits.zero_time_steps = 500;
        scenario_.limits.processes = 60;
        scenario_.limits.threads = 150;
        return std::move(scenario_);
    }

  private:
    void choose_costs() {
        CostProfile& costs = scenario_.machine.costs;
        costs = *profile_by_name(
            dice_.one_of(std::vector<std::string>{"textbook", "textbook-unit", "x86-64-pcid"}));
        if (costs.by_unit) {
            costs.process_switch = Price::of(grain_ * dice_.from(0, 3));
            costs.thread_switch = Price::of(grain_ * dice_.from(0, 2));
        }
        if (!costs.by_unit && dice_.chance(20)) { // prices of the size of the steps, some of them zero
            for (const auto price : {&CostProfile::trap_in, &CostProfile::interrupt, &CostProfile::enqueue,
                                     &CostProfile::dequeue, &CostProfile::save, &CostProfile::fork})
                costs.*price = Price::of(grain_ * dice_.from(0, 1));
        }
    }
    void choose_queues() {
        Machine& machine = scenario_.machine;
        scenario_.has_affinity = machine.cpus > 1 && dice_.chance(25);
        if (machine.cpus == 1 || dice_.chance(60)) return;
        machine.run_queues.sharing = dice_.chance(70) ? QueueSharing::per_cpu : QueueSharing::groups;
        if (machine.run_queues.sharing == QueueSharing::groups) {
            machine.run_queues.groups.resize(1 + dice_.below(2));
            for (std::uint32_t cpu = 0; cpu < machine.cpus; ++cpu)
                machine.run_queues.groups[cpu % machine.run_queues.groups.size()].push_back(cpu);
        }
        BalanceSpec& balance = machine.balance;
        vary(balance.on_idle, enum_words(balance.on_idle).size());
        vary(balance.wake, enum_words(balance.wake).size());
        vary(balance.place, enum_words(balance.place).size());
        vary(balance.how, enum_words(balance.how).size());
        if (dice_.chance(40)) balance.every = grain_ * dice_.from(1, 9);
        if (dice_.chance(30)) balance.migration_cost = grain_ * dice_.from(1, 9);
    }
    void choose_devices() {
        for (const char* name : {"disk", "net"}) {
            DeviceSpec device;
            device.name = name;
            device.channels = static_cast<std::uint32_t>(1 + dice_.below(2));
            device.access = grain_ * dice_.from(0, 3);
            device.bandwidth = dice_.chance(50) ? 1'000'000'000 : 0;
            scenario_.machine.devices.push_back(device);
        }
    }

    SchedulerSpec policy(const std::string& name, const PolicyInfo& info) {
        SchedulerSpec spec;
        spec.policy = info.name;
        spec.name = name;
        std::size_t queues = 0;
        for (const ParameterInfo& each : info.parameters) {
            spec.parameters.push_back({std::string(each.name), value(each, queues)});
            if (const auto* given = std::get_if<std::vector<SchedulerSpec>>(&spec.parameters.back().value))
                queues = given->size();
        }
        return spec;
    }
    ParameterValue value(const ParameterInfo& info, std::size_t queues) {
        const std::int64_t least = std::max<std::int64_t>(info.range.least, 0);
        switch (info.type) {
        case ParameterType::boolean: return dice_.chance(50);
        case ParameterType::integer: return dice_.from(least, std::min(info.range.most, least + 4));
        case ParameterType::ratio: return Ratio(dice_.from(1, 4), 4);
        case ParameterType::word: return std::string(info.words[dice_.below(info.words.size())]);
        case ParameterType::duration:
            if (info.fallback == "none" && dice_.chance(40)) return Duration::forever();
            return std::max(grain_ * dice_.from(1, 5), Duration(least));
        case ParameterType::durations: {
            std::vector<Duration> lengths;
            if (!info.each_queue) queues = 1 + dice_.below(4);
            if (info.required || dice_.chance(50))
                for (; queues > 0; --queues)
                    lengths.push_back(grain_ * dice_.from(1, 8));
            return lengths;
        }
        case ParameterType::integers: {
            std::vector<std::int64_t> numbers;
            for (std::uint64_t i = dice_.below(4); i > 0; --i)
                numbers.push_back(dice_.from(least, least + 40));
            return numbers;
        }
        case ParameterType::queues: return inner_queues();
        }
        return false;
    }
    std::vector<SchedulerSpec> inner_queues() {
        std::vector<PolicyInfo> inner;
        for (const PolicyInfo& each : policy_catalogue())
            if (!each.uses.queue && !each.whole_machine) inner.push_back(each);
        std::vector<SchedulerSpec> queues;
        for (std::uint64_t i = 1 + dice_.below(3); i > 0; --i) {
            queue_names_.push_back("q" + std::to_string(i));
            queues.push_back(policy(queue_names_.back(), dice_.one_of(inner)));
        }
        return queues;
    }

    template <class E>
    void vary(E& setting, std::uint64_t words) {
        if (dice_.chance(25)) setting = static_cast<E>(dice_.below(words));
    }
    void vary(Duration& length) {
        if (dice_.chance(15)) length = grain_ * dice_.from(1, 2);
    }
    void vary(std::vector<PhaseGroup>& order) {
        if (!dice_.chance(30)) return;
        std::vector<Phase> phases;
        for (int i = 0; i < 7; ++i)
            phases.insert(phases.begin() + static_cast<std::ptrdiff_t>(dice_.below(phases.size() + 1)),
                          static_cast<Phase>(i));
        order.clear();
        const unsigned breaks = dice_.chance(40) ? 0 : 50;
        for (const Phase phase : phases) {
            if (order.empty() || dice_.chance(breaks))
                order.push_back({{}, static_cast<Within>(dice_.below(3))});
            order.back().phases.push_back(phase);
        }
    }
    void choose_conventions() {
        Conventions& settings = scenario_.conventions;
        for_each_field<Conventions>([&](const auto& field) {
            auto& setting = settings.*(field.member);
            if constexpr (WordedEnum<std::remove_reference_t<decltype(setting)>>)
                vary(setting, enum_words(setting).size());
            else
                vary(setting);
        });
    }

    void add_programs() {
        std::vector<std::string> names;
        for (int i = 0; i < 3; ++i) {
            ProgramSpec program;
            program.name = "prog" + std::to_string(i);
            program.steps = RandomProgram(dice_, grain_, names, restricted()).steps(1);
            names.push_back(program.name);
            scenario_.programs.push_back(std::move(program));
        }
        names_ = names;
    }
    ProgramId program() {
        if (dice_.chance(20)) return ProgramId(static_cast<std::uint32_t>(dice_.below(names_.size())));
        ProgramSpec own;
        own.steps = RandomProgram(dice_, grain_, names_, restricted()).steps(0);
        scenario_.programs.push_back(std::move(own));
        return ProgramId(static_cast<std::uint32_t>(scenario_.programs.size() - 1));
    }
    [[nodiscard]] std::uint32_t restricted() const {
        return scenario_.has_affinity ? scenario_.machine.cpus : 0;
    }
    Attributes attributes(const std::vector<std::uint32_t>& affinity) {
        Attributes attributes;
        attributes.affinity = affinity;
        attributes.priority = dice_.from(0, 4);
        attributes.nice = dice_.from(-3, 3);
        attributes.tickets = dice_.from(1, 5);
        if (dice_.chance(30)) attributes.slice = grain_ * dice_.from(1, 4);
        if (!queue_names_.empty()) attributes.queue = dice_.one_of(queue_names_);
        if (policy_.uses.classes.empty() || dice_.chance(20)) return attributes;
        const ClassUse& use = policy_.uses.classes[dice_.below(policy_.uses.classes.size())];
        attributes.thread_class = use.which;
        if (use.priority) attributes.priority = dice_.from(1, 4);
        if (use.deadline) attributes.server = random_server(dice_, grain_);
        return attributes;
    }
    void add_process(std::uint64_t number) {
        ProcessSpec process;
        process.name = "P" + std::to_string(number);
        process.arrival = Time() + grain_ * dice_.one_of(std::vector<std::int64_t>{0, 0, 0, 1, 2, 4, 4, 9});
        if (dice_.chance(15)) {
            process.count = static_cast<std::uint32_t>(2 + dice_.below(2));
            if (dice_.chance(50)) process.between = RandomProgram(dice_, grain_, {}).draw();
        }
        process.run_as = dice_.chance(20) ? RunAs::processes : RunAs::threads;
        process.daemon = dice_.chance(4);
        has_daemon_ = has_daemon_ || process.daemon;
        process.variables = {{"own", dice_.from(0, 2)}, {"rounds", 0}};
        process.threads_given = dice_.chance(40);
        std::vector<std::uint32_t> affinity;
        if (scenario_.has_affinity && dice_.chance(50)) affinity = some_cpus(dice_, restricted());
        for (std::uint64_t i = process.threads_given ? 1 + dice_.below(3) : 1; i > 0; --i) {
            ThreadSpec thread;
            thread.name = "t" + std::to_string(i);
            if (process.threads_given && dice_.chance(20)) thread.count = 2;
            thread.program = program();
            thread.attributes = attributes(affinity);
            process.threads.push_back(std::move(thread));
        }
        scenario_.processes.push_back(std::move(process));
    }

    Dice dice_;
    Duration grain_;
    Scenario scenario_;
    PolicyInfo policy_; ///< of the scheduler
    std::vector<std::string> names_, queue_names_;
    bool has_daemon_ = false;
};

} // namespace ossim::testing
