// Intervals out of events, their CSV, the text form and the catalogue of events.
#include "ossim/schedule.hpp"
#include "trace/event_catalogue.hpp"
#include "trace/jsonl.hpp"
#include "trace/schedule_csv.hpp"
#include "trace/text_form.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ossim;

namespace {

/// Events written as a story; times in ms.
struct Story {
    Trace trace;

    explicit Story(std::uint32_t cpus = 1) {
        trace.header.cpus = cpus;
        trace.header.title = "A story";
        trace.header.policy = "rr";
        trace.header.parameters = {{"quantum", "4ms"}};
        trace.header.conventions = "ossim";
        trace.header.costs = "textbook";
    }
    static Duration ms(std::int64_t n) { return Duration(n * 1'000'000); }
    void add(std::int64_t at, EventBody body) { trace.events.push_back({Time() + ms(at), body}); }
    void thread(std::uint32_t tid, std::string_view name) {
        add(0, ThreadNew{Tid(tid), Pid(tid + 1), Name{trace.names.intern(name), 0}, trace.names.intern("")});
    }
    void runs(std::int64_t at, std::uint32_t tid, std::uint32_t cpu = 0) {
        add(at, StateMove{Tid(tid), ThreadState::ready, ThreadState::running, Cause::dispatched,
                          WaitsOn::nothing, 0, CpuId(cpu)});
    }
    void stops(std::int64_t at, std::uint32_t tid, std::uint32_t cpu = 0) {
        add(at, StateMove{Tid(tid), ThreadState::running, ThreadState::ready, Cause::quantum,
                          WaitsOn::nothing, 0, CpuId(cpu)});
    }
    void switches(std::int64_t at, std::uint32_t from, std::uint32_t to, std::int64_t cost,
                  ChargedAs charged = ChargedAs::process) {
        Switch event;
        event.from = Tid(from);
        event.to = Tid(to);
        event.charged = charged;
        event.components.set(Component::unit, ms(cost));
        add(at, event);
    }
    Schedule schedule(std::int64_t end) {
        trace.end = Time() + ms(end);
        return schedule_of(trace);
    }
    std::string csv(std::int64_t end) { return schedule_csv(schedule(end), Unit::ms); }
};

} // namespace

TEST_CASE("a schedule of a long run is cut where it has enough, on all CPUs at one moment") {
    Story story(2);
    story.thread(1, "P1");
    story.thread(2, "P2");
    story.runs(0, 2, 1);
    for (int i = 0; i < 10; ++i) {
        story.runs(2 * i, 1);
        story.stops(2 * i + 1, 1);
    }
    ScheduleSink sink(3);
    sink.start(story.trace.header, story.trace.names);
    sink.accept(story.trace.events);
    sink.finish(Time() + Story::ms(20));
    CHECK(sink.schedule().is_cut);
    CHECK(schedule_csv(sink.schedule(), Unit::ms) == "cpu,start,end,thread,what\n"
                                                     "0,0,1,P1,run\n"
                                                     "0,2,3,P1,run\n"
                                                     "0,4,5,P1,run\n"
                                                     "1,0,6,P2,run\n");
    CHECK(sink.schedule().end == Time() + Story::ms(6));
    CHECK(!story.schedule(20).is_cut);
}

TEST_CASE("without costs a thread's slice is its time in Running; what continues is one slice") {
    Story story;
    story.thread(1, "P1");
    story.thread(2, "P2");
    story.runs(0, 1);
    story.stops(4, 1);
    story.runs(4, 1);
    story.stops(6, 1);
    story.switches(6, 1, 2, 0);
    story.runs(6, 2);
    story.stops(9, 2);
    story.runs(12, 1);
    CHECK(story.csv(15) == "cpu,start,end,thread,what\n"
                           "0,0,6,P1,run\n"
                           "0,6,9,P2,run\n"
                           "0,12,15,P1,run\n");
    const Schedule schedule = story.schedule(15);
    CHECK(schedule.threads == std::vector<Schedule::Thread>{{Tid(1), "P1"}, {Tid(2), "P2"}});
    CHECK(schedule.at(CpuId(0), Time(9'000'000)) == nullptr);
    REQUIRE(schedule.at(CpuId(0), Time(6'000'000)) != nullptr);
    CHECK(schedule.at(CpuId(0), Time(6'000'000))->tid == Tid(2));
    CHECK(schedule.at(CpuId(7), Time(0)) == nullptr);
    CHECK(schedule.last_slice_end() == Time(15'000'000));
    CHECK(schedule.name_of(Tid(9)) == "thread 9");
    CHECK(schedule.name_of(Tid(0)) == "idle");
}

TEST_CASE("a thread begins after its switch, whichever event comes first") {
    for (const bool state_first : {false, true}) {
        Story story;
        story.thread(1, "P1");
        story.thread(2, "P2");
        story.runs(0, 1);
        if (state_first) {
            story.stops(4, 1);
            story.runs(4, 2);
            story.switches(4, 1, 2, 2);
        } else {
            story.switches(4, 1, 2, 2);
            story.stops(4, 1);
            story.runs(4, 2);
        }
        story.add(6, Begin{CpuId(0), Tid(2)});
        CHECK(story.csv(9) == "cpu,start,end,thread,what\n"
                              "0,0,4,P1,run\n"
                              "0,4,6,P2,overhead\n"
                              "0,6,9,P2,run\n");
    }
}

TEST_CASE("a charge shifts what runs; during a switch it is appended; on an idle CPU it is nobody's") {
    Story story;
    story.thread(1, "P1");
    story.add(0, Charge{CpuId(0), Tid(0), Account::interrupt, Story::ms(1)});
    story.switches(2, 0, 1, 2);
    story.runs(2, 1);
    story.add(3, Charge{CpuId(0), Tid(1), Account::interrupt, Story::ms(1)});
    story.add(5, Begin{CpuId(0), Tid(1)});
    story.add(7, Charge{CpuId(0), Tid(1), Account::syscall, Story::ms(1)});
    story.stops(10, 1);
    CHECK(story.csv(10) == "cpu,start,end,thread,what\n"
                           "0,0,1,,overhead\n"
                           "0,2,5,P1,overhead\n"
                           "0,5,7,P1,run\n"
                           "0,7,8,P1,overhead\n"
                           "0,8,10,P1,run\n");
    const Schedule schedule = story.schedule(10);
    REQUIRE(schedule.cpus[0].size() == 6);
    CHECK(schedule.cpus[0][1].work == Work::switching);
    CHECK(schedule.cpus[0][2].work == Work::kernel);
}

TEST_CASE("halves: the thread that leaves pays while it is still Running") {
    Story story;
    story.thread(1, "P1");
    story.thread(2, "P2");
    story.runs(0, 1);
    story.switches(4, 1, 0, 1, ChargedAs::leaving);
    story.stops(5, 1);
    story.switches(5, 0, 2, 1, ChargedAs::coming);
    story.runs(5, 2);
    story.add(6, Begin{CpuId(0), Tid(2)});
    CHECK(story.csv(8) == "cpu,start,end,thread,what\n"
                          "0,0,4,P1,run\n"
                          "0,4,5,P1,overhead\n"
                          "0,5,6,P2,overhead\n"
                          "0,6,8,P2,run\n");
}

TEST_CASE("a run that ends within a switch is clipped; CPUs have their rows") {
    Story story(2);
    story.thread(1, "a,b");
    story.thread(2, "P2");
    story.runs(0, 1, 1);
    story.switches(3, 0, 2, 9);
    story.runs(3, 2);
    CHECK(story.csv(5) == "cpu,start,end,thread,what\n"
                          "0,3,5,P2,overhead\n"
                          "1,0,5,\"a,b\",run\n");
}

TEST_CASE("hostile events make a schedule, not a crash") {
    Story story;
    story.runs(0, 4'000'000'000U, 4'000'000'000U);
    story.runs(0, 4'000'000'000U, 4095);
    story.thread(4'000'000'000U, "far");
    story.thread(1, "near");
    story.add(9'000'000, Charge{CpuId(0), Tid(1), Account::syscall, Duration::forever()});
    story.add(9'000'000, Charge{CpuId(0), Tid(1), Account::syscall, Duration::forever()});
    const Schedule schedule = story.schedule(9'000'001);
    CHECK(schedule.cpus.size() == 4096);
    CHECK(schedule.threads.front().name == "near");
}

TEST_CASE("the text form") {
    Story story;
    story.trace.header.unit = "tick";
    story.thread(1, "P1");
    story.thread(2, "P2");
    story.add(0, Pick{CpuId(0), Tid(1), 2, DecidedBy::tie, Tid(2), 0, 0});
    story.switches(0, 0, 1, 2);
    story.runs(0, 1);
    story.add(2, Begin{CpuId(0), Tid(1)});
    story.add(4, StateMove{Tid(1), ThreadState::running, ThreadState::waiting, Cause::io, WaitsOn::io, 3,
                           CpuId(0)});
    story.add(5, RunEnd{7, Outcome::until, true});
    TextOutput output;
    TextWriter writer(output);
    writer.start(story.trace.header, story.trace.names);
    writer.accept(story.trace.events);
    writer.finish(Time(5'000'000));
    CHECK(output.text() ==
          "# A story\n"
          "# rr, quantum 4ms | conventions ossim | costs textbook | 1 CPU | seed 0 | times in ticks\n"
          "        time cpu thread           event      details\n"
          "           0   - P1               thread     tid 1, pid 2\n"
          "           0   - P2               thread     tid 2, pid 3\n"
          "           0   0 P1               pick       ready 2, decided tie, next P2, key 0, next_key 0\n"
          "           0   0 P1               switch     from idle, kind process, charged process, cost 2 = "
          "unit 2\n"
          "           0   0 P1               state      Ready to Running, dispatched\n"
          "           2   0 P1               begin\n"
          "           4   0 P1               state      Running to Waiting, io, on io, object 3\n"
          "           5   - -                end        outcome until, complete yes, events 7\n");
}

TEST_CASE("the catalogue of events follows from the declarations") {
    CHECK(event_catalogue().size() == event_kind_count);
    CHECK(list_events().find("span        a thread entered a span\n"
                             "            tid name\n") != std::string::npos);
    CHECK(list_event("charge") ==
          "charge: the kernel works on a CPU, other than in a switch; it shifts what runs\n"
          "        there\n"
          "\n"
          "  cpu         the CPU\n"
          "              number\n"
          "  tid         the thread that runs there; 0 if it was idle\n"
          "              thread (tid)\n"
          "  account     which account of the CPU it goes to\n"
          "              one of syscall, interrupt, creation, fault and refill\n"
          "  length      how long, in ns\n"
          "              length in ns\n");
    CHECK(list_event("nonsense").empty());
}

TEST_CASE("a pick shows every key of the policy, in the unit and under its name") {
    Story story;
    story.trace.header.keys = {"queue", "key"};
    story.trace.header.queue_keys = {"since", "left"};
    story.thread(1, "P1");
    story.thread(2, "P2");
    Pick pick(CpuId(0), Tid(1), 2, DecidedBy::key, Tid(2), 0, 1);
    pick.second_key = {2'500'000};
    pick.next_second_key = {6'000'000};
    story.add(3, pick);
    TextOutput output;
    TextWriter writer(output);
    writer.start(story.trace.header, story.trace.names);
    writer.accept(story.trace.events);
    writer.finish(Time(3'000'000));
    CHECK(output.text().find("ready 2, decided key, next P2, key queue 0 since 2.5ms, next_key queue 1 left "
                             "6ms\n") != std::string::npos);
    const std::string jsonl = to_jsonl(story.trace);
    CHECK(jsonl.find(R"("next":2,"key":0,"next_key":1,"second_key":2500000,"next_second_key":6000000})") !=
          std::string::npos);
    const TraceReadResult read = read_jsonl("s", jsonl);
    REQUIRE(read.trace);
    CHECK(read.trace->header == story.trace.header);
    CHECK(read.trace->events == story.trace.events);
}
