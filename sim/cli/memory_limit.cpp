// The ceiling is one of the address space, which the kernel of the host enforces.
#include "cli/memory_limit.hpp"

#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__)
#define OSSIM_RESERVES_ADDRESSES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OSSIM_RESERVES_ADDRESSES 1
#endif
#endif

namespace ossim {

void limit_memory(std::uint64_t bytes) {
#if defined(OSSIM_RESERVES_ADDRESSES)
    static_cast<void>(bytes);
#else
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0) return;
    if (limit.rlim_max != RLIM_INFINITY && bytes > limit.rlim_max) bytes = limit.rlim_max;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_AS, &limit);
#endif
}

} // namespace ossim
