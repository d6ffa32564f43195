// The text form: columns are fixed, details follow from the declared fields.
#include "trace/text_form.hpp"

#include "base/text.hpp"
#include "ossim/field.hpp"

#include <algorithm>
#include <type_traits>

namespace ossim {
namespace {

constexpr std::size_t time_columns = 12, thread_columns = 16, event_columns = 10, text_piece = 64 << 10;

/// Collects "name value" parts.
class Details {
  public:
    Details(const Names& names, Unit unit, const ThreadNames& threads)
        : names_(names), unit_(unit), threads_(threads) {}
    [[nodiscard]] const std::string& text() const { return text_; }

    void add(std::string_view part) {
        if (!text_.empty()) text_ += ", ";
        text_ += part;
    }
    template <class Value>
    void add(std::string_view name, const Value& value) {
        add(name);
        text_ += ' ';
        put(value);
    }

    /// Nothing when the text is empty.
    void add_text(std::string_view name, NameId id) {
        if (!names_.text(id).empty()) add(name, id);
    }
    template <class Number>
    requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>) void put(Number number) {
        text_ += std::to_string(number);
    }
    void put(bool flag) { text_ += flag ? "yes" : "no"; }
    void put(Duration length) { text_ += with_unit(length, unit_); }
    void put(Time time) { put(time - Time()); }
    void put(Lateness late) { put(late.value); }
    void put(Tid tid) { text_ += threads_.text(tid, names_); }
    template <class Tag>
    void put(Id<Tag> id) {
        put(id.value);
    }
    template <WordedEnum E>
    void put(E value) {
        text_ += word_of(value);
    }
    void put(NameId id) { text_ += escaped(names_.text(id)); }
    void put(Name name) { text_ += escaped(names_.text(name)); }
    void put(const ComponentLengths& lengths) {
        text_ += with_unit(lengths.total(), unit_);
        std::string before = " = ";
        for (std::size_t i = 0; i < component_count; ++i) {
            const Duration length = lengths[static_cast<Component>(i)];
            if (length == Duration()) continue;
            text_ +=
                before + std::string(word_of(static_cast<Component>(i))) + " " + with_unit(length, unit_);
            before = " + ";
        }
    }

  private:
    const Names& names_;
    Unit unit_;
    const ThreadNames& threads_;
    std::string text_;
};

/// The CPU and the thread have columns of their own: a field `cpu`, and the first field that is a thread.
template <class Kind>
std::optional<std::uint32_t> cpu_of(const Kind& event) {
    if constexpr (requires { event.cpu_number; })
        return event.cpu_number;
    else if constexpr (requires { event.cpu.value; })
        return event.cpu.value;
    else
        return std::nullopt;
}

template <class Kind>
std::optional<Tid> thread_of(const Kind& event) {
    if constexpr (std::is_same_v<Kind, Switch>)
        return event.to;
    else if constexpr (requires { event.tid; })
        return event.tid;
    else
        return std::nullopt;
}

template <class Kind>
void add_details(Details& details, const Kind& event) {
    for_each_field<Kind>([&](const auto& each) {
        const bool has_column =
            each.name == "cpu" || each.name == "tid" || (std::is_same_v<Kind, Switch> && each.name == "to");
        if (!has_column) details.add(each.name, event.*(each.member));
    });
}

void add_details(Details& details, const StateMove& event) {
    details.add(std::string(word_of(event.from)) + " to " + std::string(word_of(event.to)));
    details.add(word_of(event.cause));
    if (event.on == WaitsOn::nothing) return;
    details.add("on", event.on);
    if (event.object != 0) details.add("object", event.object);
}

void add_details(Details& details, const ThreadNew& event) {
    details.add("tid", event.tid.value);
    details.add("pid", event.pid);
    details.add_text("group", event.group);
}

/// Keys as the policy of the run calls them; as plain numbers if nobody says how.
void add_keys(Details& details, const Pick& pick, const KeyWords& keys) {
    details.add("ready", pick.ready);
    details.add("decided", pick.decided);
    details.add("next", pick.next);
    const bool named = !keys.names().empty();
    details.add("key " + (named ? keys.of_chosen(pick, " ") : std::to_string(pick.key)));
    if (pick.next)
        details.add("next_key " + (named ? keys.of_next(pick, " ") : std::to_string(pick.next_key)));
}

std::string joined(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string text;
    for (const auto& [name, value] : pairs)
        text += ", " + escaped(name) + " " + escaped(value);
    return text;
}

} // namespace

Unit unit_of(const TraceHeader& header) { return from_word<Unit>(header.unit).value_or(Unit::ms); }

EventWords::EventWords(const Names& names, const TraceHeader& header)
    : names_(names), unit_(unit_of(header)), keys_(header) {}

void EventWords::learn(const Event& event) {
    if (const auto* created = std::get_if<ThreadNew>(&event.body)) threads_.add(created->tid, created->label);
}

std::string EventWords::line(const Event& event) const {
    return std::visit(
        [&]<class Kind>(const Kind& body) {
            const std::optional<std::uint32_t> cpu = cpu_of(body);
            const std::optional<Tid> tid = thread_of(body);
            Details details(names_, unit_, threads_);
            if constexpr (std::is_same_v<Kind, Pick>)
                add_keys(details, body, keys_);
            else
                add_details(details, body);
            std::string text = pad_left(in_unit(event.time - Time(), unit_), time_columns) + " ";
            text += pad_left(cpu ? std::to_string(*cpu) : "-", 3) + " ";
            text += pad_right(tid ? escaped(thread(*tid)) : "-", thread_columns) + " ";
            text += pad_right(Kind::name, event_columns) + " " + details.text();
            text.erase(text.find_last_not_of(' ') + 1);
            return text;
        },
        event.body);
}

std::string EventWords::sentence(const Event& event) const {
    return std::visit(
        [&]<class Kind>(const Kind& body) {
            Details details(names_, unit_, threads_);
            if (const std::optional<Tid> tid = thread_of(body)) details.add(escaped(thread(*tid)));
            if constexpr (std::is_same_v<Kind, Pick>)
                add_keys(details, body, keys_);
            else
                add_details(details, body);
            if (const std::optional<std::uint32_t> cpu = cpu_of(body)) details.add("cpu", *cpu);
            return std::string(Kind::name) + ": " + details.text();
        },
        event.body);
}

void TextWriter::start(const TraceHeader& header, const Names& names) {
    const Unit unit = unit_of(header);
    words_.emplace(names, header);
    buffer_ = "# " + (header.title.empty() ? std::string("a run without a title") : one_line(header.title));
    if (!header.variant.empty()) buffer_ += " | variant " + escaped(header.variant);
    buffer_ += "\n# ";
    buffer_ +=
        escaped(header.policy) + joined(header.parameters) + " | conventions " + escaped(header.conventions);
    buffer_ +=
        joined(header.settings) + " | costs " + escaped(header.costs) + " | " + std::to_string(header.cpus);
    buffer_ +=
        (header.cpus == 1 ? " CPU | seed " : " CPUs | seed ") + std::to_string(header.seed) + " | times in ";
    buffer_ += std::string(unit == Unit::tick ? "ticks" : word_of(unit)) + "\n";
    buffer_ += pad_left("time", time_columns) + " cpu " + pad_right("thread", thread_columns) + " " +
               pad_right("event", event_columns) + " details\n";
}

void TextWriter::accept(std::span<const Event> events) {
    for (const Event& event : events) {
        words_->learn(event);
        buffer_ += words_->line(event);
        buffer_ += '\n';
        if (buffer_.size() < text_piece) continue;
        output_.write(buffer_);
        buffer_.clear();
    }
}

void TextWriter::finish(Time) {
    output_.write(buffer_);
    buffer_.clear();
}

} // namespace ossim
