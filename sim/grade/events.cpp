// The level of events: every event of both traces, in an order that does not depend on who was first in an
// instant.
#include "grade/intake.hpp"
#include "grade/level.hpp"
#include "grade/longest_common.hpp"
#include "grade/marks.hpp"
#include "grade/renaming.hpp"
#include "grade/stretches.hpp"
#include "trace/text_form.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <type_traits>

namespace ossim {
namespace {

/// An event under the key's numbers, and its place in its own trace, for showing it.
struct Item {
    Event event;
    std::size_t place = 0;
    std::uint32_t cpu = 0, tid = 0;
};

/// The numbers of a trace as those of the key: threads and processes by their names, CPUs by their order.
class KeyNumbers {
  public:
    KeyNumbers(const Sides& sides, const Comparison& into)
        : renaming_(sides.found.trace->names, sides.key.trace->names), tids_(sides.aligned.tids),
          order_(into.cpu_order) {
        for (const Event& event : sides.key.trace->events)
            if (const auto* created = std::get_if<ThreadNew>(&event.body))
                labels_.emplace(created->tid, created->label);
        learn_processes(*sides.key.trace, *sides.found.trace);
    }
    [[nodiscard]] Event of(Event event) const {
        event = renaming_.of(event);
        std::visit([&](auto& body) { renumber(body); }, event.body);
        return event;
    }

  private:
    void learn_processes(const Trace& key, const Trace& found);
    template <class Kind>
    void renumber(Kind& body) const {
        for_each_field<Kind>([&](const auto& each) { put(each.name, body.*(each.member)); });
        if constexpr (std::is_same_v<Kind, ThreadNew>) label(labels_, body.tid, body.label);
        if constexpr (std::is_same_v<Kind, ProcessNew>) label(process_labels_, body.pid, body.label);
        if constexpr (std::is_same_v<Kind, RunEnd>) body.events = 0;
        if constexpr (std::is_same_v<Kind, StateMove>) renumber_object(body);
    }
    void renumber_object(StateMove& move) const {
        Tid tid(move.object);
        Pid pid(move.object);
        put("", tid);
        put("", pid);
        if (move.on == WaitsOn::thread) move.object = tid.value;
        if (move.on == WaitsOn::child) move.object = pid.value;
    }
    template <class Id>
    static void look_up(const std::map<Id, Id>& numbers, Id& id) {
        const auto at = numbers.find(id);
        if (at != numbers.end()) id = at->second;
    }
    void put(std::string_view, Tid& tid) const { look_up(tids_, tid); }
    void put(std::string_view, Pid& pid) const { look_up(pids_, pid); }
    void put(std::string_view, CpuId& cpu) const {
        if (cpu.value < order_.size()) cpu = CpuId(order_[cpu.value]);
    }
    void put(std::string_view field, std::uint16_t& number) const {
        if (field == "cpu" && number < order_.size()) number = static_cast<std::uint16_t>(order_[number]);
    }
    template <class Other>
    void put(std::string_view, Other&) const {}
    /// Who is known by name is called as the key spells it.
    template <class Id>
    static void label(const std::map<Id, Name>& labels, Id id, Name& name) {
        const auto at = labels.find(id);
        if (at != labels.end()) name = at->second;
    }
    Renaming renaming_;
    std::map<Tid, Tid> tids_;
    std::map<Pid, Pid> pids_;
    std::map<Tid, Name> labels_; // of the key
    std::map<Pid, Name> process_labels_;
    const std::vector<std::uint32_t>& order_;
};

/// A process that the key does not have gets a number that the key does not use.
void KeyNumbers::learn_processes(const Trace& key, const Trace& found) {
    std::map<std::string, Pid> by_name;
    Pid last;
    for (const Event& event : key.events) {
        const auto* created = std::get_if<ProcessNew>(&event.body);
        if (created == nullptr) continue;
        by_name.emplace(folded(key.names.text(created->label)), created->pid);
        process_labels_.emplace(created->pid, created->label);
        last = std::max(last, created->pid);
    }
    for (const Event& event : found.events) {
        const auto* created = std::get_if<ProcessNew>(&event.body);
        if (created == nullptr) continue;
        const auto at = by_name.find(folded(found.names.text(created->label)));
        if (at != by_name.end()) {
            pids_.emplace(created->pid, at->second);
        } else {
            last = Pid(last.value + 1);
            pids_.emplace(created->pid, last);
        }
    }
}

Item item_of(const Event& event, std::size_t place) {
    Item item{event, place, 0, 0};
    std::visit(
        [&]<class Kind>(const Kind& body) {
            if constexpr (requires { body.cpu_number; }) item.cpu = body.cpu_number;
            if constexpr (requires { body.cpu.value; }) item.cpu = body.cpu.value;
            if constexpr (requires { body.tid.value; }) item.tid = body.tid.value;
            if constexpr (std::is_same_v<Kind, Switch>) item.tid = body.to.value;
            if constexpr (std::is_same_v<Kind, RunEnd>) item.cpu = std::numeric_limits<std::uint32_t>::max();
        },
        event.body);
    return item;
}

/// By time, CPU and thread; what happens to one thread on one CPU in one instant stays in its order.
std::vector<Item> in_order(const Trace& trace, const KeyNumbers* numbers) {
    std::vector<Item> items;
    items.reserve(trace.events.size());
    for (std::size_t i = 0; i < trace.events.size(); ++i) {
        items.push_back(item_of(numbers == nullptr ? trace.events[i] : numbers->of(trace.events[i]), i));
        if (auto* end = std::get_if<RunEnd>(&items.back().event.body)) end->events = 0;
    }
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
        return std::tuple(a.event.time, a.cpu, a.tid, a.place) <
               std::tuple(b.event.time, b.cpu, b.tid, b.place);
    });
    return items;
}

/// Events of a trace in words.
class Teller {
  public:
    explicit Teller(const Trace& trace) : trace_(trace), words_(trace.names, trace.header) {
        for (const Event& event : trace.events)
            words_.learn(event);
    }
    [[nodiscard]] std::string sentence(const Item& item) const {
        return words_.sentence(trace_.events[item.place]);
    }
    [[nodiscard]] std::vector<std::string> lines(const std::vector<Item>& items, std::size_t from,
                                                 std::size_t to) const {
        std::vector<std::string> result;
        for (std::size_t i = from; i < std::min(to, items.size()); ++i)
            result.push_back(words_.line(trace_.events[items[i].place]));
        return result;
    }

  private:
    const Trace& trace_;
    EventWords words_;
};

/// Both lists of events side by side.
class EventLists {
  public:
    EventLists(const Sides& sides, const Comparison& into)
        : sides_(sides), allowance_(sides.options.tolerance, into.unit),
          key_(in_order(*sides.key.trace, nullptr)) {
        const KeyNumbers numbers(sides, into);
        found_ = in_order(*sides.found.trace, &numbers);
        common_ = longest_common(key_.size(), found_.size(), [&](std::size_t k, std::size_t f) {
            return key_[k].event.body == found_[f].event.body &&
                   allowance_.allows(key_[k].event.time, found_[f].event.time);
        });
    }
    void count(Comparison& into) const;
    void find_first(Comparison& into) const;

  private:
    void describe(Divergence& first, Comparison& into) const;
    void find_aftermath(Comparison& into) const;
    const Sides& sides_;
    Allowance allowance_;
    std::vector<Item> key_, found_;
    Common common_;
};

void EventLists::count(Comparison& into) const {
    into.expected_count = key_.size();
    into.found_count = found_.size();
    into.matched = into.marking == Marking::prefix ? common_.prefix : common_.matched;
    into.stretches = static_cast<std::uint32_t>(common_.hunks);
    into.too_different = common_.too_different;
}

void EventLists::describe(Divergence& first, Comparison& into) const {
    constexpr std::size_t most_before = 3, most_after = 4;
    const std::size_t at = common_.prefix;
    const Teller of_key(*sides_.key.trace), of_found(*sides_.found.trace);
    if (at < key_.size()) first.expected_words = of_key.sentence(key_[at]);
    if (at < found_.size()) {
        first.found_words = of_found.sentence(found_[at]);
        first.found_time = found_[at].event.time;
    }
    into.before = of_found.lines(found_, at - std::min(at, most_before), at);
    into.expected_items = of_key.lines(key_, at, at + most_after);
    into.found_items = of_found.lines(found_, at, at + most_after);
}

void EventLists::find_first(Comparison& into) const {
    const std::size_t at = common_.prefix;
    if (at == key_.size() && at == found_.size()) return;
    const bool by_key =
        at < key_.size() && (at == found_.size() || key_[at].event.time <= found_[at].event.time);
    const Item& earlier = by_key ? key_[at] : found_[at];
    Divergence first;
    first.time = earlier.event.time;
    const bool has_cpu = earlier.cpu < sides_.expected().cpus.size();
    first.cpu = CpuId(has_cpu ? earlier.cpu : 0);
    first.index = at + 1;
    first.expected = shown_at(sides_.expected(), first.cpu, first.time);
    first.found = shown_at(sides_.actual(), first.cpu, first.time);
    describe(first, into);
    add_moment_of(sides_, first);
    into.first = std::move(first);
    find_aftermath(into);
}

/// What both have from the end backwards, but for a shift in time.
void EventLists::find_aftermath(Comparison& into) const {
    into.aftermath = Aftermath::independent;
    const Duration shift = sides_.found.trace->end - sides_.key.trace->end;
    const std::size_t most = std::min(key_.size(), found_.size()) - common_.prefix;
    std::size_t same = 0;
    while (same < most) {
        const Event &key = key_[key_.size() - 1 - same].event,
                    &found = found_[found_.size() - 1 - same].event;
        if (key.body != found.body || !allowance_.allows(key.time, found.time + (Duration() - shift))) break;
        ++same;
    }
    const bool has_end = !key_.empty() && std::holds_alternative<RunEnd>(key_.back().event.body);
    if (same <= (has_end ? 1U : 0U)) return; // that both end is not meeting again
    into.aftermath = shift == Duration() ? Aftermath::rejoins : Aftermath::shifted;
    into.again = key_[key_.size() - same].event.time;
    into.shift = shift;
}

} // namespace

void compare_events(const Sides& sides, Comparison& into) {
    const EventLists lists(sides, into);
    lists.count(into);
    lists.find_first(into);
    into.cpus = static_cast<std::uint32_t>(std::max<std::size_t>(sides.expected().cpus.size(), 1));
    if (into.first) into.category = Category::different;
    award(into, sides.options, Time(), 0);
}

} // namespace ossim
