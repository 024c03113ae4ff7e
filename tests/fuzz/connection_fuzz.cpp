// libFuzzer: any object is a connection with issues. Normalizing it twice gives the same as once, a valid one has
// claims, and no issue contains a secret. What follows a NUL in the input is the context.
#include "connection.h"

#include "api.h"
#include "calls.h"
#include "fuzz.h"

namespace imskit {
namespace {

using nlohmann::json;

constexpr std::string_view marker = "s3cr3tM4rk3r";

bool says(const json& issues, std::string_view code) {
  for (const auto& issue : issues) {
    if (issue.at("code") == code) return true;
  }
  return false;
}

void check_normalized(const json& value, const json& context) {
  const auto& issues = value.at("issues");
  if (says(issues, "invalid_type") || says(issues, "unknown_field")) return;  // the normalized form does not have them
  const auto again = calls::validate(value.at("connection"), {}, context);
  require(again == value);
}

void check_claims(const json& connection) {
  const auto claims = checked(calls::of_json(api::claims(calls::Given(connection).view(), R"({"now":0})"))).at("value");
  require(claims.at("iss") == connection.at("organizationId") &&
          claims.at("sub") == connection.at("technicalAccountId"));
}

bool tells_secret(const json& result) { return write(result.at("issues")).find(marker) != std::string::npos; }

// `result` is that of the connection without the marker. The fuzzer may have found the marker by itself.
void check_secrets(json connection, const json& context, const json& result) {
  if (tells_secret(result)) return;
  for (const auto& rule : field_rules) {
    const std::string name(rule.name);
    if (!rule.secret || !connection.contains(name) || !connection[name].is_string()) continue;
    connection[name] = std::string(marker) + connection[name].get<std::string>();
  }
  require(!tells_secret(calls::validate(connection, {}, context)));
}

// The members of a context that have the right types.
json read_context(const json& given) {
  json context = json::object();
  if (!given.is_object()) return context;
  const auto texts = [](const json& list) {
    return list.is_array() && std::ranges::all_of(list, [](const json& entry) { return entry.is_string(); });
  };
  for (const char* name : {"grant", "currentName"}) {
    if (given.contains(name) && given[name].is_string()) context[name] = given[name];
  }
  if (given.contains("takenNames") && texts(given["takenNames"])) context["takenNames"] = given["takenNames"];
  if (given.contains("fields") && texts(given["fields"])) {
    for (const std::string name : given["fields"]) {
      if (find_field(name)) context["fields"].push_back(name);
    }
  }
  Context out;
  const json environments = {{"runtimeEnvironments", given.value("runtimeEnvironments", json::array())}};
  if (!api::prepare({}, "", write(environments), out).failed) context.update(environments);
  return context;
}

}  // namespace
}  // namespace imskit

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input = input_of(data, size);
  const auto end = std::min(input.text().find('\0'), size);
  const auto connection = json::parse(input.text().substr(0, end), nullptr, false);
  if (!connection.is_object()) return 0;
  const json context = read_context(json::parse(input.text().substr(std::min(end + 1, size)), nullptr, false));
  const auto result = calls::validate(connection, {}, context);
  check_secrets(connection, context, result);
  bool valid = true;
  for (const auto& issue : result.at("issues")) valid = valid && issue.at("severity") != "error";
  require(valid == result.at("valid").get<bool>());
  check_normalized(result, context);
  if (valid && context.empty()) check_claims(result.at("connection"));
  return 0;
}
