// The one table of legal moves between thread states (SEMANTICS 2).
#pragma once

#include "ossim/event.hpp"

#include <array>
#include <cstddef>

namespace ossim {

/// May a thread go from one state to another?
constexpr bool is_legal_move(ThreadState from, ThreadState to) {
    //                                                       none   New    Ready  Running Waiting Terminated
    constexpr std::array<std::array<bool, thread_state_count>, thread_state_count> legal = {{
        /* none       */ {false, true, false, false, false, false},
        /* New        */ {false, false, true, false, false, true},
        /* Ready      */ {false, false, false, true, true, true}, // to Waiting when its job is given up
        /* Running    */ {false, false, true, false, true, true},
        /* Waiting    */ {false, false, true, false, false, true},
        /* Terminated */ {false, false, false, false, false, false},
    }};
    return legal[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
}

} // namespace ossim
