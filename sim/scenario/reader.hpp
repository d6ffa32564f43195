// How values are read: one overload of `read_value` for each type that a declared field may have.
//
// A mapping is a struct that declares its keys as fields (ossim/field.hpp). Reading it, finding what is
// missing, unknown or misspelt, the messages, and the schema all follow from that declaration. A new key is a
// new field; a new kind of value is one overload here and one in schema.cpp.
#pragma once

#include "scenario/document.hpp"
#include "scenario/reports.hpp"

#include "base/text.hpp"
#include "ossim/catalogue.hpp"
#include "ossim/field.hpp"
#include "ossim/scenario.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

/// Whose mapping is being read: `process "A"`.
struct Owner {
    std::string_view kind;
    std::string_view name = {};
    std::string_view advice = {}; ///< what to do about a key that it does not have, if none is near
    [[nodiscard]] std::string title() const {
        return std::string(kind) + (name.empty() ? std::string() : " " + quoted(name));
    }
};

/// Which key of whom is being read, and what its numbers may be.
struct Spot {
    Owner owner;
    std::string_view key;
    Range range = {};
    [[nodiscard]] std::string title() const { return '"' + std::string(key) + "\" of " + owner.title(); }
};

/// What a word of a program refers to.
enum class Refers : std::uint8_t {
    variable,
    local,
    device,
    program,
    executed,
    thread,
    child,
    whom,
    shared_memory
};

/// A word of a program that must mean something; whether it does is known when the whole scenario has been
/// read.
struct Mention {
    Refers kind;
    NodeId node;                   ///< where it is written
    std::uint32_t program;         ///< in whose steps; an index into `Scenario::programs`
    std::string_view word;         ///< a piece of the document
    std::uint32_t place = no_node; ///< byte offset of the word, when it is a part of the node's text
};

/// What a step does with memory. Whether there is such a segment, and room in it, is known when the whole
/// scenario has been read.
struct MemoryUse {
    enum class Kind : std::uint8_t {
        refers,  ///< to the segment's first `bytes`
        slices,  ///< … for each thread, in slices of its own
        makes,   ///< a segment of `bytes`
        grows,   ///< the heap
        attaches ///< shared memory
    } kind;
    NodeId node;           ///< where it is written
    std::uint32_t program; ///< in whose steps
    std::string segment;
    std::uint64_t bytes = 0;
    bool writes = false;
    bool is_set = false; ///< a working set: larger than its segment it is a mistake, not a fault to come
};

/// Something that cannot be without a model of memory, or that the kernel does not do yet.
struct Asking {
    NodeId node;
    std::string_view word, doc;
    bool memory = true; ///< it asks for the model of memory
};

class CostFiles;
struct ExpressionError;

/// What readers share.
struct Reader {
    const Document& document;
    Reports& reports;
    const Catalogues& catalogues;
    Scenario& scenario;
    Unit unit = Unit::ms;
    std::uint32_t program = 0; ///< whose steps are being read
    int loops = 0;             ///< around the step being read, in this program
    std::vector<Mention> mentions = {};
    std::vector<MemoryUse> memory_uses = {};
    std::vector<Asking> askings = {};
    /// Keys of the machine that matter only to a model of memory.
    std::vector<std::pair<std::string_view, NodeId>> idle_memory_keys = {};
    /// By program: how many threads its steps spawn, each spawn counted once.
    std::map<std::uint32_t, std::uint64_t> spawned = {};
    std::vector<NodeId> processes = {}; ///< where each of `scenario.processes` is written
    std::map<std::string, std::uint32_t, std::less<>> named_programs = {}; ///< indices, by name
    /// Keys that an unknown key of a map was taken for: they are not missing as well.
    std::vector<std::pair<NodeId, std::string>> meant = {};
    bool as_written = false; ///< no variant and no patch: what is expected is about this machine
    bool has_variants = false;
    CostFiles* cost_files = nullptr; ///< null: none can be named
    bool warned_endless = false;
    bool unknown_policy = false;          ///< nothing is said about what its threads need or leave unused
    std::vector<std::string> unused = {}; ///< attributes that a warning has been given about
    std::span<const std::string_view> misconceptions = {}; ///< that an assignment may name

    [[nodiscard]] Given given(NodeId id) const { return Given(document, id); }
};

// --- messages that many readers share ---

/// False, with an error, unless the value is a scalar; `wanted` says what it should be: "a duration, as in
/// 5ms".
bool is_scalar(Reader& reader, Given given, const Spot& spot, std::string_view wanted);
void report_type(Reader& reader, Given given, const Spot& spot, std::string_view wanted);
void report_problem(Reader& reader, Given given, const Spot& spot, const std::string& problem);
void report_unknown_word(Reader& reader, Given given, const Spot& spot,
                         std::span<const std::string_view> words);
/// Of a part of a scalar, in bytes from its start, as far as it stands in the text as it is.
void report_within(Reader& reader, Given given, std::size_t offset, std::size_t width, Words words);
void report_in_expression(Reader& reader, Given given, const ExpressionError& error);
/// A key, a step, a word that the language has and this version does not model.
void report_not_yet(Reader& reader, NodeId node, std::string_view what, std::string_view doc);
/// True if a name is well formed and not reserved.
bool check_name(Reader& reader, Given given, const Spot& spot);

// --- mappings ---

template <class T>
constexpr auto key_names() {
    return std::apply(
        [](const auto&... field) { return std::array<std::string_view, sizeof...(field)>{field.name...}; },
        T::fields());
}

/// Sorts the entries of a map into the slots of the keys they have; reports the others.
void collect_keys(Reader& reader, Given map, const Owner& owner, std::span<const std::string_view> names,
                  std::span<NodeId> slots);
/// Has the map a key that is broken or unknown and may have been meant as this one?
bool may_be_misspelt(const Reader& reader, NodeId map, std::string_view key);
void report_missing(Reader& reader, NodeId map, const Owner& owner, std::string_view key,
                    std::string_view doc);
/// False, with an error, unless the value is a map.
bool is_map(Reader& reader, Given given, const Spot& spot);
/// Reports each `{a:b}` of a map of which nothing else can be said; false if there is none.
bool report_missing_spaces(Reader& reader, Given map);
/// One key that is not in the table.
void report_unknown_key(Reader& reader, Given map, Given key, Given value, const Owner& owner,
                        std::span<const std::string_view> names);

/// Reads the values of declared fields from the slots, in order of declaration.
template <class T>
void read_fields(Reader& reader, NodeId map, const Owner& owner, std::span<const NodeId> slots, T& into);

/// Reads a mapping into the struct that declares its keys.
template <class T>
void read_mapping(Reader& reader, Given map, const Owner& owner, T& into) {
    constexpr auto names = key_names<T>();
    std::array<NodeId, names.size()> slots;
    slots.fill(no_node);
    collect_keys(reader, map, owner, names, slots);
    read_fields(reader, map.id(), owner, slots, into);
}

// --- values, one overload a type ---

void read_value(Reader& reader, Given given, const Spot& spot, bool& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::int64_t& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::uint64_t& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::uint32_t& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::string& into);
void read_value(Reader& reader, Given given, const Spot& spot, Duration& into);
void read_value(Reader& reader, Given given, const Spot& spot, Time& into);
void read_value(Reader& reader, Given given, const Spot& spot, Price& into);
void read_value(Reader& reader, Given given, const Spot& spot, Ratio& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<Duration>& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<std::int64_t>& into);
void read_value(Reader& reader, Given given, const Spot& spot, Draw& into);
void read_value(Reader& reader, Given given, const Spot& spot, Test& into);
void read_value(Reader& reader, Given given, const Spot& spot, Operand& into);
void read_value(Reader& reader, Given given, const Spot& spot, Target& into);
void read_value(Reader& reader, Given given, const Spot& spot, Whom& into);
void read_value(Reader& reader, Given given, const Spot& spot, ProgramRef& into);
void read_value(Reader& reader, Given given, const Spot& spot, Steps& into);
void read_value(Reader& reader, Given given, const Spot& spot, Branches& into);
void read_value(Reader& reader, Given given, const Spot& spot, WorkingSet& into);
void read_value(Reader& reader, Given given, const Spot& spot, PageList& into);
void read_value(Reader& reader, Given given, const Spot& spot, CpuList& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<std::uint64_t>& into);
void read_value(Reader& reader, Given given, const Spot& spot, ImageSpec& into);
void read_value(Reader& reader, Given given, const Spot& spot, ServerSpec& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<PhaseGroup>& into);
void read_value(Reader& reader, Given given, const Spot& spot, std::vector<VariableSpec>& into);

template <WordedEnum E>
void read_value(Reader& reader, Given given, const Spot& spot, E& into) {
    constexpr auto words = enum_words(E{});
    if (!is_scalar(reader, given, spot, "a word")) return;
    const std::optional<E> value = from_word<E>(given.text());
    if (value)
        into = *value;
    else
        report_unknown_word(reader, given, spot, words);
}

template <class T>
void read_value(Reader& reader, Given given, const Spot& spot, std::optional<T>& into) {
    into.emplace();
    read_value(reader, given, spot, *into);
}

template <class T>
concept DeclaresKeys = requires {
    T::fields();
};

/// A mapping within a mapping.
template <DeclaresKeys T>
void read_value(Reader& reader, Given given, const Spot& spot, T& into) {
    if (is_map(reader, given, spot)) read_mapping(reader, given, Owner{spot.key}, into);
}

template <class T>
void read_fields(Reader& reader, NodeId map, const Owner& owner, std::span<const NodeId> slots, T& into) {
    std::size_t at = 0;
    for_each_field<T>([&](const auto& field) {
        const NodeId slot = slots[at++];
        if (slot == no_node) {
            if (field.need == Need::required) report_missing(reader, map, owner, field.name, field.doc);
        } else if (!reader.given(slot).is_broken()) {
            read_value(reader, reader.given(slot), Spot{owner, field.name, field.range}, into.*field.member);
        }
    });
}

/// The keys of a pattern of pages, as in {stride: 4, count: 100, in: 0..63}.
inline constexpr auto page_pattern_keys = words("stride", "count", "random", "zipf", "in");

/// Remembers what a step does with memory; `given` is the whole step.
void note_memory(Reader& reader, Given given, const Action& action);

/// One step of a program; also what `bursts` is written with.
Step read_step(Reader& reader, Given given, const Owner& owner);
/// The steps of a list; `owner` is the program or the step that they belong to.
Steps read_steps(Reader& reader, Given list, const Spot& spot);

} // namespace ossim
