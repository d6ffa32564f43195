// What each step does with memory, noted while it is read: which segment, how far into it, and where that is
// written.
#include "scenario/memory_keys.hpp"

#include "base/cost_profile.hpp"

#include <algorithm>

namespace ossim {
namespace {

/// Where a key of a step is written, in the long form or beside the short one; the whole step if it is not.
NodeId place_of(Reader& reader, Given step, std::string_view name, std::string_view key) {
    if (!step.is_map()) return step.id();
    const NodeId value = step.find(name);
    if (value != no_node && reader.given(value).is_map()) {
        const NodeId inner = reader.given(value).find(key);
        if (inner != no_node) return inner;
    }
    const NodeId beside = step.find(key);
    if (beside != no_node) return beside;
    return value == no_node || reader.given(value).is_map() ? step.id() : value;
}

class Noting {
  public:
    Noting(Reader& reader, Given step) : reader_(reader), step_(step) {}

    template <class A>
    void operator()(const A&) const {} // most steps leave memory alone

    void operator()(const Compute& step) {
        if (!step.working_set) return;
        const WorkingSet& set = *step.working_set;
        const NodeId node = place_of(reader_, step_, Compute::name, "working_set");
        ask(node, "working_set", "the memory that a computation touches");
        MemoryUse use{set.own ? MemoryUse::Kind::slices : MemoryUse::Kind::refers,
                      node,
                      reader_.program,
                      set.segment,
                      set.size,
                      set.write > 0,
                      true};
        reader_.memory_uses.push_back(std::move(use));
    }
    void operator()(const Access& step) { refer(step, step.write > 0); }
    void operator()(const Read& step) { refer(step, false); }
    void operator()(const Write& step) { refer(step, true); }
    void operator()(const Map& step) {
        ask(step_.id(), Map::name, Map::doc);
        const NodeId name = place_of(reader_, step_, Map::name, "name");
        if (reader_.given(name).is_scalar() && reader_.given(name).text() == step.label)
            check_segment_name(reader_, reader_.given(name), Spot{Owner{Map::name}, "name"});
        note(MemoryUse::Kind::makes, step_.id(), step.label, step.size);
        if (step.huge_pages && reader_.scenario.machine.memory.page_table.levels == 1)
            reader_.reports.error(place_of(reader_, step_, Map::name, "huge_pages"),
                                  {"bad-geometry",
                                   "a page table of one level has no huge pages",
                                   "give it more: machine: {page_table: {levels: 4}}",
                                   {}});
    }
    void operator()(const Unmap& step) { change(step, Unmap::name, Unmap::doc); }
    void operator()(const Protect& step) { change(step, Protect::name, Protect::doc); }
    void operator()(const GrowHeap&) {
        ask(step_.id(), GrowHeap::name, GrowHeap::doc);
        note(MemoryUse::Kind::grows, step_.id(), "heap", 0);
    }
    void operator()(const Attach& step) {
        ask(step_.id(), Attach::name, Attach::doc);
        note(MemoryUse::Kind::attaches, step_.id(), step.memory, 0);
    }
    void operator()(const Fault&) { ask(step_.id(), Fault::name, Fault::doc); }
    void operator()(const Exec& step) {
        reader_.askings.push_back({step_.id(), Exec::name, Exec::doc, step.memory.has_value()});
    }
    void operator()(const Fork& step) {
        if (step.how)
            reader_.askings.push_back({place_of(reader_, step_, Fork::name, "how"), "how",
                                       "how a forked child gets its memory", *step.how != ForkHow::vfork});
    }
    void operator()(const Spawn& step) { reader_.spawned[reader_.program] += step.count; }

  private:
    void ask(NodeId node, std::string_view word, std::string_view doc) {
        reader_.askings.push_back({node, word, doc, true});
    }
    void note(MemoryUse::Kind kind, NodeId node, const std::string& segment, std::uint64_t bytes,
              bool writes = false) {
        reader_.memory_uses.push_back({kind, node, reader_.program, segment, bytes, writes, false});
    }

    /// How many bytes of its segment a list of pages reaches over; 0 if that does not matter.
    [[nodiscard]] std::uint64_t bytes_of(const PageList& list) const {
        const std::uint64_t page = reader_.scenario.machine.memory.page_size;
        std::uint64_t last = list.last;
        if (list.kind == PageList::Kind::list)
            last = *std::max_element(list.pages.begin(), list.pages.end());
        else if (list.whole)
            return 0;
        return last >= (std::uint64_t(1) << 62) / page ? std::uint64_t(1) << 62 : (last + 1) * page;
    }

    template <class A>
    void refer(const A& step, bool writes) {
        ask(step_.id(), A::name, A::doc);
        if (step.pages && !step.addresses.empty())
            return reader_.reports.error(place_of(reader_, step_, A::name, "addresses"),
                                         {"bad-value",
                                          "\"pages\" and \"addresses\" both say what is referred to",
                                          "take one of them out",
                                          {}});
        if (step.pages)
            return note(MemoryUse::Kind::refers, place_of(reader_, step_, A::name, "pages"), step.segment,
                        bytes_of(*step.pages), writes);
        if (step.addresses.empty())
            return reader_.reports.error(step_.id(),
                                         {"missing-key",
                                          "step " + quoted(A::name) + " says no pages",
                                          "write " + std::string(A::name) + ": 0..9, or give addresses",
                                          {}});
        note(MemoryUse::Kind::refers, place_of(reader_, step_, A::name, "addresses"), step.segment,
             *std::max_element(step.addresses.begin(), step.addresses.end()) + 1, writes);
    }

    template <class A>
    void change(const A& step, std::string_view name, std::string_view doc) {
        ask(step_.id(), name, doc);
        const NodeId node = place_of(reader_, step_, name, step.pages ? "pages" : "segment");
        if (step.pages && step.pages->kind != PageList::Kind::range)
            return reader_.reports.error(node,
                                         {"wrong-type",
                                          "step " + quoted(name) + " takes one page or a range of pages",
                                          "write pages: 3, or pages: 0..9",
                                          {}});
        note(MemoryUse::Kind::refers, node, step.segment, step.pages ? bytes_of(*step.pages) : 0);
    }

    Reader& reader_;
    Given step_;
};

} // namespace

void note_memory(Reader& reader, Given given, const Action& action) {
    std::visit(Noting(reader, given), action);
}

} // namespace ossim
