#include "rebuild_solve.h"

#include <algorithm>

#include "rebuild_divisors.h"

namespace imskit {
namespace {

constexpr std::size_t max_exponent_bits = 32;
constexpr std::size_t max_exponents = 4;

class Solver {
 public:
  Solver(const FoundNumbers& found, Effort& effort) : found_(found), effort_(effort) {
    add_exponent(65537);
    for (const Number& e : found.public_exponents) add_exponent(e.low64());
    if (found.public_exponents.empty()) add_exponent(3);
  }

  std::optional<Factors> solve() {
    if (auto factors = from_modulus_and_prime()) return factors;
    for (const Number& e : exponents_) {
      const auto primes = read_primes(e);
      if (primes.size() == 2) return Factors{primes[0]->copy(), primes[1]->copy(), e.copy()};
      if (auto factors = from_prime_and_coefficient(primes, e)) return factors;
      if (auto factors = from_modulus_and_private_exponent(e)) return factors;
      if (auto factors = from_prime_and_private_exponent(primes, e)) return factors;
      if (auto factors = from_crt_exponents(primes, e)) return factors;
    }
    return std::nullopt;
  }

 private:
  void add_exponent(std::uint64_t value) {
    const bool usual = value > 2 && value % 2 == 1 && value >> max_exponent_bits == 0;
    if (!usual || exponents_.size() == max_exponents) return;
    Number e(value);
    if (std::ranges::find(exponents_, e) == exponents_.end()) exponents_.push_back(std::move(e));
  }

  bool is_prime_size(const Number& n) const { return n.bits() == 8 * found_.prime_bytes && n.is_odd(); }

  // Work (see effort.h) of a division, multiplication or inversion of numbers as long as these.
  std::size_t division_work() const { return 300 + found_.prime_bytes * found_.prime_bytes / 20; }
  std::size_t inversion_work() const { return 100 * division_work(); }

  // True if e·d ≡ 1 modulo p − 1 for one of these private exponents.
  bool fits(const Number& p, const Number& e, const std::vector<Number>& private_exponents) {
    const Number order = p - one_;
    return std::ranges::any_of(private_exponents, [&](const Number& d) {
      return effort_.spend(division_work()) && divides(order, e * d - one_);
    });
  }

  // True if it does for d, dP or dQ.
  bool fits(const Number& p, const Number& e) {
    return fits(p, e, found_.private_exponents) || fits(p, e, found_.halves);
  }

  // True if one of the numbers is the coefficient of the other two, whose order is not known.
  bool have_coefficient(const Number& p, const Number& q) {
    return std::ranges::any_of(found_.halves, [&](const Number& coefficient) {
      return effort_.spend(2 * division_work()) &&
             (divides(p, q * coefficient - one_) || divides(q, p * coefficient - one_));
    });
  }

  // n = p·q, and one of the two was read.
  std::optional<Factors> from_modulus_and_prime() {
    for (const Number& half : found_.halves) {
      if (!is_prime_size(half)) continue;
      auto factors = with_modulus(half, one_);
      auto e = factors ? exponent_of(factors->p, factors->q) : std::nullopt;
      if (e) return Factors{std::move(factors->p), std::move(factors->q), std::move(*e)};
    }
    return std::nullopt;
  }

  // The e that a private exponent confirms; otherwise the one that was read.
  std::optional<Number> exponent_of(const Number& p, const Number& q) {
    for (const Number& e : exponents_) {
      if (fits(p, e) || fits(q, e)) return e.copy();
    }
    for (const auto* private_exponents : {&found_.private_exponents, &found_.halves}) {
      for (const Number& d : *private_exponents) {
        for (const Number* prime : {&p, &q}) {
          if (!effort_.spend(inversion_work())) return std::nullopt;
          Number e = inverse(d, *prime - one_);
          if (e.bits() > 1 && e.bits() <= max_exponent_bits) return e;
        }
      }
    }
    if (found_.public_exponents.empty()) return std::nullopt;
    return found_.public_exponents.front().copy();
  }

  // The primes that were read, each confirmed by a private exponent.
  using Primes = std::vector<const Number*>;
  Primes read_primes(const Number& e) {
    Primes primes;
    for (const Number& half : found_.halves) {
      if (is_prime_size(half) && fits(half, e)) primes.push_back(&half);
    }
    return primes;
  }

  // One confirmed prime, and another that was read or follows: q = 1/qInv modulo p, if q is the smaller one.
  std::optional<Factors> from_prime_and_coefficient(const Primes& primes, const Number& e) {
    for (const Number* p : primes) {
      for (const Number& half : found_.halves) {
        if (is_prime_size(half) && !(half == *p) && have_coefficient(*p, half)) {
          return Factors{p->copy(), half.copy(), e.copy()};
        }
        if (!effort_.spend(inversion_work())) return std::nullopt;
        Number q = inverse(half, *p);
        if (is_prime_size(q) && !(q == *p) && fits(q, e)) return Factors{p->copy(), std::move(q), e.copy()};
      }
    }
    return std::nullopt;
  }

  std::optional<Factors> from_modulus_and_private_exponent(const Number& e) {
    for (const Number& n : found_.moduli) {
      for (const Number& d : found_.private_exponents) {
        if (!effort_.spend(4 * division_work())) return std::nullopt;
        if (auto factors = split_by_order(n, e, d)) return factors;
      }
    }
    return std::nullopt;
  }

  // e·d − 1 = k·λ, and φ = (p − 1)·(q − 1) = g·λ for a g that is small as a rule: the greatest common divisor of p − 1
  // and q − 1, or 1 for a d that is computed from φ. As φ is a little less than n, g·(e·d − 1)/n is a little less than
  // the integer k, which tells k/g. Then p + q = n + 1 − φ.
  std::optional<Factors> split_by_order(const Number& n, const Number& e, const Number& d) {
    constexpr std::size_t fraction_bits = 48;
    constexpr std::uint64_t fraction_mask = (std::uint64_t{1} << fraction_bits) - 1;
    constexpr std::uint64_t max_g = 1 << 12;
    const Number multiple = e * d - one_;
    const Number ratio = (multiple << fraction_bits) / n;
    if (ratio.bits() > fraction_bits + max_exponent_bits) return std::nullopt;
    const std::uint64_t whole = (ratio >> fraction_bits).low64();
    const std::uint64_t fraction = ratio.low64() & fraction_mask;
    std::uint64_t g = 1;
    while (g <= max_g && (g * fraction & fraction_mask) + 2 * g <= fraction_mask) ++g;
    if (g > max_g) return std::nullopt;
    const Number k(g * whole + (g * fraction >> fraction_bits) + 1);
    const Number sum = n + one_ - multiple * Number(g) / k;
    const Number square = sum * sum - (n << 2);
    if (!(zero_ < sum) || square < zero_ || !effort_.spend(inversion_work())) return std::nullopt;
    const Number difference = square_root(square);
    Number p = (sum + difference) >> 1;
    Number q = (sum - difference) >> 1;
    if (!is_prime_size(p) || !is_prime_size(q) || !(p * q == n)) return std::nullopt;
    return Factors{std::move(p), std::move(q), e.copy()};
  }

  // (e·d − 1)/(q − 1) = (p − 1)·k/g, with k below e and g the greatest common divisor of p − 1 and q − 1.
  std::optional<Factors> from_prime_and_private_exponent(const Primes& primes, const Number& e) {
    for (const Number* q : primes) {
      for (const Number& d : found_.private_exponents) {
        const Number multiple = e * d - one_, order = *q - one_;
        if (!effort_.spend(division_work()) || !divides(order, multiple)) continue;
        for (const Number& p : primes_from(multiple / order, e, order)) {
          if (p == *q || !(have_coefficient(p, *q) || (fits(p, e, found_.halves) && is_prime(p)))) continue;
          return Factors{p.copy(), q->copy(), e.copy()};
        }
      }
    }
    return std::nullopt;
  }

  // e·dP − 1 = (p − 1)·k, with k below e.
  std::optional<Factors> from_crt_exponents(const Primes& primes, const Number& e) {
    std::vector<Number> confirmed;
    for (const Number* prime : primes) confirmed.push_back(prime->copy());
    std::vector<Number> candidates;
    for (const Number& half : found_.halves) {
      if (!half.is_odd() || is_one_of(confirmed, half)) continue;
      for (Number& p : primes_from(e * half - one_, e, one_)) {
        if (is_one_of(confirmed, p) || is_one_of(candidates, p)) continue;
        if (auto factors = with_modulus(p, e)) return factors;
        if (auto factors = with_other_prime(p, e, confirmed)) return factors;
        if (auto factors = with_other_prime(p, e, candidates)) return factors;
        const bool fits_too = fits(p, e, found_.private_exponents) && is_prime(p);
        if (fits_too && !confirmed.empty()) return Factors{std::move(p), std::move(confirmed[0]), e.copy()};
        (fits_too ? confirmed : candidates).push_back(std::move(p));
      }
    }
    return std::nullopt;
  }

  static bool is_one_of(const std::vector<Number>& numbers, const Number& n) {
    return std::ranges::find(numbers, n) != numbers.end();
  }

  std::vector<Number> primes_from(const Number& multiple, const Number& e, const Number& b_multiple) {
    constexpr std::size_t work = 6000;  // a division by each small prime, for each byte of a prime
    if (!effort_.spend(work * found_.prime_bytes)) return {};
    return primes_from_multiple(multiple, e.low64(), b_multiple, 8 * found_.prime_bytes);
  }

  // Fermat's test, which few composite numbers pass. A multiple of p − 1 has other divisors that fit as well.
  bool is_prime(const Number& p) {
    return effort_.spend(found_.prime_bytes * division_work()) && power(Number(2), p - one_, p) == one_;
  }

  std::optional<Factors> with_modulus(const Number& p, const Number& e) {
    for (const Number& n : found_.moduli) {
      if (!effort_.spend(division_work()) || !divides(p, n)) continue;
      Number q = n / p;
      if (is_prime_size(q) && !(q == p)) return Factors{p.copy(), std::move(q), e.copy()};
    }
    return std::nullopt;
  }

  std::optional<Factors> with_other_prime(const Number& p, const Number& e, const std::vector<Number>& primes) {
    const auto q = std::ranges::find_if(primes, [&](const Number& prime) { return have_coefficient(p, prime); });
    if (q == primes.end()) return std::nullopt;
    return Factors{p.copy(), q->copy(), e.copy()};
  }

  const FoundNumbers& found_;
  Effort& effort_;
  std::vector<Number> exponents_;
  const Number zero_ = Number(0), one_ = Number(1);
};

}  // namespace

std::optional<Factors> find_factors(const FoundNumbers& found, Effort& effort) { return Solver(found, effort).solve(); }

}  // namespace imskit
