#include "rebuild.h"

#include <algorithm>
#include <array>
#include <vector>

#include "der_writer.h"
#include "key_limits.h"
#include "rebuild_solve.h"
#include "text.h"

namespace imskit {
namespace {

// Longer than any key that is supported, which is about 9/16 of a byte long for each bit of the modulus.
constexpr std::size_t max_symbols = 2 * max_key_bits;

// Shorter than a third of any key.
constexpr std::size_t min_symbols = min_key_bits / 8;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The values of the base64 characters, one to a byte.
Secret read_symbols(std::string_view base64) {
  std::array<std::uint8_t, 256> values;
  values.fill(0xFF);
  for (std::size_t i = 0; i < alphabet.size(); ++i) values[static_cast<std::uint8_t>(alphabet[i])] = i & 0xFF;
  Secret symbols(base64.size());
  std::size_t size = 0;
  for (const char c : base64) {
    const std::uint8_t value = values[static_cast<std::uint8_t>(c)];
    if (value != 0xFF) symbols.data()[size++] = value;
  }
  symbols.shrink(size);
  return symbols;
}

// The bytes that the symbols from `start` on encode.
Secret decode_from(const Secret& symbols, std::size_t start) {
  Secret bytes(symbols.size() * 3 / 4);
  std::size_t size = 0;
  std::uint32_t bits = 0;
  std::size_t count = 0;
  for (std::size_t at = start; at < symbols.size(); ++at) {
    bits = bits << 6 | symbols.data()[at];
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.data()[size++] = static_cast<std::uint8_t>(bits >> count);
  }
  bytes.shrink(size);
  return bytes;
}

// The bytes as base64 symbols.
Secret encode(Bytes bytes) {
  Secret symbols((bytes.size() * 8 + 5) / 6);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    const std::size_t bit = 6 * i;
    const auto byte = [&](std::size_t at) -> std::uint32_t { return at < bytes.size() ? bytes[at] : 0; };
    symbols.data()[i] = (byte(bit / 8) << 8 | byte(bit / 8 + 1)) >> (10 - bit % 8) & 63;
  }
  return symbols;
}

// Every sequence of eight symbols, as one number each.
constexpr std::size_t run_length = 8;
std::vector<std::uint64_t> runs_of(Bytes symbols) {
  std::vector<std::uint64_t> runs;
  if (symbols.size() < run_length) return runs;
  runs.reserve(symbols.size() - run_length + 1);
  std::uint64_t run = 0;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    run = run << 8 | symbols[i];
    if (i + 1 >= run_length) runs.push_back(run);
  }
  return runs;
}

// How many of the symbols are in runs of at least eight that `whole` has too.
std::size_t count_matches(const std::vector<std::uint64_t>& damaged, Bytes whole) {
  auto runs = runs_of(whole);
  std::ranges::sort(runs);
  std::size_t count = 0;
  std::size_t counted_to = 0;
  for (std::size_t i = 0; i < damaged.size(); ++i) {
    if (!std::ranges::binary_search(runs, damaged[i])) continue;
    count += i + run_length - std::max(counted_to, i);
    counted_to = i + run_length;
  }
  wipe(runs.data(), runs.size() * sizeof runs[0]);
  return count;
}

// A damaged key: its symbols (base64 characters or bytes), and its bytes at each possible alignment.
struct Damaged {
  Secret symbols;
  bool is_base64;
  std::vector<Secret> alignments;
};

// True if there is the OID of RSASSA-PSS or RSAES-OAEP (RFC 8017 appendix A.2), whose keys have the same numbers.
// Damage may have changed two bytes of it, but not the last one, which is 1 for a plain RSA key.
bool is_for_other_algorithm(const Damaged& damaged) {
  constexpr std::array<std::uint8_t, 8> pkcs1_oid = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01};
  constexpr std::uint8_t oaep = 7, pss = 10;
  constexpr std::size_t least_same = pkcs1_oid.size() - 2;
  return std::ranges::any_of(damaged.alignments, [&](const Secret& alignment) {
    const Bytes bytes = alignment.bytes();
    for (std::size_t at = 0; at + pkcs1_oid.size() < bytes.size(); ++at) {
      const std::uint8_t last = bytes[at + pkcs1_oid.size()];
      if (last != pss && last != oaep) continue;
      std::size_t same = 0;
      for (std::size_t i = 0; i < pkcs1_oid.size(); ++i) same += bytes[at + i] == pkcs1_oid[i];
      if (same >= least_same) return true;
    }
    return false;
  });
}

// The private exponents that the key may have: those that were read, otherwise the usual two.
std::vector<Number> private_exponents(const FoundNumbers& found, const Factors& factors) {
  const Number one(1);
  const Number p_order = factors.p - one, q_order = factors.q - one;
  std::vector<Number> exponents;
  for (const Number& d : found.private_exponents) {
    const Number product = factors.e * d - one;
    if (divides(p_order, product) && divides(q_order, product)) exponents.push_back(d.copy());
  }
  if (!exponents.empty()) return exponents;
  const Number order = p_order * q_order;
  exponents.push_back(inverse(factors.e, order / gcd(p_order, q_order)));
  exponents.push_back(inverse(factors.e, order));
  return exponents;
}

// The numbers of RSAPrivateKey in their order (RFC 8017 appendix A.1.2).
using KeyNumbers = std::array<Number, 8>;
KeyNumbers complete(const Number& p, const Number& q, const Number& e, const Number& d) {
  const Number one(1);
  return {p * q, e.copy(), d.copy(), p.copy(), q.copy(), d % (p - one), d % (q - one), inverse(q, p)};
}

// RSAPrivateKey, on its own or in PrivateKeyInfo (RFC 5208 section 5). nullopt if a number is not valid.
std::optional<Secret> write_key(const KeyNumbers& numbers, DerKind kind) {
  std::size_t size = 128;
  for (const Number& number : numbers) {
    if (!number.valid()) return std::nullopt;
    size += number.bytes() + 8;
  }
  Secret buffer(size);
  DerWriter writer({buffer.data(), buffer.size()});
  for (std::size_t i = numbers.size(); i-- > 0;) writer.number(numbers[i].mpi());
  writer.small_number(0);  // two primes
  writer.wrap(Tag::sequence);
  if (kind == DerKind::pkcs8) {
    writer.wrap(Tag::octet_string);
    writer.rsa_algorithm();
    writer.small_number(0);
    writer.wrap(Tag::sequence);
  }
  return Secret(as_text(writer.written()));
}

// Of the ways to write the key the one that is most like the damaged text, if it is like it.
std::optional<RebuiltKey> write_alike(const Damaged& damaged, const FoundNumbers& found, const Factors& factors) {
  auto damaged_runs = runs_of(damaged.symbols.bytes());
  std::optional<RebuiltKey> best;
  std::size_t most = (2 * damaged.symbols.size() + 2) / 3;
  for (const Number& d : private_exponents(found, factors)) {
    for (const bool swapped : {false, true}) {
      const Number& p = swapped ? factors.q : factors.p;
      const Number& q = swapped ? factors.p : factors.q;
      const KeyNumbers numbers = complete(p, q, factors.e, d);
      for (const DerKind kind : {DerKind::pkcs1, DerKind::pkcs8}) {
        auto der = write_key(numbers, kind);
        if (!der) continue;
        const std::size_t matches = damaged.is_base64 ? count_matches(damaged_runs, encode(der->bytes()).bytes())
                                                      : count_matches(damaged_runs, der->bytes());
        if (matches < most) continue;
        most = matches + 1;
        best = RebuiltKey{kind, std::move(*der)};
      }
    }
  }
  wipe(damaged_runs.data(), damaged_runs.size() * sizeof(std::uint64_t));
  return best;
}

// Work (see effort.h) for each symbol: decoding it at each alignment and finding headers; and comparing written keys.
constexpr std::size_t rating_work = 8, comparison_work = 100;

std::optional<Damaged> read_damaged(std::string_view base64) {
  Damaged damaged{.symbols = read_symbols(base64), .is_base64 = true, .alignments = {}};
  if (damaged.symbols.size() < min_symbols || damaged.symbols.size() > max_symbols) return std::nullopt;
  for (std::size_t start = 0; start < 4; ++start) damaged.alignments.push_back(decode_from(damaged.symbols, start));
  return damaged;
}  // NOLINT(clang-analyzer-cplusplus.NewDeleteLeaks): the vector frees its secrets

std::optional<Damaged> read_damaged(Bytes der) {
  if (der.size() < min_symbols || der.size() > max_symbols) return std::nullopt;
  Damaged damaged{.symbols = Secret(as_text(der)), .is_base64 = false, .alignments = {}};
  damaged.alignments.emplace_back(as_text(der));
  return damaged;
}

template <typename Text>
std::optional<RebuiltKey> rebuild(Text text, Effort& effort) {
  if (!effort.spend(text.size() * rating_work)) return std::nullopt;
  const auto damaged = read_damaged(text);
  if (!damaged || is_for_other_algorithm(*damaged)) return std::nullopt;
  for (const FoundNumbers& found : find_numbers(damaged->alignments)) {
    const auto factors = find_factors(found, effort);
    if (!factors) continue;
    const std::size_t work = comparison_work * damaged->symbols.size() + found.prime_bytes * found.prime_bytes * 10;
    return effort.spend(work) ? write_alike(*damaged, found, *factors) : std::nullopt;
  }
  return std::nullopt;
}

template <typename Text>
std::size_t rate(Text text, Effort& effort) {
  if (!effort.spend(text.size() * rating_work)) return 0;
  const auto damaged = read_damaged(text);
  return damaged ? rate_layout(damaged->alignments) : 0;
}

}  // namespace

std::optional<RebuiltKey> rebuild_key(std::string_view base64, Effort& effort) { return rebuild(base64, effort); }

std::optional<RebuiltKey> rebuild_key(Bytes der, Effort& effort) { return rebuild(der, effort); }

std::size_t rate_damaged_key(std::string_view base64, Effort& effort) { return rate(base64, effort); }

std::size_t rate_damaged_key(Bytes der, Effort& effort) { return rate(der, effort); }

}  // namespace imskit
