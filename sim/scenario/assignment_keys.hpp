// The mappings of an assignment, as keys.hpp has those of a scenario: each struct declares its keys once.
//
// What stands at the top for all questions and what a question may say for itself are the same keys
// (SharedKeys); the question's value counts.
#pragma once

#include "scenario/keys.hpp"

#include "ossim/assignment.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace ossim {

/// `cpus: any-order`: which CPU is called which does not matter.
enum class CpuNames : std::uint8_t { as_given, any_order };
constexpr auto enum_words(CpuNames) { return words("as-given", "any-order"); }

/// `ties: open`: equal threads may be chosen either way.
enum class TieChoice : std::uint8_t { key, open };
constexpr auto enum_words(TieChoice) { return words("key", "open"); }

/// What an answer that is a list of threads is ordered by.
enum class AnswerOrder : std::uint8_t { dispatches, starts, exits };
constexpr auto enum_words(AnswerOrder) { return words("dispatches", "starts", "exits"); }

/// A file of the assignment's folder, or of the student's: then `*` and `?` stand for what varies.
struct FolderPath {
    std::string text;
};
struct FilePattern {
    std::string text;
};
/// `digest: 0123456789abcdef0123456789abcdef`.
struct DigestText {
    std::string text;
};
/// An expression whose value is a number, and one that holds or does not.
struct NumberText {
    std::string text;
};
struct ClaimText {
    std::string text;
};
struct NumberTexts {
    std::vector<std::string> texts;
};
/// The answer itself: a number, a word, a list of words.
struct AnswerText {
    std::string text;
};
struct PresetNames {
    std::vector<std::string> names;
};
/// Questions, and where each is named.
struct QuestionNames {
    std::vector<std::string> names;
    std::vector<NodeId> nodes;
};
struct PointsGiven {
    Ratio value;
};
/// A share of the points, at most all of them.
struct CapGiven {
    Ratio value;
};
struct Deductions {
    std::vector<Deduction> all;
};
/// A student's scenario is run once for each of hundreds of students: it ends sooner than a teacher's.
struct StudentLimits {
    Limits limits = {.events = 1'000'000, .threads = 10'000, .processes = 10'000};
};

/// Patterns of a course's own output, and what its words mean.
struct LinePatterns {
    std::vector<std::string> texts;
};
struct MeaningWords {
    std::vector<std::pair<std::string, std::string>> all;
};
struct NamePairs {
    std::vector<std::pair<std::string, std::string>> all;
};
inline constexpr auto event_meanings = words("runs", "stops", "idle", "exits");

struct ReadingKeys {
    std::optional<Unit> unit;
    LinePatterns lines;
    Noted<MeaningWords> events;
    NamePairs names;
    template <class K = ReadingKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("unit", &K::unit, "of bare numbers; default: the scenario's"),
            field("lines", &K::lines,
                  "patterns of a course's own output, as in 'Time {t}: process {p} {event}'"),
            field("events", &K::events,
                  "the words of {event}, by meaning: runs, stops, idle, exits; each a word or a list"),
            field("names", &K::names, "what the students call a thread, and what it is called in the key")};
    }
};

struct SharedKeys {
    Noted<PresetNames> conventions;
    Noted<FeedbackLevel> feedback;
    Noted<Visibility> visibility;
    Noted<CompareAt> compare;
    Noted<Marking> marking;
    Noted<CapGiven> cap;
    Noted<Tolerance> tolerance;
    Noted<CpuNames> cpus;
    Noted<TieChoice> ties;
    Noted<bool> strict_overhead;
    Noted<ReadingKeys> read;
    Noted<Deductions> misconceptions;
    Noted<FollowThrough> counts;
    Noted<StudentLimits> limits;
    template <class K = SharedKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("conventions", &K::conventions,
                  "the presets that are accepted, the first makes the key; default: the scenario's settings"),
            field("feedback", &K::feedback, "how much a student is told; default divergence"),
            field("visibility", &K::visibility, "when the result may be seen; default visible"),
            field("compare", &K::compare, "what is compared with the key; default schedule"),
            field("marking", &K::marking,
                  "what a wrong submission is worth; default: what goes with `compare`"),
            field("cap", &K::cap, "the most that a wrong submission gets, as in 80%, which is the default"),
            field("tolerance", &K::tolerance, "how far numbers may be off: 0.01, 1ms or 1%; default 0"),
            field("cpus", &K::cpus, "any-order: which CPU is called which does not matter"),
            field("ties", &K::ties, "open: a tie may be decided either way"),
            field("strict_overhead", &K::strict_overhead,
                  "true: a submission without overhead may not leave gaps where the key has some"),
            field("read", &K::read, "how what is handed in is read"),
            field("misconceptions", &K::misconceptions,
                  "points taken off, once, if this mistake explains all: {quantum-off-by-one: -1}"),
            field("counts", &K::counts,
                  "which score counts of what follows an own schedule; default: the better"),
            field("limits", &K::limits, "of the run of a scenario that is handed in")};
    }
};

/// Exactly one of `value`, `order`, `holds` and `key` says what is right.
struct AnswerKeys {
    std::string title;
    Noted<NumberText> value;
    Noted<AnswerOrder> order;
    Noted<ClaimText> holds;
    Noted<AnswerText> key;
    Noted<PointsGiven> points;
    Noted<Tolerance> tolerance;
    template <class K = AnswerKeys>
    static constexpr auto fields() {
        return std::tuple{
            field("title", &K::title, "what is asked for, in one line; default: its name"),
            field("value", &K::value, "the answer is a number: an expression, as in avg(waiting)"),
            field("order", &K::order, "the answer is a list of threads, in this order"),
            field("holds", &K::holds, "the answer is yes or no: an expression, as in P2.response > 10"),
            field("key", &K::key, "the answer itself: a number, a word, a list"),
            field("points", &K::points, "default: an equal share of what the question has left"),
            field("tolerance", &K::tolerance, "how far a number may be off; default: the question's")};
    }
};

struct AnswerList {
    std::vector<AnswerKeys> answers;
    std::vector<std::string> names;
    std::vector<NodeId> nodes; ///< of the names
};

struct QuestionKeys : SharedKeys {
    std::string title;
    Noted<QuestionKind> kind;
    Noted<FilePattern> hand_in;
    Noted<FolderPath> scenario;
    Noted<std::string> variant;
    Noted<FolderPath> expected;
    Noted<DigestText> digest;
    Noted<PointsGiven> points;
    Noted<QuestionNames> needs;
    Noted<NumberTexts> metrics;
    Noted<std::string> follow;
    Noted<AnswerList> answers;
    Noted<std::vector<Expectation>> expect;
    static constexpr auto own_fields() {
        using K = QuestionKeys;
        return std::tuple{
            field("title", &K::title, "what is asked for, in one line; default: its name"),
            field("kind", &K::kind, "what is handed in: trace, answers, scenario or infer", Need::required),
            field("hand_in", &K::hand_in, "the file in the student's folder; default: the name with .*"),
            field("scenario", &K::scenario, "a file beside the assignment"),
            field("variant", &K::variant, "which variant of the scenario"),
            field("expected", &K::expected, "a file with the key; default: the scenario is run"),
            field("digest", &K::digest, "of the key that was checked: another key is told of"),
            field("points", &K::points, "what it is worth; default 10, or the sum of its answers"),
            field("needs", &K::needs, "questions that must be right, else this one is not judged"),
            field("metrics", &K::metrics, "of compare: metrics; expressions, as in [avg(waiting)]"),
            field("follow", &K::follow, "judged also by the student's own schedule of this question"),
            field("answers", &K::answers, "what is asked for, by name"),
            field("expect", &K::expect, "what the student's scenario must do, as in a scenario")};
    }
    static constexpr auto fields() { return std::tuple_cat(own_fields(), SharedKeys::fields()); }
};

struct QuestionEntry {
    std::string name;
    NodeId name_node, node;
    QuestionKeys keys;
};
struct QuestionList {
    std::vector<QuestionEntry> all; ///< also those that have mistakes
};

struct AssignmentKeys : SharedKeys {
    Version version;
    std::string title, about;
    QuestionList questions;
    template <class K = AssignmentKeys>
    static constexpr auto fields() {
        return std::tuple_cat(std::tuple{field("assignment", &K::version,
                                               "the version of the form, which is 1", Need::required),
                                         field("title", &K::title, "what it is called, in one line"),
                                         field("about", &K::about, "the same at length")},
                              SharedKeys::fields(),
                              std::tuple{field("questions", &K::questions, "what is asked, by name, in order",
                                               Need::required)});
    }
};

void read_value(Reader& reader, Given given, const Spot& spot, FolderPath& into);
void read_value(Reader& reader, Given given, const Spot& spot, FilePattern& into);
void read_value(Reader& reader, Given given, const Spot& spot, DigestText& into);
void read_value(Reader& reader, Given given, const Spot& spot, NumberText& into);
void read_value(Reader& reader, Given given, const Spot& spot, ClaimText& into);
void read_value(Reader& reader, Given given, const Spot& spot, NumberTexts& into);
void read_value(Reader& reader, Given given, const Spot& spot, AnswerText& into);
void read_value(Reader& reader, Given given, const Spot& spot, PresetNames& into);
void read_value(Reader& reader, Given given, const Spot& spot, QuestionNames& into);
void read_value(Reader& reader, Given given, const Spot& spot, PointsGiven& into);
void read_value(Reader& reader, Given given, const Spot& spot, CapGiven& into);
void read_value(Reader& reader, Given given, const Spot& spot, Tolerance& into);
void read_value(Reader& reader, Given given, const Spot& spot, Deductions& into);
void read_value(Reader& reader, Given given, const Spot& spot, StudentLimits& into);
void read_value(Reader& reader, Given given, const Spot& spot, LinePatterns& into);
void read_value(Reader& reader, Given given, const Spot& spot, MeaningWords& into);
void read_value(Reader& reader, Given given, const Spot& spot, NamePairs& into);
void read_value(Reader& reader, Given given, const Spot& spot, ReadingKeys& into);
void read_value(Reader& reader, Given given, const Spot& spot, AnswerList& into);
void read_value(Reader& reader, Given given, const Spot& spot, QuestionList& into);

/// The questions as graders take them: what the assignment says for all is filled in, and whatever does not
/// fit a question's kind, or another question, is reported.
[[nodiscard]] std::vector<Question> settle_questions(Reader& reader, const AssignmentKeys& keys);

/// Needs without a circle, schedules that can be followed, files that are not asked for twice.
void check_between_questions(Reader& reader, const std::vector<QuestionEntry>& entries,
                             const std::vector<Question>& questions);

/// Points as they are read: "2.5", or "1/3" if no few decimals are exact.
[[nodiscard]] std::string exact_points(Ratio points);

} // namespace ossim
