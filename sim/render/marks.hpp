// One character for each thread, for the rows of the CPUs, and the words that say which is whose.
#pragma once

#include "ossim/ids.hpp"
#include "render/style.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ossim {

/// The last characters of the names where they differ (P1, P2: "1", "2"), else the first ones (editor,
/// shell), else numbers and letters in order of creation. More than 62 threads share marks, so many
/// neighbours each.
class ThreadMarks {
  public:
    /// `threads` in order of tid.
    ThreadMarks(const std::vector<Tid>& threads, const std::function<std::string(Tid)>& name_of);
    ThreadMarks() = default;
    /// "?" for a thread that was not among them.
    [[nodiscard]] char of(Tid tid) const;
    /// "CPU rows: 1 = editor, 2 = shell"; one text, to be wrapped.
    [[nodiscard]] const std::string& legend() const { return legend_; }

  private:
    struct MarkedThread {
        Tid tid;
        std::string name;
    };
    [[nodiscard]] bool by_letter(const std::vector<MarkedThread>& threads, bool last);
    void by_number(const std::vector<MarkedThread>& threads);
    void by_group(const std::vector<Tid>& threads, const std::function<std::string(Tid)>& name_of);
    std::map<Tid, char> marks_;
    std::string legend_;
};

} // namespace ossim
