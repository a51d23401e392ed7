#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "book/cell.h"

namespace servanda {

// Some of a book's texts, a byte each.
class TextSet {
 public:
  void add(Cell text) {
    if (text == kNullCell) return;
    const auto number = static_cast<std::size_t>(text);
    if (number + 1 >= in_.size()) in_.resize(std::max(number + 2, in_.size() * 2));  // the last one is never in it
    in_[number] = 1;
  }
  bool contains(Cell text) const {
    return text != kNullCell && static_cast<std::size_t>(text) < in_.size() && in_[static_cast<std::size_t>(text)] != 0;
  }

 private:
  friend class Places;
  std::vector<std::uint8_t> in_;  // 0: not one of them
};

// The places of entries in a list, by their names: first all are added, then settled, then found.
class Places {
 public:
  // The name of the next entry in the list; blank for one that nothing refers to. Of equal names the last is found.
  void add(Cell name) {
    listed_.push_back(name == kNullCell ? kNone : static_cast<std::int32_t>(name));
    if (name == kNullCell || names_.contains(name)) return;
    names_.add(name);
    before_.resize(names_.in_.size() / kTogether + 2);
    ++before_[static_cast<std::size_t>(name) / kTogether + 1];
  }
  void settle() {
    for (std::size_t group = 1; group < before_.size(); ++group) {
      if (before_[group] != 0) number(group - 1);
      before_[group] += before_[group - 1];
    }
    if (!before_.empty()) places_.resize(before_.back());
    for (std::size_t place = 0; place < listed_.size(); ++place)
      if (listed_[place] != kNone) places_[rank(listed_[place])] = static_cast<std::int32_t>(place);
  }

  static constexpr std::int32_t kNone = -1;
  std::span<const TextId> listed() const { return listed_; }  // the names in their order; kNone for a blank one
  std::int32_t find(Cell name) const { return names_.contains(name) ? places_[rank(name)] : kNone; }

 private:
  static constexpr std::size_t kTogether = 64;
  // Numbers the names of one group of texts, from one.
  void number(std::size_t group) {
    const std::size_t end = std::min((group + 1) * kTogether, names_.in_.size());
    std::uint8_t next = 0;
    for (std::size_t text = group * kTogether; text < end; ++text)
      if (names_.in_[text] != 0) names_.in_[text] = ++next;
  }
  // How many names have smaller numbers.
  std::size_t rank(Cell name) const {
    const auto text = static_cast<std::size_t>(name);
    return before_[text / kTogether] + names_.in_[text] - 1;
  }
  TextSet names_;
  std::vector<std::uint32_t> before_;  // how many names stand before each group of texts
  std::vector<TextId> listed_;
  std::vector<std::int32_t> places_;  // by rank
};

}  // namespace servanda
