// libFuzzer: an edited key is rebuilt with its own modulus or not at all, and a key that was rebuilt from any text is
// rebuilt as itself.
#include "fuzz.h"
#include "keys.h"
#include "rebuild_search.h"

namespace imskit {
namespace {

std::string read_body(std::string_view name) {
  const std::string pem = read_vector("keys/" + std::string(name));
  const std::size_t start = pem.find('\n') + 1;
  return pem.substr(start, pem.find("-----END") - start);
}

template <typename Text>
std::optional<RebuiltKey> rebuild(Text damaged) {
  Effort effort(max_effort);
  return rebuild_key(damaged, effort);
}

// The modulus of an RSAPrivateKey (RFC 8017 appendix A.1.2), possibly inside a PrivateKeyInfo (RFC 5208 section 5).
std::string modulus_of(const RebuiltKey& key) {
  Reader outer(key.der.bytes());
  Reader body = outer.enter();
  body.take_int();
  if (key.kind == DerKind::pkcs8) {
    body.take(Tag::sequence);
    Reader inner(body.take(Tag::octet_string));
    body = inner.enter();
    body.take_int();
  }
  const Bytes modulus = body.take(Tag::integer);
  require(body.ok() && modulus.size() > 256);
  return std::string(as_text(modulus));
}

// Takes edits of four bytes from the input, and applies them: what to do, where (two bytes), and with what.
std::string edit(std::string text, Bytes edits) {
  for (; edits.size() >= 4; edits = edits.subspan(4)) {
    if (text.empty()) break;
    const std::size_t at = (edits[1] << 8 | edits[2]) % text.size();
    const std::size_t count = edits[3];
    switch (edits[0] % 6) {
      case 0:
        text[at] = static_cast<char>(edits[3]);
        break;
      case 1:
        text.erase(at, 1 + count % 65);
        break;
      case 2:
        text.insert(at, 1, static_cast<char>(edits[3]));
        break;
      case 3:
        text.resize(text.size() - std::min(text.size(), 2 * count));
        break;
      case 4:  // a stretch from elsewhere
        text.insert(at, text.substr((at + 997) % text.size(), count));
        break;
      default:
        for (std::size_t i = at; i < std::min(at + count, text.size()); ++i) text[i] = static_cast<char>(text[i] ^ 1);
    }
  }
  return text;
}

}  // namespace
}  // namespace imskit

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace imskit;
  static const std::string bodies[] = {read_body("rsa2048.pkcs8.pem"), read_body("rsa2048.pkcs1.pem")};
  static const std::string modulus = modulus_of(*rebuild(std::string_view(bodies[0])));
  const Secret input = input_of(data, size);
  if (size > 0) {
    const Secret damaged(edit(bodies[data[0] % 2], input.bytes().subspan(1)));
    const auto rebuilt = rebuild(damaged.text());
    require(!rebuilt || modulus_of(*rebuilt) == modulus);
  }
  Effort effort(max_effort);
  auto found = search_damaged_key(input.text(), effort);
  std::optional<RebuiltKey> results[] = {rebuild(input.text()), rebuild(input.bytes()), std::nullopt};
  if (found) results[2] = std::move(found->key);
  for (const auto& rebuilt : results) {
    if (!rebuilt) continue;
    const auto again = rebuild(rebuilt->der.bytes());
    require(again && again->kind == rebuilt->kind && again->der.text() == rebuilt->der.text());
  }
  return 0;
}
