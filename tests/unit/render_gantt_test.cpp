// The Gantt chart, compared as whole pictures.
#include "render_story.hpp"

#include "base/text.hpp"
#include "render/bars.hpp"
#include "render/gantt.hpp"

#include <doctest/doctest.h>

using namespace ossim;
using namespace ossim::testing;
using State = ThreadState;

namespace {

std::string picture(const Story& story, const GanttOptions& options = {}, Style style = {}) {
    style.ascii = true;
    GanttSink sink(options);
    story.tell(sink);
    return "\n" + gantt(sink, style);
}

std::size_t widest_line(const std::string& text) {
    std::size_t widest = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        widest = std::max(widest, display_width(std::string_view(text).substr(at, end - at)));
        at = end + 1;
    }
    return widest;
}

Story thousand() {
    Story story(2);
    std::vector<Tid> tids;
    for (int i = 1; i <= 1000; ++i)
        tids.push_back(story.process("job." + std::to_string(i)));
    for (int i = 0; i < 1000; ++i)
        story.run(tids[static_cast<std::size_t>(i)], i / 2 * 3, i / 2 * 3 + 3, State::terminated,
                  static_cast<std::uint32_t>(i % 2));
    story.end(1500);
    return story;
}

Story with_costs() {
    Story story;
    story.cost(Component::unit, 500'000);
    const Tid a = story.process("A"), b = story.process("B");
    story.run(a, 0, 6, State::waiting);
    story.run(b, 6, 10, State::waiting);
    story.charge(12, Tid{}, Account::interrupt, 300'000);
    story.wake(a, 12);
    story.run(a, 13, 20, State::terminated);
    story.end(20);
    return story;
}

} // namespace

TEST_CASE("round robin as the language sketches it") {
    CHECK(picture(*round_robin()) == R"(
      0ms       5         10        15        20        25        30
CPU0  111111112222223333111111111111111133111111111111111111111111
P1    ########..........################..########################|
P2    ........######|
P3    ..............####~~~~~~~~~~......##|
# Running  . Ready  ~ Waiting  | end
1 column = 0.5ms. CPU rows: the last character of the thread's name.
)");
}

TEST_CASE("the same in Unicode") {
    GanttSink sink;
    round_robin()->tell(sink);
    CHECK("\n" + gantt(sink, {}) == R"(
      0ms       5         10        15        20        25        30
CPU0  111111112222223333111111111111111133111111111111111111111111
P1    ████████░░░░░░░░░░████████████████░░████████████████████████│
P2    ░░░░░░░░██████│
P3    ░░░░░░░░░░░░░░████~~~~~~~~~~░░░░░░██│
█ Running  ░ Ready  ~ Waiting  │ end
1 column = 0.5ms. CPU rows: the last character of the thread's name.
)");
}

TEST_CASE("colour is beside the marks: without it the picture is the same") {
    GanttSink sink;
    round_robin()->tell(sink);
    Style style;
    style.colour = true;
    std::string coloured = gantt(sink, style), plain;
    for (std::size_t i = 0; i < coloured.size(); ++i) {
        if (coloured[i] == '\x1b')
            i = coloured.find('m', i);
        else
            plain += coloured[i];
    }
    CHECK(plain == gantt(sink, {}));
    CHECK(coloured.find("\x1b[32m████████\x1b[0m\x1b[33m░") != std::string::npos);
}

TEST_CASE("a window of the run") {
    GanttOptions options;
    options.from = Time(5'000'000);
    options.to = Time(16'000'000);
    CHECK(picture(*round_robin(), options) == R"(
           6ms       8         10        12        14        16
CPU0  2222222222333333333311111111111111111111111111111111111
P1    ....................###################################
P2    ##########|
P3    ..........##########~~~~~~~~~~~~~~~~~~~~~~~~~..........
# Running  . Ready  ~ Waiting  | end
1 column = 0.2ms. CPU rows: the last character of the thread's name.
)");
    options.from = Time(40'000'000);
    options.to = Time(50'000'000);
    CHECK(picture(*round_robin(), options) ==
          "\nThere is no time to draw: the picture would go from 40ms to 30ms.\n");
}

TEST_CASE("a window that begins while a thread runs shows that thread") {
    GanttOptions options;
    options.from = Time(20'000'000);
    CHECK(picture(*round_robin(), options) == R"(
      20ms      22        24        26        28        30
CPU0  11111111111111111111111111111111111111111111111111
P1    ##################################################|
# Running  | end
1 column = 0.2ms. CPU rows: the last character of the thread's name.
)");
}

TEST_CASE("switching, kernel work and idle time are seen") {
    CHECK(picture(with_costs()) == R"(
      0ms       3         6         9         12        15        18
CPU0  %%AAAAAAAAAAAAAAAAAA%%BBBBBBBBBBB-------=--%%AAAAAAAAAAAAAAAAAAAAAA
A     %%##################~~~~~~~~~~~~~~~~~~~~...%%######################|
B     ....................%%###########:~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
# Running  . Ready  ~ Waiting  % switching  = in the kernel  - idle  : partly
Running  | end
1 column = 0.3ms; a column shows what took most of it. CPU rows: the thread's
  name.
)");
}

TEST_CASE("overhead too short for its column is marked below the row") {
    Story story;
    story.cost(Component::save, 1'000);
    const Tid x = story.process("editor"), y = story.process("shell");
    story.run(x, 0, 10, State::ready);
    story.run(y, 10, 14, State::ready);
    story.run(x, 14, 40, State::terminated);
    story.end(40);
    CHECK(picture(story) == R"(
        0ms       10        20        30        40
CPU0    eeeeeeeeeesssseeeeeeeeeeeeeeeeeeeeeeeeee
        '         '   '
editor  ##########....##########################|
shell   ..........####..........................
# Running  . Ready  | end
' switching or kernel work too short for its column: 0.003ms in all
1 column = 1ms; a column shows what took most of it. CPU rows: the first
  character of the thread's name.
)");
}

TEST_CASE("wide names take two columns, in ticks, on narrow paper") {
    Story story;
    const Tid x = story.process("가나다"), y = story.process("한국어프로세스이름이아주길다정말");
    story.run(x, 0, 2, State::ready);
    story.run(y, 2, 5, State::terminated);
    story.run(x, 5, 6, State::terminated);
    story.end(7);
    Style style;
    style.unit = Unit::tick;
    style.width = 50;
    CHECK(picture(story, {}, style) == R"(
                  0       2       4       6
CPU0              111111112222222222221111----
가나다            ########............####|
한국어프로~정말   ........############|
# Running  . Ready  - idle  | end
1 column = 0.25. CPU rows: 1 = 가나다, 2 =
  한국어프로세스이름이아주길다정말.
)");
}

TEST_CASE("many threads: the first rows, and shared marks") {
    const std::string text = picture(thousand());
    CHECK(text == R"(
        0ms     200     400     600     800     1000    1200    1400
CPU0    1233556789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrrttuvw
CPU1    1234566889ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuuww
job.1   #|
job.2   #|
job.3   :|
job.4   :|
job.5   :|
job.6   :|
job.7   :|
job.8   :|
job.9   :|
job.10  :|
job.11  :|
job.12  :|
job.13  :|
job.14  :|
job.15  :|
job.16  :|
job.17  :#|
job.18  :#|
job.19  .#|
job.20  .#|
and 980 more threads: --rows 1000
# Running  . Ready  : partly Running  | end
1 column = 25ms; a column shows what took most of it. CPU rows: more than 62
  threads, so each mark stands for 17 neighbours in order of creation: 1 = job.1
  to job.17, 2 = job.18 to job.34, and so on (1-9, A-Z, a-z, 0).
)");
    CHECK(widest_line(text) <= 80);
}

TEST_CASE("few bars kept: the picture is the same at its scale") {
    GanttOptions options;
    options.bars = 300;
    CHECK(picture(thousand(), options) == picture(thousand()));
}

TEST_CASE("merging keeps every nanosecond, and bounds what a grain holds") {
    Bars bars;
    for (int i = 0; i < 10'000; ++i)
        append_bar(bars, {Time(i * 7), Time(i * 7 + 7), Tid(static_cast<std::uint32_t>(1 + i % 30)),
                          Doing::running});
    merge_bars(bars, Duration(1000));
    CHECK(bars.size() <= 71 * 8);
    Time at;
    bool many = false;
    for (const Bar& bar : bars) {
        CHECK(bar.from == at);
        at = bar.to;
        many = many || bar.tid == crowd;
    }
    CHECK(at == Time(70'000));
    CHECK(many);
}

TEST_CASE("a bar that fills whole grains stays") {
    Bars bars;
    append_bar(bars, {Time(3), Time(100), Tid(1), Doing::running});
    append_bar(bars, {Time(100), Time(104), Tid(2), Doing::running});
    merge_bars(bars, Duration(10));
    REQUIRE(bars.size() == 2);
    CHECK(bars[0].from == Time(3));
    CHECK(bars[0].to == Time(100));
    CHECK(bars[1].to == Time(104));
}

TEST_CASE("each grain is a multiple of the one before") {
    Duration grain;
    for (int i = 0; i < 30; ++i) {
        const Duration next = coarser(grain);
        CHECK(next > grain);
        if (grain > Duration()) CHECK(next.ns() % grain.ns() == 0);
        grain = next;
    }
}

TEST_CASE("a long run in a large unit never wraps") {
    Story story(1, 1'000'000'000);
    const Tid x = story.process("editor"), y = story.process("shell");
    for (std::int64_t k = 0; k < 100; ++k) {
        story.run(x, k * 10'000'000, k * 10'000'000 + 7'000'000, State::ready);
        story.run(y, k * 10'000'000 + 7'000'000, k * 10'000'000 + 10'000'000, State::ready);
    }
    story.end(1'000'000'000);
    CHECK(picture(story) == R"(
        0ms                 300000000000        600000000000        900000000000
CPU0    eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
editor  ###################################################################
shell   :::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
# Running  : partly Running
1 column = 15000000000ms; a column shows what took most of it. CPU rows: the
  first character of the thread's name.
)");
}

TEST_CASE("a process that is not admitted is New") {
    Story story;
    const Tid a = story.process("a");
    const Pid pid = story.bare_process("b");
    story.add(1, ThreadNew{Tid(2), pid, {story.names().intern("b"), 0}, story.names().intern("")});
    story.move(1, Tid(2), State::fresh, State::newborn, Cause::created);
    story.run(a, 0, 4, State::terminated);
    story.move(4, Tid(2), State::newborn, State::ready, Cause::admitted);
    story.end(5, Outcome::until);
    CHECK(picture(story) == R"(
      0ms       1         2         3         4         5
CPU0  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa----------
a     ########################################|
b               nnnnnnnnnnnnnnnnnnnnnnnnnnnnnn..........
# Running  . Ready  n New (not admitted)  - idle  | end
1 column = 0.1ms. CPU rows: the thread's name.
)");
}

TEST_CASE("more CPUs than rows") {
    Story story(3);
    const Tid a = story.process("a"), b = story.process("b"), c = story.process("c");
    story.run(a, 0, 4, State::terminated, 0);
    story.run(b, 0, 4, State::terminated, 1);
    story.run(c, 0, 4, State::terminated, 2);
    story.end(4);
    GanttOptions options;
    options.rows = 2;
    CHECK(picture(story, options) == R"(
      0ms       1         2         3         4
CPU0  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
CPU1  bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
and 1 more CPU: --rows 3
a     ########################################|
b     ########################################|
and 1 more thread: --rows 3
# Running  | end
1 column = 0.1ms. CPU rows: the thread's name.
)");
}

TEST_CASE("threads that take turns within a column are seen to run") {
    Story story(1, 1'000'000);
    const Tid a = story.process("A"), b = story.process("B"), c = story.process("C");
    const Tid tids[] = {a, b, c};
    for (std::int64_t k = 0; k < 300; ++k)
        story.run(tids[k % 3], k, k + 1, State::ready);
    story.end(300);
    CHECK(picture(story) == R"(
      0ms       50        100       150       200       250       300
CPU0  ACBACBACBACBACBACBACBACBACBACBACBACBACBACBACBACBACBACBACBACB
A     ::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
B     ::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
C     ::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::
: partly Running
1 column = 5ms; a column shows what took most of it. CPU rows: the thread's
  name.
)");
}

TEST_CASE("a run in which no time passes") {
    Story story;
    story.process("a");
    story.end(0);
    CHECK(picture(story) == "\nThere is no time to draw: the picture would go from 0ms to 0ms.\n");
}

namespace {

std::string picture_of_one(std::int64_t unit_ns, std::int64_t end, Style style = {}) {
    Story story(1, unit_ns);
    const Tid a = story.process("A");
    story.run(a, 0, end, State::terminated);
    story.end(end);
    return picture(story, {}, style);
}

} // namespace

TEST_CASE("a run of odd length has round columns, and fills the width") {
    CHECK(picture_of_one(1, 1'000'000'000'001) == R"(
      0ms                 300000              600000              900000
CPU0  AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
A     ###################################################################|
# Running  | end
1 column = 15000ms. CPU rows: the thread's name.
)");
    CHECK(picture_of_one(1, 99'999'998).find("1 column = 1.5ms.") != std::string::npos);
    CHECK(picture_of_one(1'000'000, 150).find("1 column = 2.5ms.") != std::string::npos);
}

TEST_CASE("a column may be longer where every boundary then falls between two columns") {
    Story story;
    const Tid a = story.process("A"), b = story.process("B");
    for (std::int64_t at = 0; at < 98; at += 14) {
        story.run(a, at, at + 7, State::ready);
        story.run(b, at + 7, at + 14, State::ready);
    }
    story.end(98);
    CHECK(picture(story).find("1 column = 1.4ms.") != std::string::npos);
}

TEST_CASE("at every length and width at least half of the room is used") {
    for (const std::size_t width : {40U, 60U, 80U, 120U})
        for (std::int64_t end = 50; end < 3000; end = end * 21 / 20 + 1) {
            CAPTURE(end);
            CAPTURE(width);
            Style style;
            style.width = width;
            const std::string text = picture_of_one(1000, end, style);
            const std::size_t row = text.find("\nA     ");
            const std::size_t drawn = text.find('|', row) - row - 7;
            CHECK(drawn <= width - 7);
            CHECK(2 * drawn + 2 >= width - 7);
            CHECK(widest_line(text) <= width);
        }
}
