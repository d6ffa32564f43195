// Changes to a scenario before it is read: what a variant says, and --set.
//
// A path is dotted; at each mapping the longest existing key wins, and an item of a list is found by its
// `name`. The value replaces the whole of what was there. A path that leads to nothing makes the keys that it
// names; whether the language has them is found out when the scenario is read.
#pragma once

#include "scenario/document.hpp"
#include "scenario/reports.hpp"

namespace ossim {

/// `path` is a scalar node, for its text and for messages.
void apply_patch(Document& document, NodeId root, NodeId path, NodeId value, Reports& reports);

} // namespace ossim
