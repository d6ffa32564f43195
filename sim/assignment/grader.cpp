// The grader itself: what is prepared once, and the doors to judging and checking.
#include "ossim/judgement.hpp"

#include "assignment/check.hpp"
#include "assignment/judging.hpp"
#include "assignment/prepare.hpp"

namespace ossim {

struct Grader::Parts {
    Assignment assignment;
    Preparations all;
};

Grader::Grader(const Assignment& assignment, const Catalogues& catalogues, AssignmentFiles& files,
               std::span<const Misconception> misconceptions)
    : parts_(std::make_unique<Parts>()) {
    parts_->assignment = assignment;
    parts_->all.assignment = &parts_->assignment;
    parts_->all.catalogues = catalogues;
    parts_->all.misconceptions = misconceptions;
    prepare(parts_->all, files);
}

Grader::~Grader() = default;

const Diagnostics& Grader::problems() const { return parts_->all.problems; }
const std::vector<SourceText>& Grader::sources() const { return parts_->all.sources; }
const Assignment& Grader::assignment() const { return parts_->assignment; }
const std::vector<KeyInfo>& Grader::keys() const { return parts_->all.keys; }

StudentResult Grader::judge(const Handing& handing) const { return Judging(parts_->all, handing).judge(); }

std::vector<QuestionCheck> Grader::check() const {
    std::vector<QuestionCheck> checks;
    for (const Prepared& prepared : parts_->all.questions)
        checks.push_back(check_question(parts_->all, prepared));
    return checks;
}

} // namespace ossim
