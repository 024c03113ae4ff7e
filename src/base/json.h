// JSON (RFC 8259). nlohmann's parser fills a small value type of our own, and JsonWriter writes text directly:
// nlohmann's value and writer would add 6 KB to the package, and the core neither uses fractions nor edits what it
// read.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace imskit {

struct Json {
  enum class Kind : std::uint8_t { invalid, null, boolean, integer, number, string, array, object };

  Kind kind = Kind::invalid;
  std::int64_t integer = 0;        // of Kind::integer; 0 or 1 of Kind::boolean
  std::string text = {};           // of Kind::string, UTF-8
  std::vector<Json> entries = {};  // of Kind::array and Kind::object, in order
  std::string name = {};           // the member name, if this is in an object

  bool is(Kind other) const { return kind == other; }

  // The member of that name, the last one if there are several. nullptr if there is none or this is not an object.
  const Json* find(std::string_view member) const;
};

// Returns a value of Kind::invalid if the text is not JSON in UTF-8, is nested more than 128 levels deep, or has more
// than 65536 values in all or 4096 members in one object.
Json parse_json(std::string_view text);

// The text of a string. Empty for other kinds and for nullptr.
inline std::string_view text_of(const Json* json) { return json ? std::string_view(json->text) : std::string_view(); }

// Writes JSON without white space. Bytes that are not UTF-8 become U+FFFD.
class JsonWriter {
 public:
  JsonWriter() { out_.reserve(1000); }  // most answers fit

  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return close('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return close(']'); }
  JsonWriter& key(std::string_view name);  // precondition: `name` needs no escape

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number) { return digits(std::to_string(number)); }
  JsonWriter& digits(std::string_view number) { return raw(number); }
  JsonWriter& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::nullptr_t) { return raw("null"); }
  // JSON text as is. Precondition: parse_json() accepts it.
  JsonWriter& json(std::string_view text) { return raw(text); }
  JsonWriter& value(const std::vector<std::string>& texts);

  template <typename Value>
  JsonWriter& member(std::string_view name, const Value& what) {
    return key(name).value(what);
  }
  // Writes null if the text is empty.
  JsonWriter& member_or_null(std::string_view name, std::string_view text) {
    return text.empty() ? key(name).value(nullptr) : key(name).value(text);
  }

  std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& raw(std::string_view json);
  void separate();

  std::string out_;
  bool first_ = true;  // the next value needs no comma before it
};

}  // namespace imskit
