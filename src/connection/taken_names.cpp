#include "taken_names.h"

#include <bit>
#include <cstring>

#include "connection.h"
#include "random.h"
#include "text.h"

namespace imskit {

NameSet::NameSet(std::initializer_list<std::string_view> names) {
  for (const auto name : names) insert(name);
}

void NameSet::reserve(std::size_t count, std::size_t bytes) {
  text_.reserve(bytes);
  names_.reserve(count);
  if (2 * count > table_.size()) resize(std::bit_ceil(2 * count));
}

void NameSet::insert(std::string_view name) {
  const std::string key = name_key(name);
  if (key.empty()) return;
  if (2 * (names_.size() + 1) > table_.size()) resize(std::bit_ceil(4 * (names_.size() + 1)));
  auto& place = table_[place_of(key)];
  if (place != 0) return;
  const std::string_view trimmed = trim_spaces(name);
  names_.push_back({text_.size(), trimmed.size()});
  text_ += trimmed;
  place = static_cast<std::uint32_t>(names_.size());
}

std::string_view NameSet::find(std::string_view name) const {
  if (names_.empty()) return {};
  const auto place = table_[place_of(name_key(name))];
  return place == 0 ? std::string_view() : text_of(names_[place - 1]);
}

std::size_t NameSet::place_of(std::string_view key) const {
  SipHash hash(key_);
  hash.update(key);
  const SipTag tag = hash.finish();
  std::size_t place;
  std::memcpy(&place, tag.data(), sizeof place);
  for (;; ++place) {
    place &= table_.size() - 1;
    if (table_[place] == 0 || name_key(text_of(names_[table_[place] - 1])) == key) return place;
  }
}

void NameSet::resize(std::size_t places) {
  if (table_.empty() && !fill_random(key_)) key_ = {};  // still a hash, but not a secret one
  table_.assign(places, 0);
  for (std::size_t i = 0; i < names_.size(); ++i) {
    table_[place_of(name_key(text_of(names_[i])))] = static_cast<std::uint32_t>(i + 1);
  }
}

}  // namespace imskit
