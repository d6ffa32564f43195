// Making the questions of an assignment ready: files are read, scenarios loaded, keys made.
#pragma once

#include "assignment/prepared.hpp"

#include <map>
#include <string>
#include <vector>

namespace ossim {

/// All of an assignment that stays the same for every student.
struct Preparations {
    const Assignment* assignment = nullptr;
    Catalogues catalogues;
    std::span<const Misconception> misconceptions;
    std::map<std::string, FileText> files; ///< every file that was asked for, by its path
    std::vector<Prepared> questions;       ///< in the order of the assignment
    std::vector<KeyInfo> keys;
    std::vector<SourceText> sources;
    Diagnostics problems;
};

void prepare(Preparations& into, AssignmentFiles& files);

} // namespace ossim
