// The references that a thread is going to make: what a replacement that knows the future must know.
//
// Its program is followed ahead (lookahead.hpp): loops are counted, draws are looked at, tests are made with
// the values that variables have now. What others do meanwhile is not seen. If the thread then does something
// else, because somebody has changed a variable, it is looked at anew, less far.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ossim {

struct Thread;
struct Services;
struct FlatSegment;

/// A page as a program names it.
struct PageAhead {
    PageAhead(const FlatSegment& of, std::uint64_t page);
    std::uint64_t index; ///< within its segment
    std::uint32_t segment;
    auto operator<=>(const PageAhead&) const = default;
};

class ReferencesAhead {
  public:
    /// How many references of the thread later it refers to this page again, to which it refers now: at its
    /// access step, as many references of which are done as its frame says. `never_again` if that is not in
    /// sight: half of `farthest` references are always seen, if the program can be followed so far.
    [[nodiscard]] std::uint64_t next_use(const Thread& thread, const Services& services, PageAhead page);
    /// The reference is done.
    void made() { ++at_; }

    static constexpr std::size_t farthest = 1 << 16; ///< references

  private:
    void look(const Thread& thread, const Services& services);

    std::vector<PageAhead> pages_;
    std::vector<std::uint32_t> next_; ///< by place: how many later the page comes again; 0: not in sight
    std::size_t at_ = 0, reach_ = farthest;
    bool is_whole_ = false; ///< nothing comes behind
};

} // namespace ossim
