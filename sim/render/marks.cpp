// The marks of the Gantt chart, in Unicode and in ASCII.
#include "render/marks.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace ossim {

namespace {

constexpr std::string_view all_marks = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0";

bool is_mark(char c) { return all_marks.find(c) != std::string_view::npos; }

/// "worker." of "worker.12": what neighbours of one family have in common.
std::string_view family(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(0, dot + 1);
}

} // namespace

ThreadMarks::ThreadMarks(const std::vector<Tid>& threads, const std::function<std::string(Tid)>& name_of) {
    if (threads.size() > all_marks.size()) {
        by_group(threads, name_of);
        return;
    }
    std::vector<MarkedThread> named;
    for (const Tid tid : threads)
        named.push_back({tid, name_of(tid)});
    const bool numbered = std::all_of(named.begin(), named.end(), [](const MarkedThread& thread) {
        return !thread.name.empty() && thread.name.back() >= '0' && thread.name.back() <= '9';
    });
    if (!by_letter(named, numbered) && !by_letter(named, !numbered)) by_number(named);
}

char ThreadMarks::of(Tid tid) const {
    const auto at = marks_.find(tid);
    return at == marks_.end() ? '?' : at->second;
}

bool ThreadMarks::by_letter(const std::vector<MarkedThread>& threads, bool last) {
    std::set<char> used;
    bool whole = true;
    for (const MarkedThread& thread : threads) {
        const char c = thread.name.empty() ? ' ' : last ? thread.name.back() : thread.name.front();
        if (!is_mark(c) || !used.insert(c).second) return false;
        whole = whole && thread.name.size() == 1;
    }
    for (const MarkedThread& thread : threads)
        marks_[thread.tid] = last ? thread.name.back() : thread.name.front();
    legend_ = whole  ? "CPU rows: the thread's name."
              : last ? "CPU rows: the last character of the thread's name."
                     : "CPU rows: the first character of the thread's name.";
    return true;
}

void ThreadMarks::by_number(const std::vector<MarkedThread>& threads) {
    legend_ = "CPU rows:";
    for (std::size_t i = 0; i < threads.size();) {
        std::size_t end = i + 1;
        while (end < threads.size() && family(threads[end].name) == family(threads[i].name))
            ++end;
        if (end - i < 4) end = i + 1;
        legend_ += i == 0 ? " " : ", ";
        legend_ += all_marks[i];
        if (end - i > 1) legend_ += std::string(" to ") + all_marks[end - 1];
        legend_ += " = " + threads[i].name;
        if (end - i > 1) legend_ += " to " + threads[end - 1].name;
        for (; i < end; ++i)
            marks_[threads[i].tid] = all_marks[i];
    }
    legend_ += ".";
}

void ThreadMarks::by_group(const std::vector<Tid>& threads, const std::function<std::string(Tid)>& name_of) {
    const std::size_t each = (threads.size() + all_marks.size() - 1) / all_marks.size();
    for (std::size_t i = 0; i < threads.size(); ++i)
        marks_[threads[i]] = all_marks[i / each];
    const std::size_t second = std::min(2 * each, threads.size()) - 1;
    legend_ = "CPU rows: more than 62 threads, so each mark stands for " + std::to_string(each) +
              " neighbours in order of creation: 1 = " + name_of(threads.front()) + " to " +
              name_of(threads[each - 1]) + ", 2 = " + name_of(threads[each]) + " to " +
              name_of(threads[second]) + ", and so on (1-9, A-Z, a-z, 0).";
}

} // namespace ossim
