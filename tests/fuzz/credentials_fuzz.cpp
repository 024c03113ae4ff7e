// libFuzzer: any text is a credential file or is not, and what the API makes of it is JSON.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "api.h"
#include "der.h"
#include "secret.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input(as_text({data, size}));
  for (const auto& answer : {api::import_credentials(input.text(), "{}"), api::validate(input.text(), "", "{}"),
                             api::decode(input.text())}) {
    const auto json = nlohmann::json::parse(answer, nullptr, false);
    if (!json.is_object() || json.contains("value") == json.contains("error")) std::abort();
  }
  return 0;
}
