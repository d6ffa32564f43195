// What the program has on the heap: every `new` of this program is counted (memory.cpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace ossim {

struct HeapUse {
    std::size_t live = 0;          ///< bytes, as the allocator rounds them
    std::size_t peak = 0;          ///< the most that were live since `begin_peak`
    std::uint64_t allocations = 0; ///< calls of `new` since the start
};

[[nodiscard]] HeapUse heap_use();
/// The peak is measured anew from here.
void begin_peak();

} // namespace ossim
