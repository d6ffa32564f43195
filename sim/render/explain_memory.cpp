// References, faults and evictions in sentences.
#include "render/explain_memory.hpp"

#include "base/text.hpp"
#include "render/figures.hpp"
#include "render/table.hpp"

#include <bit>
#include <vector>

namespace ossim {

namespace {

constexpr std::size_t most_memory_names = 100'000;

std::string hex(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    do
        text.insert(text.begin(), digits[number & 15U]);
    while ((number >>= 4U) != 0);
    return "0x" + text;
}

std::string_view words_of(FaultKind kind) {
    switch (kind) {
    case FaultKind::none: return "";
    case FaultKind::minor: return "its first touch; a frame is mapped";
    case FaultKind::major: return "it is on the device";
    case FaultKind::busy: return "it is on its way in for another thread";
    case FaultKind::copy_on_write: return "others share it; it is copied";
    case FaultKind::reuse: return "nobody shares it any more; it becomes writable";
    case FaultKind::stack_growth: return "the stack grows";
    case FaultKind::protection: return "that is not permitted; the process ends";
    case FaultKind::segment: return "nothing is there; the process ends";
    }
    return "";
}

std::string_view words_of(Translation translation) {
    switch (translation) {
    case Translation::first_tlb: return "TLB hit, no walk";
    case Translation::second_tlb: return "miss in the first TLB, hit in the second";
    case Translation::walk: return "TLB miss, page-table walk";
    }
    return "";
}

constexpr std::uint16_t huge_bit = 128;

/// "present, writable, user, accessed", and the letters that pictures of page tables have.
std::string entry_words(std::uint16_t bits) {
    constexpr std::string_view names[] = {"present", "writable",      "user",   "accessed",
                                          "dirty",   "copy on write", "global", "huge"};
    std::string text;
    for (std::size_t i = 0; i < std::size(names); ++i)
        if ((bits >> i & 1U) != 0) text += (text.empty() ? "" : ", ") + std::string(names[i]);
    return text;
}

} // namespace

struct TranslationExplainer::Parts {
    MemorySpec spec;
    std::size_t most;
    std::vector<Event> kept;
    std::uint64_t heard = 0;
    std::vector<Name> labels; ///< by tid, from 1
    const Names* names = nullptr;
    std::vector<std::string> texts; ///< by tid, from 1, after `finish`

    [[nodiscard]] std::string name_of(Tid tid) const {
        if (tid && tid.value <= texts.size() && !texts[tid.value - 1].empty()) return texts[tid.value - 1];
        return "thread " + std::to_string(tid.value);
    }
    [[nodiscard]] std::string indices(std::uint64_t page, bool huge) const;
    [[nodiscard]] std::string addresses(const Referred& reference) const;
    [[nodiscard]] std::string sentence(const Referred& reference) const;
    [[nodiscard]] std::string sentence(const Faulted& fault) const;
    [[nodiscard]] static std::string sentence(const Evicted& eviction);
    [[nodiscard]] std::string sentence(const Event& event) const;
};

TranslationExplainer::TranslationExplainer(const MemorySpec& spec, std::size_t most)
    : parts_(std::make_unique<Parts>()) {
    parts_->spec = spec;
    parts_->most = most;
}
TranslationExplainer::~TranslationExplainer() = default;

EventKinds TranslationExplainer::wants() const {
    return EventKinds::of<ThreadNew, Referred, Faulted, Evicted>();
}

void TranslationExplainer::start(const TraceHeader&, const Names& names) { parts_->names = &names; }

void TranslationExplainer::accept(std::span<const Event> events) {
    for (const Event& event : events) {
        if (const auto* thread = std::get_if<ThreadNew>(&event.body)) {
            if (thread->tid.value == 0 || thread->tid.value > most_memory_names) continue;
            if (parts_->labels.size() < thread->tid.value) parts_->labels.resize(thread->tid.value);
            parts_->labels[thread->tid.value - 1] = thread->label;
            continue;
        }
        if (!wants().has(event.body.index())) continue;
        ++parts_->heard;
        if (parts_->kept.size() < parts_->most) parts_->kept.push_back(event);
    }
}

void TranslationExplainer::finish(Time) {
    for (const Name& label : parts_->labels)
        parts_->texts.push_back(parts_->names->text(label));
    parts_->names = nullptr;
}

/// The entry that is read at each level, the top one first; a huge page's is one level above the last.
std::string TranslationExplainer::Parts::indices(std::uint64_t page, bool huge) const {
    const PageTableSpec& table = spec.page_table;
    if (table.linear || table.levels <= 1) return "entry " + std::to_string(page);
    const auto bits = static_cast<std::uint32_t>(std::bit_width(spec.page_size / table.entry_bytes) - 1);
    std::string text = "entries ";
    const std::uint32_t lowest = huge ? 1 : 0;
    for (std::uint32_t level = table.levels; level-- > lowest;) {
        const std::uint64_t shift = std::uint64_t{bits} * level;
        std::uint64_t index = shift < 64 ? page >> shift : 0;
        if (level + 1 < table.levels) index &= (std::uint64_t{1} << bits) - 1;
        text += std::to_string(index) + (level > lowest ? ", " : "");
    }
    return text;
}

std::string TranslationExplainer::Parts::addresses(const Referred& reference) const {
    const auto range = [&](std::uint64_t number) {
        return hex(number * spec.page_size) + "-" + hex((number + 1) * spec.page_size - 1);
    };
    return range(reference.page) + " is physical " + range(reference.frame);
}

std::string TranslationExplainer::Parts::sentence(const Referred& reference) const {
    const bool has_tlb = !spec.tlb.levels.empty();
    return name_of(reference.tid) + (reference.write ? " writes page " : " reads page ") +
           std::to_string(reference.page) + ": " +
           std::string(has_tlb ? words_of(reference.translation) : "no TLB, page-table walk") + "; " +
           indices(reference.page, (reference.entry & huge_bit) != 0) + " of the page table: frame " +
           std::to_string(reference.frame) + " (" + entry_words(reference.entry) + "); " +
           addresses(reference) + ".";
}

std::string TranslationExplainer::Parts::sentence(const Faulted& fault) const {
    return name_of(fault.tid) + " faults at page " + std::to_string(fault.page) + ": " +
           std::string(words_of(fault.kind)) + ".";
}

std::string TranslationExplainer::Parts::sentence(const Evicted& eviction) {
    const std::string whose =
        eviction.space == 0 ? "" : " of address space " + std::to_string(eviction.space);
    return "page " + std::to_string(eviction.page) + whose + " leaves frame " +
           std::to_string(eviction.frame) +
           (eviction.dirty ? "; it is dirty, and is written to the device first." : "; it is clean.");
}

std::string TranslationExplainer::Parts::sentence(const Event& event) const {
    if (const auto* reference = std::get_if<Referred>(&event.body)) return sentence(*reference);
    if (const auto* fault = std::get_if<Faulted>(&event.body)) return sentence(*fault);
    if (const auto* eviction = std::get_if<Evicted>(&event.body)) return sentence(*eviction);
    return "";
}

std::string TranslationExplainer::text(const Style& style) const {
    std::string out;
    for (const Event& event : parts_->kept)
        out += wrapped("at " + moment_text(event.time, style.unit) + " " + parts_->sentence(event),
                       style.width, "  ");
    if (parts_->heard > parts_->kept.size())
        out += wrapped("and " + std::to_string(parts_->heard - parts_->kept.size()) +
                           " more references, faults and evictions, which are not shown. Narrow the run, or "
                           "see them in --trace.",
                       style.width, "  ");
    return out;
}

} // namespace ossim
