// Two bytes a unit, in the order that the mark tells; two units for what lies above U+FFFF.
#include "grade/utf16.hpp"

#include <cstddef>

namespace ossim {
namespace {

void append_utf8(std::string& text, char32_t c) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
        put(0xC0 | c >> 6);
    } else {
        if (c < 0x10000) {
            put(0xE0 | c >> 12);
        } else {
            put(0xF0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3F));
        }
        put(0x80 | (c >> 6 & 0x3F));
    }
    put(0x80 | (c & 0x3F));
}

} // namespace

bool is_utf16(std::string_view bytes) {
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

std::string from_utf16(std::string_view bytes) {
    const std::size_t low = bytes.starts_with("\xFF\xFE") ? 0 : 1; // where the low byte of a unit is
    const auto unit = [&](std::size_t at) {
        const auto byte = [&](std::size_t i) { return char32_t{static_cast<unsigned char>(bytes[i])}; };
        return byte(at + low) | byte(at + 1 - low) << 8;
    };
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
        char32_t c = unit(at);
        const bool is_first = c >= 0xD800 && c < 0xDC00;
        const char32_t second = is_first && at + 3 < bytes.size() ? unit(at + 2) : 0;
        if (is_first && second >= 0xDC00 && second < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00);
            at += 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        append_utf8(text, c);
    }
    return text;
}

} // namespace ossim
