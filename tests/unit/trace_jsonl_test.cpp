// The canonical form: what is written, what is read back, and what is refused.
#include "ossim/event.hpp"
#include "trace/jsonl.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace ossim;

namespace {

TraceHeader round_robin() {
    TraceHeader header;
    header.ossim = "0.1.0";
    header.title = "Round \"robin\", quantum 4\n\x01";
    header.policy = "rr";
    header.parameters = {{"quantum", "4ms"}};
    header.conventions = "ossim";
    header.costs = "textbook";
    header.keys = {"arrival"};
    header.seed = 18446744073709551615U;
    return header;
}

constexpr std::string_view head =
    R"({"ossim_trace":1,"ossim":"0.1.0","title":"Round \"robin\", quantum 4\n\u0001","policy":"rr",)"
    R"("parameters":{"quantum":"4ms"},"conventions":"ossim","settings":{},"costs":"textbook",)"
    R"("keys":["arrival"],)"
    R"("seed":18446744073709551615,"cpus":1,"unit":"ms"})"
    "\n";

std::string with_head(std::string_view records) { return std::string(head) + std::string(records); }

std::string first_problem(std::string_view text, const TraceReadOptions& options = {}) {
    const TraceReadResult result = read_jsonl("t.jsonl", text, options);
    CHECK_FALSE(result.trace);
    if (result.diagnostics.empty()) return "";
    const Diagnostic& d = result.diagnostics.front();
    return d.file + ":" + std::to_string(d.at.line) + ":" + std::to_string(d.at.column) + ": " + d.message +
           " [" + d.code + "]";
}

/// A small generator of its own: the sequence is the same everywhere.
class Dice {
  public:
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }

  private:
    std::uint64_t state_ = 7;
};

struct Filler {
    Dice& dice;
    Names& names;

    template <class Number>
    requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>) void fill(Number& number) {
        const std::uint64_t bits = dice.next();
        number = static_cast<Number>(bits >> (bits & 63));
    }
    void fill(bool& flag) { flag = (dice.next() & 1) != 0; }
    void fill(SecondKey& key) { fill(key.value); }
    void fill(Duration& length) {
        length = Duration(static_cast<std::int64_t>(dice.next() >> 1 >> (dice.next() & 31)));
    }
    void fill(Time& moment) {
        Duration length;
        fill(length);
        moment = Time() + length;
    }
    void fill(Lateness& lateness) { fill(lateness.value); }
    template <class Tag>
    void fill(Id<Tag>& id) {
        fill(id.value);
    }
    template <WordedEnum E>
    void fill(E& value) {
        value = static_cast<E>(dice.next() % enum_words(E{}).size());
    }
    void fill(NameId& id) {
        static constexpr std::string_view texts[] = {
            "", "disk", "server/worker", "한글", "say \"hi\"\\\n\t\x02", "P.1", "x.01", ".5", "a.9999999999"};
        id = names.intern(texts[dice.next() % std::size(texts)]);
    }
    void fill(Name& name) {
        fill(name.base);
        name.index = static_cast<std::uint32_t>(dice.next() % 3) * 12345;
    }
    void fill(ComponentLengths& lengths) {
        for (std::size_t i = 0; i < component_count; ++i)
            if ((dice.next() & 1) != 0)
                lengths.set(static_cast<Component>(i),
                            Duration(static_cast<std::int64_t>(dice.next() >> 28)));
    }
};

template <std::size_t I>
EventBody random_body(Filler& filler) {
    std::variant_alternative_t<I, EventBody> event;
    for_each_field<decltype(event)>([&](const auto& each) { filler.fill(event.*(each.member)); });
    return event;
}

/// Two thousand events of every kind in turn, closed by a RunEnd.
Trace random_trace() {
    Trace trace;
    trace.header = round_robin();
    Dice dice;
    Filler filler{dice, trace.names};
    for (int i = 0; i < 2000; ++i) {
        trace.end = trace.end + Duration(static_cast<std::int64_t>(dice.next() % 1000));
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            ((I + 1 < event_kind_count ? trace.events.push_back({trace.end, random_body<I>(filler)})
                                       : void()),
             ...);
        }
        (std::make_index_sequence<event_kind_count>{});
    }
    trace.events.push_back({trace.end, RunEnd{trace.events.size(), Outcome::no_progress, false}});
    return trace;
}

} // namespace

TEST_CASE("a trace is written as its documentation says") {
    Trace trace;
    trace.header = round_robin();
    const Name p1{trace.names.intern("P"), 1};
    Switch change;
    change.to = Tid(1);
    change.kind = SwitchKind::from_idle;
    change.components.set(Component::pick, Duration(120));
    change.components.set(Component::unit, Duration(68'719'476'735));
    trace.events = {{Time(0), ThreadNew{Tid(1), Pid(2), p1, trace.names.intern("")}},
                    {Time(5), change},
                    {Time(5), Switch{}},
                    {Time(7), StateMove{Tid(1), ThreadState::ready, ThreadState::running, Cause::dispatched,
                                        WaitsOn::nothing, 0, CpuId(0)}},
                    {Time(9), RunEnd{3, Outcome::finished, true}}};
    CHECK(to_jsonl(trace) ==
          with_head("{\"t\":0,\"e\":\"thread\",\"tid\":1,\"pid\":2,\"name\":\"P.1\",\"group\":\"\"}\n"
                    "{\"t\":5,\"e\":\"switch\",\"cpu\":0,\"from\":0,\"to\":1,\"kind\":\"from_idle\","
                    "\"charged\":\"components\",\"cost\":{\"pick\":120,\"unit\":68719476735}}\n"
                    "{\"t\":5,\"e\":\"switch\",\"cpu\":0,\"from\":0,\"to\":0,\"kind\":\"process\","
                    "\"charged\":\"components\",\"cost\":{}}\n"
                    "{\"t\":7,\"e\":\"state\",\"tid\":1,\"from\":\"Ready\",\"to\":\"Running\","
                    "\"cause\":\"dispatched\",\"on\":\"nothing\",\"object\":0,\"cpu\":0}\n"
                    "{\"t\":9,\"e\":\"end\",\"outcome\":\"finished\",\"complete\":true,\"events\":3}\n"));
}

TEST_CASE("writing what was read gives the same bytes, for every kind of event") {
    const Trace trace = random_trace();
    const std::string text = to_jsonl(trace);
    const TraceReadResult read = read_jsonl("t.jsonl", text);
    REQUIRE(read.trace);
    CHECK(read.diagnostics.empty());
    CHECK(read.trace->header == trace.header);
    CHECK(read.trace->events.size() == trace.events.size());
    CHECK(read.trace->end == trace.end);
    CHECK(read.trace->whole);
    CHECK(to_jsonl(*read.trace) == text);
}

TEST_CASE("pieces that the output gets are the text, however long its names are") {
    Trace trace;
    trace.header = round_robin();
    const NameId text = trace.names.intern(std::string(60'000, '\x01'));
    for (int i = 0; i < 5; ++i)
        trace.events.push_back({Time(i), Printed{Tid(1), text}});
    const std::string written = to_jsonl(trace);
    CHECK(written.size() > 5 * 360'000);
    const TraceReadResult read = read_jsonl("t", written, {1 << 20, 10, false});
    REQUIRE(read.trace);
    CHECK_FALSE(read.trace->whole);
    CHECK(to_jsonl(*read.trace) == written);
}

TEST_CASE("what a later version adds is passed over") {
    const TraceReadResult read = read_jsonl(
        "t",
        with_head(
            "{\"t\":1,\"e\":\"page_fault\",\"tid\":1}\n"
            "{\"t\":2,\"e\":\"begin\",\"cpu\":0,\"new\":{\"deep\":[[1],{}]},\"tid\":1,\"old\":null}\r\n\n"));
    REQUIRE(read.trace);
    CHECK(read.trace->skipped == 1);
    REQUIRE(read.trace->events.size() == 1);
    CHECK(read.trace->events[0] == Event{Time(2), Begin{CpuId(0), Tid(1)}});
    CHECK(read.trace->end == Time(2));
}

TEST_CASE("broken traces are refused with their place") {
    CHECK(first_problem("") == "t.jsonl:0:0: the file is empty: a trace begins with its header [bad-trace]");
    CHECK(first_problem("{}\n") == "t.jsonl:1:1: the first record is not the header of a trace [bad-trace]");
    CHECK(first_problem("{\"ossim_trace\":2}\n") == "t.jsonl:1:1: this is a trace of version 2 [bad-trace]");
    CHECK(first_problem("P1 0-4\n") == "t.jsonl:1:1: this is not JSON [bad-trace]");
    CHECK(first_problem(with_head("{\"t\":0,\"e\":\n")) == "t.jsonl:2:12: this is not JSON [bad-trace]");
    CHECK(first_problem(with_head("[1]\n")) ==
          "t.jsonl:2:1: a record is a JSON object, in braces [bad-trace]");
    CHECK(first_problem(with_head("7\n")) == "t.jsonl:2:1: a record is a JSON object, in braces [bad-trace]");
    CHECK(first_problem(with_head("{\"t\":0,\"t\":1}\n")) ==
          "t.jsonl:2:1: the key \"t\" stands twice in one record [bad-trace]");
    CHECK(first_problem(with_head("{\"e\":\"begin\"}\n")) ==
          "t.jsonl:2:1: the record has no \"t\" [bad-trace]");
    CHECK(first_problem(with_head("{\"t\":1.5,\"e\":\"begin\"}\n")) ==
          "t.jsonl:2:1: \"t\" must be a whole number from -9223372036854775808 to 9223372036854775807 "
          "[bad-trace]");
    CHECK(first_problem(with_head("{\"t\":-1,\"e\":\"begin\",\"cpu\":0,\"tid\":1}\n")) ==
          "t.jsonl:2:1: an event cannot be before the start of the run [bad-trace]");
    CHECK(first_problem(with_head("{\"t\":5,\"e\":\"begin\",\"cpu\":0,\"tid\":1}\n"
                                  "{\"t\":4,\"e\":\"begin\",\"cpu\":0,\"tid\":1}\n")) ==
          "t.jsonl:3:1: time runs back: the record before is at 5 [bad-trace]");
    CHECK(first_problem(with_head("{\"t\":5,\"e\":\"begin\",\"cpu\":0}\n")) ==
          "t.jsonl:2:1: the record has no \"tid\" [bad-trace]");
    CHECK(first_problem(with_head("{\"t\":5,\"e\":\"begin\",\"cpu\":4294967296,\"tid\":1}\n")) ==
          "t.jsonl:2:1: \"cpu\" must be a whole number from 0 to 4294967295 [bad-trace]");
    CHECK(first_problem(with_head(
              "{\"t\":5,\"e\":\"charge\",\"cpu\":0,\"tid\":1,\"account\":\"rent\",\"length\":-1}\n")) ==
          "t.jsonl:2:1: \"account\" must be one of syscall, interrupt, creation, fault and refill "
          "[bad-trace]");
    CHECK(first_problem(
              with_head("{\"t\":9,\"e\":\"end\",\"outcome\":\"finished\",\"complete\":true,\"events\":0}\n"
                        "{\"t\":9,\"e\":\"begin\",\"cpu\":0,\"tid\":1}\n")) ==
          "t.jsonl:3:1: an event follows the record that ends the trace [bad-trace]");
}

TEST_CASE("limits hold, and at most twenty problems are told") {
    const std::string begin = "{\"t\":5,\"e\":\"begin\",\"cpu\":0,\"tid\":1}\n";
    CHECK(first_problem(with_head(begin + begin + begin), {64 << 10, 2, false}) ==
          "t.jsonl:4:1: the trace has more than 2 events [too-large]");
    CHECK(first_problem(with_head("{\"x\":\"" + std::string(70'000, 'x') + "\"}\n")) ==
          "t.jsonl:2:1: the record has 70008 bytes; the most is 65536 [too-large]");
    CHECK(first_problem(with_head("{\"x\":" + std::string(10'000, '[') + "\n")) ==
          "t.jsonl:2:1: this is nested too deeply [bad-trace]");
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "nonsense\n";
    CHECK(read_jsonl("t", with_head(many)).diagnostics.size() == 20);
}

TEST_CASE("hostile bytes never crash the reader") {
    const std::string good = to_jsonl(random_trace()).substr(0, 6000);
    Dice dice;
    for (int i = 0; i < 2000; ++i) {
        std::string text = good;
        for (int j = 0; j < 3; ++j)
            text[dice.next() % text.size()] = static_cast<char>(dice.next());
        text.resize(dice.next() % text.size());
        const TraceReadResult read = read_jsonl("t", text);
        CHECK(read.trace.has_value() == read.diagnostics.empty());
    }
}

TEST_CASE("a key that is missing may have its default, for what students hand in") {
    const TraceReadResult read =
        read_jsonl("t", "{\"ossim_trace\":1}\n{\"t\":5,\"e\":\"begin\",\"tid\":1}\n", {64 << 10, 10, true});
    REQUIRE(read.trace);
    CHECK(read.trace->events[0] == Event{Time(5), Begin{CpuId(0), Tid(1)}});
}
