// What was put into a list of scopes or metascopes instead of a name, or together with it, and the names in a text that
// was given for a list.
#include <algorithm>

#include "check.h"
#include "labels.h"
#include "shapes.h"
#include "text.h"
#include "value_issues.h"
#include "wrapping.h"

namespace imskit {
namespace {

// Replaces each entry that has the wrapping by the text inside; white space also around an entry.
void unwrap_entries(std::vector<std::string>& list, Wrapping wrapping, Field field) {
  for (auto& entry : list) {
    const auto reading = read_value(trim(entry), StandInWords::yes, field);
    if (reading.wrapping == wrapping) {
      entry = reading.next;
    } else if (wrapping == Wrapping::white_space) {
      entry = trim(std::string(entry));
    }
  }
}

std::vector<std::string> split_entries(const std::vector<std::string>& list) {
  std::vector<std::string> parts;
  for (std::string_view rest : list) {
    while (!rest.empty()) {
      const auto end = std::min(rest.find_first_of(", ;|+\t\r\n"), rest.size());
      const auto part = rest.substr(0, end);
      if (!part.empty() && part != "true") parts.emplace_back(part);  // the value of a claim
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
  return entry.find_first_of(",;|") != entry.npos || std::ranges::all_of(parts, known);
}

void name_entries(std::vector<std::string>& list) {
  for (auto& entry : list) {
    entry = trim(std::string(entry));
    if (const auto name = meta_scope_name(entry); !name.empty()) entry = std::string(name);
  }
}

// Adobe writes them in lower case.
bool is_upper_meta_scope(std::string_view entry) {
  const auto lower = ascii_lower(entry);
  return lower != entry && shape_of(lower) == Shape::meta_scope;
}

void lower_entries(std::vector<std::string>& list) {
  for (auto& entry : list) {
    if (is_upper_meta_scope(entry)) entry = ascii_lower(entry);
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
  auto reading = read_value(trim(entry), StandInWords::yes, field);
  const auto change = [&](Code code, Params params, FixCode fix, const auto& repair) {
    check.add(field, code, std::move(params), fix, [&](Connection& target) { repair(list_of(target, field)); });
  };
  if (reading.stand_in) return check.add(field, code_of(*reading.stand_in));
  if (reading.shape == Shape::meta_scope_url && field == Field::meta_scopes && reading.wrapping == Wrapping::none) {
    return change(Code::metascope_url, {{"expected", meta_scope_name(reading.core)}}, FixCode::metascope_name,
                  name_entries);
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
  if (reading.wrapping == Wrapping::none && trim(entry).size() < entry.size()) {
    reading.wrapping = Wrapping::white_space;
    reading.next = trim(entry);
  }
  if (field == Field::meta_scopes && is_upper_meta_scope(entry) && !check.has(field, Code::unusual_case)) {
    return change(Code::unusual_case, {}, FixCode::fix_case, lower_entries);
  }
  if (reading.wrapping == Wrapping::none || reading.next.empty()) return;
  const WrappingRule& rule = rule_of(reading.wrapping);
  change(rule.code, wrapping_params(reading), rule.fix,
         [&](auto& list) { unwrap_entries(list, reading.wrapping, field); });
}

}  // namespace

void diagnose_list(const Check& check, Field field, const std::vector<std::string>& list) {
  for (const auto& entry : list) {
    if (check.is_done(field)) return;
    if (!trim(entry).empty()) diagnose_entry(check, field, entry);
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
    const auto part = text.substr(0, end);
    const auto name = part.starts_with('/') ? meta_scope_name(part) : part;
    if (end > 0) parts.emplace_back(name.empty() ? part : name);
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

}  // namespace imskit
