#include "rebuild_divisors.h"

#include <algorithm>
#include <bit>
#include <ranges>

namespace imskit {
namespace {

constexpr std::uint32_t max_b = 1024;
constexpr std::uint32_t max_prime = 1 << 16;
constexpr std::size_t max_divisors = 1024;
constexpr std::size_t max_candidates = 8;

const std::vector<std::uint32_t>& small_primes() {
  static const auto primes = [] {
    std::vector<std::uint8_t> composite(max_prime);
    std::vector<std::uint32_t> found;
    for (std::uint32_t n = 2; n < max_prime; ++n) {
      if (composite[n]) continue;
      found.push_back(n);
      for (std::uint32_t multiple = 2 * n; multiple < max_prime; multiple += n) composite[multiple] = 1;
    }
    return found;
  }();
  return primes;
}

bool has_small_factor(const Number& n) {
  constexpr std::size_t tried = 170;  // below 1000 or so, which nine of ten composite numbers do not pass
  return std::ranges::any_of(small_primes() | std::views::take(tried),
                             [&](std::uint32_t prime) { return n.is_multiple_of(prime); });
}

// The divisors of `n` up to `limit` that have no prime factors above 2^16.
std::vector<std::uint64_t> small_divisors(const Number& n, std::uint64_t limit) {
  std::vector<std::uint64_t> divisors = {1};
  for (const std::uint32_t prime : small_primes()) {
    if (prime > limit) break;
    Number rest = n.copy();
    // With each further power of the prime, its products with the divisors without it.
    const std::size_t without = divisors.size();
    for (std::uint64_t power = prime; power <= limit && rest.is_multiple_of(prime); power *= prime) {
      rest = rest / Number(prime);
      for (std::size_t i = 0; i < without && divisors.size() < max_divisors; ++i) {
        if (divisors[i] <= limit / power) divisors.push_back(divisors[i] * power);
      }
    }
  }
  return divisors;
}

}  // namespace

std::vector<Number> primes_from_multiple(const Number& multiple, std::uint64_t e, const Number& b_multiple,
                                         std::size_t bits) {
  std::vector<Number> candidates;
  if (e >> 32 != 0) return candidates;
  const auto divisors = small_divisors(multiple, e);
  const Number one(1);
  for (std::uint32_t b = 1; b <= max_b; ++b) {
    if (!b_multiple.is_multiple_of(b)) continue;
    for (const std::uint64_t a : divisors) {
      // Most give another size, which is known before the division.
      const std::size_t about = multiple.bits() + std::bit_width(b) - std::bit_width(a);
      if (about + 1 < bits || about > bits + 1) continue;
      Number p = multiple * Number(b) / Number(a) + one;
      if (p.bits() != bits || has_small_factor(p)) continue;
      if (std::ranges::find(candidates, p) == candidates.end()) candidates.push_back(std::move(p));
      if (candidates.size() == max_candidates) return candidates;
    }
  }
  return candidates;
}

}  // namespace imskit
