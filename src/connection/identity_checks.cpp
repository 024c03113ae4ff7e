// Client ID and secret, technical account and organization: the form that Adobe gives them.
#include <algorithm>

#include "check.h"
#include "shapes.h"
#include "text.h"

namespace imskit {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

// Adobe writes the digits of an account in upper case. Any other name stays as it is.
std::string write_account(std::string_view name, std::string_view suffix) {
  return (is_hex_of_length(name, account_length) ? upper(name) : std::string(name)).append(suffix);
}

// True if the text is the digits of an account with none, or only the first characters, of the suffix.
bool lacks_suffix(std::string_view text, std::string_view suffix) {
  if (!is_hex_of_length(text.substr(0, account_length), account_length)) return false;
  const auto rest = text.substr(account_length);
  const auto begins = [&](std::string_view whole) { return equals_ignoring_case(whole.substr(0, rest.size()), rest); };
  return begins(suffix) || begins(suffix.substr(1));
}

// `suffix` starts with @.
void check_account(const Check& check, Field field, std::string_view suffix) {
  const auto text = check.text(field);
  if (lacks_suffix(text, suffix) && text.size() < account_length + suffix.size()) {
    const auto value = write_account(text.substr(0, account_length), suffix);
    return check.add_with_value(field, Code::missing_suffix, {{"expected", suffix}}, FixCode::add_suffix, value);
  }
  const auto name = account_name(text, suffix);
  if (name.empty()) return check.add(field, Code::invalid_format);
  if (field == Field::technical_account_id && is_uuid(name)) return check.add(field, Code::technical_account_email);
  const auto value = write_account(name, suffix);
  if (value != text) return check.add_with_value(field, Code::wrong_case, {}, FixCode::fix_case, value);
  constexpr std::size_t shortest_miscopied = 16;  // a shorter name is one that somebody chose, for tests
  if (name.size() >= shortest_miscopied && !is_hex_of_length(name, account_length)) {
    check.add(field, Code::unusual_format);
  }
}

}  // namespace

void check_client_id(const Check& check) {
  const auto id = check.text(Field::client_id);
  if (!is_usual_client_id(id)) return check.add(Field::client_id, Code::unusual_format);
  const auto lower = ascii_lower(id);
  if (is_hex_of_length(id, 32) && lower != id) {
    check.add_with_value(Field::client_id, Code::unusual_case, {}, FixCode::fix_case, lower);
  }
}

void check_client_secret(const Check& check) {
  if (!is_usual_client_secret(check.text(Field::client_secret))) check.add(Field::client_secret, Code::unusual_format);
}

void check_technical_account_id(const Check& check) {
  check_account(check, Field::technical_account_id, technical_account_suffix);
}

void check_organization_id(const Check& check) { check_account(check, Field::organization_id, organization_suffix); }

}  // namespace imskit
