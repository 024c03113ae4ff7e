// What happens to a key between its file and the field it is pasted into, undone step by step.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imskit {

// clang-format off
#define IMSKIT_REPAIRS(X) \
  X(utf16, "The text was in UTF-16; it was turned into UTF-8.") \
  X(bom, "A byte order mark before the key was removed.") \
  X(spaces, "Non-breaking and zero-width spaces were removed.") \
  X(dashes, "Typographic dashes were turned into hyphens.") \
  X(json, "The key was taken out of a JSON text.") \
  X(quotes, "Quotes around the key were removed.") \
  X(escaped_line_ends, "Line ends that were written as \\n were turned into real ones.") \
  X(line_ends, "Line ends were made uniform.") \
  X(surrounding_text, "Text before or after the key was left out.") \
  X(double_base64, "The whole file was base64 once more; it was decoded.") \
  X(binary, "The key was binary (DER); it was written as text.") \
  X(missing_dashes, "The BEGIN and END lines were completed.") \
  X(missing_markers, "The BEGIN or END line was missing; it was added.") \
  X(wrong_label, "The BEGIN line named another kind of key; it was corrected.") \
  X(single_line, "The key stood on one line; it was divided.") \
  X(indentation, "Spaces at the start or end of lines were removed.") \
  X(blank_lines, "Blank lines in the key were removed.") \
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

// Mends what concerns the text as a whole: everything up to double_base64. Returns the repairs that changed something,
// each once.
Repairs repair_text(std::string& text);

}  // namespace imskit
