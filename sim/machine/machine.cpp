// Compiles the headers of this room that no other source does.
#include "machine/device.hpp"
#include "machine/radix_heap.hpp"
#include "machine/winner_tree.hpp"
