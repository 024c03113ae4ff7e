#include "readings.h"

#include "key_limits.h"
#include "known_values.h"
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
  if (field == Field::client_secret && is_usual_client_secret(text)) return false;
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
  if (text == rule_of(field).fallback) return field;
  if (reading.stand_in) return Field::none;
  if (field == Field::client_secret && (is_usual_client_secret(text) || is_uuid(reading.core))) return field;
  if (reading.shape == Shape::technical_account_email) return Field::technical_account_id;
  if (field == Field::private_key && text.size() > longest_for_key) return field;
  return field_of(reading.shape);
}

}  // namespace

Readings::Readings(const Connection& connection) {
  homes_.fill(Field::none);
  for (const auto& rule : field_rules) {
    const auto text = connection.text(rule.field);
    if (!text.empty()) read(rule.field, text);
  }
}

void Readings::read(Field field, std::string_view text) {
  const auto place = static_cast<std::size_t>(field);
  tags_[place] = tag_of_value(field, text);
  if (const auto known = tags_[place] ? find_known_value(field, *tags_[place]) : std::nullopt) {
    homes_[place] = known->home;
    if (known->clean) {
      clean_.add(field);
    } else {
      readings_[place] = Reading{.core = std::string(trim(text)), .shape = known->shape};
    }
    return;
  }
  if (is_worth_reading(field, text)) readings_[place] = read_value(trim(text), words_for(field, text), field);
  homes_[place] = find_home(field, text, of(field));
  remember(field, false);
}

bool Readings::is_bare(Field field) const { return of(field).wrapping == Wrapping::none && !of(field).stand_in; }

bool Readings::is_plain(Field field) const {
  return is_bare(field) && (home(field) == field || (home(field) == Field::none && of(field).shape == Shape::unknown));
}

void Readings::remember(Field field, bool clean) const {
  const auto& tag = tags_[static_cast<std::size_t>(field)];
  if (tag && is_bare(field)) remember_value(field, *tag, {of(field).shape, home(field), clean});
}

void Readings::remember_clean(FieldSet fields) const {
  for (const auto& rule : field_rules) {
    if (fields.has(rule.field) && !is_clean(rule.field) && is_plain(rule.field)) remember(rule.field, true);
  }
}

}  // namespace imskit
