// `ossim assignment check`: where a key hangs on a rule that courses dispute, which misconceptions a question
// cannot tell from right, and which small change of its numbers would mend that.
#pragma once

#include "assignment/prepare.hpp"
#include "ossim/judgement.hpp"

#include <span>
#include <vector>

namespace ossim {

[[nodiscard]] QuestionCheck check_question(const Preparations& all, const Prepared& prepared);

/// The presets under which the question has another key; those that agree with each other together. `stage`
/// is as the file has it, or changed.
[[nodiscard]] std::vector<QuestionCheck::Disputed> find_disputes(const Prepared& prepared, const Stage& stage,
                                                                 std::span<const PresetInfo> presets);

/// Changes that mend findings and harm nothing: each mends something that those before it do not.
[[nodiscard]] std::vector<QuestionCheck::Proposal> propose(const Preparations& all, const Prepared& prepared,
                                                           const QuestionCheck& findings);

} // namespace ossim
