// Declared fields: how a struct says its own parts once, so that readers, writers, schema and reference
// follow.
//
//     struct Sleep {
//         static constexpr std::string_view name = "sleep", doc = "Wait until a timer ends it.";
//         Draw duration;
//         template <class This = Sleep>
//         static constexpr auto fields() {
//             return std::tuple{field("duration", &This::duration, "how long")};
//         }
//     };
//
//     for_each_field<Sleep>([](const auto& f) { use(f.name, f.member, f.doc); });
//
// It is a template so that only who asks for the fields pays for the tuple: most files that include the
// struct do not, and compile in half the time.
//
// An enum that appears in a field says its words in the same way, by an overload found beside it:
//
//     enum class Place : std::uint8_t { before, halves };
//     constexpr auto enum_words(Place) { return words("before", "halves"); }
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace ossim {

enum class Need : unsigned char { optional, required };

/// What a number in a scenario may be, both ends included. `bytes` says that it is written as a size: 4KiB;
/// `share` that it counts in per cent and is written as a ratio: 25%, 0.25 or 1/4.
struct Range {
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    bool bytes = false;
    bool share = false;
};

/// A part of a whole, from nothing to all of it.
inline constexpr Range share_range{0, 100, false, true};

template <class Owner, class Member>
struct Field {
    std::string_view name;      ///< the YAML key, the JSON key and the word of the documentation
    Member Owner::*member;      ///< where the value lives
    std::string_view doc;       ///< one sentence fragment; with unit and range where it has them
    Need need = Need::optional; ///< must a scenario give it?
    Range range = {};           ///< of a number: what is allowed; others leave it alone
};

template <class Owner, class Member>
constexpr Field<Owner, Member> field(std::string_view name, Member Owner::*member, std::string_view doc,
                                     Need need = Need::optional, Range range = {}) {
    return {name, member, doc, need, range};
}

/// An optional number with a range.
template <class Owner, class Member>
constexpr Field<Owner, Member> field(std::string_view name, Member Owner::*member, std::string_view doc,
                                     Range range) {
    return {name, member, doc, Need::optional, range};
}

/// Calls `visit(field)` for each declared field of T, in order of declaration.
template <class T, class Visit>
constexpr void for_each_field(Visit&& visit) {
    std::apply([&](const auto&... each) { (visit(each), ...); }, T::fields());
}

template <class... Word>
constexpr std::array<std::string_view, sizeof...(Word)> words(Word... word) {
    return {std::string_view(word)...};
}

/// An enum whose words are declared; its values run from 0 without a gap.
template <class E>
concept WordedEnum = std::is_enum_v<E> && requires(E e) {
    enum_words(e);
};

template <WordedEnum E>
constexpr std::string_view word_of(E value) {
    constexpr auto all = enum_words(E{});
    const auto index = static_cast<std::size_t>(value);
    return index < all.size() ? all[index] : std::string_view("?");
}

template <WordedEnum E>
constexpr std::optional<E> from_word(std::string_view word) {
    constexpr auto all = enum_words(E{});
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] == word) return static_cast<E>(i);
    return std::nullopt;
}

} // namespace ossim
