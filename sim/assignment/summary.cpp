// The class together: sums, counts and groups. What is counted is ordered before it is shown, so that the
// order of the students does not matter.
#include "ossim/judgement.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <map>

namespace ossim {

namespace {

using Counts = std::map<std::string, std::uint64_t>;

/// Commonest first, of equal ones by name.
std::vector<std::pair<std::string, std::uint64_t>> by_count(const Counts& counts) {
    std::vector<std::pair<std::string, std::uint64_t>> result(counts.begin(), counts.end());
    std::stable_sort(result.begin(), result.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return result;
}

std::string name_of(const Diagnosis& diagnosis) {
    std::string name;
    for (const std::string& each : diagnosis.misconceptions)
        name += (name.empty() ? "" : " + ") + each;
    return name.empty() ? "as in " + diagnosis.convention : name;
}

std::string place_of(const Comparison& comparison) {
    return "at " + with_unit(comparison.first->time - Time(), comparison.unit) + " on CPU " +
           std::to_string(comparison.first->cpu.value);
}

class QuestionSummary {
  public:
    explicit QuestionSummary(const Question& question) {
        into_.question = question.name;
        into_.most = question.points;
    }

    void add(const std::string& student, const QuestionResult& result) {
        count(result.judged);
        points_ = points_ + result.points;
        ++students_;
        if (result.judged != Judged::wrong) return;
        if (result.diagnosis && result.diagnosis->is_whole()) ++misconceptions_[name_of(*result.diagnosis)];
        if (result.comparison && result.comparison->first) ++divergences_[place_of(*result.comparison)];
        if (result.hash != 0) alike_[result.hash].push_back(student);
    }

    ClassSummary::ByQuestion finish() {
        if (students_ > 0) into_.mean = points_ / Ratio(students_);
        into_.misconceptions = by_count(misconceptions_);
        into_.divergences = by_count(divergences_);
        for (auto& [hash, students] : alike_) {
            if (students.size() < 2) continue;
            std::sort(students.begin(), students.end());
            into_.alike.push_back(std::move(students));
        }
        std::sort(into_.alike.begin(), into_.alike.end(), [](const auto& a, const auto& b) {
            return a.size() != b.size() ? a.size() > b.size() : a < b;
        });
        return std::move(into_);
    }

  private:
    void count(Judged judged) {
        switch (judged) {
        case Judged::right: ++into_.right; break;
        case Judged::wrong: ++into_.wrong; break;
        case Judged::missing:
        case Judged::empty: ++into_.missing; break;
        case Judged::unreadable: ++into_.unreadable; break;
        case Judged::skipped: ++into_.skipped; break;
        }
    }

    ClassSummary::ByQuestion into_;
    Counts misconceptions_, divergences_;
    std::map<std::uint64_t, std::vector<std::string>> alike_;
    Ratio points_;
    std::int64_t students_ = 0;
};

void sum_up(std::vector<Ratio> points, ClassSummary& into) {
    if (points.empty()) return;
    std::sort(points.begin(), points.end());
    Ratio sum;
    for (const Ratio each : points)
        sum = sum + each;
    const std::size_t size = points.size();
    into.mean = sum / Ratio(static_cast<std::int64_t>(size));
    into.median = (points[(size - 1) / 2] + points[size / 2]) / Ratio(2);
    into.least = points.front();
    into.greatest = points.back();
}

} // namespace

ClassSummary summarise(const Assignment& assignment, std::span<const StudentResult> results) {
    ClassSummary summary;
    summary.students = results.size();
    std::vector<Ratio> points;
    for (const StudentResult& student : results)
        points.push_back(student.points);
    sum_up(std::move(points), summary);
    for (const Question& question : assignment.questions) {
        summary.most = summary.most + question.points;
        QuestionSummary one(question);
        for (const StudentResult& student : results)
            for (const QuestionResult& result : student.questions)
                if (result.question == question.name) one.add(student.student, result);
        summary.questions.push_back(one.finish());
    }
    return summary;
}

} // namespace ossim
