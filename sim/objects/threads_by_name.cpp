// Threads by name.
#include "objects/threads_by_name.hpp"

#include <algorithm>

namespace ossim {

namespace {

bool is_left(const Threads& threads, Tid tid) {
    return threads[tid].state != ThreadState::terminated && !threads[tid].detached;
}

std::size_t next_left(const Threads& threads, const std::vector<Tid>& tids, std::size_t from) {
    while (from < tids.size() && !is_left(threads, tids[from]))
        ++from;
    return from;
}

} // namespace

bool is_called(std::string_view name, std::string_view label) {
    if (!name.ends_with(label)) return false;
    return name.size() == label.size() || name[name.size() - label.size() - 1] == '/';
}

void ThreadsByName::learn(const Threads& threads, const Names& names, const Process& process) {
    Tid tid = last_ ? threads.rest(last_).next_in_process : process.first_thread;
    for (; tid; tid = threads.rest(tid).next_in_process) {
        const NameId base = threads.rest(tid).name.base;
        const auto [known, is_new] = by_base_.try_emplace(base);
        if (is_new) {
            const std::string& name = names.text(base);
            known->second.push_back(&by_label_[name]);
            for (std::size_t slash = name.find('/'); slash != std::string::npos;
                 slash = name.find('/', slash + 1))
                known->second.push_back(&by_label_[name.substr(slash + 1)]);
        }
        for (Called* called : known->second)
            called->tids.push_back(tid);
        last_ = tid;
    }
}

Tid ThreadsByName::first(const Threads& threads, const Names& names, const Process& process,
                         std::string_view label, Tid caller) {
    learn(threads, names, process);
    const auto found = by_label_.find(label);
    if (found == by_label_.end()) return {};
    Called& called = found->second;
    called.first = next_left(threads, called.tids, called.first);
    if (called.first == called.tids.size()) return {};
    if (called.tids[called.first] != caller) return called.tids[called.first];
    called.second = next_left(threads, called.tids, std::max(called.second, called.first + 1));
    return called.second == called.tids.size() ? Tid{} : called.tids[called.second];
}

} // namespace ossim
