// The steps of programs, generic over the fields that actions declare.
#include "scenario/not_yet.hpp"
#include "scenario/reader.hpp"

#include "base/expression.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

namespace ossim {
namespace {

template <std::size_t... I>
constexpr auto names_of_steps(std::index_sequence<I...>) {
    return std::array<std::string_view, sizeof...(I)>{std::variant_alternative_t<I, Action>::name...};
}
constexpr auto step_names = names_of_steps(std::make_index_sequence<std::variant_size_v<Action>>{});

template <class A>
constexpr bool needs_nothing() {
    return std::apply([](const auto&... field) { return ((field.need == Need::optional) && ...); },
                      A::fields());
}

template <class A>
constexpr std::size_t index_of_short_field() {
    constexpr auto names = key_names<A>();
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), A::short_field) - names.begin());
}

template <class A>
std::string example_of() {
    constexpr auto names = key_names<A>();
    std::string text = std::string(A::name) + ": {";
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::string(names[i]) + ": ...";
    return text + "}";
}

/// The keys of what the short form may be a mapping of: a draw, or a pattern of pages.
template <class A>
constexpr auto keys_of_short_form() {
    if constexpr (std::is_same_v<A, Access> || std::is_same_v<A, Read> || std::is_same_v<A, Write>)
        return page_pattern_keys;
    else
        return enum_words(Distribution{});
}

/// A mapping with a key of its own in it: `{exponential: 5ms}` is a draw, `{for: 5ms}` the fields of the
/// step.
template <class A>
bool is_long_form(Given value) {
    if (!value.is_map()) return false;
    if (A::short_field.empty()) return true;
    constexpr auto names = key_names<A>();
    constexpr auto draws = keys_of_short_form<A>();
    bool has_field = false;
    bool is_draw = false;
    value.each_entry([&](Given key, Given) {
        has_field = has_field || std::find(names.begin(), names.end(), key.text()) != names.end();
        const bool is_far = key.text().size() > 20 || !nearest(key.text(), names).empty();
        is_draw = is_draw || (!is_far && !nearest(key.text(), draws).empty());
    });
    return has_field || !is_draw;
}

/// `{load: x, into: y}`: fields beside the short form. The step's own key is not one of them.
template <class A>
void collect_siblings(Reader& reader, Given map, Given step_key, std::span<NodeId> slots) {
    constexpr auto names = key_names<A>();
    map.each_entry([&](Given key, Given value) {
        if (key.id() == step_key.id() || key.is_broken()) return;
        const auto name = std::find(names.begin(), names.end(), key.text());
        const auto index = static_cast<std::size_t>(name - names.begin());
        if (name == names.end()) {
            if (std::find(step_names.begin(), step_names.end(), key.text()) == step_names.end())
                return report_unknown_key(reader, map, key, value, Owner{A::name}, names);
            reader.reports.error(key.id(), {"two-steps",
                                            quoted(key.text()) + " is a step of its own",
                                            "begin each step of a list with \"- \", or put each in braces",
                                            {}});
        } else if (slots[index] == no_node) {
            slots[index] = value.id();
        } else {
            reader.reports.error(key.id(), {"duplicate-key",
                                            "key " + quoted(key.text()) + " is given twice",
                                            "it stands already behind " + quoted(A::name),
                                            {}});
        }
    });
}

template <class A>
void read_short(Reader& reader, Given value, std::span<NodeId> slots) {
    if constexpr (A::short_field.empty()) {
        constexpr auto names = key_names<A>();
        if (value.is_nothing() && needs_nothing<A>()) return;
        reader.reports.error(
            value.id(), {"wrong-type",
                         "step " + quoted(A::name) + (names.empty() ? " takes nothing" : " needs its keys"),
                         "write " + (names.empty() ? std::string(A::name) : example_of<A>()),
                         {}});
        for (NodeId& slot : slots)
            slot = value.id(); // told already: nothing more about its fields
    } else if (!value.is_nothing() || !needs_nothing<A>()) {
        slots[index_of_short_field<A>()] = value.id();
    }
}

template <class A>
void read_step_fields(Reader& reader, Given step, Given key, Given value, A& action) {
    constexpr auto names = key_names<A>();
    std::array<NodeId, names.size()> slots;
    slots.fill(no_node);
    const Owner owner{A::name};
    if (value.is_broken()) return;
    if (is_long_form<A>(value))
        collect_keys(reader, value, owner, names, slots);
    else {
        const std::size_t errors = reader.reports.errors();
        read_short<A>(reader, value, slots);
        if (reader.reports.errors() != errors) return;
    }
    collect_siblings<A>(reader, step, key, slots);
    constexpr bool is_loop =
        std::is_same_v<A, Repeat> || std::is_same_v<A, Forever> || std::is_same_v<A, While>;
    if constexpr (is_loop) ++reader.loops;
    read_fields(reader, key.id(), owner, slots, action);
    if constexpr (is_loop) --reader.loops;
}

/// Without a word about it an io would take no time on no device.
void check_io(Reader& reader, NodeId node, const Io& io) {
    if (io.duration || io.read > 0 || io.write > 0 || io.device != Io{}.device) return;
    reader.reports.error(node, {"missing-key",
                                "step \"io\" says neither how long nor which device",
                                "write io: 5ms, or io: {device: disk, read: 4KiB}",
                                {}});
}

void check_renice(Reader& reader, NodeId node, const Renice& renice) {
    const bool is_real_time =
        renice.thread_class == ThreadClass::fifo || renice.thread_class == ThreadClass::rr;
    if (renice.thread_class == ThreadClass::deadline && !renice.server)
        return reader.reports.error(node,
                                    {"missing-key",
                                     "class deadline needs a server",
                                     "write renice: {class: deadline, server: {budget: 5ms, period: 20ms}}",
                                     {}});
    if (renice.server && renice.thread_class != ThreadClass::deadline)
        return reader.reports.error(node, {"bad-value",
                                           "a server goes with class deadline alone",
                                           "write class: deadline beside it, or leave it out",
                                           {}});
    if (is_real_time && !renice.priority)
        return reader.reports.error(node, {"missing-key",
                                           "a real-time class needs a priority",
                                           "write renice: {class: fifo, priority: 50}",
                                           {}});
    if (renice.nice || renice.priority || renice.tickets || renice.thread_class) return;
    reader.reports.error(node, {"missing-key",
                                "step \"renice\" changes nothing",
                                "write renice: 5, or renice: {priority: 3, of: NAME}",
                                {}});
}

void check_break(Reader& reader, NodeId node) {
    if (reader.loops > 0) return;
    reader.reports.error(
        node, {"break-outside", "\"break\" stands in no loop", "it leaves a repeat, while or forever", {}});
}

template <std::size_t... I>
bool read_named(Reader& reader, Given step, Given key, Given value, Action& into, std::index_sequence<I...>) {
    return ((std::variant_alternative_t<I, Action>::name == key.text() &&
             (read_step_fields(reader, step, key, value,
                               into.template emplace<std::variant_alternative_t<I, Action>>()),
              true)) ||
            ...);
}

template <std::size_t... I>
bool make_bare(Reader& reader, Given word, Action& into, std::index_sequence<I...>) {
    const auto make = [&]<class A>(std::type_identity<A>) {
        into.template emplace<A>();
        if constexpr (!needs_nothing<A>())
            reader.reports.error(
                word.id(),
                {"missing-value",
                 "step " + quoted(A::name) + " needs more than its name",
                 "write " + (A::short_field.empty() ? example_of<A>() : std::string(A::name) + ": ..."),
                 {}});
        return true;
    };
    return ((std::variant_alternative_t<I, Action>::name == word.text() &&
             make(std::type_identity<std::variant_alternative_t<I, Action>>{})) ||
            ...);
}

constexpr auto all_steps = std::make_index_sequence<std::variant_size_v<Action>>{};

void report_unknown_step(Reader& reader, Given word) {
    if (const NotYet* known = find_not_yet("step", word.text()))
        return report_not_yet(reader, word.id(), word.text(), known->doc);
    const std::string_view text = word.text();
    const std::string_view first = text.substr(0, text.find_first_of(": ")); // io:5, io 5
    const bool is_run_together = first.size() + 1 < text.size() &&
                                 std::find(step_names.begin(), step_names.end(), first) != step_names.end();
    const std::string hint =
        is_run_together
            ? "write " + quoted(std::string(first) + ": " + std::string(text.substr(first.size() + 1)))
            : did_you_mean(text, step_names);
    reader.reports.error(word.id(), {"unknown-step", "there is no step " + quoted(word.text()), hint,
                                     "steps: " + comma_list(step_names)});
}

/// The key of a step's mapping that names the step: the first that is one, else the first.
NodeId key_of_step(Given map) {
    NodeId first = no_node;
    NodeId named = no_node;
    map.each_entry([&](Given key, Given) {
        if (first == no_node) first = key.id();
        const bool is_step =
            std::find(step_names.begin(), step_names.end(), key.text()) != step_names.end() ||
            find_not_yet("step", key.text()) != nullptr;
        if (named == no_node && is_step) named = key.id();
    });
    return named == no_node ? first : named;
}

void read_step_map(Reader& reader, Given map, Action& into) {
    const NodeId id = key_of_step(map);
    if (id == no_node) {
        reader.reports.error(
            map.id(), {"missing-value", "a step is missing here", "write one, or take the braces out", {}});
        return;
    }
    const Given key = reader.given(id);
    if (key.is_broken()) return;
    const Given value = reader.given(map.find(key.text()));
    const std::size_t colon = key.text().find(':');
    if (map.node().flow && value.is_nothing() && colon != std::string_view::npos && !key.quoted())
        return report_unknown_key(reader, map, key, value, Owner{"step"}, step_names);
    if (!read_named(reader, map, key, value, into, all_steps)) report_unknown_step(reader, key);
}

} // namespace

Step read_step(Reader& reader, Given given, const Owner& owner) {
    Step step{Yield{}, given.at()};
    const std::size_t errors = reader.reports.errors();
    if (given.is_map())
        read_step_map(reader, given, step.action);
    else if (given.is_scalar()) {
        if (!make_bare(reader, given, step.action, all_steps)) report_unknown_step(reader, given);
    } else {
        report_type(reader, given, Spot{owner, "do"}, "a step, as in compute: 5ms");
    }
    if (reader.reports.errors() != errors) return step;
    if (std::holds_alternative<Break>(step.action)) check_break(reader, given.id());
    if (const auto* io = std::get_if<Io>(&step.action)) check_io(reader, given.id(), *io);
    if (const auto* renice = std::get_if<Renice>(&step.action)) check_renice(reader, given.id(), *renice);
    note_memory(reader, given, step.action);
    return step;
}

Steps read_steps(Reader& reader, Given list, const Spot& spot) {
    Steps steps;
    if (!list.is_sequence()) {
        report_type(reader, list, spot, "a list of steps, as in [compute: 5ms, yield]");
        return steps;
    }
    steps.reserve(list.size());
    list.each_item([&](Given item) { steps.push_back(read_step(reader, item, spot.owner)); });
    return steps;
}

void read_value(Reader& reader, Given given, const Spot& spot, Steps& into) {
    into = read_steps(reader, given, spot);
}

void read_value(Reader& reader, Given given, const Spot& spot, Branches& into) {
    into.clear();
    if (!given.is_sequence() || given.size() == 0)
        return report_type(reader, given, spot,
                           "a list of branches, as in [{weight: 3, do: [compute: 5ms]}]");
    given.each_item([&](Given item) {
        if (is_map(reader, item, Spot{spot.owner, "branch"}))
            read_mapping(reader, item, Owner{Branch::name}, into.emplace_back());
    });
}

} // namespace ossim
