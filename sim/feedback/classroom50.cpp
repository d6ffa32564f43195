// Classroom 50's result.json: whole numbers, and only what the student may see.
#include "ossim/feedback.hpp"

#include "base/text.hpp"
#include "feedback/json_writer.hpp"
#include "feedback/wording.hpp"

#include <numeric>

namespace ossim {

namespace {

/// By how much points are multiplied so that every question is worth a whole number; points that would need
/// more than a thousand are rounded down with what is reached.
std::int64_t scale_of(const Disclosed& disclosed) {
    constexpr std::int64_t most_scale = 1000;
    std::int64_t scale = 1;
    for (const DisclosedQuestion& each : disclosed.questions) {
        const std::int64_t denominator = each.most.denominator();
        if (denominator > most_scale) continue;
        const std::int64_t wanted = std::lcm(scale, denominator);
        if (wanted <= most_scale) scale = wanted;
    }
    return scale;
}

Ratio::Wide whole_points(Ratio points, std::int64_t scale) {
    const Ratio scaled = points * Ratio(scale);
    return scaled.numerator() <= 0 ? 0 : scaled.numerator() / scaled.denominator();
}

} // namespace

std::string classroom50_json(const Assignment& assignment, const StudentResult& result,
                             const std::map<std::string, std::string>& environment) {
    const Disclosed disclosed = disclose(assignment, result);
    const std::int64_t scale = scale_of(disclosed);
    Ratio::Wide score = 0, most = 0;
    std::vector<std::string> tests;
    for (const DisclosedQuestion& each : disclosed.questions) {
        if (each.visibility != Visibility::visible) continue;
        const auto reached = whole_points(each.points, scale), worth = whole_points(each.most, scale);
        score += reached;
        most += worth;
        tests.push_back(JsonObject()
                            .text("test-name", each.name)
                            .flag("passed", each.points >= each.most)
                            .add("score", digits_of(reached))
                            .add("max-score", digits_of(worth))
                            .json(4));
    }
    JsonObject object;
    object.text("schema", "classroom50/result/v1");
    const auto copy = [&](std::string_view key, const char* variable) {
        const auto found = environment.find(variable);
        if (found != environment.end() && !found->second.empty()) object.text(key, found->second);
    };
    copy("classroom", "CLASSROOM");
    copy("assignment", "ASSIGNMENT");
    if (const auto user = environment.find("USERNAME"); user != environment.end() && !user->second.empty())
        object.add("usernames", "[" + json_string(user->second) + "]");
    copy("submission", "SUBMISSION_TAG");
    copy("commit", "COMMIT_URL");
    copy("release", "RELEASE_URL");
    copy("review", environment.contains("REVIEW_URL") ? "REVIEW_URL" : "COMMIT_URL");
    copy("datetime", "DATETIME");
    object.add("score", digits_of(score)).add("max-score", digits_of(most));
    return object.add("tests", JsonObject::list(tests, 2)).json() + "\n";
}

} // namespace ossim
