// The finaliser, the streams, and a natural logarithm in fixed point.
#include "base/random.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace ossim {

namespace {

__extension__ using Wide = unsigned __int128;

using detail::golden;
using detail::mixed;

/// FNV-1a, 64 bits.
constexpr std::uint64_t hashed(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return hash;
}

constexpr int log_bits = 57;                      // fixed point: 7 bits before the point, 57 behind it
constexpr std::uint64_t ln2 = 0x0162E42FEFA39EF3; // ln 2 · 2^57, rounded
constexpr int cell_bits = 9;                      // the table has 2^9 cells over [1, 2)
constexpr std::size_t table_cells = std::size_t(1) << cell_bits;

/// The middle of a cell, with 63 bits behind the point.
constexpr std::uint64_t middle(std::size_t cell) {
    return (std::uint64_t(1) << 63) + (std::uint64_t(2 * cell + 1) << (63 - cell_bits - 1));
}

/// ln of a number in [1, 2), 63 bits behind its point: its binary logarithm, bit by bit by squaring, times
/// ln 2.
constexpr std::uint64_t slow_ln(std::uint64_t number) {
    std::uint64_t log2 = 0;
    for (int bit = 0; bit < 63; ++bit) {
        const Wide square = Wide(number) * number; // in [1, 4), 126 bits behind the point
        const bool two_or_more = (square >> 127) != 0;
        log2 = log2 << 1 | (two_or_more ? 1u : 0u);
        number = static_cast<std::uint64_t>(square >> (two_or_more ? 64 : 63));
    }
    return static_cast<std::uint64_t>((Wide(log2) * ln2) >> 63);
}

constexpr std::array<std::uint64_t, table_cells> tabulated() {
    std::array<std::uint64_t, table_cells> table{};
    for (std::size_t cell = 0; cell < table_cells; ++cell)
        table[cell] = slow_ln(middle(cell));
    return table;
}

constexpr std::array<std::uint64_t, table_cells> ln_of_middle = tabulated();

constexpr int inverse_bits = 69;

/// 2^(57 + 69) over each middle, rounded down: what a division by the middle is made of.
constexpr std::array<std::uint64_t, table_cells> inverses() {
    std::array<std::uint64_t, table_cells> table{};
    for (std::size_t cell = 0; cell < table_cells; ++cell)
        table[cell] = static_cast<std::uint64_t>((Wide(1) << (log_bits + inverse_bits)) / middle(cell));
    return table;
}

constexpr std::array<std::uint64_t, table_cells> inverse_of_middle = inverses();

/// distance · 2^57 / middle(cell), for a distance below 2^56: by the inverse, which makes it one too low at
/// most.
constexpr std::uint64_t over_middle(std::uint64_t distance, std::size_t cell) {
    return static_cast<std::uint64_t>((Wide(distance) * inverse_of_middle[cell]) >> inverse_bits);
}

/// ln(1 + r) for |r| <= 2^-10, both with 57 bits behind the point: r (1 - r (1/2 - r (1/3 - r/4))), the rest
/// below 2^-52.
std::int64_t ln_near_one(std::int64_t r) {
    __extension__ using Signed = __int128;
    constexpr int one_bits = 62;
    constexpr std::int64_t one = std::int64_t(1) << one_bits;
    const std::int64_t fraction = r << (63 - log_bits); // 63 bits behind the point
    const auto times_r = [fraction](std::int64_t a) {
        return static_cast<std::int64_t>((Signed(fraction) * a) >> 64) * 2;
    };
    std::int64_t sum = one / 4;
    sum = one / 3 - times_r(sum);
    sum = one / 2 - times_r(sum);
    sum = one - times_r(sum);
    return static_cast<std::int64_t>((Signed(fraction) * sum) >> 64) >> (63 + one_bits - 64 - log_bits);
}

/// ln of a number in [1, 2), 63 bits behind its point; the table's cell, then the distance from its middle.
std::uint64_t ln_of(std::uint64_t number) {
    const std::size_t cell = (number >> (63 - cell_bits)) & (table_cells - 1);
    const std::uint64_t centre = middle(cell);
    const bool above = number >= centre;
    const auto r = static_cast<std::int64_t>(over_middle(above ? number - centre : centre - number, cell));
    return ln_of_middle[cell] + static_cast<std::uint64_t>(ln_near_one(above ? r : -r));
}

/// -ln((bits + 1/2) / 2^64), with 57 bits behind the point.
std::uint64_t minus_ln(std::uint64_t bits) {
    const int zeros = std::countl_zero(bits);
    const std::uint64_t number = zeros == 0 ? bits : (bits << 1 | 1) << (zeros - 1); // its highest bit is 1
    const std::uint64_t whole = static_cast<std::uint64_t>(zeros + 1) * ln2;
    return whole - std::min(whole, ln_of(number));
}

} // namespace

Streams::Streams(std::uint64_t seed, std::string_view purpose)
    : base_(mixed(mixed(seed + golden) ^ hashed(purpose))) {}

Stream Streams::named(std::string_view family, std::uint32_t index) const {
    return (*this)[mixed(hashed(family)) + golden * index];
}

Stream::Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t id)
    : Stream(Streams(seed, purpose)[id]) {}

std::uint64_t below(std::uint64_t bound, std::uint64_t bits) {
    OSSIM_CHECK(bound > 0);
    Wide product = Wide(bits) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t unfair = (0 - bound) % bound;
        for (std::uint64_t k = 1; static_cast<std::uint64_t>(product) < unfair; ++k)
            product = Wide(mixed(mixed(bits + golden * k) ^ golden)) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
}

Duration exponential(Duration mean, std::uint64_t bits) {
    const auto length = static_cast<std::uint64_t>(mean.ns());
    const Wide product = Wide(length) * minus_ln(bits) + (Wide(1) << (log_bits - 1));
    const Wide most = static_cast<std::uint64_t>(Duration::longest().ns());
    return Duration(static_cast<std::int64_t>(std::min(product >> log_bits, most)));
}

Duration uniform(Duration low, Duration high, std::uint64_t bits) {
    OSSIM_CHECK(low <= high);
    const auto choices = static_cast<std::uint64_t>((high - low).ns()) + 1;
    return low + Duration(static_cast<std::int64_t>(below(choices, bits)));
}

} // namespace ossim
