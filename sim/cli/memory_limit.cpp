// The ceiling is one of the address space, which the kernel of the host enforces.
#include "cli/memory_limit.hpp"

#include <cinttypes>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

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

std::uint64_t reached_memory_limit() {
#if defined(OSSIM_RESERVES_ADDRESSES)
    return 0;
#else
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return 0;
    std::uint64_t pages = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%" SCNu64, &pages) != 1) pages = 0;
        std::fclose(file);
    }
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return pages * page > limit.rlim_cur / 8 * 3 ? limit.rlim_cur : 0;
#endif
}

} // namespace ossim
