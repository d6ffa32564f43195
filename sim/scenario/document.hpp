// A YAML text as a compact tree: what the reader builds and what everything else in this room reads.
//
// Twenty bytes a node, in the order of the text: a node's children follow it, and `end` is where they stop. A
// scalar's characters are a piece of the source wherever YAML leaves them as they are; else they lie in a
// pool. An alias is a node that points at what it stands for, so that nothing is copied; an anchored value is
// itself an alias node in its place, with the value as its child, so that a patch of one does not change the
// others. A patch puts another node in a value's place, or hangs a further entry on a map; the tree itself
// does not change.
#pragma once

#include "ossim/diagnostic.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ossim {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffff'ffff;

/// `broken` is a value about which an error has been told already: whoever meets it says nothing.
enum class Shape : std::uint8_t { nothing, scalar, sequence, map, alias, broken };

struct Node {
    std::uint32_t place = 0; ///< byte offset in its source
    std::uint32_t text = 0;  ///< scalar: offset of its characters; alias: the node it stands for
    std::uint32_t size = 0;  ///< scalar: bytes; map: entries; sequence: items
    std::uint32_t end = 0;   ///< the node behind this one and its children
    Shape shape = Shape::nothing;
    bool quoted : 1 = false;  ///< a scalar in quotes, or a block of text: never a number or a truth value
    bool pooled : 1 = false;  ///< its characters lie in the pool
    bool flow : 1 = false;    ///< a map or sequence in braces or brackets
    bool patched : 1 = false; ///< a map with further entries
    bool copied : 1 = false;  ///< made by `own`: nobody else holds it
    std::uint8_t source = 0;
};

/// A text that nodes come from, and where its lines begin.
struct DocumentSource {
    std::string file;
    std::string_view text;
    std::vector<std::uint32_t> lines;
};

class Document {
  public:
    struct Entry {
        NodeId key, value;
    };

    /// The text must outlive the document. Returns the number of the source.
    std::uint8_t add_source(std::string file, std::string_view text);
    [[nodiscard]] const DocumentSource& source(std::uint8_t number) const { return sources_[number]; }

    [[nodiscard]] const Node& node(NodeId id) const { return nodes_[id]; }
    [[nodiscard]] Node& node(NodeId id) { return nodes_[id]; }
    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    void reserve(std::size_t nodes) { nodes_.reserve(nodes); }

    NodeId add(const Node& node);
    /// Puts a scalar's characters into the pool.
    void keep_text(NodeId id, std::string_view text);
    [[nodiscard]] std::string_view text(NodeId id) const;

    /// Follows aliases.
    [[nodiscard]] NodeId resolved(NodeId id) const;
    [[nodiscard]] Mark mark(NodeId id) const { return mark_at(nodes_[id].source, nodes_[id].place); }
    [[nodiscard]] Mark mark_at(std::uint8_t source, std::uint32_t place) const;
    /// How many bytes a caret should underline: a scalar as it is written, on its first line.
    [[nodiscard]] std::uint32_t width(NodeId id) const;

    template <class Visit>
    void each_item(NodeId sequence, Visit&& visit) const {
        NodeId item = sequence + 1;
        for (std::uint32_t i = 0; i < nodes_[sequence].size; ++i, item = nodes_[item].end)
            visit(item);
    }
    /// `map` must be resolved. Entries that a patch has added come last.
    template <class Visit>
    void each_entry(NodeId map, Visit&& visit) const {
        NodeId key = map + 1;
        for (std::uint32_t i = 0; i < nodes_[map].size; ++i) {
            const NodeId value = nodes_[key].end;
            visit(Entry{key, value});
            key = nodes_[value].end;
        }
        if (nodes_[map].patched)
            for (const Entry& entry : added_.at(map))
                visit(entry);
    }
    /// The entry of that key; both `no_node` if there is none.
    [[nodiscard]] Entry find(NodeId map, std::string_view key) const;

    // --- patching ---

    /// From now on `slot` means what `value` means.
    void replace(NodeId slot, NodeId value);
    void add_entry(NodeId map, Entry entry);
    /// Makes what the slot holds its own, if it is shared by an alias, and returns it.
    NodeId own(NodeId slot);
    /// Where the tree ends now; `restore` takes back all patches made since.
    struct State {
        std::size_t nodes;
        std::size_t undo;
    };
    [[nodiscard]] State state() const { return {nodes_.size(), undo_.size()}; }
    void restore(State state);

  private:
    struct Undo {
        NodeId slot;
        Node before;
        bool entry; ///< an entry was added to this map
    };
    std::vector<Node> nodes_;
    std::vector<DocumentSource> sources_;
    std::string pool_;
    std::map<NodeId, std::vector<Entry>> added_;
    std::vector<Undo> undo_;
};

/// A value of a document, as readers are given it: a node with its aliases followed.
class Given {
  public:
    Given(const Document& document, NodeId id) : document_(&document), id_(document.resolved(id)) {}
    [[nodiscard]] Shape shape() const { return node().shape; }
    [[nodiscard]] bool is_map() const { return shape() == Shape::map; }
    [[nodiscard]] bool is_sequence() const { return shape() == Shape::sequence; }
    [[nodiscard]] bool is_scalar() const { return shape() == Shape::scalar; }
    [[nodiscard]] bool is_nothing() const { return shape() == Shape::nothing; }
    [[nodiscard]] bool is_broken() const { return shape() == Shape::broken; }
    /// A scalar's characters.
    [[nodiscard]] std::string_view text() const { return document_->text(id_); }
    [[nodiscard]] bool quoted() const { return node().quoted; }
    /// Does the scalar, as it is written, begin with a quote? A block of text is quoted and does not.
    [[nodiscard]] bool is_in_quotes() const {
        const std::string_view source = document_->source(node().source).text;
        return quoted() && node().place < source.size() &&
               (source[node().place] == '"' || source[node().place] == '\'');
    }
    [[nodiscard]] std::uint32_t size() const { return node().size; }
    [[nodiscard]] const Node& node() const { return document_->node(id_); }
    [[nodiscard]] NodeId id() const { return id_; }
    [[nodiscard]] Mark at() const { return document_->mark(id_); }
    [[nodiscard]] const Document& document() const { return *document_; }
    /// The value of a key, or `no_node`.
    [[nodiscard]] NodeId find(std::string_view key) const { return document_->find(id_, key).value; }

    template <class Visit>
    void each_item(Visit&& visit) const {
        document_->each_item(id_, [&](NodeId item) { visit(Given(*document_, item)); });
    }
    template <class Visit>
    void each_entry(Visit&& visit) const {
        document_->each_entry(
            id_, [&](Document::Entry e) { visit(Given(*document_, e.key), Given(*document_, e.value)); });
    }

  private:
    const Document* document_;
    NodeId id_;
};

} // namespace ossim
