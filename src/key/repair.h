// Repairs of pasted keys: their names, and those that concern the text as a whole. text_decoding.h undoes encodings,
// and pem_body.h reads damaged lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imskit {

// Rows X(name, message). The message says what was done.
// clang-format off
#define IMSKIT_REPAIRS(X) \
  X(utf16, "The text was converted from UTF-16 to UTF-8.") \
  X(bom, "A byte order mark before the key was removed.") \
  X(spaces, "Non-breaking and zero-width spaces were removed.") \
  X(dashes, "Typographic dashes were replaced with hyphens.") \
  X(full_width, "Full-width characters were replaced with ordinary ones.") \
  X(terminal_codes, "Color codes of a terminal were removed.") \
  X(json, "The key was extracted from JSON.") \
  X(object_literal, "A JavaScript or Python object was rewritten as JSON.") \
  X(quotes, "Quotes around the key were removed.") \
  X(escaped_line_ends, "Line endings written as \\n were replaced with real ones.") \
  X(line_ends, "Line endings were normalized.") \
  X(escapes, "Escape sequences such as \\u002B were decoded.") \
  X(url_encoding, "URL encoding was decoded.") \
  X(html, "HTML tags and entities were decoded.") \
  X(quoted_printable, "Quoted-printable encoding, used in email, was decoded.") \
  X(hexadecimal, "Hexadecimal digits were decoded.") \
  X(byte_list, "A list of byte values was decoded.") \
  X(latin1, "Bytes that had been read as Latin-1 text were restored.") \
  X(double_base64, "The text was encoded in base64 twice. It was decoded.") \
  X(surrounding_text, "Text before or after the key was removed.") \
  X(binary, "The key was binary (DER). It was converted to text.") \
  X(indefinite_length, "The key had indefinite lengths (BER). It was rewritten as DER.") \
  X(missing_dashes, "The BEGIN and END lines were corrected.") \
  X(missing_markers, "The missing BEGIN or END line was added.") \
  X(wrong_label, "The BEGIN line named another kind of key. It was corrected.") \
  X(repeated, "The text contained the same key several times. One copy was kept.") \
  X(single_line, "Line breaks were added.") \
  X(indentation, "Spaces at the start or end of lines were removed.") \
  X(blank_lines, "Blank lines in the key were removed.") \
  X(stray_characters, "Characters that don’t belong in a key were removed.") \
  X(line_decoration, "Text around each line of the key, such as line numbers, was removed.") \
  X(separators, "Characters between the lines of the key were removed.") \
  X(lost_plus, "Spaces were changed back to + signs.") \
  X(base64url, "The characters - and _ were replaced with + and / (base64url).") \
  X(padding, "Missing = signs at the end were added.") \
  X(trailing_data, "Characters after the end of the key were removed.") \
  X(rebuilt, "The key was damaged. It was rebuilt from what was left of it.")
// clang-format on

enum class Repair : std::uint8_t {
#define IMSKIT_ENUMERATOR(name, message) name,
  IMSKIT_REPAIRS(IMSKIT_ENUMERATOR)
#undef IMSKIT_ENUMERATOR
};

struct RepairRule {
  std::string_view name;
  std::string_view message;
};

inline constexpr RepairRule repair_rules[] = {
#define IMSKIT_RULE(name, message) {#name, message},
    IMSKIT_REPAIRS(IMSKIT_RULE)
#undef IMSKIT_RULE
};

using Repairs = std::vector<Repair>;

// Adds those repairs that are not in the list yet.
void add_repairs(Repairs& repairs, const Repairs& added);

// Undoes what can be undone without a guess, such as byte order marks, quotes and \\n. Returns the repairs that changed
// something, each once.
Repairs repair_text(std::string& text);

// True if the text is binary and starts like DER: 0 is the tag of a SEQUENCE, and text has no control characters.
bool is_der(std::string_view text);

}  // namespace imskit
