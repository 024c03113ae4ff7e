#include "inner_value.h"

#include <algorithm>

#include "shapes.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t longest_text = 4096;

bool is_value(std::string_view text, Field field, Certainty certainty) {
  using enum Shape;
  const Shape shape = shape_of(text);
  if (shape == client_secret && !is_usual_client_secret(text)) return false;
  const Field home = shape == technical_account_email ? Field::technical_account_id : field_of(shape);
  if (field == Field::meta_scopes) return home == field;
  if (is_address(field)) {
    return (home == field && text.contains("ims")) || (shape == url && certainty == Certainty::shape);
  }
  if (field == Field::none) field = home;
  const bool read = field == Field::description || field == Field::private_key;
  if (read) field = Field::client_secret;
  if (!is_identifier(field)) return false;
  return home == field && (certainty == Certainty::shape || is_exact_account(text));
}

bool has_addresses(Field field) { return is_address(field) || field == Field::meta_scopes; }

// The characters of a value: of an address also those that separate the parts of a URL.
bool is_value_character(char c, Field field) {
  if (is_digit(c) || is_alpha(c) || std::string_view("_-.@").contains(c)) return true;
  return has_addresses(field) && std::string_view(is_address(field) ? ":/?=&%#+~" : ":/").contains(c);
}

// Without a name in front of a URL, and punctuation at its end: url=https://….
std::string_view trim_value(std::string_view text, Field field) {
  if (has_addresses(field)) {
    const auto scheme = text.find("http");
    text.remove_prefix(scheme != text.npos ? scheme : std::min(text.find_first_not_of("/:."), text.size()));
  }
  return text.substr(0, text.find_last_not_of(".:") + 1);
}

// A long text with digits may be a value that is spelled wrong.
bool is_doubtful(std::string_view text) {
  constexpr std::size_t shortest = 16;
  if (text.size() < shortest || std::ranges::none_of(text, is_digit)) return false;
  const Shape shape = shape_of(text);
  return shape == Shape::unknown || shape == Shape::email ||
         (shape == Shape::client_secret && !is_usual_client_secret(text));
}

}  // namespace

bool is_exact_account(std::string_view text) {
  const auto name = text.substr(0, text.find('@'));
  return name.size() == text.size() || is_hex_of_length(name, account_length) || is_uuid(name);
}

std::optional<InnerValue> find_inner_value(std::string_view text, Field field, Certainty certainty) {
  if (text.size() > longest_text) return std::nullopt;
  std::optional<InnerValue> found;
  for (std::size_t end = 0; end < text.size();) {
    const auto is_part = [=](char c) { return is_value_character(c, field); };
    const auto from = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(end), text.end(), is_part);
    const auto to = std::find_if_not(from, text.end(), is_part);
    if (to - from == std::ssize(text)) break;  // nothing is around it
    end = static_cast<std::size_t>(to - text.begin());
    const auto value = trim_value({from, to}, field);
    const std::size_t shortest = has_addresses(field) ? 1 : sizeof "X@AdobeOrg" - 1;
    if (value.size() < shortest || (found && found->value == value)) continue;
    const bool right = is_value(value, field, certainty);
    if (right ? found.has_value() : !has_addresses(field) && is_doubtful(value)) return std::nullopt;
    if (right) found = {value, text.substr(0, static_cast<std::size_t>(value.data() - text.data()))};
  }
  return found;
}

}  // namespace imskit
