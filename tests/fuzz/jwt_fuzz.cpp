// libFuzzer: a text that decodes as a JWT is the only way to write that JWT, and only the signed JWT verifies.
#include "api.h"
#include "base64.h"
#include "fuzz.h"
#include "jwt.h"
#include "keys.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  static const std::string public_key = read_vector("keys/rsa2048.spki.pem");
  // Also in tests/fuzz/corpus/jwt, as a start for the fuzzer.
  static const std::string signed_once =
      calls::of_text(api::sign("", R"({"iss":"joe"})", read_vector("keys/rsa2048.pkcs8.pem"), "")).at("value");

  const Secret input = input_of(data, size);
  const auto answer = checked(calls::of_json(api::decode(input.text())));
  const bool verified = checked(calls::of_json(api::verify(input.text(), public_key))).contains("value");
  require(verified == (input.text() == signed_once));
  const auto decoded = decode_compact(input.text());
  require(decoded.has_value() == answer.contains("value"));
  if (!decoded) return 0;
  const auto encoded = [&](const std::string& text) {
    require(nlohmann::json::parse(text, nullptr, false).is_object());
    return encode_base64url(as_bytes(text));
  };
  const auto signature = encode_base64url(decoded->signature);
  require(encoded(decoded->header) + "." + encoded(decoded->payload) + "." + signature == input.text());
  return 0;
}
