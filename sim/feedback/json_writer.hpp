// JSON in a given order, with exact decimals: numbers are written by digits, never through floating point.
#pragma once

#include "feedback/escape.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// An object, a member a line; what members hold is JSON already.
class JsonObject {
  public:
    JsonObject& add(std::string_view key, const std::string& json) {
        members_.push_back(json_string(key) + ": " + json);
        return *this;
    }
    JsonObject& text(std::string_view key, std::string_view value) { return add(key, json_string(value)); }
    JsonObject& flag(std::string_view key, bool value) { return add(key, value ? "true" : "false"); }

    [[nodiscard]] std::string json(std::size_t indent = 0) const {
        return listed(members_, '{', '}', indent);
    }
    /// A list with an element a line, inside something that is indented so far.
    [[nodiscard]] static std::string list(const std::vector<std::string>& elements, std::size_t indent) {
        return listed(elements, '[', ']', indent);
    }

  private:
    static std::string listed(const std::vector<std::string>& parts, char open, char close,
                              std::size_t indent) {
        if (parts.empty()) return std::string{open, close};
        std::string result(1, open);
        for (std::size_t i = 0; i < parts.size(); ++i)
            result += (i == 0 ? "\n" : ",\n") + std::string(indent + 2, ' ') + parts[i];
        return result + "\n" + std::string(indent, ' ') + close;
    }
    std::vector<std::string> members_;
};

} // namespace ossim
