// The library is used as a header: nothing is linked.
#include "assignment/digest.hpp"

#include "trace/jsonl.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace ossim {

std::string digest_of(const Trace& trace) {
    const std::string text = to_jsonl(trace);
    const std::string_view events =
        std::string_view(text).substr(std::min(text.find('\n'), text.size() - 1) + 1);
    const XXH128_hash_t hash = XXH3_128bits(events.data(), events.size());
    std::string digits;
    for (const std::uint64_t half : {hash.high64, hash.low64})
        for (int shift = 60; shift >= 0; shift -= 4)
            digits += "0123456789abcdef"[half >> shift & 15U];
    return digits;
}

std::uint64_t hash_of(std::string_view bytes) {
    return std::max<std::uint64_t>(XXH3_64bits(bytes.data(), bytes.size()), 1);
}

} // namespace ossim
