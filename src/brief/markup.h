#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace servanda {

// HTML under construction. A string literal is markup of ours and goes in as it is; every other text is foreign and is
// escaped, so a name from a book cannot become a tag, an attribute or a script.
//   page << "<td>" << pledge.description << "</td>";
class Markup {
 public:
  template <std::size_t N>
  Markup& operator<<(const char (&literal)[N]) {
    text_.append(literal, N - 1);
    return *this;
  }
  Markup& operator<<(std::string_view text);  // escaped for content and for attributes in double quotes
  Markup& operator<<(const Markup& other);
  Markup& operator<<(std::int64_t number);

  // Bytes that are markup already and no literal: the style sheet and the scripts that the build embeds, and JSON.
  Markup& embed(std::string_view bytes);

  bool empty() const { return text_.empty(); }
  const std::string& str() const { return text_; }

 private:
  std::string text_;
};

template <std::size_t N>
Markup markup(const char (&literal)[N]) {
  return Markup() << literal;
}
// Foreign text, escaped.
Markup plain(std::string_view text);
// Foreign text whose direction is its own: a right-to-left name does not turn the figures beside it.
Markup isolated(std::string_view text);

// JSON for a script element: every `<` as \u003c, so that no text can end the element.
std::string script_safe(std::string_view json);

}  // namespace servanda
