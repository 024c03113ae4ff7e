// libFuzzer: any bytes that are pasted as a key give one report, which is usable or has an issue that says why. A
// usable key exports as the same key, and its public key verifies what it signs.
#include "api.h"
#include "fuzz.h"
#include "key_report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  const Secret input = input_of(data, size);
  const auto inspect = [](std::string_view key) {
    return checked(calls::of_json(api::inspect_key(key, R"({"passphrase":"test"})"))).at("value");
  };
  const auto report = inspect(input.text());
  const bool usable = report.at("usable").get<bool>();
  const auto& issues = report.at("issues");
  const auto errors = std::ranges::count_if(issues, [](const auto& issue) { return issue.at("severity") == "error"; });
  require(errors == (usable ? 0 : 1));
  const auto answer = api::export_pkcs8(input.text(), "test");
  const Secret exported{std::string_view(answer.text)};
  if (!usable) {
    const auto error = checked(calls::of_json(answer)).at("error");
    require(error.at("issues")[0].at("code") == report.at("issues")[0].at("code"));
  } else {
    const auto same = inspect(exported.text());
    require(same.at("usable").get<bool>() && same.at("fingerprints") == report.at("fingerprints"));
    // A signature takes as long as a hundred other inputs.
    if (size % 16 == 0) {
      const auto jws =
          checked(calls::of_text(api::sign("", "{}", input.text(), "test"))).at("value").get<std::string>();
      checked(calls::of_json(api::verify(jws, report.at("publicKeyPem").get<std::string>()))).at("value");
    }
  }
  (void)inspect_key("x", {.certificate = input.text(), .now_seconds = 0});
  return 0;
}
