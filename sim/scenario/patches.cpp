// Changes before the scenario is read: paths, and where they lead.
#include "scenario/patches.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ossim {
namespace {

/// Keys whose value may be a word that is short for a mapping with this key.
struct ShortForm {
    std::string_view key, stands_for;
};
constexpr ShortForm short_forms[] = {
    {"scheduler", "policy"}, {"conventions", "preset"}, {"costs", "profile"}};

class Path {
  public:
    Path(Document& document, NodeId path, NodeId value, Reports& reports)
        : document_(document), path_(path), value_(value), reports_(reports), text_(document.text(path)) {}

    void apply(NodeId root) {
        NodeId slot = root;
        while (slot != no_node)
            slot = step(document_.own(slot), slot);
    }

  private:
    /// Goes one step from a value; returns the slot that it leads to, or `no_node` at the end.
    NodeId step(NodeId at, NodeId slot) {
        switch (document_.node(at).shape) {
        case Shape::map: return step_in_map(at);
        case Shape::sequence: return step_in_list(at);
        case Shape::nothing: return make_map(slot, no_node);
        case Shape::scalar: return step_in_word(at, slot);
        case Shape::alias:
        case Shape::broken: break;
        }
        return no_node;
    }

    NodeId step_in_map(NodeId map) {
        for (std::size_t end = text_.size(); end != std::string::npos && end > from_; end = dot_before(end)) {
            const NodeId slot = document_.find(map, part(end)).value;
            if (slot != no_node) return take(slot, end);
        }
        const std::size_t end = std::min(text_.find('.', from_), text_.size());
        const NodeId key = path_node(end);
        NodeId value = value_;
        if (end < text_.size()) value = add_map();
        document_.add_entry(map, {key, value});
        if (end == text_.size()) return no_node;
        last_ = part(end);
        from_ = end + 1;
        return value;
    }

    NodeId step_in_list(NodeId list) {
        for (std::size_t end = text_.size(); end != std::string::npos && end > from_; end = dot_before(end)) {
            const NodeId slot = item_called(list, part(end));
            if (slot != no_node) return take(slot, end);
        }
        std::vector<std::string_view> names;
        document_.each_item(list, [&](NodeId item) {
            const NodeId name = document_.find(document_.resolved(item), "name").value;
            if (name != no_node) names.push_back(document_.text(document_.resolved(name)));
        });
        const std::string wanted = part(std::min(text_.find('.', from_), text_.size()));
        reports_.error(path_,
                       {"unknown-patch",
                        "nothing in " + quoted(text_.substr(0, from_ == 0 ? 0 : from_ - 1)) + " is called " +
                            quoted(wanted),
                        did_you_mean(wanted, names), names.empty() ? "" : "there are: " + comma_list(names)});
        return no_node;
    }

    NodeId step_in_word(NodeId word, NodeId slot) {
        for (const ShortForm& form : short_forms)
            if (form.key == last_) return make_map(slot, word, form.stands_for);
        reports_.error(path_, {"unknown-patch",
                               quoted(text_.substr(0, from_ == 0 ? 0 : from_ - 1)) + " is " +
                                   quoted(document_.text(word)) + ", which has no parts",
                               "end the path there",
                               {}});
        return no_node;
    }

    NodeId take(NodeId slot, std::size_t end) {
        if (end == text_.size()) {
            document_.replace(slot, value_);
            return no_node;
        }
        last_ = part(end);
        from_ = end + 1;
        return slot;
    }

    NodeId item_called(NodeId list, std::string_view name) {
        NodeId found = no_node;
        document_.each_item(list, [&](NodeId item) {
            const NodeId each = document_.find(document_.resolved(item), "name").value;
            if (found == no_node && each != no_node && document_.text(document_.resolved(each)) == name)
                found = item;
        });
        return found;
    }

    [[nodiscard]] std::string part(std::size_t end) const { return text_.substr(from_, end - from_); }
    [[nodiscard]] std::size_t dot_before(std::size_t end) const {
        return end == 0 ? end : text_.rfind('.', end - 1);
    }

    /// The part of the path up to `end`, as a key.
    NodeId path_node(std::size_t end) {
        Node key = document_.node(path_);
        key.patched = false;
        if (key.pooled) {
            const std::string name = part(end);
            const NodeId id = document_.add(key);
            document_.keep_text(id, name);
            return id;
        }
        key.text += static_cast<std::uint32_t>(from_);
        key.place = key.text;
        key.size = static_cast<std::uint32_t>(end - from_);
        return document_.add(key);
    }

    NodeId add_map() {
        Node map = document_.node(path_);
        map.shape = Shape::map;
        map.size = 0;
        map.pooled = false;
        return document_.add(map);
    }

    NodeId make_map(NodeId slot, NodeId word, std::string_view key = {}) {
        const NodeId map = add_map();
        const NodeId copy =
            word == no_node ? no_node : document_.add(document_.node(word)); // the slot is the word
        document_.replace(slot, map);
        if (word == no_node) return slot;
        const NodeId name = document_.add(document_.node(path_));
        document_.keep_text(name, key);
        document_.add_entry(map, {name, copy});
        return slot;
    }

    Document& document_;
    NodeId path_, value_;
    Reports& reports_;
    std::string text_;
    std::string last_;
    std::size_t from_ = 0;
};

} // namespace

void apply_patch(Document& document, NodeId root, NodeId path, NodeId value, Reports& reports) {
    Path(document, path, value, reports).apply(root);
}

} // namespace ossim
