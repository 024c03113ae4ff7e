#include "known_values.h"

#include <array>

#include "text_tag.h"

namespace imskit {
namespace {

struct Entry {
  SipTag tag;
  KnownValue value;
};

// Several of each field, because the connections of a list share hosts, agents and organizations.
constexpr std::size_t capacity = 8;
std::array<std::array<std::optional<Entry>, capacity>, field_count> entries;

std::optional<Entry>& entry_for(Field field, const SipTag& tag) {
  return entries[static_cast<std::size_t>(field)][tag[0] % capacity];
}

}  // namespace

std::optional<SipTag> tag_of_value(Field field, std::string_view text) {
  return rule_of(field).secret ? std::nullopt : tag_of({text});
}

std::optional<KnownValue> find_known_value(Field field, const SipTag& tag) {
  const auto& entry = entry_for(field, tag);
  return entry && entry->tag == tag ? std::optional(entry->value) : std::nullopt;
}

void remember_value(Field field, const SipTag& tag, KnownValue value) { entry_for(field, tag) = {tag, value}; }

}  // namespace imskit
