// The pages of the codes.
#include "base/codes.hpp"
#include "base/text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ossim;

TEST_CASE("codes are in order, each once") {
    for (std::size_t i = 1; i < codes().size(); ++i)
        CHECK_MESSAGE(codes()[i - 1].code < codes()[i].code, codes()[i].code);
}

TEST_CASE("each code is in kebab case, has a title and a page of lines that fit") {
    for (const CodeInfo& info : codes()) {
        CAPTURE(info.code);
        CHECK(info.code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
        CHECK_FALSE(info.title.empty());
        CHECK(info.title.size() <= 70);
        CHECK(info.page.size() > 80);
        CHECK(info.page.ends_with('\n'));
        CHECK(is_valid_utf8(info.page));
        for (std::string_view rest = info.page; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
            CHECK_MESSAGE(display_width(rest.substr(0, rest.find('\n'))) <= 78,
                          rest.substr(0, rest.find('\n')));
    }
}

TEST_CASE("a code is found by its name") {
    REQUIRE(find_code("unknown-key") != nullptr);
    CHECK(find_code("unknown-key")->title == "a key that does not exist");
    CHECK(find_code("unknown") == nullptr);
    CHECK(find_code("") == nullptr);
}
