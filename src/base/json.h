// JSON (RFC 8259): read by nlohmann's parser into a small value, written straight into text. nlohmann's own value and
// writer would cost 6 KB of the package, and the core needs neither numbers with a fraction nor changing what it read.
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
  std::int64_t integer = 0;        // also of a boolean
  std::string text = {};           // of a string
  std::vector<Json> entries = {};  // of an array or object
  std::string name = {};           // in the object that it is a member of

  bool is(Kind other) const { return kind == other; }

  // Of an object; nullptr where it has no such member, and for anything else. Of equal names the last one counts.
  const Json* find(std::string_view member) const;
};

// A value of Kind::invalid where the text is not JSON in UTF-8, is nested more than 128 deep, has an object of more
// than 4096 members, or more than 65536 values.
Json parse_json(std::string_view text);

// Of a string; empty for anything else, and for nullptr.
inline std::string_view text_of(const Json* json) { return json ? std::string_view(json->text) : std::string_view(); }

// Writes without white space. What is not UTF-8 becomes U+FFFD.
class JsonWriter {
 public:
  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return close('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number) { return digits(std::to_string(number)); }
  JsonWriter& digits(std::string_view number) { return raw(number); }
  JsonWriter& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::nullptr_t) { return raw("null"); }
  JsonWriter& value(const std::vector<std::string>& texts);

  template <typename Value>
  JsonWriter& member(std::string_view name, const Value& what) {
    return key(name).value(what);
  }
  // null where the text is empty.
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
  bool first_ = true;  // nothing stands before what comes, neither in its container nor after its key
};

}  // namespace imskit
