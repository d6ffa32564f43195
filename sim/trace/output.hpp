// Where written text goes: a file, a pipe, a string. The one who opens it handles its errors (cli).
#pragma once

#include <string>
#include <string_view>

namespace ossim {

class Output {
  public:
    virtual ~Output() = default;
    /// Takes all of it. What fails is remembered by the output itself; writers do not ask.
    virtual void write(std::string_view text) = 0;
};

/// Keeps what is written: for tests, and for what is small.
class TextOutput : public Output {
  public:
    void write(std::string_view text) override { text_ += text; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

} // namespace ossim
