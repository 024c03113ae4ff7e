// libFuzzer: any JSON is a connection with issues or is refused; what comes out normalised is as it was when it goes in
// again, a valid one has claims, and no issue tells a secret. After a NUL, the input goes on with the context.
#include "api.h"
#include "connection.h"
#include "fuzz.h"

namespace imskit {
namespace {

constexpr std::string_view marker = "s3cr3tM4rk3r";

nlohmann::json validate(std::string_view connection, std::string_view context) {
  return answer_of(api::validate(connection, "", context));
}

bool says(const nlohmann::json& issues, std::string_view code) {
  for (const auto& issue : issues) {
    if (issue.at("code") == code) return true;
  }
  return false;
}

void check_normalised(const nlohmann::json& value, std::string_view context) {
  const auto& issues = value.at("issues");
  if (says(issues, "invalid_type") || says(issues, "unknown_field")) return;  // what they are of is left out
  const auto again = validate(write(value.at("connection")), context).at("value");
  require(again == value);
}

void check_claims(const nlohmann::json& connection) {
  const auto claims = nlohmann::json::parse(
      answer_of(api::claims(write(connection), R"({"now":0})")).at("value").get_ref<const std::string&>());
  require(claims.at("iss") == connection.at("organizationId") &&
          claims.at("sub") == connection.at("technicalAccountId"));
}

bool tells_secret(nlohmann::json answer) {
  if (answer.contains("value")) answer["value"].erase("connection");
  return write(answer).find(marker) != std::string::npos;
}

// `answer` is what it says without the marker in it, which the fuzzer may have come by.
void check_secrets(std::string_view text, std::string_view context, const nlohmann::json& answer) {
  auto connection = nlohmann::json::parse(text, nullptr, false);
  if (!connection.is_object() || tells_secret(answer)) return;
  for (const auto& rule : field_rules) {
    const std::string name(rule.name);
    if (!rule.secret || !connection.contains(name) || !connection[name].is_string()) continue;
    connection[name] = std::string(marker) + connection[name].get<std::string>();
  }
  require(!tells_secret(validate(write(connection), context)));
}

}  // namespace
}  // namespace imskit

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input = input_of(data, size);
  const auto end = std::min(input.text().find('\0'), size);
  const std::string_view connection = input.text().substr(0, end);
  const std::string_view context = end < size ? input.text().substr(end + 1) : "{}";
  const auto answer = validate(connection, context);
  check_secrets(connection, context, answer);
  if (!answer.contains("value")) return 0;
  const auto& value = answer.at("value");
  bool valid = true;
  for (const auto& issue : value.at("issues")) valid = valid && issue.at("severity") != "error";
  require(valid == value.at("valid").get<bool>());
  check_normalised(value, context);
  if (valid && context == "{}") check_claims(value.at("connection"));
  return 0;
}
