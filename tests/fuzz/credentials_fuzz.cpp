// libFuzzer: any text is a credential file or is not; what was imported is a connection, and imports as itself.
#include "api.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input = input_of(data, size);
  const auto import = [](std::string_view text) {
    return checked(calls::of_json(api::import_credentials(text, R"({"now":1700000000})"))).at("value");
  };
  const auto imported = import(input.text());
  const auto& connection = imported.at("connection");
  require(!imported.at("source").is_null() || connection.empty());
  calls::validate(connection);
  // By these a connection is told from other files.
  if (connection.contains("organizationId") || connection.contains("runtimeEnvironment")) {
    require(import(write(connection)).at("connection") == connection);
  }
  return 0;
}
