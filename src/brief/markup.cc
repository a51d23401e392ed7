#include "brief/markup.h"

namespace servanda {
namespace {

// Control characters other than white space are not allowed in HTML; they are shown as what they are: unreadable.
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool is_control(char c) {
  const auto code = static_cast<unsigned char>(c);
  return (code < 0x20 && c != '\n' && c != '\t') || code == 0x7F;
}

}  // namespace

Markup& Markup::operator<<(std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&': text_ += "&amp;"; break;
      case '<': text_ += "&lt;"; break;
      case '>': text_ += "&gt;"; break;
      case '"': text_ += "&quot;"; break;
      case '\'': text_ += "&#39;"; break;
      default:
        if (is_control(c))
          text_ += kReplacement;
        else
          text_ += c;
    }
  }
  return *this;
}

Markup& Markup::operator<<(const Markup& other) {
  text_ += other.text_;
  return *this;
}

Markup& Markup::operator<<(std::int64_t number) {
  text_ += std::to_string(number);
  return *this;
}

Markup& Markup::embed(std::string_view bytes) {
  text_ += bytes;
  return *this;
}

Markup plain(std::string_view text) { return Markup() << text; }

Markup isolated(std::string_view text) { return Markup() << "<bdi dir=\"auto\">" << text << "</bdi>"; }

std::string script_safe(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

}  // namespace servanda
