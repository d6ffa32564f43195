// The machine room is header-only so far; this file makes it a library and compiles every header by itself.
#include "machine/device.hpp"
#include "machine/mmu.hpp"
#include "machine/radix_heap.hpp"
#include "machine/winner_tree.hpp"
