// Programs, and the processes and threads that run them.
#include "scenario/keys.hpp"
#include "scenario/not_yet.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ossim {
namespace {

/// What a process or a thread may be given its work by, as written.
struct WorkGiven {
    const Noted<Draw>& burst;
    const Noted<Bursts>& bursts;
    const Noted<GivenProgram>& program;
    const AttributeKeys& own;       ///< without any of these, a periodic job computes its wcet
    const AttributeKeys& inherited; ///< … which may stand at its process
};

ProgramId add_program(Reader& reader, Steps steps, Mark at) {
    const auto id = static_cast<std::uint32_t>(reader.scenario.programs.size());
    reader.scenario.programs.push_back({{}, std::move(steps), at});
    return ProgramId(id);
}

void report_unknown_program(Reader& reader, NodeId node, std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& [each, index] : reader.named_programs)
        names.push_back(each);
    const std::string note =
        names.empty() ? "this scenario has no `programs:`" : "programs: " + comma_list(names);
    reader.reports.error(
        node, {"unknown-name", "there is no program " + quoted(name), did_you_mean(name, names), note});
}

template <class T>
const Noted<T>& own_or(const Noted<T>& own, const Noted<T>& inherited) {
    return own.node != no_node ? own : inherited;
}

/// `{period: 50ms, wcet: 20ms}`: each job computes its wcet.
ProgramId program_of_jobs(Reader& reader, const WorkGiven& given) {
    const Noted<Duration>& wcet = own_or(given.own.wcet, given.inherited.wcet);
    const bool has_jobs = own_or(given.own.period, given.inherited.period).node != no_node ||
                          own_or(given.own.deadline, given.inherited.deadline).node != no_node;
    if (!wcet.value || !has_jobs) return {};
    const Mark at = reader.document.mark(wcet.node);
    Compute compute;
    compute.duration.low = *wcet.value;
    return add_program(reader, {Step{std::move(compute), at}}, at);
}

/// Exactly one of burst, bursts and program (and threads, of a process) says what is run.
ProgramId program_of(Reader& reader, const WorkGiven& given) {
    if (given.burst.value) {
        const Mark at = reader.document.mark(given.burst.node);
        return add_program(reader, {Step{Compute{*given.burst.value}, at}}, at);
    }
    if (given.bursts.value) return given.bursts.value->program;
    if (!given.program.value && given.program.node == no_node) return program_of_jobs(reader, given);
    if (!given.program.value) return {};
    const GivenProgram& work = *given.program.value;
    if (work.name.empty()) return work.program;
    const auto found = reader.named_programs.find(work.name);
    if (found != reader.named_programs.end()) return ProgramId(found->second);
    report_unknown_program(reader, given.program.node, work.name);
    return {};
}

/// May work be given by a value that could not be read, or by a key that this version does not model?
bool may_have_work(Reader& reader, NodeId node, const Owner& owner) {
    bool found = false;
    if (const Given given = reader.given(node); given.is_map())
        given.each_entry([&](Given key, Given value) {
            const bool is_coming = key.is_scalar() && find_not_yet(owner.kind, key.text()) != nullptr;
            found = found || is_coming || value.is_broken();
        });
    return found;
}

/// What says without a program what there is to do: jobs that compute their wcet.
struct TimedWork {
    TimedWork(const AttributeKeys& own, const AttributeKeys& inherited)
        : has_jobs(own_or(own.period, inherited.period).node != no_node ||
                   own_or(own.deadline, inherited.deadline).node != no_node),
          has_wcet(own_or(own.wcet, inherited.wcet).node != no_node) {}
    bool has_jobs, has_wcet;
};

/// Reports what is given twice, and what is not given at all.
void check_work(Reader& reader, std::span<const std::pair<std::string_view, NodeId>> given,
                const TimedWork& timed, const Owner& owner, NodeId node) {
    std::string_view first;
    for (const auto& [key, at] : given) {
        if (at == no_node) continue;
        if (!first.empty())
            reader.reports.error(at, {"two-programs",
                                      owner.title() + " has both " + quoted(first) + " and " + quoted(key),
                                      "one of them says what it does; take the other out",
                                      {}});
        first = key;
    }
    if (!first.empty() || timed.has_wcet || may_have_work(reader, node, owner)) return;
    std::vector<std::string_view> keys;
    for (const auto& [key, at] : given) {
        if (may_be_misspelt(reader, node, key)) return;
        keys.push_back(key);
    }
    const std::string one_of = timed.has_jobs ? "give it a wcet, or one of " : "give it one of ";
    reader.reports.error(node,
                         {"no-program", owner.title() + " has nothing to do", one_of + comma_list(keys), {}});
}

template <class T>
T value_or(const Noted<T>& own, const Noted<T>& inherited, T fallback) {
    if (own.value) return *own.value;
    return inherited.value.value_or(fallback);
}

Attributes attributes_of(const AttributeKeys& own, const AttributeKeys& inherited) {
    Attributes made;
    made.priority = own.priority.value ? own.priority.value : inherited.priority.value;
    made.nice = value_or(own.nice, inherited.nice, made.nice);
    made.tickets = value_or(own.tickets, inherited.tickets, made.tickets);
    made.slice = own.slice.value ? own.slice.value : inherited.slice.value;
    made.queue = value_or(own.queue, inherited.queue, made.queue);
    made.thread_class = value_or(own.thread_class, inherited.thread_class, made.thread_class);
    made.affinity = value_or(own.affinity, inherited.affinity, CpuList{}).cpus;
    made.working_set = value_or(own.working_set, inherited.working_set, made.working_set);
    made.period = own_or(own.period, inherited.period).value;
    made.deadline = own_or(own.deadline, inherited.deadline).value;
    made.wcet = value_or(own.wcet, inherited.wcet, made.wcet);
    made.offset = value_or(own.offset, inherited.offset, made.offset);
    made.overrun = value_or(own.overrun, inherited.overrun, made.overrun);
    made.server = own_or(own.server, inherited.server).value;
    return made;
}

AttributeUse uses_of(const Reader& reader, const SchedulerSpec& spec) {
    AttributeUse uses;
    for (const PolicyInfo& info : reader.catalogues.policies)
        if (info.name == spec.policy) uses = info.uses;
    return uses;
}

const std::vector<SchedulerSpec>* queues_of(const SchedulerSpec& spec) {
    for (const Parameter& parameter : spec.parameters)
        if (const auto* queues = std::get_if<std::vector<SchedulerSpec>>(&parameter.value)) return queues;
    return nullptr;
}

AttributeUse all_uses(const Reader& reader, const SchedulerSpec& spec) {
    AttributeUse uses = uses_of(reader, spec);
    if (const auto* queues = queues_of(spec))
        for (const SchedulerSpec& queue : *queues) {
            const AttributeUse inner = all_uses(reader, queue);
            uses.priority = uses.priority || inner.priority;
            uses.priority_if_given = uses.priority_if_given || inner.priority_if_given;
            uses.nice = uses.nice || inner.nice;
            uses.tickets = uses.tickets || inner.tickets;
            if (uses.classes.empty()) uses.classes = inner.classes;
            uses.slice = uses.slice || inner.slice;
            uses.server = uses.server || inner.server;
        }
    return uses;
}

void warn_unused(Reader& reader, NodeId node, std::string_view key, bool is_used) {
    if (node == no_node || is_used) return;
    for (const std::string& told : reader.unused)
        if (told == key) return;
    reader.unused.emplace_back(key);
    reader.reports.warning(
        node, {"unused",
               "policy " + quoted(reader.scenario.scheduler.policy) + " does not look at " + quoted(key),
               {},
               {}});
}

void warn_unused(Reader& reader, const AttributeKeys& keys) {
    if (reader.has_variants || reader.unknown_policy) return; // one of them may use another policy
    const AttributeUse uses = all_uses(reader, reader.scenario.scheduler);
    const bool some_class = std::ranges::any_of(uses.classes, &ClassUse::priority);
    warn_unused(reader, keys.priority.node, "priority",
                uses.priority || uses.priority_if_given || some_class);
    warn_unused(reader, keys.nice.node, "nice", uses.nice);
    warn_unused(reader, keys.tickets.node, "tickets", uses.tickets);
    warn_unused(reader, keys.slice.node, "slice", uses.slice);
    warn_unused(reader, keys.queue.node, "queue", uses.queue);
    warn_unused(reader, keys.thread_class.node, "class", !uses.classes.empty());
    warn_unused(reader, keys.server.node, "server", uses.server);
}

/// A working set is held by caches that the machine may not have. A variant may give it some.
void check_working_set(Reader& reader, const AttributeKeys& keys) {
    const bool is_given = keys.working_set.node != no_node;
    if (!is_given || reader.has_variants || reader.scenario.machine.warm_caches) return;
    reader.reports.warning(keys.working_set.node,
                           {"unused",
                            "the machine has no warm caches that could hold a working set",
                            "give it some: machine: {warm_caches: {time: 10, size: 100}}",
                            {}});
}

/// The spec that decides about this thread: its queue's, where the policy has queues. Null after an error.
const SchedulerSpec* find_queue(Reader& reader, const Attributes& attributes, const AttributeKeys& own,
                                const Owner& owner, NodeId node) {
    const SchedulerSpec& scheduler = reader.scenario.scheduler;
    const auto* queues = queues_of(scheduler);
    if (!uses_of(reader, scheduler).queue || queues == nullptr) return &scheduler;
    std::vector<std::string_view> names;
    for (const SchedulerSpec& queue : *queues) {
        if (queue.name == attributes.queue && !queue.name.empty()) return &queue;
        if (!queue.name.empty()) names.push_back(queue.name);
    }
    if (names.empty() || may_be_misspelt(reader, node, "queue")) return nullptr;
    if (attributes.queue.empty())
        reader.reports.error(node,
                             {"missing-attribute",
                              owner.title() + " needs a \"queue\" under policy " + quoted(scheduler.policy),
                              {},
                              "queues: " + comma_list(names)});
    else
        reader.reports.error(own.queue.node == no_node ? node : own.queue.node,
                             {"unknown-name", "there is no queue " + quoted(attributes.queue),
                              did_you_mean(attributes.queue, names), "queues: " + comma_list(names)});
    return nullptr;
}

/// The class of a thread under a policy with classes: its own, or by default the first one. Null if the
/// policy has no such class, or none at all.
const ClassUse* find_class(const AttributeUse& uses, ThreadClass given) {
    for (const ClassUse& each : uses.classes)
        if (given == ThreadClass::unstated || each.which == given) return &each;
    return nullptr;
}

void report_class(Reader& reader, const SchedulerSpec& spec, const AttributeUse& uses, ThreadClass given,
                  const AttributeKeys& own, NodeId node) {
    std::vector<std::string_view> names;
    for (const ClassUse& each : uses.classes)
        names.push_back(word_of(each.which));
    const std::string_view word = word_of(given);
    reader.reports.error(own.thread_class.node == no_node ? node : own.thread_class.node,
                         {"unknown-word", "policy " + quoted(spec.policy) + " has no class " + quoted(word),
                          did_you_mean(word, names), "classes: " + comma_list(names)});
}

void check_priority(Reader& reader, const SchedulerSpec& spec, const AttributeUse& uses,
                    std::int64_t priority, const AttributeKeys& own, NodeId node) {
    const Range& range = uses.priorities;
    if (priority >= range.least && priority <= range.most) return;
    reader.reports.error(own.priority.node == no_node ? node : own.priority.node,
                         {"out-of-range",
                          "priorities of policy " + quoted(spec.policy) + " are " +
                              std::to_string(range.least) + " to " + std::to_string(range.most) + ", not " +
                              std::to_string(priority),
                          {},
                          {}});
}

/// A class that goes by deadlines wants one, of a job or of a server.
void check_deadline(Reader& reader, const Attributes& attributes, const ClassUse& its_class,
                    const Owner& owner, NodeId node) {
    if (!its_class.deadline || attributes.has_jobs() || attributes.server ||
        may_be_misspelt(reader, node, "deadline") || may_be_misspelt(reader, node, "server") ||
        reader.given(node).find("server") != no_node || reader.given(node).find("deadline") != no_node ||
        reader.given(node).find("period") != no_node)
        return;
    reader.reports.error(node,
                         {"missing-attribute",
                          owner.title() + " has no deadline, and class " + quoted(word_of(its_class.which)) +
                              " goes by deadlines",
                          "give it a server, as in {budget: 5ms, period: 20ms}, or a period or a deadline",
                          {}});
}

/// A policy that goes by what a job still needs must know how long it takes.
void check_wcet(Reader& reader, const Attributes& attributes, const SchedulerSpec& spec, const Owner& owner,
                NodeId node) {
    const Given given = reader.given(node);
    const auto gives = [&](std::string_view key) { return given.find(key) != no_node; };
    const bool has_program = gives("burst") || gives("bursts") || gives("program");
    if (!uses_of(reader, spec).wcet || !attributes.has_jobs() || attributes.wcet != Duration() ||
        !has_program || may_be_misspelt(reader, node, "wcet") || gives("wcet"))
        return;
    reader.reports.error(node, {"missing-attribute",
                                owner.title() + " needs a \"wcet\" under policy " + quoted(spec.policy),
                                "write how much CPU time a job needs at most, for example wcet: 5ms",
                                {}});
}

void check_attributes(Reader& reader, const Attributes& attributes, const AttributeKeys& own,
                      const Owner& owner, NodeId node) {
    const SchedulerSpec* spec = find_queue(reader, attributes, own, owner, node);
    if (spec == nullptr) return;
    check_wcet(reader, attributes, *spec, owner, node);
    const AttributeUse uses = uses_of(reader, *spec);
    const ClassUse* its_class = find_class(uses, attributes.thread_class);
    if (its_class == nullptr && !uses.classes.empty())
        return report_class(reader, *spec, uses, attributes.thread_class, own, node);
    if (its_class != nullptr) check_deadline(reader, attributes, *its_class, owner, node);
    if (its_class != nullptr && !its_class->deadline && own.server.node != no_node)
        reader.reports.warning(own.server.node,
                               {"unused",
                                "class " + quoted(word_of(its_class->which)) + " does not look at \"server\"",
                                "write class: deadline as well",
                                {}});
    const bool needs = its_class != nullptr ? its_class->priority : uses.priority;
    if (needs && attributes.priority) check_priority(reader, *spec, uses, *attributes.priority, own, node);
    if (!needs || attributes.priority || own.priority.node != no_node ||
        may_be_misspelt(reader, node, "priority"))
        return;
    reader.reports.error(node, {"missing-attribute",
                                owner.title() + " needs a \"priority\" under policy " + quoted(spec->policy),
                                "write, for example, priority: 3",
                                {}});
}

/// Keys that mean nothing without others, and lengths that cannot be. Of a process's keys only what stands
/// there is looked at: its threads may add to them.
void check_jobs(Reader& reader, const AttributeKeys& own, const AttributeKeys& inherited) {
    const bool is_process = &own == &inherited;
    const bool has_period = own_or(own.period, inherited.period).node != no_node;
    const bool has_deadline = own_or(own.deadline, inherited.deadline).node != no_node;
    const auto needs = [&](NodeId node, std::string_view key, std::string_view what) {
        reader.reports.error(node, {"missing-key",
                                    quoted(key) + " means nothing without " + std::string(what),
                                    "write how often a job comes, for example period: 20ms",
                                    {}});
    };
    const bool may_come = is_process && static_cast<const ProcessKeys&>(own).threads.node != no_node;
    if (!has_period && !has_deadline && !may_come) {
        if (own.wcet.node != no_node) needs(own.wcet.node, "wcet", "a \"period\" or a \"deadline\"");
        if (own.offset.node != no_node) needs(own.offset.node, "offset", "a \"period\" or a \"deadline\"");
    }
    if (!has_period && !may_come && own.overrun.value == Overrun::abort)
        needs(own.overrun.node, "overrun: abort", "a \"period\"");
}

ThreadSpec make_thread(Reader& reader, const ThreadKeys& keys, NodeId node, const ProcessKeys& process) {
    const Given given = reader.given(node);
    const std::string_view name = keys.name.value ? std::string_view(*keys.name.value) : std::string_view();
    const Owner owner{"thread", name};
    const std::array<std::pair<std::string_view, NodeId>, 3> work{
        {{"burst", keys.burst.node}, {"bursts", keys.bursts.node}, {"program", keys.program.node}}};
    check_work(reader, work, {keys, process}, owner, node);
    check_jobs(reader, keys, process);
    ThreadSpec thread;
    thread.name = name;
    thread.count = keys.count;
    thread.program = program_of(reader, {keys.burst, keys.bursts, keys.program, keys, process});
    thread.attributes = attributes_of(keys, process);
    thread.arrival = keys.arrival.value;
    thread.group = keys.group.empty() ? process.group : keys.group;
    thread.at = given.at();
    if (thread.name.empty() && keys.program.value) thread.name = keys.program.value->name;
    if (thread.name.empty() && keys.name.node == no_node)
        report_missing(reader, node, owner, "name",
                       "a thread without a named program needs a name of its own");
    check_attributes(reader, thread.attributes, keys, owner, node);
    warn_unused(reader, keys);
    check_working_set(reader, keys);
    return thread;
}

void check_thread_names(Reader& reader, const ProcessSpec& process, const std::vector<NodeId>& nodes) {
    std::map<std::string_view, std::size_t> seen;
    for (std::size_t i = 0; i < process.threads.size(); ++i) {
        const auto [at, is_new] = seen.emplace(process.threads[i].name, i);
        if (is_new || process.threads[i].name.empty()) continue;
        const NodeId name = reader.given(nodes[i]).find("name");
        reader.reports.error(name == no_node ? nodes[i] : name,
                             {"duplicate-name",
                              "two threads of process " + quoted(process.name) + " are called " +
                                  quoted(process.threads[i].name),
                              "give each a name of its own, or write one with count:",
                              "first given at line " + std::to_string(process.threads[at->second].at.line)});
    }
}

/// A process comes with its first thread; further threads may come later.
void check_thread_arrivals(Reader& reader, const ProcessKeys& keys, ProcessSpec& process) {
    Time first = Time::never();
    for (const ThreadSpec& thread : process.threads)
        first = std::min(first, thread.arrival.value_or(process.arrival));
    for (const ThreadKeys& thread : keys.threads.value->threads) {
        if (thread.arrival.node == no_node) continue;
        if (keys.count > 1)
            reader.reports.error(thread.arrival.node,
                                 {"bad-value",
                                  "a thread of a process with a \"count\" has no arrival of its own",
                                  "write the processes one by one",
                                  {}});
        else if (thread.arrival.value && *thread.arrival.value < keys.arrival)
            reader.reports.error(thread.arrival.node, {"bad-value",
                                                       "the thread would come before its process",
                                                       "let the process arrive earlier",
                                                       {}});
    }
    process.arrival = std::max(process.arrival, first);
}

void add_threads(Reader& reader, const ProcessKeys& keys, NodeId node, ProcessSpec& process) {
    if (keys.threads.value) {
        process.threads_given = true;
        const ThreadList& list = *keys.threads.value;
        for (std::size_t i = 0; i < list.threads.size(); ++i)
            process.threads.push_back(make_thread(reader, list.threads[i], list.nodes[i], keys));
        check_thread_arrivals(reader, keys, process);
        return check_thread_names(reader, process, list.nodes);
    }
    ThreadSpec thread;
    thread.name = process.name;
    const Owner owner{"process", process.name};
    thread.program = program_of(reader, {keys.burst, keys.bursts, keys.program, keys, keys});
    thread.attributes = attributes_of(keys, keys);
    thread.group = keys.group;
    thread.at = process.at;
    if (keys.threads.node == no_node) check_attributes(reader, thread.attributes, keys, owner, node);
    process.threads.push_back(std::move(thread));
}

void check_arrivals(Reader& reader, const ProcessKeys& keys) {
    if (keys.arrivals.node == no_node || keys.count > 1) return;
    reader.reports.error(keys.arrivals.node, {"missing-key",
                                              "\"arrivals\" needs a \"count\" of 2 or more",
                                              "write how many come, or \"arrival\" for when the one comes",
                                              {}});
}

ProcessSpec make_process(Reader& reader, ProcessKeys& keys, NodeId node) {
    ProcessSpec process;
    process.name = keys.name.value.value_or("");
    process.count = keys.count;
    process.arrival = keys.arrival;
    process.between = keys.arrivals.value;
    process.run_as = keys.run_as;
    process.daemon = keys.daemon;
    process.group = keys.group;
    process.memory = keys.memory.value.value_or(bare_image(reader.scenario.machine.memory));
    if (keys.memory.node != no_node)
        reader.askings.push_back({keys.memory.node, "memory", "the segments of an address space"});
    process.variables = std::move(keys.variables);
    process.variables.insert(process.variables.end(), keys.objects.variables.begin(),
                             keys.objects.variables.end());
    process.at = reader.document.mark(node);
    const std::array<std::pair<std::string_view, NodeId>, 4> work{{{"burst", keys.burst.node},
                                                                   {"bursts", keys.bursts.node},
                                                                   {"program", keys.program.node},
                                                                   {"threads", keys.threads.node}}};
    check_work(reader, work, {keys, keys}, Owner{"process", process.name}, node);
    check_jobs(reader, keys, keys);
    add_threads(reader, keys, node, process);
    check_arrivals(reader, keys);
    warn_unused(reader, keys);
    check_working_set(reader, keys);
    return process;
}

void read_process(Reader& reader, Given item, std::vector<ProcessSpec>& into) {
    if (item.is_broken()) return;
    if (!item.is_map())
        return report_type(reader, item, Spot{Owner{"the scenario"}, "processes"},
                           "a process, as in {name: A, burst: 5}");
    const NodeId name = item.find("name");
    const bool is_named = name != no_node && reader.given(name).is_scalar();
    ProcessKeys keys;
    read_mapping(reader, item, Owner{"process", is_named ? reader.given(name).text() : std::string_view()},
                 keys);
    reader.processes.push_back(item.id());
    into.push_back(make_process(reader, keys, item.id()));
}

Step read_burst(Reader& reader, Given item, const Spot& spot) {
    const bool is_draw = item.is_map() && item.size() == 1 && [&] {
        bool found = false;
        item.each_entry([&](Given key, Given) { found = from_word<Distribution>(key.text()).has_value(); });
        return found;
    }();
    const bool is_word = item.is_scalar() && !item.text().empty() &&
                         begins_name(static_cast<unsigned char>(item.text().front()));
    if ((item.is_map() && !is_draw) || is_word) return read_step(reader, item, spot.owner);
    Step step{Compute{}, item.at()};
    read_value(reader, item, spot, std::get<Compute>(step.action).duration);
    return step;
}

} // namespace

void read_value(Reader& reader, Given given, const Spot& spot, Bursts& into) {
    if (!given.is_sequence() || given.size() == 0)
        return report_type(reader, given, spot, "a list, as in [2, io: 5, 1]");
    reader.program = static_cast<std::uint32_t>(reader.scenario.programs.size());
    Steps steps;
    steps.reserve(given.size());
    given.each_item([&](Given item) { steps.push_back(read_burst(reader, item, spot)); });
    into.program = add_program(reader, std::move(steps), given.at());
}

void read_value(Reader& reader, Given given, const Spot& spot, GivenProgram& into) {
    if (given.is_sequence()) {
        reader.program = static_cast<std::uint32_t>(reader.scenario.programs.size());
        Steps steps = read_steps(reader, given, spot);
        into.program = add_program(reader, std::move(steps), given.at());
    } else if (!given.is_scalar()) {
        report_type(reader, given, spot, "a program's name, or a list of steps");
    } else if (check_name(reader, given, spot)) {
        into.name = given.text();
    }
}

void read_value(Reader& reader, Given given, const Spot& spot, ThreadList& into) {
    if (!given.is_sequence() || given.size() == 0)
        return report_type(reader, given, spot, "a list of threads, as in [{name: worker, program: work}]");
    given.each_item([&](Given item) {
        if (!item.is_map())
            return report_type(reader, item, spot, "a thread, as in {name: worker, program: work}");
        const NodeId name = item.find("name");
        const bool is_named = name != no_node && reader.given(name).is_scalar();
        ThreadKeys keys;
        const Owner owner{"thread", is_named ? reader.given(name).text() : std::string_view()};
        read_mapping(reader, item, owner, keys);
        into.threads.push_back(std::move(keys));
        into.nodes.push_back(item.id());
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<ProgramSpec>& into) {
    if (!given.is_map()) return report_type(reader, given, spot, "a mapping of names to lists of steps");
    given.each_entry([&](Given key, Given value) {
        if (key.is_broken() || !check_name(reader, key, spot)) return;
        reader.program = static_cast<std::uint32_t>(into.size());
        reader.named_programs.emplace(key.text(), reader.program);
        ProgramSpec program{std::string(key.text()), {}, key.at()};
        if (!value.is_broken())
            program.steps = read_steps(reader, value, Spot{Owner{"programs"}, key.text()});
        into.push_back(std::move(program));
    });
}

void read_value(Reader& reader, Given given, const Spot& spot, std::vector<ProcessSpec>& into) {
    constexpr std::string_view wanted = "a list of processes, as in [{name: A, burst: 5}]";
    if (!given.is_sequence()) return report_type(reader, given, spot, wanted);
    if (given.size() == 0)
        return reader.reports.error(given.id(), {"no-processes",
                                                 "a scenario without processes has nothing to run",
                                                 "write " + std::string(wanted),
                                                 {}});
    into.reserve(given.size());
    reader.processes.reserve(given.size());
    given.each_item([&](Given item) { read_process(reader, item, into); });
}

} // namespace ossim
