// What was put into a field instead of its value, or together with it: another field's value, two values swapped,
// quotes, labels, masks, placeholders and so on.
#include <algorithm>
#include <array>

#include "check.h"
#include "key_cache.h"
#include "key_limits.h"
#include "labels.h"
#include "shapes.h"
#include "text.h"
#include "wrapping.h"

namespace imskit {
namespace {

// ---- readings ----

bool is_address(Field field) { return field == Field::ims_host || field == Field::ims_exchange; }

bool is_identifier(Field field) {
  using enum Field;
  return field == client_id || field == client_secret || field == technical_account_id || field == organization_id;
}

// True for fields whose value a person chooses, so that most words may be right.
bool is_free(Field field) {
  using enum Field;
  return field == name || field == description || field == type || field == runtime_environment || field == passphrase;
}

// Keys are read in key/. Here only short texts matter, which can be another field's value.
constexpr std::size_t longest_for_key = 300;

bool is_worth_reading(Field field, std::string_view text) {
  if (text.empty() || text.size() > max_key_bytes || text == rule_of(field).fallback) return false;
  if (field == Field::private_key) return text.size() <= longest_for_key;
  return rule_of(field).kind != Kind::lines;
}

StandInWords words_for(Field field, std::string_view text) {
  // A host name may begin with any word: config.example.
  const bool marks_only = (is_free(field) && field != Field::passphrase) || (is_address(field) && text.contains('.'));
  return marks_only ? StandInWords::no : StandInWords::yes;
}

// The readings of all fields, made once.
class Readings {
 public:
  explicit Readings(const Connection& connection) {
    for (const auto& rule : field_rules) {
      const auto text = connection.text(rule.field);
      const auto place = static_cast<std::size_t>(rule.field);
      if (is_worth_reading(rule.field, text)) {
        readings_[place] = read_value(trim(text), words_for(rule.field, text));
      }
      homes_[place] = find_home(rule.field, text, readings_[place]);
    }
  }

  const Reading& of(Field field) const { return readings_[static_cast<std::size_t>(field)]; }

  // The field that the value belongs in; Field::none if that is not certain.
  Field home(Field field) const { return homes_[static_cast<std::size_t>(field)]; }

 private:
  static Field find_home(Field field, std::string_view text, const Reading& reading) {
    if (reading.stand_in) return Field::none;
    if (field == Field::client_secret && is_uuid(reading.core)) return field;  // an older secret
    if (reading.shape == Shape::technical_account_email) return Field::technical_account_id;
    if (field == Field::private_key && text.size() > longest_for_key) return field;
    return field_of(reading.shape);
  }

  std::array<Reading, field_count> readings_;
  std::array<Field, field_count> homes_;
};

// ---- swapped values ----

// True if any text may be a value of the field.
bool takes_any(Field field) {
  return field == Field::name || field == Field::runtime_environment || field == Field::passphrase;
}

bool are_swapped(const Check& check, const Readings& readings, Field a, Field b) {
  if (check.text(a).empty() || check.text(b).empty()) return false;
  const Field home_a = readings.home(a);
  const Field home_b = readings.home(b);
  if (home_a == b) return home_b == a || (home_b == Field::none && takes_any(a));
  return home_b == a && home_a == Field::none && takes_any(b);
}

void report_swap(const Check& check, Field a, Field b) {
  const Field field = check.is_asked(a) ? a : b;
  const Field other = field == a ? b : a;
  check.add(field, Code::swapped, {{"belongs", label_of(other)}}, FixCode::swap,
            [&](Connection& target) { std::swap(target[a], target[b]); });
  check.settle(a);
  check.settle(b);
}

// One of two swapped values belongs in the other field, so only values that are away from home are looked at.
void find_swaps(const Check& check, const Readings& readings) {
  for (const auto& rule : field_rules) {
    const Field other = readings.home(rule.field);
    if (other == Field::none || other == rule.field) continue;
    const Field a = std::min(rule.field, other);
    const Field b = std::max(rule.field, other);
    if (check.is_done(a) || check.is_done(b) || !are_swapped(check, readings, a, b)) continue;
    report_swap(check, a, b);
  }
}

// ---- one field ----

void report_stand_in(const Check& check, Field field, StandIn stand_in) {
  constexpr Code codes[] = {Code::masked, Code::placeholder, Code::secret_reference};  // in the order of StandIn
  check.add(field, codes[static_cast<std::size_t>(stand_in)]);
}

struct WrappingRule {
  Code code;
  FixCode fix;
  bool has_given = false;
};
constexpr WrappingRule wrapping_rules[] = {
    // in the order of Wrapping, from label on
    {Code::labeled, FixCode::remove_label, true},
    {Code::commented, FixCode::remove_comment},
    {Code::quoted, FixCode::trim_quotes},
    {Code::punctuated, FixCode::remove_punctuation},
    {Code::prefixed, FixCode::remove_prefix, true},
    {Code::url_encoded, FixCode::decode_url},
    {Code::white_space, FixCode::remove_white_space},
};

const WrappingRule& rule_of(Wrapping wrapping) { return wrapping_rules[static_cast<std::size_t>(wrapping) - 1]; }

void report_wrapping(const Check& check, Field field, const Reading& reading) {
  const WrappingRule& rule = rule_of(reading.wrapping);
  Params params;
  if (rule.has_given) params.emplace_back(ParamName<false>("given"), reading.given);
  check.add_with_value(field, rule.code, std::move(params), rule.fix, reading.next);
}

// True if nothing is lost when a value is moved there.
bool is_vacant(const Check& check, Field field) {
  if (field == Field::meta_scopes) return !check.connection.meta_scopes;
  if (field == Field::scopes) return !check.connection.scopes;
  const auto text = check.text(field);
  if (field == Field::ims_exchange) {
    return text.empty() || text == std::string(check.text(Field::ims_host)).append(exchange_path);
  }
  return text.empty() || text == rule_of(field).fallback;
}

void put(Connection& connection, Field field, std::string_view value) {
  if (rule_of(field).kind != Kind::lines) {
    connection[field] = value;
    return;
  }
  const auto name = value.substr(value.rfind('/') + 1);  // of a metascope as a URL
  (field == Field::scopes ? connection.scopes : connection.meta_scopes) = {std::string(name)};
}

void report_belonging(const Check& check, Field field, const Reading& reading, Field home) {
  const Params params = {{"found", rule_of(reading.shape).found}, {"belongs", label_of(home)}};
  if (!is_vacant(check, home)) return check.add(field, Code::belongs_elsewhere, params);
  check.add(field, Code::belongs_elsewhere, params, FixCode::move, [&](Connection& target) {
    target[field].reset();
    put(target, home, reading.core);
  });
}

void report_shape(const Check& check, Field field, const Reading& reading) {
  const Field home = field_of(reading.shape);
  if (home != Field::none) return report_belonging(check, field, reading, home);
  check.add(field, Code::wrong_kind, {{"found", rule_of(reading.shape).found}});
}

// True if a value of this shape is certainly not the field's.
bool is_foreign(const Check& check, const Readings& readings, Field field) {
  using enum Shape;
  const Shape shape = readings.of(field).shape;
  if (shape == unknown || readings.home(field) == field) return false;
  const bool secret = shape == private_key || shape == client_secret || shape == jwt;
  switch (field) {
    case Field::name:
    case Field::runtime_environment:
      if (shape == client_id) {
        // A name may be an ID, if it is not the only place that has it.
        return readings.home(Field::client_id) != Field::client_id || field == Field::runtime_environment ||
               readings.of(field).core == check.text(Field::client_id);
      }
      return secret || shape == organization_id || shape == technical_account_id || shape == technical_account_email ||
             shape == ims_exchange || shape == ims_host || shape == url;
    case Field::description:
      return secret;
    case Field::passphrase:
      return secret || shape == client_id || shape == organization_id || shape == technical_account_id ||
             shape == technical_account_email || shape == certificate || shape == public_key;
    case Field::private_key:
      return field_of(shape) != Field::none;  // everything else is reported by the key reader
    case Field::certificate:
      return shape == private_key;
    case Field::ims_host:
    case Field::ims_exchange:
      return shape != url && shape != ims_host && shape != ims_exchange && shape != meta_scope_url &&
             shape != audience && shape != number && shape != file_path;
    case Field::technical_account_id:
      return shape != technical_account_email;
    case Field::organization_id:
      return true;
    default:
      return shape != number && is_identifier(field);
  }
}

// True if what is around the value certainly does not belong to it.
bool is_wrapped(Field field, const Reading& reading) {
  if (reading.wrapping == Wrapping::none || reading.next.empty()) return false;
  if (field == Field::name || field == Field::runtime_environment) return reading.wrapping == Wrapping::quotes;
  return is_identifier(field) || is_address(field);
}

// Whether the passphrase opens the key, so that it is right whatever it looks like.
bool opens_key(const Check& check, std::string_view passphrase) {
  const auto key = check.text(Field::private_key);
  if (key.empty() || passphrase.empty()) return false;
  const auto& report = inspect_key_cached(key, passphrase, check.text(Field::certificate));
  return report.encrypted && report.bits != 0;
}

void diagnose_passphrase(const Check& check, const Readings& readings) {
  const Reading& reading = readings.of(Field::passphrase);
  const bool foreign = is_foreign(check, readings, Field::passphrase);
  if (!foreign && !reading.stand_in && reading.wrapping == Wrapping::none) return;
  if (opens_key(check, check.text(Field::passphrase))) return;
  const bool unwrapped = opens_key(check, reading.next);
  if (unwrapped) {
    report_wrapping(check, Field::passphrase, reading);
  } else if (reading.stand_in) {
    report_stand_in(check, Field::passphrase, *reading.stand_in);
  } else if (foreign) {
    report_shape(check, Field::passphrase, reading);
  }
  if (unwrapped || reading.stand_in || foreign)
    check.settle(Field::passphrase);  // it says more than “Wrong passphrase”
}

void diagnose_field(const Check& check, const Readings& readings, Field field) {
  const Reading& reading = readings.of(field);
  if (field == Field::passphrase) return diagnose_passphrase(check, readings);
  if (reading.stand_in) {
    const bool certain =
        is_identifier(field) || is_address(field) || field == Field::name || field == Field::runtime_environment;
    if (certain) report_stand_in(check, field, *reading.stand_in);
    return;
  }
  if (is_foreign(check, readings, field)) return report_shape(check, field, reading);
  if (is_wrapped(field, reading)) return report_wrapping(check, field, reading);
  const auto text = check.text(field);
  // An unusual secret may have a space.
  if (is_identifier(field) && field != Field::client_secret && without_white_space(text).size() < text.size())
    check.add(field, Code::white_space);
}

// ---- lists ----

// Replaces each entry that has the wrapping by the text inside.
void unwrap_entries(std::vector<std::string>& list, Wrapping wrapping) {
  for (auto& entry : list) {
    const auto reading = read_value(trim(entry), StandInWords::yes);
    if (reading.wrapping == wrapping) entry = reading.next;
  }
}

std::vector<std::string> split_entries(const std::vector<std::string>& list) {
  std::vector<std::string> parts;
  for (std::string_view rest : list) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of(", ;\t\r\n"), rest.size());
      if (end > 0) parts.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return parts;
}

// True if the entry is several names. Commas always separate; spaces only names that are known.
bool is_joined(std::string_view entry) {
  const auto parts = split_entries({std::string(entry)});
  if (parts.size() < 2) return false;
  const auto known = [](const std::string& part) {
    return shape_of(part) == Shape::meta_scope || shape_of(part) == Shape::scope;
  };
  return entry.find_first_of(",;") != entry.npos || std::ranges::all_of(parts, known);
}

void name_entries(std::vector<std::string>& list) {
  for (auto& entry : list) {
    if (shape_of(entry) == Shape::meta_scope_url) entry.erase(0, entry.rfind('/') + 1);
  }
}

bool is_foreign_entry(Field field, Shape shape) {
  using enum Shape;
  if (shape == unknown || shape == number || shape == file_path || field_of(shape) == field) return false;
  // Scopes of other products may be URLs, and some have the names of metascopes.
  return field != Field::scopes ||
         (shape != meta_scope && shape != url && shape != audience && shape != meta_scope_url);
}

// The entries of a list in the connection to repair.
std::vector<std::string>& list_of(Connection& connection, Field field) {
  auto& list = field == Field::scopes ? connection.scopes : connection.meta_scopes;
  if (!list) list.emplace();
  return *list;
}

void diagnose_entry(const Check& check, Field field, std::string_view entry) {
  const auto reading = read_value(trim(entry), StandInWords::yes);
  const auto change = [&](Code code, Params params, FixCode fix, const auto& repair) {
    check.add(field, code, std::move(params), fix, [&](Connection& target) { repair(list_of(target, field)); });
  };
  if (reading.stand_in) return report_stand_in(check, field, *reading.stand_in);
  if (reading.shape == Shape::meta_scope_url && field == Field::meta_scopes && reading.wrapping == Wrapping::none) {
    const auto name = reading.core.substr(reading.core.rfind('/') + 1);
    return change(Code::metascope_url, {{"expected", name}}, FixCode::metascope_name, name_entries);
  }
  if (is_joined(entry) && reading.wrapping != Wrapping::label && reading.wrapping != Wrapping::comment) {
    return change(Code::joined_entries, {}, FixCode::split_entries, [](auto& list) { list = split_entries(list); });
  }
  if (is_foreign_entry(field, reading.shape)) {
    const Field home = field_of(reading.shape);
    const auto found = rule_of(reading.shape).found;
    if (home == Field::none) return check.add(field, Code::wrong_kind, {{"found", found}});
    return check.add(field, Code::belongs_elsewhere, {{"found", found}, {"belongs", label_of(home)}});
  }
  if (reading.wrapping == Wrapping::none || reading.next.empty()) return;
  const WrappingRule& rule = rule_of(reading.wrapping);
  Params params;
  if (rule.has_given) params.emplace_back(ParamName<false>("given"), reading.given);
  change(rule.code, std::move(params), rule.fix, [&](auto& list) { unwrap_entries(list, reading.wrapping); });
}

}  // namespace

void diagnose(const Check& check) {
  const Readings readings(check.connection);
  find_swaps(check, readings);
  for (const auto& rule : field_rules) {
    if (check.is_asked(rule.field) && !check.text(rule.field).empty() && !check.is_done(rule.field)) {
      diagnose_field(check, readings, rule.field);
    }
  }
}

std::optional<std::vector<std::string>> read_list(Field field, std::string_view text) {
  text = trim(text);
  if (find_stand_in(text)) return std::nullopt;
  text.remove_prefix(find_label(text).size);
  std::vector<std::string> parts;
  constexpr std::string_view separators = " ,;|[]\"'`\t\r\n";
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    constexpr std::string_view claim = "/s/";  // of a JWT, before the name of a metascope
    const auto part = text.substr(0, end);
    if (end > 0) parts.emplace_back(part.substr(part.starts_with(claim) ? claim.size() : 0));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const bool several = parts.size() > 1;
  bool known = false;
  for (const auto& part : parts) {
    const Shape shape = shape_of(part);
    const bool right = field_of(shape) == field;
    const bool name = std::ranges::all_of(
        part, [](char c) { return is_alpha(c) || is_digit(c) || std::string_view("_.-:/").contains(c); });
    if (!name || find_stand_in(part) || is_foreign_entry(field, shape) || (shape == Shape::number && several)) {
      return std::nullopt;
    }
    known = known || right;
  }
  // Several words may be a sentence.
  if (parts.empty() || (several && !known)) return std::nullopt;
  return parts;
}

void diagnose_list(const Check& check, Field field, const std::vector<std::string>& list) {
  for (const auto& entry : list) {
    if (check.is_done(field)) return;
    if (!entry.empty()) diagnose_entry(check, field, entry);
  }
}

}  // namespace imskit
