// The document tree: nodes in one array, texts as views of the source.
#include "scenario/document.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace ossim {

std::uint8_t Document::add_source(std::string file, std::string_view text) {
    DocumentSource source{std::move(file), text, {0}};
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        source.lines.push_back(static_cast<std::uint32_t>(at + 1));
    sources_.push_back(std::move(source));
    return static_cast<std::uint8_t>(sources_.size() - 1);
}

NodeId Document::add(const Node& node) {
    const auto id = static_cast<NodeId>(nodes_.size());
    nodes_.push_back(node);
    nodes_.back().end = id + 1;
    return id;
}

void Document::keep_text(NodeId id, std::string_view text) {
    Node& node = nodes_[id];
    node.pooled = true;
    node.text = static_cast<std::uint32_t>(pool_.size());
    node.size = static_cast<std::uint32_t>(text.size());
    pool_ += text;
}

std::string_view Document::text(NodeId id) const {
    const Node& node = nodes_[id];
    if (node.shape != Shape::scalar) return {};
    const std::string_view all = node.pooled ? std::string_view(pool_) : sources_[node.source].text;
    return all.substr(node.text, node.size);
}

NodeId Document::resolved(NodeId id) const {
    for (std::size_t steps = 0; nodes_[id].shape == Shape::alias; ++steps) {
        OSSIM_CHECK(steps < nodes_.size());
        id = nodes_[id].text;
    }
    return id;
}

Mark Document::mark_at(std::uint8_t source, std::uint32_t place) const {
    const auto& lines = sources_[source].lines;
    const auto next = std::upper_bound(lines.begin(), lines.end(), place);
    const auto line = static_cast<std::uint32_t>(next - lines.begin());
    return {line, place - lines[line - 1] + 1};
}

std::uint32_t Document::width(NodeId id) const {
    const Node& node = nodes_[id];
    if (node.shape == Shape::map || node.shape == Shape::sequence) return 1;
    const std::string_view rest = sources_[node.source].text.substr(node.place);
    const std::size_t line = std::min(rest.find_first_of("\r\n"), rest.size());
    if (node.shape != Shape::scalar) {
        const std::size_t word = std::min(rest.find_first_of(" \t\r\n,:]}"), line);
        return static_cast<std::uint32_t>(std::max<std::size_t>(word, 1));
    }
    if (node.pooled) return static_cast<std::uint32_t>(std::max<std::size_t>(line, 1));
    const std::size_t written = node.text - node.place + node.size + (node.text > node.place ? 1u : 0u);
    return static_cast<std::uint32_t>(std::max<std::size_t>(std::min(written, line), 1));
}

Document::Entry Document::find(NodeId map, std::string_view key) const {
    Entry found{no_node, no_node};
    if (nodes_[map].shape != Shape::map) return found;
    each_entry(map, [&](Entry entry) {
        if (found.key == no_node && text(entry.key) == key) found = entry;
    });
    return found;
}

void Document::replace(NodeId slot, NodeId value) {
    undo_.push_back({slot, nodes_[slot], false});
    Node& node = nodes_[slot];
    node.shape = Shape::alias;
    node.text = value;
}

void Document::add_entry(NodeId map, Entry entry) {
    undo_.push_back({map, nodes_[map], true});
    nodes_[map].patched = true;
    added_[map].push_back(entry);
}

NodeId Document::own(NodeId slot) {
    const NodeId target = resolved(slot);
    if (target == slot || nodes_[target].copied || nodes_[target].shape == Shape::scalar) return target;
    const Node original = nodes_[target];
    std::vector<NodeId> children;
    if (original.shape == Shape::map)
        each_entry(target, [&](Entry entry) { children.insert(children.end(), {entry.key, entry.value}); });
    else if (original.shape == Shape::sequence)
        each_item(target, [&](NodeId item) { children.push_back(item); });
    Node copy = original;
    copy.patched = false;
    copy.copied = true;
    copy.size =
        static_cast<std::uint32_t>(original.shape == Shape::map ? children.size() / 2 : children.size());
    const NodeId id = add(copy);
    for (std::size_t i = 0; i < children.size(); ++i) {
        const bool is_key = original.shape == Shape::map && i % 2 == 0;
        Node child = nodes_[children[i]];
        child.copied = false;
        if (!is_key && child.shape != Shape::scalar)
            child.shape = Shape::alias, child.text = resolved(children[i]);
        add(child);
    }
    nodes_[id].end = static_cast<NodeId>(nodes_.size());
    replace(slot, id);
    return id;
}

void Document::restore(State state) {
    while (undo_.size() > state.undo) {
        const Undo& undo = undo_.back();
        if (undo.entry) added_[undo.slot].pop_back();
        nodes_[undo.slot] = undo.before;
        undo_.pop_back();
    }
    while (!added_.empty() && added_.rbegin()->first >= state.nodes)
        added_.erase(std::prev(added_.end()));
    nodes_.resize(state.nodes);
}

} // namespace ossim
