// Which keys are times is told by their names.
#include "base/key_text.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace ossim {

std::string key_text(std::string_view key_name, std::int64_t value, Unit unit) {
    constexpr std::array<std::string_view, 15> times = {
        "since",    "arrived",   "arrival",  "burst", "left",   "waited", "total", "predicted",
        "deadline", "remaining", "vruntime", "lag",   "laxity", "period", "budget"};
    const bool is_time = std::find(times.begin(), times.end(), key_name) != times.end() ||
                         key_name.ends_with("_time") || key_name.ends_with("_left") ||
                         key_name.ends_with("_since") || key_name.ends_with("_at");
    if (!is_time) return std::to_string(value);
    return Duration(value) == Duration::forever() ? "none" : with_unit(Duration(value), unit);
}

KeyWords::KeyWords(const TraceHeader& header)
    : KeyWords(header.keys, header.queue_keys, from_word<Unit>(header.unit).value_or(Unit::ms)) {}

std::string_view KeyWords::name(std::size_t which, std::span<const std::int64_t> keys) const {
    const bool is_queues = which == 1 && !keys.empty() && keys[0] >= 0 &&
                           static_cast<std::uint64_t>(keys[0]) < of_queues_.size();
    if (is_queues) return of_queues_[static_cast<std::size_t>(keys[0])];
    return which < names_.size() ? std::string_view(names_[which]) : std::string_view();
}

std::string KeyWords::cell(std::size_t which, std::span<const std::int64_t> keys) const {
    if (which >= keys.size()) return "";
    const std::string_view own = name(which, keys);
    const std::string value = key_text(own, keys[which], unit_);
    return which < names_.size() && own != names_[which] ? std::string(own) + " " + value : value;
}

std::string KeyWords::text(std::span<const std::int64_t> keys, std::string_view between) const {
    std::string text;
    for (std::size_t i = 0; i < std::min(names_.size(), keys.size()); ++i) {
        if (i > 0) text += between;
        text.append(name(i, keys)).append(" ").append(key_text(name(i, keys), keys[i], unit_));
    }
    return text;
}

std::string KeyWords::of_chosen(const Pick& pick, std::string_view between) const {
    return text(std::array{pick.key, pick.second_key.value}, between);
}

std::string KeyWords::of_next(const Pick& pick, std::string_view between) const {
    return text(std::array{pick.next_key, pick.next_second_key.value}, between);
}

} // namespace ossim
