#include "readings.h"

#include "clean_values.h"
#include "key_limits.h"
#include "shapes.h"
#include "text.h"

namespace imskit {
namespace {

// True for fields whose value a person chooses, so that most words may be right.
bool is_free(Field field) {
  using enum Field;
  return field == name || field == description || field == type || field == runtime_environment;
}

// Keys are read in key/. Here only short texts matter, which can be another field's value.
constexpr std::size_t longest_for_key = 300;

bool is_worth_reading(Field field, std::string_view text) {
  if (text.size() > max_key_bytes || text == rule_of(field).fallback) return false;
  if (field == Field::private_key) return text.size() <= longest_for_key;
  return rule_of(field).kind != Kind::lines;
}

StandInWords words_for(Field field, std::string_view text) {
  // A host name may begin with any word, config.example, but has no two dots in a row.
  const bool is_host = is_address(field) && text.contains('.') && !text.contains("..");
  const bool marks_only = is_host || is_free(field);
  return marks_only ? StandInWords::no : StandInWords::yes;
}

Field find_home(Field field, std::string_view text, const Reading& reading) {
  if (reading.stand_in) return Field::none;
  if (field == Field::client_secret && is_uuid(reading.core)) return field;  // an older secret
  if (reading.shape == Shape::technical_account_email) return Field::technical_account_id;
  if (field == Field::private_key && text.size() > longest_for_key) return field;
  return field_of(reading.shape);
}

}  // namespace

bool is_address(Field field) { return field == Field::ims_host || field == Field::ims_exchange; }

Readings::Readings(const Connection& connection) {
  for (const auto& rule : field_rules) {
    const auto text = connection.text(rule.field);
    const auto place = static_cast<std::size_t>(rule.field);
    homes_[place] = Field::none;
    if (text.empty()) continue;
    if (const auto home = find_clean_value(rule.field, text)) {
      homes_[place] = *home;
      clean_.add(rule.field);
      continue;
    }
    if (is_worth_reading(rule.field, text)) {
      readings_[place] = read_value(trim(text), words_for(rule.field, text));
    }
    homes_[place] = find_home(rule.field, text, of(rule.field));
  }
}

bool Readings::is_plain(Field field) const {
  const Reading& reading = of(field);
  const bool bare = reading.wrapping == Wrapping::none && !reading.stand_in;
  return bare && (home(field) == field || (home(field) == Field::none && reading.shape == Shape::unknown));
}

}  // namespace imskit
