#include "views/sheet.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <span>
#include <utility>

#include "base/check.h"
#include "base/decimal.h"

namespace servanda {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Source: Unicode Character Database 14.0, UnicodeData.txt (general categories Mn and Me, with the zero width format
// characters and the Hangul vowels and finals) and EastAsianWidth.txt (W and F). Ranges run over what is unassigned.
constexpr Range kZeroWidth[] = {
    {0x300, 0x36F}, {0x483, 0x489}, {0x591, 0x5BD}, {0x5BF, 0x5BF}, {0x5C1, 0x5C2}, {0x5C4, 0x5C5},
    {0x5C7, 0x5C7}, {0x610, 0x61A}, {0x64B, 0x65F}, {0x670, 0x670}, {0x6D6, 0x6DC}, {0x6DF, 0x6E4},
    {0x6E7, 0x6E8}, {0x6EA, 0x6ED}, {0x711, 0x711}, {0x730, 0x74A}, {0x7A6, 0x7B0}, {0x7EB, 0x7F3},
    {0x7FD, 0x7FD}, {0x816, 0x819}, {0x81B, 0x823}, {0x825, 0x827}, {0x829, 0x82D}, {0x859, 0x85B},
    {0x898, 0x89F}, {0x8CA, 0x8E1}, {0x8E3, 0x902}, {0x93A, 0x93A}, {0x93C, 0x93C}, {0x941, 0x948},
    {0x94D, 0x94D}, {0x951, 0x957}, {0x962, 0x963}, {0x981, 0x981}, {0x9BC, 0x9BC}, {0x9C1, 0x9C4},
    {0x9CD, 0x9CD}, {0x9E2, 0x9E3}, {0x9FE, 0xA02}, {0xA3C, 0xA3C}, {0xA41, 0xA51}, {0xA70, 0xA71},
    {0xA75, 0xA75}, {0xA81, 0xA82}, {0xABC, 0xABC}, {0xAC1, 0xAC8}, {0xACD, 0xACD}, {0xAE2, 0xAE3},
    {0xAFA, 0xB01}, {0xB3C, 0xB3C}, {0xB3F, 0xB3F}, {0xB41, 0xB44}, {0xB4D, 0xB56}, {0xB62, 0xB63},
    {0xB82, 0xB82}, {0xBC0, 0xBC0}, {0xBCD, 0xBCD}, {0xC00, 0xC00}, {0xC04, 0xC04}, {0xC3C, 0xC3C},
    {0xC3E, 0xC40}, {0xC46, 0xC56}, {0xC62, 0xC63}, {0xC81, 0xC81}, {0xCBC, 0xCBC}, {0xCBF, 0xCBF},
    {0xCC6, 0xCC6}, {0xCCC, 0xCCD}, {0xCE2, 0xCE3}, {0xD00, 0xD01}, {0xD3B, 0xD3C}, {0xD41, 0xD44},
    {0xD4D, 0xD4D}, {0xD62, 0xD63}, {0xD81, 0xD81}, {0xDCA, 0xDCA}, {0xDD2, 0xDD6}, {0xE31, 0xE31},
    {0xE34, 0xE3A}, {0xE47, 0xE4E}, {0xEB1, 0xEB1}, {0xEB4, 0xEBC}, {0xEC8, 0xECD}, {0xF18, 0xF19},
    {0xF35, 0xF35}, {0xF37, 0xF37}, {0xF39, 0xF39}, {0xF71, 0xF7E}, {0xF80, 0xF84}, {0xF86, 0xF87},
    {0xF8D, 0xFBC}, {0xFC6, 0xFC6}, {0x102D, 0x1030}, {0x1032, 0x1037}, {0x1039, 0x103A}, {0x103D, 0x103E},
    {0x1058, 0x1059}, {0x105E, 0x1060}, {0x1071, 0x1074}, {0x1082, 0x1082}, {0x1085, 0x1086}, {0x108D, 0x108D},
    {0x109D, 0x109D}, {0x1160, 0x11FF}, {0x135D, 0x135F}, {0x1712, 0x1714}, {0x1732, 0x1733}, {0x1752, 0x1753},
    {0x1772, 0x1773}, {0x17B4, 0x17B5}, {0x17B7, 0x17BD}, {0x17C6, 0x17C6}, {0x17C9, 0x17D3}, {0x17DD, 0x17DD},
    {0x180B, 0x180D}, {0x180F, 0x180F}, {0x1885, 0x1886}, {0x18A9, 0x18A9}, {0x1920, 0x1922}, {0x1927, 0x1928},
    {0x1932, 0x1932}, {0x1939, 0x193B}, {0x1A17, 0x1A18}, {0x1A1B, 0x1A1B}, {0x1A56, 0x1A56}, {0x1A58, 0x1A60},
    {0x1A62, 0x1A62}, {0x1A65, 0x1A6C}, {0x1A73, 0x1A7F}, {0x1AB0, 0x1B03}, {0x1B34, 0x1B34}, {0x1B36, 0x1B3A},
    {0x1B3C, 0x1B3C}, {0x1B42, 0x1B42}, {0x1B6B, 0x1B73}, {0x1B80, 0x1B81}, {0x1BA2, 0x1BA5}, {0x1BA8, 0x1BA9},
    {0x1BAB, 0x1BAD}, {0x1BE6, 0x1BE6}, {0x1BE8, 0x1BE9}, {0x1BED, 0x1BED}, {0x1BEF, 0x1BF1}, {0x1C2C, 0x1C33},
    {0x1C36, 0x1C37}, {0x1CD0, 0x1CD2}, {0x1CD4, 0x1CE0}, {0x1CE2, 0x1CE8}, {0x1CED, 0x1CED}, {0x1CF4, 0x1CF4},
    {0x1CF8, 0x1CF9}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2060}, {0x20D0, 0x20F0}, {0x2CEF, 0x2CF1},
    {0x2D7F, 0x2D7F}, {0x2DE0, 0x2DFF}, {0x302A, 0x302D}, {0x3099, 0x309A}, {0xA66F, 0xA672}, {0xA674, 0xA67D},
    {0xA69E, 0xA69F}, {0xA6F0, 0xA6F1}, {0xA802, 0xA802}, {0xA806, 0xA806}, {0xA80B, 0xA80B}, {0xA825, 0xA826},
    {0xA82C, 0xA82C}, {0xA8C4, 0xA8C5}, {0xA8E0, 0xA8F1}, {0xA8FF, 0xA8FF}, {0xA926, 0xA92D}, {0xA947, 0xA951},
    {0xA980, 0xA982}, {0xA9B3, 0xA9B3}, {0xA9B6, 0xA9B9}, {0xA9BC, 0xA9BD}, {0xA9E5, 0xA9E5}, {0xAA29, 0xAA2E},
    {0xAA31, 0xAA32}, {0xAA35, 0xAA36}, {0xAA43, 0xAA43}, {0xAA4C, 0xAA4C}, {0xAA7C, 0xAA7C}, {0xAAB0, 0xAAB0},
    {0xAAB2, 0xAAB4}, {0xAAB7, 0xAAB8}, {0xAABE, 0xAABF}, {0xAAC1, 0xAAC1}, {0xAAEC, 0xAAED}, {0xAAF6, 0xAAF6},
    {0xABE5, 0xABE5}, {0xABE8, 0xABE8}, {0xABED, 0xABED}, {0xFB1E, 0xFB1E}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF}, {0x101FD, 0x101FD}, {0x102E0, 0x102E0}, {0x10376, 0x1037A}, {0x10A01, 0x10A0F},
    {0x10A38, 0x10A3F}, {0x10AE5, 0x10AE6}, {0x10D24, 0x10D27}, {0x10EAB, 0x10EAC}, {0x10F46, 0x10F50},
    {0x10F82, 0x10F85}, {0x11001, 0x11001}, {0x11038, 0x11046}, {0x11070, 0x11070}, {0x11073, 0x11074},
    {0x1107F, 0x11081}, {0x110B3, 0x110B6}, {0x110B9, 0x110BA}, {0x110C2, 0x110C2}, {0x11100, 0x11102},
    {0x11127, 0x1112B}, {0x1112D, 0x11134}, {0x11173, 0x11173}, {0x11180, 0x11181}, {0x111B6, 0x111BE},
    {0x111C9, 0x111CC}, {0x111CF, 0x111CF}, {0x1122F, 0x11231}, {0x11234, 0x11234}, {0x11236, 0x11237},
    {0x1123E, 0x1123E}, {0x112DF, 0x112DF}, {0x112E3, 0x112EA}, {0x11300, 0x11301}, {0x1133B, 0x1133C},
    {0x11340, 0x11340}, {0x11366, 0x11374}, {0x11438, 0x1143F}, {0x11442, 0x11444}, {0x11446, 0x11446},
    {0x1145E, 0x1145E}, {0x114B3, 0x114B8}, {0x114BA, 0x114BA}, {0x114BF, 0x114C0}, {0x114C2, 0x114C3},
    {0x115B2, 0x115B5}, {0x115BC, 0x115BD}, {0x115BF, 0x115C0}, {0x115DC, 0x115DD}, {0x11633, 0x1163A},
    {0x1163D, 0x1163D}, {0x1163F, 0x11640}, {0x116AB, 0x116AB}, {0x116AD, 0x116AD}, {0x116B0, 0x116B5},
    {0x116B7, 0x116B7}, {0x1171D, 0x1171F}, {0x11722, 0x11725}, {0x11727, 0x1172B}, {0x1182F, 0x11837},
    {0x11839, 0x1183A}, {0x1193B, 0x1193C}, {0x1193E, 0x1193E}, {0x11943, 0x11943}, {0x119D4, 0x119DB},
    {0x119E0, 0x119E0}, {0x11A01, 0x11A0A}, {0x11A33, 0x11A38}, {0x11A3B, 0x11A3E}, {0x11A47, 0x11A47},
    {0x11A51, 0x11A56}, {0x11A59, 0x11A5B}, {0x11A8A, 0x11A96}, {0x11A98, 0x11A99}, {0x11C30, 0x11C3D},
    {0x11C3F, 0x11C3F}, {0x11C92, 0x11CA7}, {0x11CAA, 0x11CB0}, {0x11CB2, 0x11CB3}, {0x11CB5, 0x11CB6},
    {0x11D31, 0x11D45}, {0x11D47, 0x11D47}, {0x11D90, 0x11D91}, {0x11D95, 0x11D95}, {0x11D97, 0x11D97},
    {0x11EF3, 0x11EF4}, {0x16AF0, 0x16AF4}, {0x16B30, 0x16B36}, {0x16F4F, 0x16F4F}, {0x16F8F, 0x16F92},
    {0x16FE4, 0x16FE4}, {0x1BC9D, 0x1BC9E}, {0x1CF00, 0x1CF46}, {0x1D167, 0x1D169}, {0x1D17B, 0x1D182},
    {0x1D185, 0x1D18B}, {0x1D1AA, 0x1D1AD}, {0x1D242, 0x1D244}, {0x1DA00, 0x1DA36}, {0x1DA3B, 0x1DA6C},
    {0x1DA75, 0x1DA75}, {0x1DA84, 0x1DA84}, {0x1DA9B, 0x1DAAF}, {0x1E000, 0x1E02A}, {0x1E130, 0x1E136},
    {0x1E2AE, 0x1E2AE}, {0x1E2EC, 0x1E2EF}, {0x1E8D0, 0x1E8D6}, {0x1E944, 0x1E94A}, {0xE0100, 0xE01EF},
};
constexpr Range kDoubleWidth[] = {
    {0x1100, 0x115F}, {0x231A, 0x231B}, {0x2329, 0x232A}, {0x23E9, 0x23EC}, {0x23F0, 0x23F0}, {0x23F3, 0x23F3},
    {0x25FD, 0x25FE}, {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267F, 0x267F}, {0x2693, 0x2693}, {0x26A1, 0x26A1},
    {0x26AA, 0x26AB}, {0x26BD, 0x26BE}, {0x26C4, 0x26C5}, {0x26CE, 0x26CE}, {0x26D4, 0x26D4}, {0x26EA, 0x26EA},
    {0x26F2, 0x26F3}, {0x26F5, 0x26F5}, {0x26FA, 0x26FA}, {0x26FD, 0x26FD}, {0x2705, 0x2705}, {0x270A, 0x270B},
    {0x2728, 0x2728}, {0x274C, 0x274C}, {0x274E, 0x274E}, {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797},
    {0x27B0, 0x27B0}, {0x27BF, 0x27BF}, {0x2B1B, 0x2B1C}, {0x2B50, 0x2B50}, {0x2B55, 0x2B55}, {0x2E80, 0x3029},
    {0x302E, 0x303E}, {0x3041, 0x3096}, {0x309B, 0x3247}, {0x3250, 0x4DBF}, {0x4E00, 0xA4C6}, {0xA960, 0xA97C},
    {0xAC00, 0xD7A3}, {0xF900, 0xFAD9}, {0xFE10, 0xFE19}, {0xFE30, 0xFE6B}, {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x16FE0, 0x16FE3}, {0x16FF0, 0x1B2FB}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393},
    {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E},
    {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567},
    {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5},
    {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC},
    {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A}, {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAF6},
    {0x20000, 0x3134A},
};
// The blocks of scripts that run from right to left.
constexpr Range kRightToLeft[] = {
    {0x590, 0x8FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFE}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF},
};
// What would move the cursor, break the line or turn the direction of what follows.
constexpr Range kEscaped[] = {
    {0x00, 0x1F}, {0x7F, 0x9F}, {0x61C, 0x61C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069},
};

bool contains(std::span<const Range> ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return after != ranges.begin() && c <= (after - 1)->last;
}

std::size_t width_of(char32_t c) {
  if (c < 0x300) return 1;
  if (contains(kZeroWidth, c)) return 0;
  return contains(kDoubleWidth, c) ? 2 : 1;
}

constexpr char32_t kReplacement = 0xFFFD;

// Bytes of the code point that begins with `first`; 0 if none does.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

// Takes one code point off `text`, which is not empty. A byte that begins none is U+FFFD.
char32_t take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = sequence_length(first);
  char32_t c = length == 1 ? first : first & (0x7FU >> length);
  bool good = length != 0 && length <= text.size();
  for (std::size_t i = 1; good && i < length; ++i) {
    good = (byte(i) & 0xC0U) == 0x80U;
    c = c << 6 | (byte(i) & 0x3FU);
  }
  text.remove_prefix(good ? length : 1);
  return good ? c : kReplacement;
}

void append_escaped(char32_t c, std::string& out) {
  if (c == '\n' || c == '\t' || c == '\r') {
    out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
    return;
  }
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += "\\u";
  for (unsigned shift = 16; shift > 0; shift -= 4) out += kDigits[c >> (shift - 4) & 0xFU];
}

// Text that is safe to print, and how wide it prints.
struct Printed {
  std::string text;
  std::size_t width = 0;
  bool right_to_left = false;
};

Printed printed(std::string_view raw) {
  Printed out;
  while (!raw.empty()) {
    const std::string_view before = raw;
    const char32_t c = take_code_point(raw);
    if (contains(kEscaped, c)) {
      const std::size_t size = out.text.size();
      append_escaped(c, out.text);
      out.width += out.text.size() - size;
      continue;
    }
    out.text += c == kReplacement ? "\uFFFD" : before.substr(0, before.size() - raw.size());
    out.width += width_of(c);
    out.right_to_left = out.right_to_left || contains(kRightToLeft, c);
  }
  return out;
}

// The longest beginning that leaves room for the ellipsis; marks stay with the character that they stand on.
Printed shortened(Printed cell, std::size_t width) {
  if (cell.width <= width) return cell;
  std::string_view rest = cell.text;
  std::size_t used = 0;
  std::size_t kept = 0;
  while (!rest.empty()) {
    const std::size_t next = width_of(take_code_point(rest));
    if (used + next + 1 > width) break;
    used += next;
    kept = cell.text.size() - rest.size();
  }
  cell.text.resize(kept);
  cell.text += "…";
  cell.width = used + 1;
  return cell;
}

bool is_digit(char c) { return '0' <= c && c <= '9'; }

// Where the decimal point of a figure is, or would be; npos for a cell that holds no figure.
std::size_t point_of(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == '.' && is_digit(text[i - 1]) && is_digit(text[i + 1])) return i;
  const std::size_t last = text.find_last_of("0123456789");
  return last == std::string_view::npos ? last : last + 1;
}

// A column laid out: its cells, and the widths it needs before and behind the decimal point.
class Layout {
 public:
  Layout(const Sheet& sheet, std::size_t index) : align_(sheet.columns[index].align) {
    title_ = words_of(sheet.columns[index].title, " -");
    for (const auto& row : sheet.rows) {
      CHECK(row.size() == sheet.columns.size());
      cells_.push_back(printed(row[index]));
      measure(cells_.back());
    }
    figures_ = std::max(figures_, whole_ + behind_);
    std::size_t title = 0;
    for (const Printed& word : title_) title += word.width + (word.text.ends_with('-') ? 0 : 1);
    if (!title_.back().text.ends_with('-')) --title;
    width_ = std::max(figures_, title);
  }

  std::size_t width() const { return width_; }
  // With the title in more lines, so that nothing is lost.
  std::size_t least_width() const { return std::max(figures_, std::ranges::max(title_, {}, &Printed::width).width); }
  bool may_wrap() const { return width_ > least_width(); }
  bool may_shrink() const { return width_ > std::max(align_ == Align::left ? 0 : align_ == Align::prose ? longest_word_ : figures_, kNarrowest); }
  bool is_blank() const { return std::ranges::all_of(cells_, [](const Printed& cell) { return cell.text.empty(); }); }
  // How many of its cells that say something are shortened, and how many there are.
  std::pair<std::size_t, std::size_t> shortened_cells() const {
    std::pair<std::size_t, std::size_t> out{0, 0};
    for (const Printed& cell : cells_) {
      out.first += align_ == Align::left && cell.width > width_ ? 1 : 0;
      out.second += holds_text() && !cell.text.empty() ? 1 : 0;
    }
    return out;
  }
  bool holds_text() const { return is_text(align_); }
  void shrink() { --width_; }

  std::size_t title_lines() const { return wrapped(title_, "").size(); }
  // One line of the title, of `count` lines that end above the cells.
  std::string title(std::size_t line, std::size_t count) const {
    const std::vector<Printed> lines = wrapped(title_, "");
    if (line + lines.size() < count) return std::string(width_, ' ');
    return padded(shortened(lines[line + lines.size() - count], width_), holds_text());
  }
  std::size_t cell_lines(std::size_t row) const { return align_ == Align::prose ? wrapped(words_of(cells_[row].text, " "), " ").size() : 1; }
  std::string cell(std::size_t row, std::size_t line) const {
    if (align_ == Align::prose) {
      const std::vector<Printed> lines = wrapped(words_of(cells_[row].text, " "), " ");
      return line < lines.size() ? padded(shortened(lines[line], width_), true) : std::string(width_, ' ');
    }
    if (line > 0) return std::string(width_, ' ');
    const Printed& cell = cells_[row];
    if (align_ == Align::left) return padded(shortened(cell, width_), true);
    const std::size_t point = align_ == Align::decimal ? point_of(cell.text) : std::string::npos;
    if (point == std::string::npos) return padded(cell, false);
    const std::size_t behind = cell.width - before_point(cell, point);
    return padded(cell, false, behind_ - behind);
  }

 private:
  static constexpr std::size_t kNarrowest = 3;

  // A title may go on in the next line behind a hyphen too; a cell may not, for a date or an id is one word.
  static std::vector<Printed> words_of(std::string_view text, std::string_view ends) {
    std::vector<Printed> words;
    do {
      const std::size_t end = std::min(text.find_first_of(ends), text.size());
      const bool hyphen = end < text.size() && text[end] == '-';
      words.push_back(printed(text.substr(0, end + (hyphen ? 1 : 0))));
      text.remove_prefix(std::min(end + 1, text.size()));
    } while (!text.empty());
    return words;
  }

  std::vector<Printed> wrapped(const std::vector<Printed>& words, std::string_view behind_hyphen) const {
    std::vector<Printed> lines{words.front()};
    for (const Printed& word : std::span(words).subspan(1)) {
      const std::string_view between = lines.back().text.ends_with('-') ? behind_hyphen : " ";
      if (lines.back().width + between.size() + word.width > width_) {
        lines.push_back(word);
        continue;
      }
      lines.back().text.append(between) += word.text;
      lines.back().width += between.size() + word.width;
      lines.back().right_to_left = lines.back().right_to_left || word.right_to_left;
    }
    return lines;
  }

  static std::size_t before_point(const Printed& cell, std::size_t point) {
    return printed(std::string_view(cell.text).substr(0, point)).width;
  }

  void measure(const Printed& cell) {
    if (align_ == Align::prose) longest_word_ = std::max(longest_word_, std::ranges::max(words_of(cell.text, " "), {}, &Printed::width).width);
    const std::size_t point = align_ == Align::decimal ? point_of(cell.text) : std::string::npos;
    if (point == std::string::npos) {
      figures_ = std::max(figures_, cell.width);
      return;
    }
    const std::size_t whole = before_point(cell, point);
    whole_ = std::max(whole_, whole);
    behind_ = std::max(behind_, cell.width - whole);
  }

  // `behind`: blanks that stand in for missing decimal places.
  std::string padded(const Printed& cell, bool to_the_left, std::size_t behind = 0) const {
    const std::string text = cell.right_to_left ? "\u2068" + cell.text + "\u2069" : cell.text;
    const std::string blanks(width_ - std::min(width_, cell.width + behind), ' ');
    return to_the_left ? text + blanks : blanks + text + std::string(behind, ' ');
  }

  Align align_;
  std::vector<Printed> title_;  // its words
  std::vector<Printed> cells_;
  std::size_t whole_ = 0;
  std::size_t behind_ = 0;
  std::size_t longest_word_ = 0;
  std::size_t figures_ = 0;  // the width below which a cell would lose something
  std::size_t width_ = 0;
};

constexpr std::size_t kGap = 2;

std::size_t width_of(const std::vector<Layout>& columns) {
  std::size_t total = columns.empty() ? 0 : (columns.size() - 1) * kGap;
  for (const Layout& column : columns) total += column.width();
  return total;
}

// Leaves columns out that no row fills; sets titles in more lines; takes columns from the widest text down until all
// fit; then shortens the titles of figures. Figures stay whole.
void fit(std::vector<Layout>& columns, std::size_t width) {
  if (width_of(columns) > width && !std::ranges::all_of(columns, &Layout::is_blank))
    std::erase_if(columns, [](const Layout& column) { return column.is_blank(); });
  std::size_t total = width_of(columns);
  const auto shrink_while = [&](auto may_shrink) {
    while (total > width) {
      Layout* widest = nullptr;
      for (Layout& column : columns)
        if (may_shrink(column) && (widest == nullptr || column.width() > widest->width())) widest = &column;
      if (widest == nullptr) return;
      widest->shrink();
      --total;
    }
  };
  shrink_while([](const Layout& column) { return column.may_wrap(); });
  shrink_while([](const Layout& column) { return column.holds_text() && column.may_shrink(); });
  shrink_while([](const Layout& column) { return column.may_shrink(); });
}

// Whether most of what the rows say is cut, or they are too wide even so: then they are better read one below the other.
bool is_cut_up(const std::vector<Layout>& columns, std::size_t width) {
  constexpr std::size_t kFewColumns = 4;
  std::size_t cut = 0;
  std::size_t all = 0;
  for (const Layout& column : columns) {
    const auto [shortened, texts] = column.shortened_cells();
    cut += shortened;
    all += texts;
  }
  return columns.size() > kFewColumns && (2 * cut > all || (all > 0 && width_of(columns) > width));
}

// How many of the first columns tell the rows apart; 0 where it takes too many.
std::size_t columns_of_key(const Sheet& sheet) {
  constexpr std::size_t kMost = 3;
  for (std::size_t count = 1; count <= std::min(kMost, sheet.columns.size()); ++count) {
    std::set<std::vector<std::string_view>> keys;
    for (const auto& row : sheet.rows) keys.emplace(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(count));
    if (keys.size() == sheet.rows.size()) return count;
  }
  return 0;
}

using Columns = std::vector<Layout>;

// A sheet of figures in parts, one below the other, each with the columns that tell its rows apart; none where most columns hold
// text, or where a column does not fit beside those.
std::vector<Columns> in_parts(const Sheet& sheet, std::size_t width) {
  Columns all;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) all.emplace_back(sheet, i);
  const std::size_t keys = columns_of_key(sheet);
  const std::size_t with_text = static_cast<std::size_t>(std::ranges::count_if(all, &Layout::holds_text));
  if (keys == 0 || 2 * with_text > all.size()) return {};
  const Columns key(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keys));
  const auto least_of = [](const Columns& columns) {
    std::size_t total = 0;
    for (const Layout& column : columns) total += column.least_width() + kGap;
    return total;
  };
  std::vector<Columns> parts{key};
  for (const Layout& column : std::span(all).subspan(keys)) {
    if (column.is_blank()) continue;
    if (least_of(parts.back()) + column.least_width() > width) {
      if (parts.back().size() == keys) return {};
      parts.push_back(key);
    }
    parts.back().push_back(column);
  }
  if (parts.back().size() > keys && least_of(parts.back()) > width + kGap) return {};
  for (Columns& part : parts) fit(part, width);
  return parts;
}

void append_line(std::string line, std::string& out) {
  line.erase(line.find_last_not_of(' ') + 1);
  out += line;
  out += '\n';
}

// Prose, wrapped at blanks.
void append_prose(std::string_view text, std::size_t width, std::string& out) {
  const Printed whole = printed(text);
  std::string line;
  std::size_t used = 0;
  std::string_view rest = whole.text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const Printed word = printed(rest.substr(0, end));
    if (used > 0 && used + 1 + word.width > width) {
      append_line(line, out);
      line.clear();
      used = 0;
    }
    if (used > 0) line += ' ';
    line += word.text;
    used += word.width + (used > 0 ? 1 : 0);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  append_line(line, out);
}

// Each row as lines `title: cell`, without the cells that say nothing.
void append_blocks(const Sheet& sheet, std::size_t width, std::string& out) {
  for (const auto& row : sheet.rows) {
    if (&row != &sheet.rows.front()) out += '\n';
    for (std::size_t i = 0; i < row.size(); ++i) {
      const Printed cell = printed(row[i]);
      if (cell.right_to_left)
        append_line(sheet.columns[i].title + ": \u2068" + cell.text + "\u2069", out);
      else if (!row[i].empty())
        append_prose(sheet.columns[i].title + ": " + row[i], width, out);
    }
  }
}

template <class CellOf>
void append_row(const std::vector<Layout>& columns, CellOf cell_of, std::string& out) {
  std::string line;
  for (const Layout& column : columns) {
    if (&column != &columns.front()) line.append(kGap, ' ');
    line += cell_of(column);
  }
  append_line(line, out);
}

void append_grid(const std::vector<Layout>& columns, std::size_t rows, std::string& out) {
  if (columns.empty()) return;
  std::size_t lines = 1;
  for (const Layout& column : columns) lines = std::max(lines, column.title_lines());
  for (std::size_t line = 0; line < lines; ++line)
    append_row(columns, [&](const Layout& column) { return column.title(line, lines); }, out);
  append_row(columns, [](const Layout& column) { return std::string(column.width(), '-'); }, out);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t height = std::ranges::max(columns | std::views::transform([&](const Layout& column) { return column.cell_lines(row); }));
    for (std::size_t line = 0; line < height; ++line)
      append_row(columns, [&](const Layout& column) { return column.cell(row, line); }, out);
  }
}

void append_parts(const std::vector<Columns>& parts, std::size_t rows, std::string& out) {
  for (const Columns& part : parts) {
    if (&part != &parts.front()) out += '\n';
    append_grid(part, rows, out);
  }
}

bool is_formula(std::string_view field) {
  constexpr std::array<std::string_view, 11> kStarts{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
  return !Decimal::parse(field) &&
         std::ranges::any_of(kStarts, [&](std::string_view start) { return field.starts_with(start); });
}

void append_field(std::string_view field, std::string& out) {
  const bool formula = is_formula(field);
  if (!formula && field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += formula ? "\"'" : "\"";
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

template <class FieldOf>
void append_record(std::size_t fields, FieldOf field_of, std::string& out) {
  for (std::size_t i = 0; i < fields; ++i) {
    if (i > 0) out += ',';
    append_field(field_of(i), out);
  }
  out += "\r\n";
}

}  // namespace

std::string print_table(const Sheet& sheet, std::size_t width) {
  std::vector<Layout> columns;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i) columns.emplace_back(sheet, i);
  fit(columns, width);
  std::string out;
  if (!sheet.title.empty()) append_prose(sheet.title, width, out);
  for (const std::string& line : sheet.heading) append_prose(line, width, out);
  if (!out.empty() && !columns.empty()) out += '\n';
  if (sheet.rows.empty() && !columns.empty())
    append_prose("none", width, out);
  else if (!is_cut_up(columns, width))
    append_grid(columns, sheet.rows.size(), out);
  else if (const std::vector<Columns> parts = in_parts(sheet, width); !parts.empty())
    append_parts(parts, sheet.rows.size(), out);
  else
    append_blocks(sheet, width, out);
  if (!sheet.footnotes.empty()) out += '\n';
  for (const std::string& line : sheet.footnotes) append_prose(line, width, out);
  return out;
}

std::string print_csv(const Sheet& sheet, HxlRow hxl) {
  const std::size_t count = sheet.columns.size();
  std::string out;
  append_record(count, [&](std::size_t i) { return std::string_view(sheet.columns[i].title); }, out);
  if (hxl == HxlRow::on)
    append_record(count, [&](std::size_t i) { return std::string_view(sheet.columns[i].hxl); }, out);
  for (const auto& row : sheet.rows) {
    CHECK(row.size() == count);
    append_record(count, [&](std::size_t i) { return std::string_view(row[i]); }, out);
  }
  return out;
}

}  // namespace servanda
