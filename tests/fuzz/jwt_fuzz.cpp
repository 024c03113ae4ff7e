// libFuzzer: what decodes as a JWT is written in one way alone, and none but the one that was signed is verified.
#include "api.h"
#include "base64.h"
#include "fuzz.h"
#include "keys.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  static const std::string public_key = read_vector("keys/rsa2048.spki.pem");
  // Also in tests/fuzz/corpus/jwt, to begin with.
  static const std::string signed_once =
      answer_of(api::sign("", R"({"iss":"joe"})", read_vector("keys/rsa2048.pkcs8.pem"), "")).at("value");

  const Secret input = input_of(data, size);
  const auto answer = answer_of(api::decode(input.text()));
  const bool verified = answer_of(api::verify(input.text(), public_key)).contains("value");
  require(verified == (input.text() == signed_once));
  if (!answer.contains("value")) return 0;
  const auto encoded = [&](const char* part) {
    const auto& text = answer.at("value").at(part).get_ref<const std::string&>();
    require(nlohmann::json::parse(text, nullptr, false).is_object());
    return encode_base64url({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  const auto& signature = answer.at("value").at("signature").get_ref<const std::string&>();
  require(encoded("header") + "." + encoded("payload") + "." + signature == input.text());
  return 0;
}
