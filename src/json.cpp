#include "json.h"

namespace imskit {
namespace {

// Members are looked for one by one; more than this, and a hostile object would take seconds.
constexpr std::size_t most_members = 4096;

// Builds a value from the parser's events. nlohmann's own builder comes with a second one, for callbacks, which would
// cost 1 KB of the package.
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Json root{Json::value_t::discarded};

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(std::int64_t value) override { return add(value); }
  bool number_unsigned(std::uint64_t value) override { return add(value); }
  bool number_float(double value, const std::string&) override { return add(value); }
  bool string(std::string& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool key(std::string& name) override {
    if (open_.back()->size() > most_members) return false;
    member_ = &(*open_.back())[name];
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  Json* place(Json value) {
    if (open_.empty()) return &(root = std::move(value));
    if (open_.back()->is_object()) return &(*member_ = std::move(value));
    open_.back()->push_back(std::move(value));
    return &open_.back()->back();
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json container) {
    open_.push_back(place(std::move(container)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  // Containers grow only at their end, and only while they are the last one opened: the pointers hold.
  std::vector<Json*> open_;
  Json* member_ = nullptr;
};

}  // namespace

Json parse_json(std::string_view text) {
  Builder builder;
  return Json::sax_parse(text, &builder) ? std::move(builder.root) : Json(Json::value_t::discarded);
}

std::string write_json(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace imskit
