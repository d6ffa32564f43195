// Marks that a program leaves in the trace: print and span.
#include "syscalls/perform.hpp"

#include <string>

namespace ossim {

namespace {

/// A program that prints a counter for ever must not fill the memory: beyond this the text stays as it was
/// written.
constexpr std::size_t distinct_texts_at_most = 2'000'000;

/// `text` with each {x} replaced by the value of variable x.
std::string filled_in(Services& services, const Thread& thread, const std::string& text) {
    std::string result;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('{', at);
        const std::size_t close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos) break;
        result.append(text, at, open - at);
        const NameId name = services.names.intern(std::string_view(text).substr(open + 1, close - open - 1));
        result += std::to_string(services.variables.load(thread, name, services.scheduling.now()));
        at = close + 1;
    }
    return result.append(text, at);
}

} // namespace

StepResult perform(Services& services, Thread& thread, const PrintOp& op) {
    NameId text = op.text;
    if (op.has_variables) {
        const std::string filled = filled_in(services, thread, std::string(services.names.text(op.text)));
        if (services.names.size() < distinct_texts_at_most) text = services.names.intern(filled);
    }
    services.tracer.emit(services.scheduling.now(), Printed{thread.view.tid, text});
    return {};
}

StepResult perform(Services& services, Thread& thread, const SpanBeginOp& op) {
    const Time now = services.scheduling.now();
    services.threads.frame(thread.view.tid).spans.emplace_back(op.label, now);
    services.tracer.emit(now, SpanBegin{thread.view.tid, op.label});
    return {};
}

StepResult perform(Services& services, Thread& thread, const SpanEndOp& op) {
    const Time now = services.scheduling.now();
    auto& spans = services.threads.frame(thread.view.tid).spans;
    const Duration length = now - spans.back().second;
    spans.pop_back();
    services.tracer.emit(now, SpanEnd{thread.view.tid, op.label, length});
    return {};
}

} // namespace ossim
