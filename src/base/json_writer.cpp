#include <algorithm>

#include "json.h"
#include "text.h"

namespace imskit {

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  ((out_ += '"') += name) += "\":";
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  constexpr auto is_plain = [](char c) { return c >= 0x20 && c != '"' && c != '\\'; };  // ASCII that needs no escape
  separate();
  out_ += '"';
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
    out_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char c = text[0];
    if (static_cast<unsigned char>(c) >= 0x80) {
      out_ += to_utf8(take_code_point(text));
      continue;
    }
    text.remove_prefix(1);
    if (c == '"' || c == '\\') {
      out_ += {'\\', c};
    } else if (c == '\n') {
      out_ += "\\n";
    } else {
      out_ += "\\u00";
      out_ += {static_cast<char>('0' + (c >> 4)), "0123456789abcdef"[c & 15]};
    }
  }
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::value(const std::vector<std::string>& texts) {
  open_array();
  for (const auto& text : texts) value(text);
  return close_array();
}

}  // namespace imskit
