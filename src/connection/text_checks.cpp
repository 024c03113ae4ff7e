// Sizes and characters of texts and lists.
#include <algorithm>
#include <string>

#include "check.h"
#include "text.h"

namespace imskit {
namespace {

struct NamedCharacter {
  char32_t character;
  std::string_view name;
};
constexpr NamedCharacter named_characters[] = {{0x00, "a null character"},
                                               {0x08, "a backspace"},
                                               {0x09, "a tab"},
                                               {0x0A, "a line break"},
                                               {0x0D, "a line break"},
                                               {0x1B, "an escape character"},
                                               {0x20, "a space"},
                                               {0xA0, "a no-break space"},
                                               {0xAD, "a soft hyphen"},
                                               {0x200B, "a zero-width space"},
                                               {0xFEFF, "a byte order mark"},
                                               {replacement_character, "an unreadable character"}};

// How a message shows a character: in quotation marks, or by name if it is invisible.
std::string show(char32_t c) {
  const auto* named = std::ranges::find(named_characters, c, &NamedCharacter::character);
  if (named != std::end(named_characters)) return std::string(named->name);
  const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool invisible = (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || c == 0x3000;
  if (!control && !invisible) return "“" + to_utf8(c) + "”";
  std::string hex;
  for (char32_t rest = c; rest != 0; rest >>= 4) hex.insert(hex.begin(), "0123456789ABCDEF"[rest & 15]);
  const std::string zeros(hex.size() < 4 ? 4 - hex.size() : 0, '0');
  return (control ? "the control character U+" : "the invisible character U+") + zeros + hex;
}

bool is_line_character(char32_t c) { return c >= 0x20 && !(c >= 0x7F && c <= 0x9F) && c != replacement_character; }
bool is_text_character(char32_t c) { return is_line_character(c) || c == '\t' || c == '\n' || c == '\r'; }
bool is_ascii_word(char32_t c, std::string_view others) {
  const char ascii = static_cast<char>(c);
  return c < 0x80 && (is_digit(ascii) || is_alpha(ascii) || others.find(ascii) != others.npos);
}
bool is_name_character(char32_t c) { return is_ascii_word(c, " _.+-"); }
bool is_meta_scope_character(char32_t c) { return is_ascii_word(c, "_.-"); }
bool is_scope_character(char32_t c) { return is_ascii_word(c, "_.-:/"); }

// The length of the beginning that is printable ASCII, or `other`.
std::size_t printable_ascii(std::string_view text, char other) {
  const auto is_it = [=](char c) { return bool((c >= ' ' && c <= '~') | (c == other)); };
  // Whole blocks first: without a way out in the middle, the compiler makes vectors of them.
  constexpr std::size_t block = 64;
  std::size_t start = 0;
  for (; start + block <= text.size(); start += block) {
    bool all = true;
    for (std::size_t i = start; i < start + block; ++i) all &= is_it(text[i]);
    if (!all) break;
  }
  return static_cast<std::size_t>(std::ranges::find_if_not(text.substr(start), is_it) - text.begin());
}

// Adds the first character that the field does not allow. Positions are in code points from 1.
void check_characters(const Check& check, const FieldRule& rule, std::string_view text, bool (*allowed)(char32_t)) {
  const auto size = static_cast<std::int64_t>(text.size());
  // Skips quickly over what most texts consist of: a key is long.
  if (allowed == is_line_character) text = text.substr(printable_ascii(text, '~'));
  if (allowed == is_text_character) text = text.substr(printable_ascii(text, '\n'));
  for (std::int64_t position = 1 + size - static_cast<std::int64_t>(text.size()); !text.empty(); ++position) {
    const char32_t c = take_code_point(text);
    if (allowed(c)) continue;
    return check.add(rule.field, Code::invalid_character, {{"character", show(c)}, {"position", position}});
  }
}

bool check_size(const Check& check, const FieldRule& rule, std::string_view text) {
  if (text.size() <= rule.max_bytes) return true;
  check.add(rule.field, Code::too_large, {{"max", static_cast<std::int64_t>(rule.max_bytes)}});
  return false;
}

bool check_length(const Check& check, const FieldRule& rule, std::string_view text, std::size_t max) {
  if (text.size() <= max) return true;  // a code point has at least one byte
  const std::size_t count = count_code_points(text);
  if (count <= max) return true;
  check.add(rule.field, Code::too_long,
            {{"max", static_cast<std::int64_t>(max)},
             {"actual", static_cast<std::int64_t>(count)},
             {"excess", static_cast<std::int64_t>(count - max)}});
  return false;
}

void check_list(const Check& check, Field field, const std::optional<std::vector<std::string>>& list,
                bool (*allowed)(char32_t)) {
  if (!list || !check.is_asked(field) || check.is_done(field)) return;
  const FieldRule& rule = rule_of(field);
  if (list->size() > rule.max) {
    return check.add(
        field, Code::too_many,
        {{"max", static_cast<std::int64_t>(rule.max)}, {"actual", static_cast<std::int64_t>(list->size())}});
  }
  diagnose_list(check, field, *list);
  for (const auto& entry : *list) {
    if (check.is_done(field)) return;
    if (trim(entry).empty()) return check.add(field, Code::empty_entry);
    if (check_length(check, rule, entry, max_entry_length)) check_characters(check, rule, entry, allowed);
  }
}

}  // namespace

void check_text(const Check& check, const FieldRule& rule) {
  std::string_view text = check.text(rule.field);
  const bool waived = rule.derived || (check.context.client_credentials && rule.jwt_only);
  if (text.empty() && rule.required && !waived) return check.add(rule.field, Code::required);
  if (rule.max_bytes != 0 ? !check_size(check, rule, text) : !check_length(check, rule, text, rule.max)) {
    text = first_code_points(text, rule.max);  // the rest is over the limit anyway
  }
  const auto allowed = rule.field == Field::name ? is_name_character
                       : rule.kind == Kind::text ? is_text_character
                                                 : is_line_character;
  check_characters(check, rule, text, allowed);
}

void check_lists(const Check& check) {
  check_list(check, Field::meta_scopes, check.connection.meta_scopes, is_meta_scope_character);
  check_list(check, Field::scopes, check.connection.scopes, is_scope_character);
}

}  // namespace imskit
