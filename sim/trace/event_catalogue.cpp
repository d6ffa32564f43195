// The reference of events, out of their declarations.
#include "trace/event_catalogue.hpp"

#include "base/text.hpp"
#include "ossim/event.hpp"

#include <algorithm>

namespace ossim {
namespace {

template <class T>
struct TypeWords {
    static std::string text() {
        if constexpr (WordedEnum<T>)
            return "one of " + quoted_list(enum_words(T{}));
        else
            return "number";
    }
};
template <>
struct TypeWords<bool> {
    static std::string text() { return "true or false"; }
};
template <>
struct TypeWords<Duration> {
    static std::string text() { return "length in ns"; }
};
template <>
struct TypeWords<Time> {
    static std::string text() { return "time in ns"; }
};
template <>
struct TypeWords<Lateness> {
    static std::string text() { return "length in ns, less than 0 too"; }
};
template <>
struct TypeWords<Tid> {
    static std::string text() { return "thread (tid)"; }
};
template <>
struct TypeWords<Pid> {
    static std::string text() { return "process (pid)"; }
};
template <>
struct TypeWords<Name> {
    static std::string text() { return "text"; }
};
template <>
struct TypeWords<NameId> {
    static std::string text() { return "text"; }
};
template <>
struct TypeWords<ComponentLengths> {
    static std::string text() { return "object of lengths in ns: " + quoted_list(enum_words(Component{})); }
};

template <class Kind>
EventInfo info_of() {
    EventInfo info{Kind::name, Kind::doc, {}};
    for_each_field<Kind>([&]<class Owner, class Member>(const Field<Owner, Member>& each) {
        info.fields.push_back({each.name, TypeWords<Member>::text(), each.doc});
    });
    return info;
}

/// What follows on a line behind so many columns.
std::string wrapped(std::string_view text, std::size_t indent) {
    return paragraph(text, indent, indent, 78).substr(indent);
}

} // namespace

std::vector<EventInfo> event_catalogue() {
    return []<std::size_t... I>(std::index_sequence<I...>) {
        return std::vector<EventInfo>{info_of<std::variant_alternative_t<I, EventBody>>()...};
    }
    (std::make_index_sequence<event_kind_count>{});
}

std::string list_events() {
    std::string text = "The events of a trace. Every record has t, the time in ns, and e, the event;\n"
                       "then its fields in this order.\n\n";
    for (const EventInfo& event : event_catalogue()) {
        std::string fields;
        for (const EventFieldInfo& each : event.fields)
            fields += (fields.empty() ? "" : " ") + std::string(each.name);
        text += pad_right(event.name, 12) + wrapped(event.doc, 12);
        text += std::string(12, ' ') + wrapped(fields, 12);
    }
    return text + "\nOne event with its fields: ossim list events NAME\n";
}

std::string list_event(std::string_view name) {
    for (const EventInfo& event : event_catalogue()) {
        if (event.name != name) continue;
        std::string text = std::string(event.name) + ": " + wrapped(event.doc, event.name.size() + 2) + "\n";
        for (const EventFieldInfo& each : event.fields) {
            text += "  " + pad_right(each.name, 12) + wrapped(each.doc, 14);
            text += std::string(14, ' ') + wrapped(each.type, 14);
        }
        return text;
    }
    return {};
}

} // namespace ossim
