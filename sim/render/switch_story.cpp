// One switch told step by step, with the cost of each step.
#include "render/switch_story.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace ossim {

namespace {

struct Known {
    Pid pid;
    Name label;
    StateMove last; ///< its last move
};

} // namespace

struct SwitchCatcher::Parts {
    struct Who {
        Tid tid;
        Pid pid;
        std::string name, process;
    };
    std::uint64_t number = 0, count = 0;
    const Names* names = nullptr;
    std::vector<Known> threads;              ///< by tid; filled until the switch is caught
    std::vector<Name> processes;             ///< by pid
    std::vector<Pick> picks;                 ///< the last one of each CPU
    std::vector<Pid> loaded;                 ///< whose address space each CPU has loaded
    std::vector<std::optional<Event>> bases; ///< of each CPU: the last BaseWritten
    bool caught = false;
    bool is_open = false;            ///< caught, and the CPU has not switched again
    bool has_memory = false;         ///< memory is modelled in this run
    std::optional<BaseWritten> base; ///< what loading the space did
    Refilled refilled;               ///< all that the switch has brought afterwards
    Time time;
    Switch event;
    Who from, to, loaded_before;
    StateMove leaving;
    Pick pick;

    void catch_it(const Switch& change, Time now);
    void watch_memory(const Event& heard);
    [[nodiscard]] Known* find(Tid tid) { return tid.value < threads.size() ? &threads[tid.value] : nullptr; }
    [[nodiscard]] Who who(Tid tid);
    [[nodiscard]] std::string process_name(Pid pid) const {
        return pid.value < processes.size() ? names->text(processes[pid.value]) : "";
    }
};

SwitchCatcher::SwitchCatcher(std::uint64_t number) : parts_(std::make_unique<Parts>()) {
    parts_->number = number;
}
SwitchCatcher::~SwitchCatcher() = default;

EventKinds SwitchCatcher::wants() const {
    return EventKinds::of<ProcessNew, ThreadNew, StateMove, Pick, Switch, Refilled, BaseWritten,
                          TlbCounted>();
}

void SwitchCatcher::start(const TraceHeader& header, const Names& names) {
    parts_->names = &names;
    parts_->picks.resize(header.cpus);
    parts_->loaded.resize(header.cpus);
    parts_->bases.resize(header.cpus);
}

SwitchCatcher::Parts::Who SwitchCatcher::Parts::who(Tid tid) {
    const Known* known = find(tid);
    if (!tid || known == nullptr) return {tid, Pid{}, "the idle thread", ""};
    return {tid, known->pid, names->text(known->label), process_name(known->pid)};
}

void SwitchCatcher::Parts::catch_it(const Switch& change, Time now) {
    caught = true;
    time = now;
    event = change;
    from = who(change.from);
    to = who(change.to);
    loaded_before.pid = loaded[change.cpu_number];
    loaded_before.process = process_name(loaded_before.pid);
    if (const Known* known = find(change.from); known != nullptr) leaving = known->last;
    pick = picks[change.cpu_number];
    is_open = true;
    const std::optional<Event>& load = bases[change.cpu_number];
    if (load && load->time == now && change.to) base = std::get<BaseWritten>(load->body);
}

/// What the switch that was caught brings is known when its CPU switches again.
void SwitchCatcher::Parts::watch_memory(const Event& heard) {
    if (const auto* load = std::get_if<BaseWritten>(&heard.body)) {
        if (load->cpu.value < bases.size()) bases[load->cpu.value] = heard;
    } else if (const auto* refill = std::get_if<Refilled>(&heard.body)) {
        if (!is_open || !refill->by_switch || refill->cpu_number != event.cpu_number) return;
        refilled.tlb += refill->tlb;
        refilled.cache += refill->cache;
        refilled.second_hits += refill->second_hits;
        refilled.walks += refill->walks;
        refilled.lines_l2 += refill->lines_l2;
        refilled.lines_l3 += refill->lines_l3;
        refilled.lines_memory += refill->lines_memory;
    } else if (std::holds_alternative<TlbCounted>(heard.body)) {
        has_memory = true;
    }
}

void SwitchCatcher::accept(std::span<const Event> events) {
    Parts& p = *parts_;
    for (const Event& event : events) {
        if (const auto* change = std::get_if<Switch>(&event.body)) {
            const bool known_cpu = change->cpu_number < p.loaded.size();
            if (p.is_open && change->cpu_number == p.event.cpu_number) p.is_open = false;
            if (++p.count == p.number && known_cpu) p.catch_it(*change, event.time);
            if (const Known* to = p.find(change->to); change->to && to != nullptr && known_cpu)
                p.loaded[change->cpu_number] = to->pid;
        }
        p.watch_memory(event);
        if (p.caught) continue;
        if (const auto* move = std::get_if<StateMove>(&event.body)) {
            if (Known* known = p.find(move->tid); known != nullptr) known->last = *move;
        } else if (const auto* pick = std::get_if<Pick>(&event.body)) {
            if (pick->cpu_number < p.picks.size()) p.picks[pick->cpu_number] = *pick;
        } else if (const auto* thread = std::get_if<ThreadNew>(&event.body)) {
            if (p.threads.size() <= thread->tid.value) p.threads.resize(std::size_t{thread->tid.value} + 1);
            p.threads[thread->tid.value] = {thread->pid, thread->label, {}};
        } else if (const auto* process = std::get_if<ProcessNew>(&event.body)) {
            if (p.processes.size() <= process->pid.value)
                p.processes.resize(std::size_t{process->pid.value} + 1);
            p.processes[process->pid.value] = process->label;
        }
    }
}

void SwitchCatcher::finish(Time) { parts_->names = nullptr; }

std::uint64_t SwitchCatcher::count() const { return parts_->count; }

namespace {

using Parts = SwitchCatcher::Parts;

std::string full_name(const Parts::Who& who) {
    if (!who.tid) return who.name;
    std::string text = who.name + " (tid " + std::to_string(who.tid.value);
    if (who.process != who.name) text += " of process " + who.process;
    return text + ", pid " + std::to_string(who.pid.value) + ")";
}

std::string_view why_it_leaves(const StateMove& move) {
    switch (move.cause) {
    case Cause::preempted: return "a thread that goes before it became ready";
    case Cause::quantum: return "its quantum is over: the timer interrupted it";
    case Cause::yielded: return "it yielded the CPU";
    case Cause::io: return "it asked for I/O and waits for the device";
    case Cause::sleep: return "it sleeps";
    case Cause::join: return "it waits for a thread to end";
    case Cause::child: return "it waits for a child process";
    case Cause::ended: return "it has ended";
    case Cause::exited: return "its process has exited";
    case Cause::killed: return "it was killed";
    case Cause::fault: return "it waits for a page of its memory";
    case Cause::out_of_memory: return "the kernel has killed it: there was no memory for it";
    case Cause::address_space_full:
        return "the kernel has killed it: its address space had no room for what it asked for";
    case Cause::segmentation_fault: return "the kernel has killed it for an illegal access";
    case Cause::job_done: return "its job is done, and it waits for the next one or takes its turn with it";
    case Cause::job_aborted: return "its job was given up at its deadline";
    case Cause::created:
    case Cause::admitted:
    case Cause::dispatched:
    case Cause::released:
    case Cause::woken: break;
    }
    return "the CPU chose anew";
}

std::string_view kind_words(SwitchKind kind) {
    switch (kind) {
    case SwitchKind::thread: return "between two threads of one process";
    case SwitchKind::process: return "between two processes";
    case SwitchKind::to_idle: return "to idle";
    case SwitchKind::from_idle: return "from idle";
    case SwitchKind::same: return "to the same thread again";
    }
    return "";
}

std::string_view charged_words(ChargedAs charged) {
    switch (charged) {
    case ChargedAs::process: return ", here as one between processes";
    case ChargedAs::thread: return ", here as one between threads";
    case ChargedAs::half: return ", here as half of one";
    case ChargedAs::free: return ", and this one is free";
    case ChargedAs::leaving: return ": the leaving half";
    case ChargedAs::coming: return ": the coming half";
    case ChargedAs::components: break;
    }
    return "";
}

/// Tells the steps of SEMANTICS 3, each with its cost and its reason.
class Story {
  public:
    Story(const Parts& parts, const CostProfile& costs, const Style& style)
        : p_(parts), costs_(costs), style_(style) {}
    [[nodiscard]] std::string text() const;

  private:
    [[nodiscard]] std::string opening() const;
    [[nodiscard]] std::string steps() const;
    [[nodiscard]] std::string closing() const;
    [[nodiscard]] std::string cost(Component component) const;
    [[nodiscard]] std::string priced(Component component, std::string why) const;
    [[nodiscard]] std::string trap() const;
    [[nodiscard]] std::string queue() const;
    [[nodiscard]] std::string pick() const;
    [[nodiscard]] std::string save() const;
    [[nodiscard]] std::string space() const;
    [[nodiscard]] std::string flush() const;
    [[nodiscard]] std::string restore() const;
    [[nodiscard]] std::string refill() const;
    [[nodiscard]] bool same() const {
        return p_.event.kind == SwitchKind::same || p_.event.from == p_.event.to;
    }
    [[nodiscard]] bool new_space() const {
        return p_.event.components[Component::address_space] > Duration() ||
               (p_.to.tid && p_.loaded_before.pid && p_.to.pid != p_.loaded_before.pid);
    }
    const Parts& p_;
    const CostProfile& costs_;
    const Style& style_;
};

std::string Story::cost(Component component) const {
    if (costs_.by_unit)
        return component == Component::unit ? length_text(p_.event.components[component], style_.unit) : "";
    return length_text(p_.event.components[component], style_.unit);
}

/// The reason, and that the profile prices the step 0 if that is why it costs nothing.
std::string Story::priced(Component component, std::string why) const {
    if (!costs_.by_unit && p_.event.components[component] == Duration() &&
        p_.event.components.total() > Duration())
        why += " (the profile prices it 0)";
    return why;
}

std::string Story::trap() const {
    if (!p_.from.tid)
        return priced(Component::trap,
                      "an interrupt ends the idling; the way in and the way out, step 8, together");
    return priced(Component::trap, "the CPU leaves " + p_.from.name +
                                       " for the kernel; the way in and the way out, step 8, together");
}

std::string Story::queue() const {
    if (!p_.from.tid) return "nothing: nobody leaves";
    if (same()) return "nothing: it keeps the CPU";
    if (p_.leaving.to == ThreadState::ready)
        return priced(Component::queue,
                      "enqueue: " + p_.from.name + " is Ready and goes back into the ready queue");
    return priced(Component::queue, "dequeue: " + p_.from.name + " is " +
                                        std::string(word_of(p_.leaving.to)) + " and leaves the ready queue");
}

std::string Story::pick() const {
    if (!p_.to.tid) return priced(Component::pick, "nobody is ready: the idle thread");
    if (p_.pick.tid != p_.to.tid) return priced(Component::pick, p_.to.name);
    const std::string of = p_.pick.ready > 1 ? " out of " + std::to_string(p_.pick.ready) : "";
    switch (p_.pick.decided) {
    case DecidedBy::only: return priced(Component::pick, p_.to.name + ": nobody else is ready");
    case DecidedBy::key: return priced(Component::pick, p_.to.name + of + ": its key is the best");
    case DecidedBy::tie:
        return priced(Component::pick, p_.to.name + of + ": a tie, and the tie rule decided");
    case DecidedBy::kept: return priced(Component::pick, p_.to.name + " keeps the CPU");
    case DecidedBy::drawn: return priced(Component::pick, p_.to.name + of + ": it was drawn");
    }
    return "";
}

std::string Story::save() const {
    if (same()) return "nothing: its registers are still in the CPU";
    if (!p_.from.tid) return "nothing: the idle thread has no registers worth keeping";
    return priced(Component::save, "program counter, stack pointer, registers and FPU state of " +
                                       p_.from.name + " go into its TCB (tid " +
                                       std::to_string(p_.from.tid.value) + ")");
}

std::string Story::space() const {
    if (!p_.to.tid) return "nothing: the idle thread borrows the space that is loaded";
    if (!new_space()) {
        if (p_.event.kind == SwitchKind::thread)
            return "nothing: " + p_.to.name + " shares the address space of process " + p_.to.process +
                   ", which stays loaded";
        return "nothing: the space of process " + p_.to.process + " is still loaded";
    }
    const std::string before = p_.loaded_before.pid && p_.loaded_before.pid != p_.to.pid
                                   ? " in place of that of " + p_.loaded_before.process
                                   : "";
    return priced(Component::address_space, "the page-table base of process " + p_.to.process + " (pid " +
                                                std::to_string(p_.to.pid.value) + ") is loaded" + before);
}

std::string Story::flush() const {
    if (p_.base && p_.base->flushed && costs_.tagged_tlb) {
        const std::string tag = "tag " + std::to_string(p_.base->tag);
        if (p_.base->recycled != 0)
            return priced(Component::flush, p_.to.process + " had no tag on this CPU and gets " + tag +
                                                ", which was another space's: the entries of that tag go");
        if (p_.base->new_tag)
            return priced(Component::flush, p_.to.process + " had no tag on this CPU and gets " + tag +
                                                ": a tag is flushed when it is handed out");
        return priced(Component::flush, "mappings of " + p_.to.process +
                                            " have changed while it was away: its entries are out of date");
    }
    if (!p_.to.tid || !new_space()) return "nothing: the address space stays, and its TLB entries with it";
    if (!p_.loaded_before.pid) return "nothing: no address space was loaded before";
    if (costs_.tagged_tlb)
        return "nothing: TLB entries carry address-space tags; those of " + p_.loaded_before.process +
               " stay for later, and cannot be used by " + p_.to.process;

    return priced(Component::flush, "the TLB has no tags: it loses all its entries");
}

std::string Story::restore() const {
    if (same()) return "nothing: its registers are still in the CPU";
    if (!p_.to.tid) return "nothing: the idle thread has no registers worth loading";
    return priced(Component::restore, "the same of " + p_.to.name + " come out of its TCB (tid " +
                                          std::to_string(p_.to.tid.value) + ")");
}

/// What the switch has brought afterwards, as the trace counts it.
std::string Story::refill() const {
    constexpr std::string_view when = "afterwards, in the thread's own time: ";
    if (!p_.has_memory)
        return "misses come afterwards, in the thread's own time; memory is not modelled in this run";
    if (!p_.to.tid) return "nothing: the idle thread touches no memory of a process";
    const Refilled& r = p_.refilled;
    std::string text;
    const auto part = [&](std::uint64_t count, std::string_view what, std::string_view many) {
        if (count > 0) text += (text.empty() ? "" : ", ") + counted(count, what, many);
    };
    part(r.second_hits, "TLB miss that the second TLB had", "TLB misses that the second TLB had");
    part(r.walks, "TLB miss with a page walk", "TLB misses with a page walk");
    if (!text.empty()) text += " (" + length_text(r.tlb, style_.unit) + ")";
    const bool translations = !text.empty();
    part(r.lines_l2, "cache line from level 2", "cache lines from level 2");
    part(r.lines_l3, "cache line from level 3", "cache lines from level 3");
    part(r.lines_memory, "cache line from memory", "cache lines from memory");
    if (r.lines_l2 + r.lines_l3 + r.lines_memory > 0)
        text += " (" + length_text(r.cache, style_.unit) + (translations ? ", less what overlaps" : "") + ")";
    if (text.empty()) return "nothing: what it had when it last ran here is still there, or it had nothing";
    return std::string(when) + text;
}

std::string Story::opening() const {
    const std::string_view kind = p_.event.kind == SwitchKind::process && !p_.from.tid
                                      ? "which counts as a switch between processes"
                                      : kind_words(p_.event.kind);
    std::string text = "Switch " + std::to_string(p_.number) + " of " + std::to_string(p_.count) + ": at " +
                       moment_text(p_.time, style_.unit) + " CPU" + std::to_string(p_.event.cpu_number) +
                       " goes from " + full_name(p_.from) + " to " + full_name(p_.to) + ", " +
                       std::string(kind) + ".";
    std::string out = wrapped(text, style_.width, "  ");
    if (p_.from.tid && !same())
        out += wrapped(p_.from.name + " leaves because " + std::string(why_it_leaves(p_.leaving)) +
                           "; it is " + std::string(word_of(p_.leaving.to)) + " now.",
                       style_.width, "  ");
    return out;
}

std::string Story::steps() const {
    Table table({"step", "cost", "what happens, and why it costs that"});
    table.left(2);
    const auto add = [&](std::string_view step, Component component, std::string why) {
        constexpr std::string_view nothing = "nothing: ";
        if (why.starts_with(nothing) && p_.event.components[component] > Duration())
            why = "charged by the settings in force, although " + why.substr(nothing.size());
        table.add({std::string(step), cost(component), why});
    };
    add("1 enter the kernel", Component::trap, trap());
    add("2 ready queue", Component::queue, queue());
    add("3 choose", Component::pick, pick());
    add("4 save registers", Component::save, save());
    add("5 address space", Component::address_space, space());
    add("6 TLB flush", Component::flush, flush());
    add("7 load registers", Component::restore, restore());
    table.add({"8 leave the kernel", "", "counted in step 1"});
    const Duration refills = p_.refilled.tlb + p_.refilled.cache;
    table.add({"9 refill TLB, cache", p_.has_memory ? length_text(refills, style_.unit) : "", refill()});
    if (costs_.by_unit)
        add("one price", Component::unit,
            "this profile prices a switch as a whole" + std::string(charged_words(p_.event.charged)));
    const Duration direct = p_.event.components.total();
    table.add({refills > Duration() ? "1 to 8" : "all", length_text(direct, style_.unit),
               "the direct cost of this switch"});
    if (refills > Duration())
        table.add({"all", length_text(direct + refills, style_.unit), "with what it brought afterwards"});
    return table.text(style_);
}

std::string Story::closing() const {
    const Duration total = p_.event.components.total();
    std::string text;
    if (p_.event.charged == ChargedAs::free) text = "By convention this dispatch is free. ";
    if (p_.event.charged == ChargedAs::leaving)
        text = "By convention this is the leaving half of the price. ";
    if (p_.event.charged == ChargedAs::coming) text = "By convention this is the coming half of the price. ";
    if (total == Duration() && text.empty())
        text = "The profile " + costs_.profile + " prices every step of this switch 0. ";
    if (!p_.to.tid)
        return wrapped(text + "The CPU idles from " + moment_text(p_.time + total, style_.unit) + " on.",
                       style_.width, "  ");
    text += p_.to.name + " is Running from " + moment_text(p_.time, style_.unit) +
            " on; its own next instruction comes at " + moment_text(p_.time + total, style_.unit) + ".";
    return wrapped(text, style_.width, "  ");
}

std::string Story::text() const { return opening() + "\n" + steps() + "\n" + closing(); }

} // namespace

std::optional<std::string> switch_story(const SwitchCatcher& caught, const CostProfile& costs,
                                        const Style& style) {
    if (!caught.parts().caught) return std::nullopt;
    return Story(caught.parts(), costs, style).text();
}

} // namespace ossim
