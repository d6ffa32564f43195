// Whatever is handed in: no crash, no hang, and either a schedule or a reason.
#include "scale.hpp"

#include "ossim/grade.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace ossim;

namespace {

class Bytes {
  public:
    std::uint64_t next() {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return state_ >> 33;
    }
    std::string some(std::size_t most, std::string_view alphabet) {
        std::string text;
        for (std::uint64_t left = next() % most; left > 0; --left)
            text += alphabet[next() % alphabet.size()];
        return text;
    }

  private:
    std::uint64_t state_ = 11;
};

const ReadingRules& course_rules() {
    static const ReadingRules rules = [] {
        ReadingRules made;
        made.lines = {"Time {t}: {*} {p} {event}", "{start}-{end} {p}", "{t} {event}"};
        made.names = {{"x", "P1"}};
        return made;
    }();
    return rules;
}

void check_sane(std::string_view text, const Submission& key) {
    for (const ReadingRules& rules : {ReadingRules(), course_rules()}) {
        const Submission found = read_submission("s", text, Unit::ms, rules);
        CAPTURE(std::string(text.substr(0, 400)));
        CHECK((found.schedule.has_value() || !found.problems.empty() || found.empty));
        for (const CompareAt at :
             {CompareAt::schedule, CompareAt::dispatches, CompareAt::states, CompareAt::events}) {
            CompareOptions options;
            options.at = at;
            options.any_cpu_order = true;
            const Comparison result = compare(key, found, options);
            CHECK_FALSE(explain(result).empty());
            (void)picture_of_found(result);
            (void)found_in_words(result);
        }
    }
}

/// A key that is a trace.
Submission key_of_text() {
    return read_submission(
        "key",
        "time cpu thread event details\n0 - P1 thread tid 1, pid 2\n"
        "0 0 P1 state Ready to Running, dispatched\n4 0 P1 state Running to Terminated, ended\n",
        Unit::ms);
}

} // namespace

TEST_CASE("random bytes and random pieces of every form") {
    const Submission key = key_of_text();
    REQUIRE(key.trace);
    Bytes bytes;
    std::string all;
    for (int c = 1; c < 256; ++c)
        all += static_cast<char>(c);
    for (int i = 0; i < 400; ++i)
        check_sane(bytes.some(80, all), key);
    for (int i = 0; i < 1500; ++i)
        check_sane(bytes.some(60, "P12 0-4,\n.:;|\"\t[]{}#/ab"), key);
    const std::vector<std::string_view> pieces = {"time",
                                                  "cpu",
                                                  "thread",
                                                  "event",
                                                  "start",
                                                  "end",
                                                  "duration",
                                                  ",",
                                                  ";",
                                                  "\t",
                                                  "|",
                                                  "\n",
                                                  " ",
                                                  "0",
                                                  "1",
                                                  "4",
                                                  "P1",
                                                  "idle",
                                                  "running",
                                                  "pick",
                                                  "state",
                                                  "Ready to Running",
                                                  "switch",
                                                  "-",
                                                  "ms",
                                                  "\"",
                                                  "tid 1",
                                                  "Time 4: x P1 runs",
                                                  "cpu0",
                                                  "cpu 4095",
                                                  "99999999999999999999",
                                                  "# a",
                                                  "charge",
                                                  "length 3ms",
                                                  "account syscall",
                                                  "begin",
                                                  "end outcome finished",
                                                  "kind process",
                                                  "cost 5ms = save 5ms"};
    for (int i = 0; i < 4000; ++i) {
        std::string text;
        for (std::uint64_t left = bytes.next() % 30; left > 0; --left)
            text += std::string(pieces[bytes.next() % pieces.size()]) + (bytes.next() % 3 == 0 ? "\n" : " ");
        check_sane(text, key);
    }
}

TEST_CASE("a text trace with anything in it") {
    const Submission key = key_of_text();
    Bytes bytes;
    const std::vector<std::string_view> details = {
        "state New to Ready, admitted",
        "state Ready to Running, dispatched",
        "state Running to Ready, quantum",
        "switch from P1, kind process, charged components, cost 5ms = save 2ms + restore 3ms",
        "charge account syscall, length 3ms",
        "begin",
        "quantum continues no",
        "pick ready 3, decided tie, next P9, key since 1ms, next_key since 2ms",
        "thread tid 7, pid 3",
        "end outcome finished, complete yes, events 3",
        "state Running to Waiting, io, on io, object 4"};
    for (int i = 0; i < 3000; ++i) {
        std::string text = "time cpu thread event details\n";
        std::uint64_t now = 0;
        for (std::uint64_t left = bytes.next() % 20; left > 0; --left) {
            now += bytes.next() % 3;
            text += std::to_string(now) + " " +
                    (bytes.next() % 9 == 0 ? "5000" : std::to_string(bytes.next() % 3)) + " P" +
                    std::to_string(bytes.next() % 4) + " " +
                    std::string(details[bytes.next() % details.size()]) + "\n";
        }
        check_sane(text, key);
    }
}

TEST_CASE("large files of nothing cost little") {
    const std::size_t large = ossim::testing::scaled(std::size_t{4} << 20);
    const Submission key = read_submission("key", "P1 0-4, P2 4-7", Unit::ms);
    for (const std::string& text :
         {std::string(large, ','), std::string(large, '|'), std::string(large, '{'),
          std::string(large, '\n') + "x", std::string(large, '"'), std::string(large, '-'),
          "time,process\n" + std::string(large, '1'), "Time " + std::string(large, '0') + ": a P1 runs",
          "Time 0: " + std::string(large, 'a') + " P1 runs", "P1" + std::string(large / 4, ',') + "P2 0-4"}) {
        for (const ReadingRules& rules : {ReadingRules(), course_rules()}) {
            const Submission found = read_submission("s", text, Unit::ms, rules);
            (void)compare(key, found);
        }
    }
    std::string rows = "time,process\n";
    for (int i = 0; i < 100'000; ++i)
        rows += std::to_string(i) + ",P" + std::to_string(i) + "\n";
    const Submission many = read_submission("s", rows, Unit::ms);
    REQUIRE(many.schedule);
    CHECK(compare(key, many).unknown.size() == 99'998);
}
