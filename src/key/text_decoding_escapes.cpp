#include <optional>

#include "text.h"
#include "text_decoding.h"

namespace imskit {

bool decode_escapes(std::string& text, Effort&) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char kind = text[at] == '\\' && at + 1 < text.size() ? text[at + 1] : '\0';
    const std::size_t digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
    const auto code = digits > 0 ? read_hex(text, at + 2, digits) : std::nullopt;
    const auto is_octal = [&](std::size_t i) {
      return at + i < text.size() && text[at + i] >= '0' && text[at + i] < '8';
    };
    if (code) {
      out += to_utf8(*code);
      at += 2 + digits;
    } else if (kind != '\0' && is_octal(1) && is_octal(2) && is_octal(3)) {
      out += static_cast<char>((text[at + 1] - '0') << 6 | (text[at + 2] - '0') << 3 | (text[at + 3] - '0'));
      at += 4;
    } else {
      out += text[at++];
    }
  }
  if (out.size() == text.size()) return false;
  text = std::move(out);
  return true;
}

bool decode_percent(std::string& text, Effort&) {
  const bool form = text.contains("%2B") || text.contains("%2b") || text.contains("BEGIN+");
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = text[at] == '%' ? read_hex(text, at + 1, 2) : std::nullopt;
    out += code ? static_cast<char>(*code) : form && text[at] == '+' ? ' ' : text[at];
    at += code ? 3 : 1;
  }
  if (out == text) return false;
  text = std::move(out);
  return true;
}

bool decode_quoted_printable(std::string& text, Effort&) {
  if (!text.contains("=3D") && !text.contains("=\n")) return false;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = text[at] == '=' ? read_hex(text, at + 1, 2) : std::nullopt;
    const bool soft_break = text[at] == '=' && at + 1 < text.size() && text[at + 1] == '\n';
    if (code)
      out += static_cast<char>(*code);
    else if (!soft_break)
      out += text[at];
    at += code ? 3 : soft_break ? 2 : 1;
  }
  text = std::move(out);
  return true;
}

}  // namespace imskit
