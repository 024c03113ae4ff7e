// The building blocks of issues: severity, parameters, and one row of a table of codes. Rooms define their own tables
// (key_issue.h, issue.h).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imskit {

enum class Severity : std::uint8_t { error, warning };

constexpr std::string_view name_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

// One code: its stable name, a message that says what is wrong, and a hint that says what to do. Both are plain
// sentences without secrets. `{word}` stands for a parameter of the issue, or for {label}, {format} or {allowed} of the
// field that the issue is shown at. `{number:one|many}` is a number and the noun that agrees with it. A command in a
// hint is on its own line.
struct CodeRule {
  std::string_view name;
  Severity severity;
  std::string_view message;
  std::string_view hint;
};

// Codes that any value can have, as rows X(name, severity, message, hint).
// clang-format off
#define IMSKIT_VALUE_ISSUES(X) \
  X(required, error, "{label} is missing.", "{format}") \
  X(too_large, error, "{label} is larger than {max} bytes. No key or certificate is that large.", "Paste only the key or certificate.") \
  X(placeholder, error, "{label} is a placeholder or the name of a variable, not the value itself.", "Replace it with the value.") \
  X(masked, error, "{label} is hidden (masked): asterisks or dots stand for the value.", "Reveal the value before you copy it.") \
  X(secret_reference, error, "{label} is a reference to a secret manager, not the secret itself.", "Look the secret up there, and paste its value.") \
  X(shortened, error, "{label} was shortened: dots stand for a part of it.", "Copy the whole value. Don’t copy it from a page or a log that shows only part of it.")
// clang-format on

// The type of a parameter. A parameter name has the same type in every code.
enum class ParamKind : std::uint8_t {
  text,
  optional_text,  // if it is absent, the issue has no hint
  number,         // a count (characters, bytes, bits), or a position counted from 1
};

struct ParamRule {
  std::string_view name;
  ParamKind kind;
};

inline constexpr ParamRule param_rules[] = {
    {"actual", ParamKind::number},
    {"belongs", ParamKind::text},
    {"character", ParamKind::text},
    {"column", ParamKind::number},
    {"example", ParamKind::text},
    {"excess", ParamKind::number},
    {"expected", ParamKind::text},
    {"expires", ParamKind::text},
    {"fingerprint", ParamKind::text},
    {"found", ParamKind::text},
    {"given", ParamKind::text},
    {"line", ParamKind::number},
    {"listed", ParamKind::text},
    {"max", ParamKind::number},
    {"min", ParamKind::number},
    {"name", ParamKind::text},
    {"nearest", ParamKind::optional_text},
    {"position", ParamKind::number},
    {"reason", ParamKind::text},
};

consteval const ParamRule* find_param(std::string_view name) {
  const auto* found = std::ranges::find(param_rules, name, &ParamRule::name);
  return found == std::ranges::end(param_rules) ? nullptr : found;
}

// A parameter name, given as a literal. An unknown name, or a name of the other type, does not compile.
template <bool number>
struct ParamName {
  consteval ParamName(const char* name) : text(name) {
    if ((find_param(name)->kind == ParamKind::number) != number) wrong_kind();
  }
  static void wrong_kind();  // not constexpr, so reaching it is a compile error
  std::string_view text;
};

struct Param {
  Param(ParamName<false> name_, std::string_view text_) : name(name_.text), text(text_) {}
  Param(ParamName<true> name_, std::int64_t number_)
      : name(name_.text), text(std::to_string(number_)), is_number(true) {}
  bool operator==(const Param&) const = default;

  std::string_view name;
  std::string text;  // decimal digits if is_number
  bool is_number = false;
};
using Params = std::vector<Param>;

}  // namespace imskit
