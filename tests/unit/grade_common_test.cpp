// The longest common subsequence, beside the textbook's table.
#include "grade/longest_common.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace ossim;

namespace {

Common common_of(const std::string& left, const std::string& right) {
    return longest_common(left.size(), right.size(),
                          [&](std::size_t a, std::size_t b) { return left[a] == right[b]; });
}

std::size_t by_table(const std::string& left, const std::string& right) {
    std::vector<std::vector<std::size_t>> best(left.size() + 1, std::vector<std::size_t>(right.size() + 1));
    for (std::size_t a = 1; a <= left.size(); ++a)
        for (std::size_t b = 1; b <= right.size(); ++b)
            best[a][b] = left[a - 1] == right[b - 1] ? best[a - 1][b - 1] + 1
                                                     : std::max(best[a - 1][b], best[a][b - 1]);
    return best[left.size()][right.size()];
}

} // namespace

TEST_CASE("as long as the table says") {
    std::uint64_t state = 3;
    for (int i = 0; i < 3000; ++i) {
        std::string texts[2];
        for (std::string& text : texts) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            const std::uint64_t length = (state >> 33) % 14;
            for (std::uint64_t j = 0; j < length; ++j) {
                state = state * 6364136223846793005U + 1442695040888963407U;
                text += static_cast<char>('a' + (state >> 33) % 3);
            }
        }
        CAPTURE(texts[0] + " " + texts[1]);
        const Common common = common_of(texts[0], texts[1]);
        CHECK(common.matched == by_table(texts[0], texts[1]));
        CHECK((common.hunks == 0) == (texts[0] == texts[1]));
        CHECK_FALSE(common.too_different);
    }
}

TEST_CASE("places where items change") {
    CHECK(common_of("abcdef", "abcdef").hunks == 0);
    CHECK(common_of("abcdef", "abXdef").hunks == 1);
    CHECK(common_of("abcdef", "abdef").hunks == 1);
    CHECK(common_of("abcdef", "Xabcdef").hunks == 1);
    CHECK(common_of("abcdef", "aXcdYf").hunks == 2);
    CHECK(common_of("abcdefgh", "Xbcdef").hunks == 2);
    CHECK(common_of("", "abc").hunks == 1);
    CHECK(common_of("abcdef", "abXdef").prefix == 2);
}

TEST_CASE("what is too different is given up") {
    const std::string left(1500, 'a'), right(1500, 'b');
    const Common apart = common_of("x" + left, "x" + right);
    CHECK(apart.too_different);
    CHECK(apart.matched == 1);
    CHECK_FALSE(common_of(std::string(1000, 'a'), std::string(1000, 'b')).too_different);
}
