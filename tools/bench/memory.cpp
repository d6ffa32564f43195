// Replaces operator new and delete, to count.
#include "memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

ossim::HeapUse use;

void* counted(void* block) {
    if (block == nullptr) throw std::bad_alloc();
    ++use.allocations;
    use.live += malloc_usable_size(block);
    use.peak = std::max(use.peak, use.live);
    return block;
}

void release(void* block) noexcept {
    use.live -= malloc_usable_size(block);
    std::free(block);
}

} // namespace

ossim::HeapUse ossim::heap_use() { return use; }
void ossim::begin_peak() { use.peak = use.live; }

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    const auto step = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(step, (size + step - 1) / step * step));
}
void operator delete(void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete(void* block, std::align_val_t) noexcept { release(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { release(block); }
