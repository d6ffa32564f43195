// What the words of programs refer to: programs, variables, threads, children, devices.
#pragma once

#include "scenario/reader.hpp"

#include <type_traits>

namespace ossim {

/// Calls `visit(steps)` for each list of steps that an action holds, by its declared fields. Programs that
/// are named are not followed; those given inline are another thread's or process's, and are not visited.
template <class Visit>
void each_list_of_steps(const Action& action, Visit&& visit) {
    std::visit(
        [&](const auto& each) {
            using A = std::decay_t<decltype(each)>;
            for_each_field<A>([&](const auto& field) {
                using Member = std::decay_t<decltype(each.*field.member)>;
                if constexpr (std::is_same_v<Member, Steps>) visit(each.*field.member);
                if constexpr (std::is_same_v<Member, Branches>)
                    for (const Branch& branch : each.*field.member)
                        visit(branch.steps);
            });
        },
        action);
}

/// Reports every mention that refers to nothing.
void resolve(Reader& reader);

} // namespace ossim
