// The rules in words.
#include "conventions/catalogue.hpp"
#include "conventions/rules.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace ossim;

namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

std::string sentence_of(const Conventions& conventions, std::string_view setting) {
    for (const Rule& rule : rules_of(conventions, Unit::ms))
        if (rule.setting == setting) return rule.sentence;
    return "none";
}

/// Of a setting that is a word.
template <WordedEnum E>
void check_sentences(std::string_view setting, E Conventions::*member) {
    CAPTURE(setting);
    std::set<std::string> sentences;
    for (std::size_t i = 0; i < enum_words(E{}).size(); ++i) {
        Conventions conventions;
        conventions.*member = static_cast<E>(i);
        const std::string sentence = sentence_of(conventions, setting);
        CHECK_MESSAGE(sentences.insert(sentence).second, sentence);
        CHECK(sentence.size() > 20);
        CHECK(sentence.back() == '.');
    }
}

template <class T>
void check_sentences(std::string_view, T Conventions::*) {}

} // namespace

TEST_CASE("ossim's own rules") {
    CHECK(
        joined(rules_in_words(Conventions{}, Unit::ms)) ==
        "At one instant, the kernel handles first steps that end; then switches that end; then I/O that "
        "completes; then "
        "timers that run out; then arrivals; then quanta that end; then the policy's upkeep (boost, aging).\n"
        "A CPU chooses who runs next when everything due at the instant has been handled.\n"
        "The whole price of a switch lies before the incoming thread.\n"
        "When a switch has ended, the choice is looked at again: something better that came meanwhile "
        "preempts.\n"
        "A dispatch is charged when another thread comes than the one that ran last.\n"
        "The first dispatch of a CPU is charged as a switch between processes.\n"
        "A CPU remembers across idle time which thread ran last: the same one back is no switch.\n"
        "With one price for a switch, going idle costs nothing.\n"
        "A fresh quantum counts from the thread's own dispatch.\n"
        "When a quantum ends and nobody else is ready, the thread goes on with a fresh quantum, without a "
        "switch.\n"
        "A preempted thread joins its queue where the policy's own rule puts it.\n"
        "A preempted thread has the quantum that the policy's own rule gives it.\n"
        "A thread that comes back from I/O has the quantum that the policy's own rule gives it.\n"
        "Under a preemptive policy, a thread that becomes ready preempts at once if it is strictly better.\n"
        "To issue an I/O takes no CPU time.\n"
        "To complete an I/O takes no CPU time.\n"
        "A CPU whose thread waits for I/O chooses another one.\n"
        "A thread whose I/O is done joins the ready queue.\n"
        "The ready queue of fcfs and rr is first in, first out.\n"
        "Of equal threads the one that became ready first is chosen.\n"
        "When a process ends, its children become children of init.\n"
        "Waiting time is the time in the ready queue.\n"
        "Response time ends at the first instruction of the thread's own.\n"
        "The run ends with the last exit.\n"
        "Averages are exact, and printed to the nearest of 3 decimal places.\n");
}

TEST_CASE("what differs from ossim's own says so") {
    const auto rules = rules_in_words(find_preset("ostep-process-run")->settings, Unit::tick);
    CHECK(
        rules[0] ==
        "At one instant, the kernel handles first steps that end; then switches that end; then quanta that "
        "end; then I/O that completes and timers that run out, together (by process id); then arrivals; then "
        "the policy's upkeep (boost, aging). (Not ossim's own rule: `order: completion, switched, quantum, "
        "[device, timer] by pid, arrival, upkeep`.)");
    CHECK(rules[14] == "To issue an I/O takes 1 tick of CPU time. (Not ossim's own rule: `io_issue: 1ms`.)");
    CHECK(rules_in_words(find_preset("mines")->settings, Unit::ms)[1] ==
          "Choosing is a happening itself: a CPU chooses when its turn comes, in order of creation. (Not "
          "ossim's own rule: "
          "`choose: in-sequence`.)");
}

TEST_CASE("every value of every setting has a sentence of its own") {
    for_each_field<Conventions>([](const auto& field) { check_sentences(field.name, field.member); });
}

TEST_CASE("durations are shown in the scenario's unit") {
    Conventions conventions;
    conventions.io_complete = Duration(1'500'000);
    CHECK(sentence_of(conventions, "io_complete") ==
          "To complete an I/O takes the thread, when it next runs, 1.5ms of CPU time.");
}

TEST_CASE("one group that holds all is said as one") {
    CHECK(sentence_of(find_preset("nyu")->settings, "order") ==
          "At one instant, the kernel handles steps that end, switches that end, I/O that completes, timers "
          "that run out, "
          "arrivals, quanta that end and the policy's upkeep (boost, aging), together (in the order in which "
          "they were "
          "created).");
}
