// Reads YAML by events into a document, within limits.
#include "scenario/yaml_reader.hpp"

#include "base/text.hpp"
#include "scenario/piece.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <map>
#include <memory>
#include <sstream>
#include <streambuf>
#include <string>
#include <vector>

namespace ossim {
namespace {

/// Thrown through yaml-cpp when reading on makes no sense; the error has been reported.
struct Stop {};

/// Hands memory to a stream without a copy, and a line feed after it.
class MemoryBuffer : public std::streambuf {
  public:
    explicit MemoryBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data()); // a get area is never written to
        setg(begin, begin, begin + text.size());
    }

  protected:
    int_type underflow() override {
        if (ended_) return traits_type::eof();
        ended_ = true;
        setg(&line_feed_, &line_feed_, &line_feed_ + 1);
        return '\n';
    }

  private:
    char line_feed_ = '\n';
    bool ended_ = false;
};

/// yaml-cpp looks at the first bytes and puts them back, which a short text must have in one buffer.
std::unique_ptr<std::streambuf> buffer_of(std::string_view text) {
    constexpr std::size_t few = 4096;
    if (text.size() > few) return std::make_unique<MemoryBuffer>(text);
    return std::make_unique<std::stringbuf>(std::string(text) + "\n", std::ios::in);
}

/// Builds the tree from yaml-cpp's events, and checks what yaml-cpp does not.
class TreeBuilder : public YAML::EventHandler {
  public:
    TreeBuilder(Document& document, const Piece& piece, const YamlLimits& limits, Reports& reports)
        : document_(document), piece_(piece), limits_(limits), reports_(reports) {}

    [[nodiscard]] NodeId root() const { return root_; }
    [[nodiscard]] std::uint32_t place(const YAML::Mark& mark) const {
        return std::min(piece_.from + static_cast<std::uint32_t>(std::max(mark.pos, 0)), piece_.end);
    }
    [[nodiscard]] std::uint32_t open_bracket() const {
        for (auto open = open_.rbegin(); open != open_.rend(); ++open)
            if (document_.node(open->id).flow) return document_.node(open->id).place;
        return no_place;
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (root_ == no_node) return;
        stop(place(mark),
             {"second-document",
              "the " + std::string(limits_.what) + " has ended before this",
              "one file holds one " + std::string(limits_.what) + "; take out what follows, or the \"---\"",
              {}});
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        start(Shape::sequence, place(mark), tag, anchor, style == YAML::EmitterStyle::Flow);
    }
    void OnSequenceEnd() override { finish(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        start(Shape::map, place(mark), tag, anchor, style == YAML::EmitterStyle::Flow);
    }
    void OnMapEnd() override {
        check_keys(open_.back().id);
        finish();
    }

  private:
    struct Open {
        NodeId id;
        NodeId slot; ///< the alias node before an anchored one, else `id`
        std::uint64_t expanded;
        std::uint32_t children;
    };
    struct Anchor {
        NodeId id;
        std::uint64_t expanded; ///< 0 while it is open
    };

    [[noreturn]] void stop(std::uint32_t place, Words words) {
        reports_.error_at(piece_.source, place, 1, std::move(words));
        throw Stop{};
    }
    NodeId add(Shape shape, std::uint32_t place, YAML::anchor_t anchor);
    void start(Shape shape, std::uint32_t place, const std::string& tag, YAML::anchor_t anchor, bool flow);
    void finish();
    void close_value(NodeId slot, std::uint64_t expanded, std::uint32_t place);
    bool check_tag(NodeId id, const std::string& tag, bool is_scalar, std::uint32_t at);
    void fill_scalar(NodeId id, const std::string& value, bool is_quoted);
    void check_keys(NodeId map);
    void check_key(NodeId key);
    void report_twice(NodeId key, NodeId first);

    Document& document_;
    Piece piece_;
    const YamlLimits& limits_;
    Reports& reports_;
    NodeId root_ = no_node;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Anchor> anchors_;
    std::vector<NodeId> keys_; ///< scratch
};

NodeId TreeBuilder::add(Shape shape, std::uint32_t place, YAML::anchor_t anchor) {
    Node node;
    node.place = place;
    node.source = piece_.source;
    if (anchor != 0) {
        if (anchors_.size() >= limits_.anchors)
            stop(place, {"too-large", "more than " + std::to_string(limits_.anchors) + " anchors", {}, {}});
        node.shape = Shape::alias;
        node.text = static_cast<NodeId>(document_.size() + 1);
        document_.add(node);
        anchors_[anchor] = {node.text, 0};
    }
    node.shape = shape;
    return document_.add(node);
}

void TreeBuilder::start(Shape shape, std::uint32_t place, const std::string& tag, YAML::anchor_t anchor,
                        bool flow) {
    if (open_.size() >= limits_.depth)
        stop(place, {"too-deep",
                     "this is nested more than " + std::to_string(limits_.depth) + " levels deep",
                     "give inner steps a program of their own",
                     {}});
    const NodeId id = add(shape, place, anchor);
    document_.node(id).flow = flow;
    open_.push_back({id, anchor != 0 ? id - 1 : id, 1, 0});
    if (root_ == no_node) root_ = open_.back().slot;
    check_tag(id, tag, false, place);
}

void TreeBuilder::finish() {
    const Open open = open_.back();
    open_.pop_back();
    Node& node = document_.node(open.id);
    node.size = node.shape == Shape::map ? open.children / 2 : open.children;
    node.end = static_cast<NodeId>(document_.size());
    document_.node(open.slot).end = node.end;
    close_value(open.slot, open.expanded, node.place);
}

/// A value is complete: its parent counts it, and its anchor may be referred to.
void TreeBuilder::close_value(NodeId slot, std::uint64_t expanded, std::uint32_t place) {
    const Node& node = document_.node(slot);
    if (node.shape == Shape::alias && node.text == slot + 1)
        for (auto& [number, anchor] : anchors_)
            if (anchor.id == node.text) anchor.expanded = expanded;
    if (open_.empty()) {
        root_ = root_ == no_node ? slot : root_;
        return;
    }
    open_.back().children += 1;
    open_.back().expanded += expanded;
    if (open_.back().expanded > limits_.nodes)
        stop(place, {"too-large",
                     "more than " + std::to_string(limits_.nodes) + " values, with what aliases stand for",
                     {},
                     {}});
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
    std::uint32_t at = place(mark);
    const bool is_written = piece_.at(at) == '~' || piece_.at(at) == 'n' || piece_.at(at) == 'N';
    const bool is_value = !open_.empty() && document_.node(open_.back().id).shape == Shape::map &&
                          open_.back().children % 2 == 1;
    if (!is_written && is_value) at = document_.node(static_cast<NodeId>(document_.size() - 1)).place;
    if (!is_written && !is_value)
        while (at > piece_.from && piece_.is_space(at))
            --at;
    const NodeId id = add(Shape::nothing, at, anchor);
    close_value(anchor != 0 ? id - 1 : id, 1, at);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t number) {
    const std::uint32_t at = place(mark);
    const NodeId id = add(Shape::alias, at, 0);
    const Anchor anchor = anchors_[number];
    if (anchor.expanded == 0) {
        document_.node(id).shape = Shape::broken;
        reports_.error(
            id, {"cyclic-alias", "this refers to what it stands in", "a value cannot contain itself", {}});
        return close_value(id, 1, at);
    }
    document_.node(id).text = anchor.id;
    close_value(id, anchor.expanded, at);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
    const std::uint32_t at = place(mark);
    const NodeId id = add(Shape::scalar, piece_.past_properties(at), anchor);
    const bool is_quoted = tag != "?";
    if (check_tag(id, tag, true, at)) fill_scalar(id, value, is_quoted);
    document_.node(id).end = id + 1;
    if (anchor != 0) document_.node(id - 1).end = id + 1;
    close_value(anchor != 0 ? id - 1 : id, 1, at);
}

void TreeBuilder::fill_scalar(NodeId id, const std::string& value, bool is_quoted) {
    Node& node = document_.node(id);
    node.quoted = is_quoted;
    const char first = piece_.at(node.place);
    const bool has_quotes = is_quoted && (first == '"' || first == '\'');
    if (has_quotes && !piece_.closes(node.place))
        stop(node.place, {"unterminated-quote",
                          "this quote is never closed",
                          std::string("write the closing ") + first,
                          {}});
    const std::uint32_t text = node.place + (has_quotes ? 1 : 0);
    if (value.size() > limits_.scalar) {
        node.shape = Shape::broken;
        return reports_.error(id, {"too-large",
                                   "a text of " + std::to_string(value.size()) + " bytes; at most " +
                                       std::to_string(limits_.scalar) + " are read",
                                   {},
                                   {}});
    }
    if (text + value.size() <= piece_.end && piece_.text.substr(text, value.size()) == value) {
        node.text = text;
        node.size = static_cast<std::uint32_t>(value.size());
    } else {
        document_.keep_text(id, value);
    }
}

/// `at` is where the value begins, with its anchor and its tag.
bool TreeBuilder::check_tag(NodeId id, const std::string& tag, bool is_scalar, std::uint32_t at) {
    if (tag.empty() || tag == "?" || tag == "!") return true;
    if (is_scalar && tag == "tag:yaml.org,2002:str") return true;
    Node& node = document_.node(id);
    const std::size_t bang = piece_.text.find('!', at);
    if (bang < piece_.end) node.place = static_cast<std::uint32_t>(bang);
    std::string_view written = piece_.after(node.place);
    written = written.substr(0, written.find(" #"));
    if (!open_.empty() && document_.node(open_.back().id).flow)
        written = written.substr(0, written.find_first_of(",}]"));
    if (is_scalar) node.shape = Shape::broken;
    reports_.error(id,
                   {"tag",
                    "\"!\" begins a tag in YAML, and " + a_or_an(limits_.what) + " has none",
                    is_scalar ? "quote the text: '" + escaped(trimmed(written)) + "'" : "take the tag out",
                    {}});
    return false;
}

void TreeBuilder::check_key(NodeId key) {
    const Node& node = document_.node(key);
    if (node.shape == Shape::scalar && document_.text(key) == "<<" && !node.quoted) {
        reports_.error(key, {"merge-key",
                             "\"<<\" is not read",
                             "write the keys out, or use an alias for the whole value",
                             {}});
        document_.node(key).shape = Shape::broken;
    } else if (node.shape != Shape::scalar && node.shape != Shape::broken) {
        reports_.error(key, {"complex-key",
                             "a key must be a plain word",
                             node.shape == Shape::nothing ? "a word is missing before the colon" : "",
                             {}});
        document_.node(key).shape = Shape::broken;
    }
}

void TreeBuilder::report_twice(NodeId key, NodeId first) {
    const Mark mark = document_.mark(first);
    reports_.error(
        key,
        {"duplicate-key", "key " + quoted(document_.text(key)) + " is given twice", "take one of them out",
         "first given at line " + std::to_string(mark.line) + ", column " + std::to_string(mark.column)});
}

void TreeBuilder::check_keys(NodeId map) {
    document_.node(map).size = open_.back().children / 2;
    keys_.clear();
    document_.each_entry(map, [&](Document::Entry entry) { keys_.push_back(entry.key); });
    for (const NodeId key : keys_)
        check_key(key);
    std::erase_if(keys_, [&](NodeId key) { return document_.node(key).shape != Shape::scalar; });
    constexpr std::size_t few = 24;
    if (keys_.size() > few)
        std::stable_sort(keys_.begin(), keys_.end(),
                         [&](NodeId a, NodeId b) { return document_.text(a) < document_.text(b); });
    for (std::size_t i = 1; i < keys_.size(); ++i) {
        const std::size_t from = keys_.size() > few ? i - 1 : 0;
        for (std::size_t j = from; j < i; ++j)
            if (document_.text(keys_[i]) == document_.text(keys_[j])) {
                report_twice(keys_[i], keys_[j]);
                break;
            }
    }
}

} // namespace

NodeId read_yaml(Document& document, std::uint8_t source, std::uint32_t from, std::uint32_t size,
                 const YamlLimits& limits, Reports& reports) {
    const std::string_view text = document.source(source).text;
    if (text.substr(from, size).starts_with("\xef\xbb\xbf")) from += 3, size -= 3;
    const Piece piece{text, from, from + size, source};
    TreeBuilder builder(document, piece, limits, reports);
    const auto buffer = buffer_of(text.substr(from, size));
    std::istream stream(buffer.get());
    try {
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        parser.HandleNextDocument(builder); // a second one is an error; never ask for a third
        if (builder.root() == no_node)
            reports.error_at(source, from, 1, {"missing-value", "there is no value here", "write one", {}});
        return builder.root();
    } catch (const Stop&) {
        return no_node;
    } catch (const YAML::Exception& fault) {
        YamlFault words = explain_fault(piece, builder.place(fault.mark), fault.msg, builder.open_bracket());
        reports.error_at(source, words.place, words.width, std::move(words.words));
        return no_node;
    }
}

} // namespace ossim
