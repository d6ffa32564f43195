// Files of a student and the questions that they belong to.
#include "assignment/judging.hpp"

#include <algorithm>

namespace ossim {

namespace {

std::string small(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string_view name_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

/// `*` is any text, `?` one byte. Linear in both: the last star is all that is ever tried again.
bool fits_pattern(std::string_view pattern, std::string_view text) {
    std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p, ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

/// What systems put beside what students hand in.
bool is_litter(std::string_view path) {
    return name_of(path).starts_with(".") || path.starts_with("__MACOSX/") ||
           path.find("/__MACOSX/") != std::string_view::npos;
}

/// Of files that fit, the one that is meant: written as the pattern is, then the one with the shortest path.
bool is_better(const HandedIn& a, const HandedIn& b, std::string_view pattern) {
    const bool exact_a = fits_pattern(pattern, name_of(a.path)),
               exact_b = fits_pattern(pattern, name_of(b.path));
    if (exact_a != exact_b) return exact_a;
    if (a.path.size() != b.path.size()) return a.path.size() < b.path.size();
    return a.path < b.path;
}

const HandedIn* file_for(const Question& question, const Handing& handing) {
    const std::string pattern = question.hand_in.empty() ? question.name + ".*" : question.hand_in;
    const bool whole_path = pattern.find('/') != std::string::npos;
    const HandedIn* best = nullptr;
    for (const HandedIn& file : handing.files) {
        const std::string_view name = whole_path ? std::string_view(file.path) : name_of(file.path);
        if (is_litter(file.path) || !fits_pattern(small(pattern), small(name))) continue;
        if (best == nullptr || is_better(file, *best, pattern)) best = &file;
    }
    return best;
}

/// The one file of a student, litter aside.
const HandedIn* only_file(const Handing& handing) {
    const HandedIn* only = nullptr;
    for (const HandedIn& file : handing.files) {
        if (is_litter(file.path)) continue;
        if (only != nullptr) return nullptr;
        only = &file;
    }
    return only;
}

} // namespace

Assigned assign_files(const Assignment& assignment, const Handing& handing) {
    Assigned assigned;
    for (const Question& question : assignment.questions)
        assigned.of_question.push_back(file_for(question, handing));
    auto& of_question = assigned.of_question;
    if (of_question.size() == 1 && of_question[0] == nullptr) of_question[0] = only_file(handing);
    for (const HandedIn& file : handing.files)
        if (!is_litter(file.path) &&
            std::find(of_question.begin(), of_question.end(), &file) == of_question.end())
            assigned.unused.push_back(file.path);
    std::sort(assigned.unused.begin(), assigned.unused.end());
    return assigned;
}

} // namespace ossim
