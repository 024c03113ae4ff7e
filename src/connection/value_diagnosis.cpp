// What was put into a field instead of its value, or together with it: another field's value, two values swapped,
// quotes, labels, masks, placeholders and so on.
#include <algorithm>

#include "check.h"
#include "key_cache.h"
#include "readings.h"
#include "shapes.h"
#include "text.h"
#include "value_issues.h"

namespace imskit {
namespace {

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

// One of two swapped values belongs in the other field, so only values outside of their home field are checked.
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

void report_wrapping(const Check& check, Field field, const Reading& reading) {
  const WrappingRule& rule = rule_of(reading.wrapping);
  check.add_with_value(field, rule.code, wrapping_params(reading), rule.fix, reading.next);
}

// True if nothing is lost when a value is moved there.
bool is_vacant(const Check& check, Field field) {
  if (field == Field::meta_scopes) return !check.connection.meta_scopes;
  if (field == Field::scopes) return !check.connection.scopes;
  const auto text = check.text(field);
  if (field == Field::ims_exchange) {
    return text.empty() || is_derived_exchange(text, check.text(Field::ims_host));
  }
  return text.empty() || text == rule_of(field).fallback;
}

void put(Connection& connection, Field field, std::string_view value) {
  if (rule_of(field).kind != Kind::lines) {
    connection[field] = value;
    return;
  }
  const auto name = meta_scope_name(value);
  (field == Field::scopes ? connection.scopes : connection.meta_scopes) = {std::string(name.empty() ? value : name)};
}

void report_belonging(const Check& check, Field field, const Reading& reading, Field home) {
  const Params params = {{"found", rule_of(reading.shape).found}, {"belongs", label_of(home)}};
  // The text around the value would be lost.
  const bool alone = reading.wrapping != Wrapping::other_text;
  if (!alone || !is_vacant(check, home)) return check.add(field, Code::belongs_elsewhere, params);
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
      return shape != url && shape != ims_host && shape != ims_exchange && shape != number && shape != file_path &&
             (field == Field::ims_exchange || (shape != meta_scope_url && shape != audience));
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
  if (field == Field::name || field == Field::runtime_environment) {
    const bool own_label = reading.wrapping == Wrapping::label && ascii_lower(reading.given).starts_with("runtime");
    return reading.wrapping == Wrapping::quotes || (own_label && field == Field::runtime_environment);
  }
  return is_identifier(field) || is_address(field);
}

// True if the passphrase opens the key: then it is right in any case.
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
    check.add(Field::passphrase, code_of(*reading.stand_in));
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
    if (certain) check.add(field, code_of(*reading.stand_in));
    return;
  }
  if (is_foreign(check, readings, field)) return report_shape(check, field, reading);
  if (is_wrapped(field, reading)) return report_wrapping(check, field, reading);
  const auto text = check.text(field);
  // An unusual secret may have a space.
  if (is_identifier(field) && field != Field::client_secret && has_white_space(text))
    check.add(field, Code::white_space);
}

}  // namespace

void diagnose_values(const Check& check, const Readings& readings) {
  find_swaps(check, readings);
  for (const auto& rule : field_rules) {
    const bool asked = check.is_asked(rule.field) && !readings.is_clean(rule.field);
    if (asked && !check.text(rule.field).empty() && !check.is_done(rule.field)) {
      diagnose_field(check, readings, rule.field);
    }
  }
}

}  // namespace imskit
