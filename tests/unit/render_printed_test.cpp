// What programs printed, as the report shows it.
#include "render_story.hpp"

#include "render/printed.hpp"
#include "render/report.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;

namespace {

/// Two processes that say hello, one of them with an escape sequence, and then count.
Story talk() {
    Story story;
    const Tid a = story.process("A"), b = story.process("작업");
    story.add(0, Printed{a, story.names().intern("hello")});
    story.add(0, Printed{b, story.names().intern("\x1b[2Jhello")});
    for (int i = 1; i <= 4; ++i)
        story.add(i, Printed{a, story.names().intern("a text that is long, number " + std::to_string(i))});
    story.end(5);
    return story;
}

struct Talk {
    explicit Talk(std::size_t most = 10'000) : printed(most) {
        const Story story = talk();
        MetricsSink sink;
        story.tell(sink);
        story.tell(printed);
        metrics = sink.metrics();
    }
    Metrics metrics;
    PrintedSink printed;
    [[nodiscard]] std::string table(std::size_t rows, std::size_t width = 80) const {
        Style style;
        style.width = width;
        return "\n" + printed_table(printed, metrics, rows, style);
    }
};

} // namespace

TEST_CASE("what was printed, and how much more there is") {
    const Talk talk;
    CHECK(talk.table(3) == R"(
printed by  at  text
A            0  hello
작업         0  \x1B[2Jhello
A            1  a text that is long, number 1
and 3 more lines: --rows 6
)");
    CHECK(talk.table(5, 40) == R"(
printed by  at  text
A            0  hello
작업         0  \x1B[2Jhello
A            1  a text that is long,
                number 1
A            2  a text that is long,
                number 2
A            3  a text that is long,
                number 3
and 1 more line: --rows 6
)");
}

TEST_CASE("the lines that are kept are bounded, their number is not") {
    const Talk talk(2);
    CHECK(talk.printed.lines().size() == 2);
    CHECK(talk.printed.count() == 6);
    CHECK(talk.table(20) == R"(
printed by  at  text
A            0  hello
작업         0  \x1B[2Jhello
and 4 more lines: all of them are in the trace
)");
}

TEST_CASE("the report has it below the chart; who prints nothing gets no such table") {
    const Talk talk;
    ReportContext context;
    context.printed = &talk.printed;
    const std::string text = report(talk.metrics, nullptr, context, {});
    CHECK(text.find("\n\nprinted by  at  text\n") != std::string::npos);
    CHECK(text.find("printed by") < text.find("thread"));
    const PrintedSink silent;
    CHECK(printed_table(silent, talk.metrics, 20, {}).empty());
}
