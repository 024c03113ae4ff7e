#include "certificate.h"

#include <algorithm>
#include <chrono>

#include "mbedtls/sha1.h"
#include "text.h"

namespace imskit {
namespace {

// UTCTime or GeneralizedTime, both in UTC with seconds (RFC 5280 section 4.1.2.5).
std::optional<std::int64_t> take_time(Reader& reader) {
  const bool utc = reader.next_is(Tag::utc_time);
  std::string_view text = as_text(reader.take(utc ? Tag::utc_time : Tag::generalized_time));
  if (text.size() != (utc ? 13u : 15u) || text.back() != 'Z') return std::nullopt;
  bool digits = true;
  const auto number = [&](std::size_t size) {
    int value = 0;
    for (const char c : text.substr(0, size)) {
      digits = digits && is_digit(c);
      value = 10 * value + (c - '0');
    }
    text.remove_prefix(size);
    return value;
  };
  int year = number(utc ? 2 : 4);
  if (utc) year += year < 50 ? 2000 : 1900;
  const auto month = static_cast<unsigned>(number(2));
  const auto day = static_cast<unsigned>(number(2));
  const int hours = number(2);
  const int minutes = number(2);
  const int seconds = number(2);
  const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  if (!digits || !date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

}  // namespace

std::optional<Certificate> read_certificate_der(Bytes der) {
  Reader outer(der);
  Reader certificate = outer.enter();
  Reader tbs = certificate.enter();
  tbs.skip_if(Tag::context_0);    // version
  tbs.take(Tag::integer);         // serialNumber
  tbs.take(Tag::sequence);        // signature
  tbs.take(Tag::sequence);        // issuer
  Reader validity = tbs.enter();  // notBefore, notAfter
  take_time(validity);
  const auto not_after = take_time(validity);
  tbs.take(Tag::sequence);  // subject
  const Bytes spki = tbs.take_whole(Tag::sequence);
  if (!tbs.ok() || !not_after) return std::nullopt;
  Certificate read{.spki = {spki.begin(), spki.end()}, .not_after = *not_after, .sha1 = {}};
  mbedtls_sha1(der.data(), der.size(), read.sha1.data());
  return read;
}

std::optional<KeyIssue> check_expired(std::span<const ListedCertificate> listed, std::int64_t now_seconds) {
  // Dates of this form compare as texts.
  const auto& last = std::ranges::max(listed, {}, &ListedCertificate::expires).expires;
  if (last >= to_date(now_seconds)) return std::nullopt;
  return KeyIssue{KeyInput::certificate, KeyCode::certificate_expired, {{"expires", last}}};
}

std::string describe(std::span<const ListedCertificate> listed) {
  std::string text;
  for (const auto& [sha1, expires] : listed) {
    if (!text.empty()) text += ", ";
    text.append(sha1).append(" (until ").append(expires).append(")");
  }
  return text;
}

std::string to_date(std::int64_t seconds) {
  constexpr std::int64_t day = 86400;
  const std::int64_t days = seconds / day - (seconds % day < 0 ? 1 : 0);
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  const auto two = [](unsigned value) { return std::string(value < 10 ? "-0" : "-") + std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + two(static_cast<unsigned>(date.month())) +
         two(static_cast<unsigned>(date.day()));
}

}  // namespace imskit
