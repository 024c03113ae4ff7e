// libFuzzer: any text either is a credential file or is not. Importing it twice gives the same result, the text has the
// identifiers of every candidate, no issue has a secret, and an exported connection imports as itself.
#include <algorithm>

#include "api.h"
#include "fuzz.h"

namespace imskit {
namespace {

constexpr std::string_view options = R"({"now":1700000000})";

// The text without escapes, quotes and white space: values may be escaped in the file, or take several lines.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@' || c == '-') out += c;
  }
  return out;
}

void check_candidate(const nlohmann::json& candidate, std::string_view text) {
  const auto& connection = candidate.at("connection");
  require(!candidate.at("label").get_ref<const std::string&>().empty());
  require(candidate.at("type") == "jwt" || candidate.at("type") == "oauth_server_to_server");
  calls::validate(connection);
  // Escapes, entities and base64 hide a value.
  const bool hidden = text.find_first_of("\\%&") != text.npos || text.contains("<!") || text.contains("data") ||
                      text.contains("ey") || text.contains("ewo");
  if (hidden) return;
  for (const char* name : {"clientId", "technicalAccountId", "organizationId"}) {
    if (!connection.contains(name)) continue;
    require(plain(text).contains(plain(connection.at(name).get_ref<const std::string&>())));
  }
  // A secret of the usual shape appears in no issue and no label.
  const auto secret = connection.value("clientSecret", "");
  if (secret.size() == 36 && secret.substr(1, 3) == "8e-" && std::ranges::count(text, '8') < 4) {
    require(!write(candidate.at("issues")).contains(secret) && !write(candidate.at("label")).contains(secret));
  }
}

}  // namespace
}  // namespace imskit

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input = input_of(data, size);
  const auto import = [](std::string_view text) {
    return checked(calls::of_json(api::import_credentials(text, options))).at("value");
  };
  const auto imported = import(input.text());
  require(imported == import(input.text()));
  const auto& candidates = imported.at("candidates");
  require(imported.at("source").is_null() == candidates.empty());
  require(!candidates.empty() || !imported.at("issues").empty());
  for (const auto& candidate : candidates) check_candidate(candidate, input.text());
  if (candidates.empty()) return 0;
  // The imported connection, written to a file, imports again.
  const auto& connection = candidates.at(0).at("connection");
  if (connection.contains("clientId") && connection.contains("organizationId")) {
    const auto again = import(write(connection)).at("candidates");
    require(again.size() == 1 && again.at(0).at("connection").at("clientId") == connection.at("clientId"));
  }
  return 0;
}
