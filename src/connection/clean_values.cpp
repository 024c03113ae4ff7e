#include "clean_values.h"

#include <array>

#include "text_tag.h"

namespace imskit {
namespace {

struct CleanValue {
  SipTag tag;
  Field home;
};

// Several of each field, because the connections of a list share hosts, agents and organizations.
constexpr std::size_t capacity = 8;
std::array<std::array<std::optional<CleanValue>, capacity>, field_count> clean_values;

std::optional<CleanValue>& place_for(Field field, const SipTag& tag) {
  return clean_values[static_cast<std::size_t>(field)][tag[0] % capacity];
}

}  // namespace

std::optional<Field> find_clean_value(Field field, std::string_view text) {
  if (rule_of(field).secret) return std::nullopt;
  const auto tag = tag_of({text});
  if (!tag) return std::nullopt;
  const auto& value = place_for(field, *tag);
  return value && value->tag == *tag ? std::optional(value->home) : std::nullopt;
}

void remember_clean_value(Field field, std::string_view text, Field home) {
  if (rule_of(field).secret) return;
  if (const auto tag = tag_of({text})) place_for(field, *tag) = {*tag, home};
}

}  // namespace imskit
