// The canonical form, written by hand: every key is a constant, so that a record is a handful of copies.
#include "trace/jsonl.hpp"

#include "base/check.hpp"
#include "ossim/field.hpp"

#include <charconv>
#include <cstring>
#include <type_traits>
#include <utility>

namespace ossim {
namespace {

constexpr std::size_t piece = 64 << 10;
constexpr std::size_t longest_record = 1024; // without its texts

template <std::size_t N>
struct Constant {
    std::array<char, N> text{};
};

template <class Kind, std::size_t I>
constexpr auto key_constant() {
    constexpr std::string_view name = std::get<I>(Kind::fields()).name;
    Constant<name.size() + 4> key;
    std::size_t at = 0;
    for (const char c : {',', '"'})
        key.text[at++] = c;
    for (const char c : name)
        key.text[at++] = c;
    for (const char c : {'"', ':'})
        key.text[at++] = c;
    return key;
}

template <class Kind>
constexpr auto kind_constant() {
    constexpr std::string_view before = ",\"e\":\"";
    Constant<before.size() + Kind::name.size() + 1> text;
    std::size_t at = 0;
    for (const char c : before)
        text.text[at++] = c;
    for (const char c : Kind::name)
        text.text[at++] = c;
    text.text[at] = '"';
    return text;
}

constexpr std::size_t word_room = 23;
struct QuotedWord {
    std::array<char, word_room> text{};
    std::uint8_t length = 0;
};

template <WordedEnum E>
constexpr auto quoted_words() {
    constexpr auto all = enum_words(E{});
    std::array<QuotedWord, all.size()> result{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::size_t at = 0;
        result[i].text[at++] = '"';
        for (const char c : all[i])
            result[i].text[at++] = c;
        result[i].text[at++] = '"';
        result[i].length = static_cast<std::uint8_t>(at);
    }
    return result;
}

/// Puts one record into the writer's buffer.
class Record {
  public:
    Record(std::vector<char>& buffer, std::size_t used, const Names* names)
        : buffer_(buffer), names_(names), at_(buffer.data() + used) {}
    [[nodiscard]] std::size_t used() const { return static_cast<std::size_t>(at_ - buffer_.data()); }

    void put(std::string_view text) {
        std::memcpy(at_, text.data(), text.size());
        at_ += text.size();
    }
    template <std::size_t N>
    void put(const Constant<N>& constant) {
        std::memcpy(at_, constant.text.data(), N);
        at_ += N;
    }
    template <class Number>
    requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>) void put(Number number) {
        at_ = std::to_chars(at_, at_ + 24, number).ptr;
    }
    void put(bool flag) { put(flag ? std::string_view("true") : std::string_view("false")); }
    void put(Duration length) { put(length.ns()); }
    void put(Time time) { put(time.ns()); }
    void put(Lateness late) { put(late.value); }
    void put(SecondKey key) { put(key.value); }
    template <class Tag>
    void put(Id<Tag> id) {
        put(id.value);
    }
    template <WordedEnum E>
    void put(E value) {
        static constexpr auto words = quoted_words<E>();
        const QuotedWord& word = words[static_cast<std::size_t>(value)];
        std::memcpy(at_, word.text.data(), word_room);
        at_ += word.length;
    }
    void put(NameId id) { put_quoted(names_->text(id), 0); }
    void put(Name name) { put_quoted(names_->text(name.base), name.index); }
    void put(const ComponentLengths& lengths);
    void put_quoted(std::string_view text, std::uint32_t index = 0);

  private:
    void put_escaped(std::string_view text);
    std::vector<char>& buffer_;
    const Names* names_;
    char* at_;
};

constexpr bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void Record::put_escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : text) {
        if (is_plain(c)) {
            *at_++ = c;
        } else if (c == '"' || c == '\\') {
            *at_++ = '\\';
            *at_++ = c;
        } else if (c == '\n') {
            put(std::string_view("\\n"));
        } else if (c == '\t') {
            put(std::string_view("\\t"));
        } else {
            put(std::string_view("\\u00"));
            *at_++ = digits[static_cast<unsigned char>(c) >> 4];
            *at_++ = digits[static_cast<unsigned char>(c) & 15];
        }
    }
}

void Record::put_quoted(std::string_view text, std::uint32_t index) {
    const std::size_t before = used();
    const std::size_t needed = before + 6 * text.size() + longest_record;
    if (needed > buffer_.size()) {
        buffer_.resize(needed);
        at_ = buffer_.data() + before;
    }
    *at_++ = '"';
    put_escaped(text);
    if (index != 0) {
        *at_++ = '.';
        put(index);
    }
    *at_++ = '"';
}

void Record::put(const ComponentLengths& lengths) {
    static constexpr auto words = quoted_words<Component>();
    *at_++ = '{';
    char before = 0;
    for (std::size_t i = 0; i < component_count; ++i) {
        const Duration length = lengths[static_cast<Component>(i)];
        if (length == Duration()) continue;
        if (before != 0) *at_++ = before;
        before = ',';
        put(std::string_view(words[i].text.data(), words[i].length));
        *at_++ = ':';
        put(length);
    }
    *at_++ = '}';
}

template <class Value>
constexpr bool is_left_out(const Value&) {
    return false;
}
constexpr bool is_left_out(SecondKey key) { return key.value == 0; }

template <class Kind, std::size_t I>
[[gnu::always_inline]] inline void put_field(Record& record, const Kind& event) {
    constexpr auto member = std::get<I>(Kind::fields()).member;
    const auto& value = event.*member;
    if (is_left_out(value)) return;
    record.put(key_constant<Kind, I>());
    record.put(value);
}

template <class Kind, std::size_t... I>
void put_fields(Record& record, const Kind& event, std::index_sequence<I...>) {
    (put_field<Kind, I>(record, event), ...);
}

template <class Kind>
void put_event(Record& record, Time time, const Kind& event) {
    record.put(std::string_view("{\"t\":"));
    record.put(time.ns());
    record.put(kind_constant<Kind>());
    put_fields(record, event, std::make_index_sequence<std::tuple_size_v<decltype(Kind::fields())>>{});
    record.put(std::string_view("}\n"));
}

void put_member(Record& record, std::string_view key, std::string_view value) {
    record.put(std::string_view(",\""));
    record.put(key);
    record.put(std::string_view("\":"));
    record.put_quoted(value);
}

void put_pairs(Record& record, std::string_view key,
               const std::vector<std::pair<std::string, std::string>>& pairs) {
    record.put(std::string_view(",\""));
    record.put(key);
    record.put(std::string_view("\":{"));
    std::string_view before = ""; // not null: it goes into memcpy
    for (const auto& [name, value] : pairs) {
        record.put(before);
        before = ",";
        record.put_quoted(name);
        record.put(std::string_view(":"));
        record.put_quoted(value);
    }
    record.put(std::string_view("}"));
}

void put_list(Record& record, std::string_view key, const std::vector<std::string>& texts) {
    record.put(std::string_view(",\""));
    record.put(key);
    record.put(std::string_view("\":["));
    std::string_view before = ""; // not null: it goes into memcpy
    for (const std::string& text : texts) {
        record.put(before);
        before = ",";
        record.put_quoted(text);
    }
    record.put(std::string_view("]"));
}

void put_header(Record& record, const TraceHeader& header) {
    record.put(std::string_view("{\"ossim_trace\":"));
    record.put(header.version);
    put_member(record, "ossim", header.ossim);
    put_member(record, "title", header.title);
    if (!header.variant.empty()) put_member(record, "variant", header.variant);
    put_member(record, "policy", header.policy);
    put_pairs(record, "parameters", header.parameters);
    put_member(record, "conventions", header.conventions);
    put_pairs(record, "settings", header.settings);
    put_member(record, "costs", header.costs);
    put_list(record, "keys", header.keys);
    if (!header.queue_keys.empty()) put_list(record, "queue_keys", header.queue_keys);
    record.put(std::string_view(",\"seed\":"));
    record.put(header.seed);
    record.put(std::string_view(",\"cpus\":"));
    record.put(header.cpus);
    if (!header.run_queues.empty()) put_member(record, "run_queues", header.run_queues);
    if (!header.warm_caches.empty()) put_member(record, "warm_caches", header.warm_caches);
    put_member(record, "unit", header.unit);
    record.put(std::string_view("}\n"));
}

} // namespace

JsonlWriter::JsonlWriter(Output& output) : output_(output), buffer_(piece + 2 * longest_record) {}

void JsonlWriter::start(const TraceHeader& header, const Names& names) {
    names_ = &names;
    Record record(buffer_, used_, names_);
    put_header(record, header);
    used_ = record.used();
}

void JsonlWriter::accept(std::span<const Event> events) {
    OSSIM_CHECK(names_ != nullptr);
    for (const Event& event : events) {
        if (used_ >= piece) write_out();
        Record record(buffer_, used_, names_);
        std::visit([&](const auto& body) { put_event(record, event.time, body); }, event.body);
        used_ = record.used();
    }
}

void JsonlWriter::finish(Time) { write_out(); }

void JsonlWriter::write_out() {
    output_.write({buffer_.data(), used_});
    used_ = 0;
}

std::string to_jsonl(const Trace& trace) {
    TextOutput output;
    JsonlWriter writer(output);
    writer.start(trace.header, trace.names);
    writer.accept(trace.events);
    writer.finish(trace.end);
    return output.text();
}

} // namespace ossim
