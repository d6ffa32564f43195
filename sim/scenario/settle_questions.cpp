// From the keys of an assignment to questions: what holds for all is filled in, and each question is checked
// for itself.
#include "scenario/assignment_keys.hpp"

#include <algorithm>
#include <utility>

namespace ossim {
namespace {

// --- which keys a kind has ---

constexpr unsigned bit(QuestionKind kind) { return 1U << static_cast<unsigned>(kind); }
constexpr unsigned of_trace = bit(QuestionKind::trace);
constexpr unsigned of_answers = bit(QuestionKind::answers);
constexpr unsigned of_scenario = bit(QuestionKind::scenario);
constexpr unsigned of_infer = bit(QuestionKind::infer);

/// Keys that are not listed are of every kind.
struct KeyOfKinds {
    std::string_view key;
    unsigned kinds;
};
constexpr KeyOfKinds keys_of_kinds[] = {{"scenario", of_trace | of_answers | of_infer},
                                        {"variant", of_trace | of_answers | of_infer},
                                        {"digest", of_trace | of_answers | of_infer},
                                        {"conventions", of_trace | of_answers | of_infer},
                                        {"tolerance", of_trace | of_answers | of_infer},
                                        {"expected", of_trace | of_infer},
                                        {"compare", of_trace | of_infer},
                                        {"marking", of_trace | of_infer},
                                        {"cap", of_trace | of_infer},
                                        {"cpus", of_trace | of_infer},
                                        {"strict_overhead", of_trace | of_infer},
                                        {"misconceptions", of_trace | of_answers},
                                        {"ties", of_trace},
                                        {"metrics", of_trace},
                                        {"read", of_trace},
                                        {"answers", of_answers},
                                        {"follow", of_answers},
                                        {"counts", of_answers},
                                        {"expect", of_scenario},
                                        {"limits", of_scenario}};

bool is_key_of(QuestionKind kind, std::string_view key) {
    const auto* const found = std::find_if(std::begin(keys_of_kinds), std::end(keys_of_kinds),
                                           [&](const KeyOfKinds& each) { return each.key == key; });
    return found == std::end(keys_of_kinds) || (found->kinds & bit(kind)) != 0;
}

std::string kinds_text(unsigned kinds) {
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < enum_words(QuestionKind{}).size(); ++i)
        if ((kinds & (1U << i)) != 0) words.push_back(enum_words(QuestionKind{})[i]);
    return "it belongs to a question of kind " + comma_list(words);
}

void check_keys(Reader& reader, const QuestionEntry& entry, QuestionKind kind) {
    for (const KeyOfKinds& each : keys_of_kinds) {
        const NodeId key = reader.document.find(entry.node, each.key).key;
        if (key == no_node || (each.kinds & bit(kind)) != 0) continue;
        reader.reports.error(key, {"wrong-kind",
                                   quoted(each.key) + " does nothing for question " + quoted(entry.name) +
                                       ", which is of kind " + std::string(word_of(kind)),
                                   "leave it out", kinds_text(each.kinds)});
    }
}

/// What a question of this kind cannot do without.
void check_needed(Reader& reader, const QuestionEntry& entry, QuestionKind kind) {
    const auto has = [&](std::string_view key) {
        return reader.document.find(entry.node, key).key != no_node;
    };
    const auto need = [&](std::string_view key, std::string_view doc) {
        if (!has(key)) report_missing(reader, entry.node, Owner{"question", entry.name}, key, doc);
    };
    switch (kind) {
    case QuestionKind::trace:
        if (!has("expected"))
            need("scenario", "a file beside the assignment; or expected: a file with the key");
        break;
    case QuestionKind::answers:
        need("scenario", "a file beside the assignment");
        need("answers", "what is asked for, as in {waiting: {value: avg(waiting)}}");
        break;
    case QuestionKind::scenario: need("expect", "what the student's scenario must do"); break;
    case QuestionKind::infer: need("scenario", "a file beside the assignment"); break;
    }
    if (!has("scenario") && has("variant"))
        reader.reports.error(entry.keys.variant.node,
                             {"missing-key", "\"variant\" is of a scenario, and question " +
                                                 quoted(entry.name) + " has none"});
    if (entry.keys.expect.value && entry.keys.expect.value->empty())
        report_type(reader, reader.given(entry.keys.expect.node),
                    Spot{Owner{"question", entry.name}, "expect"},
                    "a list of what the student's scenario must do");
}

// --- answers ---

/// Exactly one key says what is right.
void check_answer(Reader& reader, const AnswerKeys& keys, const std::string& name, NodeId name_node) {
    const std::pair<std::string_view, NodeId> ways[] = {{"value", keys.value.node},
                                                        {"order", keys.order.node},
                                                        {"holds", keys.holds.node},
                                                        {"key", keys.key.node}};
    std::string_view first;
    for (const auto& [word, node] : ways) {
        if (node == no_node) continue;
        if (!first.empty())
            return reader.reports.error(
                node,
                {"two-answers", quoted(word) + " says a second time what answer " + quoted(name) + " is",
                 "keep one of " + std::string(first) + " and " + std::string(word)});
        first = word;
    }
    if (first.empty())
        reader.reports.error(name_node,
                             {"missing-key", "answer " + quoted(name) + " does not say what is right",
                              "give it one of value, order, holds and key"});
    if ((first == "order" || first == "holds") && keys.tolerance.node != no_node)
        reader.reports.warning(
            keys.tolerance.node,
            {"unused", "a list of threads, or yes or no, has no tolerance", "leave it out"});
}

AnswerSpec make_answer(const Reader& reader, const AnswerKeys& keys, const std::string& name, NodeId node) {
    AnswerSpec made;
    made.name = name;
    made.title = keys.title;
    if (keys.value.value) made.value = keys.value.value->text;
    if (keys.order.value) made.order = word_of(*keys.order.value);
    if (keys.holds.value) made.holds = keys.holds.value->text;
    if (keys.key.value) made.key = keys.key.value->text;
    if (keys.points.value) made.points = keys.points.value->value;
    made.tolerance = keys.tolerance.value;
    made.at = reader.document.mark(node);
    return made;
}

/// What answers do not say they share equally; if all say, they make the question's points.
void share_points(Reader& reader, const QuestionEntry& entry, Question& question) {
    Ratio given;
    std::vector<AnswerSpec*> open;
    for (AnswerSpec& answer : question.answers) {
        if (answer.points)
            given = given + *answer.points;
        else
            open.push_back(&answer);
    }
    const Noted<PointsGiven>& own = entry.keys.points;
    const std::string worth =
        " of question " + quoted(entry.name) + " are worth " + exact_points(given) + " together";
    if (open.empty()) {
        if (!own.value) question.points = given;
        if (question.points == given) return;
        return reader.reports.error(
            own.node,
            {"wrong-sum", "the answers" + worth + ", and the question " + exact_points(question.points),
             "leave out the question's points, which are the sum"});
    }
    if (given >= question.points)
        return reader.reports.error(own.node == no_node ? entry.name_node : own.node,
                                    {"wrong-sum",
                                     "the answers" + worth + ", and nothing of " +
                                         exact_points(question.points) + " is left for " +
                                         quoted(open.front()->name),
                                     "give the question more points, or each answer its own"});
    const Ratio share = (question.points - given) / Ratio(static_cast<std::int64_t>(open.size()));
    for (AnswerSpec* answer : open)
        answer->points = share;
}

void settle_answers(Reader& reader, const QuestionEntry& entry, Question& question) {
    if (!entry.keys.answers.value) return;
    const AnswerList& list = *entry.keys.answers.value;
    for (std::size_t i = 0; i < list.answers.size(); ++i) {
        check_answer(reader, list.answers[i], list.names[i], list.nodes[i]);
        question.answers.push_back(make_answer(reader, list.answers[i], list.names[i], list.nodes[i]));
    }
    share_points(reader, entry, question);
}

// --- how it is compared and marked ---

/// What a wrong submission is worth if nobody says: what the comparison counts.
Marking usual_marking(CompareAt compare) {
    switch (compare) {
    case CompareAt::schedule:
    case CompareAt::states: break;
    case CompareAt::dispatches:
    case CompareAt::events: return Marking::aligned_events;
    case CompareAt::metrics: return Marking::per_metric;
    }
    return Marking::agreeing_time;
}

/// The assignment's words count where they can, the question's always.
void settle_comparison(Reader& reader, const QuestionEntry& entry, const SharedKeys& common,
                       Question& question) {
    const QuestionKeys& own = entry.keys;
    const bool may_measure = question.kind == QuestionKind::trace;
    if (own.compare.value)
        question.compare = *own.compare.value;
    else if (common.compare.value && (may_measure || *common.compare.value != CompareAt::metrics))
        question.compare = *common.compare.value;
    question.marking = usual_marking(question.compare);
    if (own.marking.value)
        question.marking = *own.marking.value;
    else if (common.marking.value && fits(question.compare, *common.marking.value))
        question.marking = *common.marking.value;
    const bool by_metrics = question.compare == CompareAt::metrics;
    const std::string compare(word_of(question.compare));
    if (by_metrics && !may_measure)
        reader.reports.error(own.compare.node, {"wrong-kind", "only a trace is compared by metrics",
                                                "write compare: schedule"});
    else if (by_metrics && own.metrics.node == no_node)
        report_missing(reader, entry.node, Owner{"question", entry.name}, "metrics",
                       "what is compared, as in [P1.turnaround, avg(waiting)]");
    if (!by_metrics && may_measure && own.metrics.node != no_node)
        reader.reports.error(
            own.metrics.node,
            {"bad-value", "\"metrics\" are given, and compare is " + compare, "write compare: metrics"});
    if (own.marking.value && !fits(question.compare, question.marking))
        reader.reports.error(own.marking.node,
                             {"bad-value",
                              "marking " + std::string(word_of(question.marking)) +
                                  " has no meaning where compare is " + compare,
                              "write marking: " + std::string(word_of(usual_marking(question.compare)))});
}

// --- all of it ---

/// The question's own value, else the assignment's, else none.
template <class T>
const T* chosen(const Noted<T>& own, const Noted<T>& common) {
    if (own.value) return &*own.value;
    return own.node == no_node && common.value ? &*common.value : nullptr;
}

ReadingRules rules_of(const ReadingKeys& keys) {
    ReadingRules rules;
    rules.unit = keys.unit;
    rules.lines = keys.lines.texts;
    if (keys.events.value) rules.events = keys.events.value->all;
    rules.names = keys.names.all;
    return rules;
}

/// Only what the question's kind has: the other keys keep saying nothing.
void fill_shared(const SharedKeys& own, const SharedKeys& common, Question& into) {
    const auto pick = [&](std::string_view key, const auto& of_question, const auto& of_all) {
        return is_key_of(into.kind, key) ? chosen(of_question, of_all) : nullptr;
    };
    if (const auto* presets = pick("conventions", own.conventions, common.conventions))
        into.conventions = presets->names;
    if (const auto* level = chosen(own.feedback, common.feedback)) into.feedback = *level;
    if (const auto* visibility = chosen(own.visibility, common.visibility)) into.visibility = *visibility;
    if (const auto* cap = pick("cap", own.cap, common.cap)) into.cap = cap->value;
    if (const auto* amount = pick("tolerance", own.tolerance, common.tolerance)) into.tolerance = *amount;
    if (const auto* cpus = pick("cpus", own.cpus, common.cpus))
        into.any_cpu_order = *cpus == CpuNames::any_order;
    if (const auto* ties = pick("ties", own.ties, common.ties)) into.open_ties = *ties == TieChoice::open;
    if (const auto* strict = pick("strict_overhead", own.strict_overhead, common.strict_overhead))
        into.strict_overhead = *strict;
    if (const auto* read = pick("read", own.read, common.read)) into.read = rules_of(*read);
    if (const auto* off = pick("misconceptions", own.misconceptions, common.misconceptions))
        into.misconceptions = off->all;
    if (const auto* counts = pick("counts", own.counts, common.counts)) into.counts = *counts;
    const auto* limits = chosen(own.limits, common.limits);
    into.limits = limits != nullptr ? limits->limits : StudentLimits{}.limits;
}

void fill_own(const Reader& reader, const QuestionEntry& entry, Question& into) {
    const QuestionKeys& keys = entry.keys;
    into.name = entry.name;
    into.title = keys.title;
    into.hand_in = keys.hand_in.value ? keys.hand_in.value->text : entry.name + ".*";
    if (keys.scenario.value) into.scenario = keys.scenario.value->text;
    into.variant = keys.variant.value.value_or("");
    if (keys.expected.value) into.expected = keys.expected.value->text;
    if (keys.digest.value) into.digest = keys.digest.value->text;
    if (keys.points.value) into.points = keys.points.value->value;
    if (keys.needs.value) into.needs = keys.needs.value->names;
    if (keys.metrics.value) into.metrics = keys.metrics.value->texts;
    into.follow = keys.follow.value.value_or("");
    if (keys.expect.value) into.expectations = *keys.expect.value;
    into.at = reader.document.mark(entry.name_node);
}

Question settle(Reader& reader, const SharedKeys& common, const QuestionEntry& entry) {
    Question question;
    fill_own(reader, entry, question);
    if (!entry.keys.kind.value) return question; // what belongs to it cannot be known
    question.kind = *entry.keys.kind.value;
    fill_shared(entry.keys, common, question);
    check_keys(reader, entry, question.kind);
    check_needed(reader, entry, question.kind);
    if (question.kind == QuestionKind::answers) settle_answers(reader, entry, question);
    if (question.kind == QuestionKind::trace || question.kind == QuestionKind::infer)
        settle_comparison(reader, entry, common, question);
    if (question.kind == QuestionKind::answers && entry.keys.counts.value &&
        entry.keys.follow.node == no_node)
        reader.reports.warning(entry.keys.counts.node,
                               {"unused", "nothing is followed, so there is one score only",
                                "say whose schedule is followed: follow: chart"});
    return question;
}

} // namespace

std::vector<Question> settle_questions(Reader& reader, const AssignmentKeys& keys) {
    std::vector<Question> questions;
    for (const QuestionEntry& entry : keys.questions.all)
        questions.push_back(settle(reader, keys, entry));
    check_between_questions(reader, keys.questions.all, questions);
    return questions;
}

} // namespace ossim
