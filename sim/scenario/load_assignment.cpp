// The way from a text to an assignment: text, tree, mappings, questions.
#include "ossim/assignment.hpp"

#include "scenario/assignment_keys.hpp"
#include "scenario/yaml_reader.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace ossim {
namespace {

/// An assignment names its scenarios, so that it is small itself.
constexpr YamlLimits assignment_limits{.bytes = 1 << 20, .nodes = 100'000, .depth = 32, .what = "assignment"};

class AssignmentLoading {
  public:
    AssignmentLoading(const SourceText& source, const Catalogues& catalogues,
                      std::span<const std::string_view> misconceptions)
        : source_(source), reports_(document_), reader_{.document = document_,
                                                        .reports = reports_,
                                                        .catalogues = catalogues,
                                                        .scenario = scenario_} {
        reader_.misconceptions = misconceptions;
        document_.add_source(source.file, source.text);
    }

    AssignmentResult run() {
        AssignmentResult result;
        if (check_text(document_, 0, assignment_limits, reports_)) {
            const auto size = static_cast<std::uint32_t>(source_.text.size());
            const NodeId root = read_yaml(document_, 0, 0, size, assignment_limits, reports_);
            if (root != no_node && is_assignment(reader_.given(root)))
                result.assignment = read(reader_.given(root));
        }
        if (reports_.has_errors()) result.assignment.reset();
        result.diagnostics = reports_.take();
        return result;
    }

  private:
    bool is_assignment(Given root) {
        const auto refuse = [&](std::string what, std::string hint) {
            reports_.error(root.id(), {"not-an-assignment", std::move(what), std::move(hint)});
            return false;
        };
        if (!root.is_map())
            return refuse("an assignment is a mapping of keys to values",
                          "begin with assignment: 1; `ossim new assignment` writes one to start from");
        if (root.find("ossim") != no_node && root.find("assignment") == no_node)
            return refuse("this is a scenario, not an assignment",
                          "name it in one: questions: {chart: {kind: trace, scenario: FILE}}");
        return true;
    }

    Assignment read(Given root) {
        AssignmentKeys keys;
        read_mapping(reader_, root, Owner{"the assignment"}, keys);
        Assignment made;
        made.file = source_.file;
        made.title = std::move(keys.title);
        made.about = std::move(keys.about);
        made.questions = settle_questions(reader_, keys);
        return made;
    }

    const SourceText& source_;
    Document document_;
    Reports reports_;
    Scenario scenario_; ///< readers that are shared with scenarios want one
    Reader reader_;
};

} // namespace

const Question* Assignment::find(std::string_view name) const {
    const auto found = std::find_if(questions.begin(), questions.end(),
                                    [&](const Question& question) { return question.name == name; });
    return found == questions.end() ? nullptr : &*found;
}

Ratio Assignment::points() const {
    Ratio sum;
    for (const Question& question : questions)
        sum = sum + question.points;
    return sum;
}

AssignmentResult load_assignment(const SourceText& source, const Catalogues& catalogues,
                                 std::span<const std::string_view> misconceptions) {
    try {
        return AssignmentLoading(source, catalogues, misconceptions).run();
    } catch (const std::exception& fault) {
        AssignmentResult result;
        Diagnostic& diagnostic = result.diagnostics.emplace_back();
        diagnostic.code = "too-large";
        diagnostic.file = source.file;
        diagnostic.message =
            std::string("the assignment is too much for this machine (") + fault.what() + ")";
        return result;
    }
}

} // namespace ossim
