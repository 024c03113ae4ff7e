// Makes each allocation of Mbed TLS and each call to it fail once. The answer then is an error, an issue or the right
// answer, but never a wrong one. LeakSanitizer reports leaks when the tests end.
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "api.h"
#include "calls.h"
#include "keys.h"
#include "mbedtls/base64.h"
#include "mbedtls/cipher.h"
#include "mbedtls/error.h"
#include "mbedtls/md.h"
#include "mbedtls/pkcs5.h"
#include "mbedtls/rsa.h"

namespace {

// The number of the call that fails, from 1; 0 for none.
struct Fault {
  std::size_t at = 0, calls = 0;
  bool now() { return ++calls == at; }
} allocation, call;

}  // namespace

// The linker routes calls between files here (--wrap). They fail, or go on to the real function.
extern "C" {

void* __real_calloc(std::size_t count, std::size_t size);
void* __wrap_calloc(std::size_t count, std::size_t size) {
  return allocation.now() ? nullptr : __real_calloc(count, size);
}

#define FAULTY(name, parameters, arguments) \
  int __real_##name parameters;             \
  int __wrap_##name parameters { return call.now() ? MBEDTLS_ERR_ERROR_CORRUPTION_DETECTED : __real_##name arguments; }
using Byte = unsigned char;
using Mpi = mbedtls_mpi;
using RsaContext = mbedtls_rsa_context;
using Cipher = mbedtls_cipher_context_t;
using Random = int (*)(void*, Byte*, size_t);
FAULTY(mbedtls_asn1_get_tag, (Byte * *at, const Byte* end, size_t* size, int tag), (at, end, size, tag))
FAULTY(mbedtls_base64_decode, (Byte * out, size_t size, size_t* written, const Byte* in, size_t length),
       (out, size, written, in, length))
FAULTY(mbedtls_mpi_read_binary, (Mpi * x, const Byte* bytes, size_t size), (x, bytes, size))
FAULTY(mbedtls_mpi_exp_mod, (Mpi * x, const Mpi* a, const Mpi* e, const Mpi* n, Mpi* cache), (x, a, e, n, cache))
FAULTY(mbedtls_rsa_complete, (RsaContext * rsa), (rsa))
FAULTY(mbedtls_rsa_check_privkey, (const RsaContext* rsa), (rsa))
FAULTY(mbedtls_rsa_check_pubkey, (const RsaContext* rsa), (rsa))
FAULTY(mbedtls_rsa_pkcs1_sign,
       (RsaContext * rsa, Random random, void* state, mbedtls_md_type_t md, unsigned size, const Byte* hash,
        Byte* signature),
       (rsa, random, state, md, size, hash, signature))
FAULTY(mbedtls_rsa_pkcs1_verify,
       (RsaContext * rsa, mbedtls_md_type_t md, unsigned size, const Byte* hash, const Byte* signature),
       (rsa, md, size, hash, signature))
FAULTY(mbedtls_cipher_setup, (Cipher * cipher, const mbedtls_cipher_info_t* info), (cipher, info))
FAULTY(mbedtls_cipher_setkey, (Cipher * cipher, const Byte* key, int bits, mbedtls_operation_t operation),
       (cipher, key, bits, operation))
FAULTY(mbedtls_cipher_set_padding_mode, (Cipher * cipher, mbedtls_cipher_padding_t mode), (cipher, mode))
FAULTY(mbedtls_cipher_crypt,
       (Cipher * cipher, const Byte* iv, size_t iv_size, const Byte* in, size_t size, Byte* out, size_t* written),
       (cipher, iv, iv_size, in, size, out, written))
FAULTY(mbedtls_pkcs5_pbes2_ext,
       (const mbedtls_asn1_buf* parameters, int mode, const Byte* password, size_t password_size, const Byte* data,
        size_t size, Byte* out, size_t out_size, size_t* written),
       (parameters, mode, password, password_size, data, size, out, out_size, written))
FAULTY(mbedtls_md_setup, (mbedtls_md_context_t * md, const mbedtls_md_info_t* info, int hmac), (md, info, hmac))
FAULTY(mbedtls_md_hmac_starts, (mbedtls_md_context_t * md, const Byte* key, size_t size), (md, key, size))
FAULTY(mbedtls_md_hmac_update, (mbedtls_md_context_t * md, const Byte* data, size_t size), (md, data, size))
FAULTY(mbedtls_md_hmac_finish, (mbedtls_md_context_t * md, Byte* out), (md, out))
#undef FAULTY

}  // extern "C"

namespace imskit {
namespace {

using nlohmann::json;

std::string key_file(std::string_view name) { return read_vector("keys/" + std::string(name)); }

// Caches the report of another key, without a fault, so that the report of the tested key is not cached.
void cache(std::string_view key) {
  const Fault faults[] = {std::exchange(allocation, {}), std::exchange(call, {})};
  api::inspect_key(key, "{}");
  allocation = faults[0];
  call = faults[1];
}

std::string validate_after(std::string_view cached, std::string_view key) {
  cache(cached);
  const calls::Given given(json::object(), key);
  Context context;
  context.fields = {Field::private_key};
  return api::validate(given.view(), context).text;
}

std::string inspect_after(std::string_view cached, std::string_view key, std::string_view certificate) {
  cache(cached);
  return api::inspect_key(key, json{{"certificate", certificate}}.dump()).text;
}

struct Scenario {
  std::string name;
  std::function<std::string()> run;
};

std::vector<Scenario> scenarios() {
  const std::string key = key_file("rsa2048.pkcs8.pem");
  const std::string certificate = key_file("rsa2048.certificate.pem");
  const std::string jws = api::sign("", "{}", key, "").text;
  const std::string other = key_file("other2048.pkcs8.pem");
  const std::string other_public = json::parse(api::inspect_key(other, "{}").text)["publicKeyPem"];
  std::string forged = jws;
  forged[jws.rfind('.') + 9] ^= 1;
  std::vector<Scenario> all = {
      {"verify", [=] { return api::verify(jws, certificate).text; }},
      {"verify a forged one", [=] { return api::verify(forged, certificate).text; }},
      {"verify by another key", [=] { return api::verify(jws, other_public).text; }},
      {"inspect with a certificate", [=] { return inspect_after(other, key, certificate); }},
      {"inspect with another certificate", [=] { return inspect_after(key, other, certificate); }},
      {"validate", [=] { return validate_after(other, key); }},
      {"validate a damaged key", [=] { return validate_after(key, key.substr(0, 1300)); }},
      {"validate a key that is cut off", [=] { return validate_after(key, key.substr(0, 800)); }},
      {"export", [=] { return api::export_pkcs8(key_file("rsa2048.pkcs1.pem"), "").text; }},
  };
  for (const char* file : {"rsa2048.pkcs8.pem", "rsa2048.jwk.json", "rsa2048.pbes2.pem", "enc.pbes1.pem",
                           "enc.des3.hmacWithSHA512.pem", "enc.legacy.aes256.pem", "rsa1024.pkcs8.pem"}) {
    all.push_back({"sign by " + std::string(file), [=] { return api::sign("", "{}", key_file(file), "test").text; }});
  }
  return all;
}

// True if the answer reports a problem, by a code of the tables.
bool complains(const std::string& text) {
  const json answer = json::parse(text, nullptr, false);
  if (!answer.is_object()) return false;
  return answer.contains("issues") ? !answer["issues"].empty() : answer.contains("code");
}

// Runs with the first call failing, then the second, and so on to the last. Skips some if there are many.
std::size_t fail_each(Fault& fault, const Scenario& scenario) {
  constexpr std::size_t many = 200;
  fault = {};
  const std::string expected = scenario.run();
  const std::size_t step = 1 + fault.calls / many;  // the rounds of a passphrase make thousands
  std::size_t failed = 0;
  for (std::size_t at = 1;; at += step) {
    fault = {.at = at};
    const std::string answer = scenario.run();
    const bool reached = fault.calls >= at;
    fault = {};
    if (!reached) return failed;
    ++failed;
    EXPECT_TRUE(answer == expected || complains(answer)) << scenario.name << ", call " << at << ": " << answer;
    if (complains(expected)) EXPECT_TRUE(complains(answer)) << scenario.name << ", call " << at;
  }
}

void fail_each(Fault& fault, const char* what) {
  std::size_t failed = 0;
  for (const auto& scenario : scenarios()) {
    const std::size_t of_this = fail_each(fault, scenario);
    EXPECT_GT(of_this, 0u) << scenario.name;
    failed += of_this;
  }
  std::printf("%zu %s failed, one at a time\n", failed, what);
}

TEST(Faults, EachCallToMbedTls) { fail_each(call, "calls to Mbed TLS"); }
TEST(Faults, EachAllocation) { fail_each(allocation, "allocations"); }

}  // namespace
}  // namespace imskit
