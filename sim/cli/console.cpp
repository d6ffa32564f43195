// Colour follows the customs that other programs keep: NO_COLOR, CLICOLOR_FORCE, TERM=dumb.
#include "cli/console.hpp"

namespace ossim {

namespace {
bool is_set(const Console& console, const char* name) {
    const auto value = console.variable(name);
    return value && !value->empty();
}
bool is_forced(const Console& console, const char* name) {
    return is_set(console, name) && *console.variable(name) != "0";
}
} // namespace

bool is_coloured(const Console& console, Colour choice, bool is_terminal) {
    if (choice != Colour::automatic) return choice == Colour::always;
    if (is_set(console, "NO_COLOR")) return false;
    if (is_forced(console, "CLICOLOR_FORCE") || is_forced(console, "FORCE_COLOR")) return true;
    return is_terminal && console.variable("TERM").value_or("") != "dumb";
}

} // namespace ossim
