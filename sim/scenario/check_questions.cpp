// What questions have to do with each other: they need and follow one another, and share a student's folder.
#include "scenario/assignment_keys.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace ossim {
namespace {

/// After so many mistakes nobody wants suggestions, which cost a look at each name.
constexpr std::size_t most_suggestions = 1'000;

class QuestionCheck {
  public:
    QuestionCheck(Reader& reader, const std::vector<QuestionEntry>& entries,
                  const std::vector<Question>& questions)
        : reader_(reader), entries_(entries), questions_(questions) {
        for (std::size_t i = 0; i < entries.size(); ++i)
            index_.emplace(entries[i].name, i);
    }

    void run() {
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            check_needs(i);
            check_follow(i);
            check_file(i);
        }
        check_circles();
    }

  private:
    [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const {
        const auto at = index_.find(name);
        return at == index_.end() ? std::nullopt : std::optional(at->second);
    }

    void report_unknown(NodeId node, const std::string& name) {
        std::vector<std::string_view> names;
        for (const QuestionEntry& entry : entries_)
            names.push_back(entry.name);
        const bool suggests = reader_.reports.errors() < most_suggestions;
        reader_.reports.error(node, {"unknown-question", "there is no question " + quoted(name),
                                     suggests ? did_you_mean(name, names) : "",
                                     suggests ? "questions: " + comma_list(names) : ""});
    }

    void check_needs(std::size_t at) {
        const auto& needs = entries_[at].keys.needs.value;
        for (std::size_t i = 0; needs && i < needs->names.size(); ++i) {
            const std::optional<std::size_t> needed = find(needs->names[i]);
            if (needed)
                needs_[at].emplace_back(*needed, needs->nodes[i]);
            else
                report_unknown(needs->nodes[i], needs->names[i]);
        }
    }

    void check_follow(std::size_t at) {
        const Question& question = questions_[at];
        if (question.follow.empty()) return;
        const NodeId node = entries_[at].keys.follow.node;
        const std::optional<std::size_t> found = find(question.follow);
        if (!found) return report_unknown(node, question.follow);
        const Question& followed = questions_[*found];
        if (!entries_[*found].keys.kind.value) return;
        if (followed.kind != QuestionKind::trace)
            return reader_.reports.error(node,
                                         {"wrong-kind",
                                          "question " + quoted(followed.name) + " is of kind " +
                                              std::string(word_of(followed.kind)) + " and has no schedule",
                                          "only a question of kind trace can be followed"});
        const bool is_other = followed.scenario != question.scenario || followed.variant != question.variant;
        if (followed.scenario.empty() || question.scenario.empty() || !is_other) return;
        reader_.reports.error(node, {"bad-value",
                                     "question " + quoted(followed.name) + " is about " + subject(followed) +
                                         ", this one about " + subject(question),
                                     "follow a schedule of the same scenario"});
    }

    static std::string subject(const Question& question) {
        return quoted(question.scenario) +
               (question.variant.empty() ? std::string() : " in variant " + quoted(question.variant));
    }

    /// A file that belongs to two questions would be judged as both.
    void check_file(std::size_t at) {
        const auto [first, is_new] = files_.emplace(questions_[at].hand_in, at);
        if (is_new) return;
        const NodeId given = entries_[at].keys.hand_in.node;
        reader_.reports.error(given == no_node ? entries_[at].name_node : given,
                              {"duplicate-name",
                               "question " + quoted(entries_[at].name) + " takes the same file as " +
                                   quoted(entries_[first->second].name) + ": " +
                                   quoted(questions_[at].hand_in),
                               "give each question a file of its own"});
    }

    /// Takes away what can be judged, one after another: in what is left, everything waits for a circle.
    void check_circles() {
        std::vector<bool> done(entries_.size(), false);
        for (;;) {
            judge_what_can_be(done);
            const auto left = std::find(done.begin(), done.end(), false);
            if (left == done.end()) return;
            report_circle(static_cast<std::size_t>(left - done.begin()), done);
        }
    }

    void judge_what_can_be(std::vector<bool>& done) {
        for (bool changed = true; changed;) {
            changed = false;
            for (std::size_t i = 0; i < done.size(); ++i) {
                if (done[i] || open_need(i, done)) continue;
                done[i] = changed = true;
            }
        }
    }

    /// The first question that this one still waits for, and where it says so.
    [[nodiscard]] std::optional<std::pair<std::size_t, NodeId>>
    open_need(std::size_t at, const std::vector<bool>& done) const {
        const auto needs = needs_.find(at);
        if (needs == needs_.end()) return std::nullopt;
        for (const auto& need : needs->second)
            if (!done[need.first]) return need;
        return std::nullopt;
    }

    void report_circle(std::size_t at, std::vector<bool>& done) {
        std::vector<std::size_t> path;
        while (std::find(path.begin(), path.end(), at) == path.end()) {
            path.push_back(at);
            at = open_need(at, done)->first;
        }
        path.erase(path.begin(), std::find(path.begin(), path.end(), at));
        std::string chain;
        for (std::size_t i = 0; i < path.size(); ++i)
            chain += (i == 0 ? "" : ", ") + entries_[path[i]].name + " needs " +
                     entries_[path[(i + 1) % path.size()]].name;
        reader_.reports.error(
            open_need(at, done)->second,
            {"needs-circle", "question " + quoted(entries_[at].name) + " needs itself, so it is never judged",
             "take one of these out", path.size() > 1 ? fit(chain, 300) : ""});
        for (const std::size_t each : path)
            done[each] = true;
    }

    Reader& reader_;
    const std::vector<QuestionEntry>& entries_;
    const std::vector<Question>& questions_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::map<std::string, std::size_t, std::less<>> files_; ///< by pattern: who takes it first
    std::map<std::size_t, std::vector<std::pair<std::size_t, NodeId>>> needs_;
};

} // namespace

void check_between_questions(Reader& reader, const std::vector<QuestionEntry>& entries,
                             const std::vector<Question>& questions) {
    QuestionCheck(reader, entries, questions).run();
}

} // namespace ossim
