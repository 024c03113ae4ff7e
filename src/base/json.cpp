#include "json.h"

#include <nlohmann/json.hpp>

namespace imskit {
namespace {

// Members are searched one by one, so a larger object could be made to take seconds.
constexpr std::size_t most_members = 4096;

// A value takes about fifty bytes in memory and two in the text: ten megabytes of text would need a gigabyte.
constexpr std::size_t most_values = 65536;

// Values are destroyed recursively, and the stack has 64 KB.
constexpr std::size_t deepest = 128;

using Nlohmann = nlohmann::json;

class Builder final : public nlohmann::json_sax<Nlohmann> {
 public:
  Json root;

  bool null() override { return add({.kind = Json::Kind::null}); }
  bool boolean(bool value) override { return add({.kind = Json::Kind::boolean, .integer = value}); }
  bool number_integer(std::int64_t value) override { return add({.kind = Json::Kind::integer, .integer = value}); }
  bool number_unsigned(std::uint64_t value) override {
    const auto signed_value = static_cast<std::int64_t>(value);
    return add({.kind = signed_value < 0 ? Json::Kind::number : Json::Kind::integer, .integer = signed_value});
  }
  bool number_float(double, const std::string&) override { return add({.kind = Json::Kind::number}); }
  bool string(std::string& value) override { return add({.kind = Json::Kind::string, .text = std::move(value)}); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::Kind::object); }
  bool key(std::string& name) override {
    name_ = std::move(name);
    return open_.back()->entries.size() < most_members;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::Kind::array); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  Json* place(Json value) {
    ++count_;
    value.name = std::move(name_);
    name_.clear();
    if (open_.empty()) return &(root = std::move(value));
    return &open_.back()->entries.emplace_back(std::move(value));
  }
  bool add(Json value) {
    place(std::move(value));
    return count_ <= most_values;
  }
  bool open(Json::Kind kind) {
    open_.push_back(place({.kind = kind}));
    return open_.size() <= deepest && count_ <= most_values;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  // These pointers stay valid: a container only grows at its end, while it is the innermost open one.
  std::vector<Json*> open_;
  std::string name_;
  std::size_t count_ = 0;  // values so far
};

}  // namespace

const Json* Json::find(std::string_view member) const {
  if (kind != Kind::object) return nullptr;
  for (std::size_t i = entries.size(); i-- > 0;) {
    if (entries[i].name == member) return &entries[i];
  }
  return nullptr;
}

Json parse_json(std::string_view text) {
  // nlohmann's parser treats U+0000 as the end of the text and ignores what follows.
  if (text.contains('\0')) return {};
  Builder builder;
  return Nlohmann::sax_parse(text, &builder) ? std::move(builder.root) : Json();
}

}  // namespace imskit
