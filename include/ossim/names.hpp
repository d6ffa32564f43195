// The names of a run: processes, threads, variables, texts; interned, so that an event carries a number.
#pragma once

#include "ossim/ids.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ossim {

/// A name: an interned base and an index. Index 0 is the base alone; "worker.3" is {"worker", 3}.
/// A million threads of one family therefore share one string.
struct Name {
    NameId base;
    std::uint32_t index = 0;
    constexpr auto operator<=>(const Name&) const = default;
};

/// Interns strings; an id stays valid for the life of the table. Order of ids is order of first mention.
class Names {
  public:
    Names() = default;
    Names(Names&&) = default; // moving keeps the strings where they are; a copy would not
    Names& operator=(Names&&) = default;
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;
    ~Names() = default;
    NameId intern(std::string_view text) {
        const auto [at, is_new] =
            ids_.try_emplace(std::string(text), NameId(static_cast<std::uint32_t>(texts_.size())));
        if (is_new) texts_.push_back(&at->first);
        return at->second;
    }
    [[nodiscard]] const std::string& text(NameId id) const { return *texts_.at(id.value); }
    [[nodiscard]] std::string text(Name name) const {
        return name.index == 0 ? text(name.base) : text(name.base) + "." + std::to_string(name.index);
    }
    [[nodiscard]] std::size_t size() const { return texts_.size(); }

  private:
    std::map<std::string, NameId, std::less<>> ids_;
    std::vector<const std::string*> texts_;
};

} // namespace ossim
