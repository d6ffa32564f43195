// Which names are valid, and which one was meant.
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace ossim;

TEST_CASE("a name has letters of any script, digits, _ and -, with / and . between its parts") {
    for (const char* name :
         {"P1", "_x", "worker-2", "server/worker.1", "a.1", "a/b/c", "\xED\x94\x84\xEB\xA1\x9C",
          "\xC3\xA9"
          "cole",
          "\xD0\x9F"
          "1",
          "\xE0\xA4\x95\xE0\xA4\xBE", "x\xD9\xA3", "e\xCC\x81"})
        CHECK_MESSAGE(is_valid_name(name), name);
    for (const char* name : {"",
                             "1a",
                             "-a",
                             ".a",
                             "/a",
                             "a.",
                             "a/",
                             "a..b",
                             "a./b",
                             "a b",
                             "a,b",
                             "a:b",
                             "a\n",
                             "\xFF",
                             "a\xC2\xA0"
                             "b",
                             "a\xE2\x80\xAE",
                             "\xF0\x9F\x98\x80",
                             "a/-b",
                             "\xD9\xA3x",
                             "\"a\""})
        CHECK_FALSE_MESSAGE(is_valid_name(name), name);
}

TEST_CASE("a name has at most 64 characters, however many bytes") {
    std::string hangul;
    for (int i = 0; i < 64; ++i)
        hangul += "\xED\x95\x9C";
    CHECK(is_valid_name(hangul));
    CHECK_FALSE(is_valid_name(hangul + "a"));
    CHECK(is_valid_name(std::string(64, 'a')));
    CHECK_FALSE(is_valid_name(std::string(65, 'a')));
    CHECK_FALSE(is_valid_name(std::string(1'000'000, 'a')));
}

TEST_CASE("the nearest word is the one that was meant") {
    constexpr std::array<std::string_view, 6> keys{"arrival", "burst", "bursts", "name", "priority", "a"};
    CHECK(nearest("burts", keys) == "burst");
    CHECK(nearest("Burst", keys) == "burst");
    CHECK(nearest("BURST", keys) == "burst");
    CHECK(nearest("arival", keys) == "arrival");
    CHECK(nearest("arrivals", keys) == "arrival");
    CHECK(nearest("priorities", keys) == "priority");
    CHECK(nearest("nmae", keys) == "name");
    CHECK(nearest("b", keys) == "a");
    CHECK(nearest("xyzzy", keys) == "");
    CHECK(nearest("", keys) == "");
    CHECK(nearest("burst", {}) == "");
    CHECK(nearest(std::string(100'000, 'b'), keys) == "");
    constexpr std::array<std::string_view, 2> hangul{"\xED\x95\x9C\xEA\xB8\x80\xEC\x96\xB4", "x"};
    CHECK(nearest("\xED\x95\x9C\xEA\xB8\x80\xEC\x96\xB5", hangul) == hangul[0]); // one character of three
}

TEST_CASE("a list in words") {
    constexpr std::array<std::string_view, 3> three{"a", "b", "c"};
    CHECK(quoted_list(three) == "a, b and c");
    CHECK(quoted_list(std::span(three).first(2)) == "a and b");
    CHECK(quoted_list(std::span(three).first(1)) == "a");
    CHECK(quoted_list({}) == "");
}
