// The names of one trace as numbers of the other; names that only one has get numbers that the other never
// uses.
#pragma once

#include "ossim/event.hpp"
#include "ossim/names.hpp"

#include <map>
#include <string_view>
#include <variant>
#include <vector>

namespace ossim {

class Renaming {
  public:
    Renaming(const Names& from, const Names& to) {
        std::map<std::string_view, NameId> known;
        for (std::uint32_t i = 0; i < to.size(); ++i)
            known.emplace(to.text(NameId(i)), NameId(i));
        for (std::uint32_t i = 0; i < from.size(); ++i) {
            const auto at = known.find(from.text(NameId(i)));
            ids_.push_back(at != known.end() ? at->second
                                             : NameId(static_cast<std::uint32_t>(to.size()) + i));
        }
    }
    void apply(NameId& id) const { id = ids_.at(id.value); }
    void apply(Name& name) const { apply(name.base); }
    template <class Other>
    void apply(Other&) const {}
    [[nodiscard]] Event of(Event event) const {
        std::visit(
            [&]<class Kind>(Kind& body) {
                for_each_field<Kind>([&](const auto& each) { apply(body.*(each.member)); });
            },
            event.body);
        return event;
    }

  private:
    std::vector<NameId> ids_;
};

} // namespace ossim
