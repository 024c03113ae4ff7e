// IMS Host and IMS Exchange.
#include <algorithm>

#include "check.h"
#include "text.h"
#include "url.h"

namespace imskit {
namespace {

std::string_view default_host() { return rule_of(Field::ims_host).fallback; }

// A text that is no address: with the address that it means, if that is certain.
void report_invalid(const Check& check, Field field, std::string_view reason, std::string_view example) {
  const auto right = correct_address(check.text(field));
  if (!right) return check.add(field, Code::invalid_url, {{"reason", reason}, {"example", example}});
  const auto value = field == Field::ims_host ? right->origin() : right->text();
  check.add_with_value(field, Code::invalid_url, {{"reason", reason}, {"example", value}}, FixCode::correct_address,
                       value);
}

// nullopt after an issue of the address was added.
std::optional<Url> read_address(const Check& check, Field field, std::string_view example) {
  auto url = parse_url(check.text(field));
  if (url && url->is_misspelled()) url = std::unexpected("the host name has a typo");
  if (url) return std::move(*url);
  report_invalid(check, field, url.error(), example);
  return std::nullopt;
}

void check_scheme(const Check& check, Field field, Url url) {
  if (url.secure) return;
  if (url.is_loopback()) return check.add(field, Code::insecure_http);
  if (!url.is_adobe_login()) return check.add(field, Code::https_required);
  url.secure = true;
  check.add_with_value(field, Code::https_required, {}, FixCode::use_https, url.text());
}

// The path without its query, with each run of slashes as one.
std::string plain_path(std::string_view path) {
  std::string plain(path.substr(0, path.find('?')));
  const auto doubled = std::ranges::unique(plain, [](char a, char b) { return a == '/' && b == '/'; });
  plain.erase(doubled.begin(), doubled.end());
  return plain;
}

// /ims/exchange/jwt, also with a version or a slash at the end: /ims/exchange/v1/jwt/.
bool is_exchange_path(std::string_view path) {
  constexpr std::string_view start = "/ims/exchange", end = "/jwt";
  if (path.ends_with('/')) path.remove_suffix(1);
  if (!path.starts_with(start) || !path.ends_with(end)) return false;
  const auto version = path.substr(start.size(), path.size() - start.size() - end.size());
  return version.empty() || (version.starts_with("/v") && is_digit(version.back()) && version.size() < 5);
}

bool is_insecure_loopback(const Url& url) { return !url.secure && url.is_loopback(); }

// What an exchange of the right host has.
void check_exchange_path(const Check& check, const Url& url) {
  const auto query = std::min(url.path.find('?'), url.path.size());
  const auto path = std::string_view(url.path).substr(0, query);
  if (query < url.path.size()) {
    check.add_with_value(Field::ims_exchange, Code::url_query, {}, FixCode::remove_query, url.origin().append(path));
  }
  const auto plain = plain_path(path);
  if (plain != path) {
    check.add_with_value(Field::ims_exchange, Code::doubled_slash, {}, FixCode::remove_doubled_slash,
                         url.origin() + plain + url.path.substr(query));
  }
  const bool oauth = plain.starts_with("/ims/token") || plain.starts_with("/ims/authorize");
  if (!oauth && !is_exchange_path(plain) && url.is_adobe_login()) check.add(Field::ims_exchange, Code::unusual_format);
  if (oauth && !check.context.client_credentials) {
    const auto example = url.origin().append(exchange_path);
    check.add_with_value(Field::ims_exchange, Code::oauth_endpoint, {{"example", example}}, FixCode::use_jwt_endpoint,
                         example);
  }
}

}  // namespace

void check_ims_host(const Check& check) {
  constexpr Field field = Field::ims_host;
  if (check.text(field) == default_host()) return;
  const auto url = read_address(check, field, default_host());
  if (!url) return;
  if (!url->path.empty()) {
    // https://web.archive.org/…/https://ims-na1.adobelogin.com
    const bool inside = !url->is_adobe_login() && url->path.contains("adobelogin");
    const auto right = inside ? correct_address(check.text(field)) : std::nullopt;
    const auto origin = right.value_or(*url).origin();
    return check.add_with_value(field, Code::invalid_url,
                                {{"reason", "it has a path after the host"}, {"example", origin}},
                                right ? FixCode::correct_address : FixCode::use_host_only, origin);
  }
  check_scheme(check, field, *url);
  if (check.is_done(field) || url->is_loopback()) return;
  if (url->is_adobe_login()) {
    if (!url->port.empty()) check.add(field, Code::unusual_format);
    return;
  }
  const bool api = url->host.ends_with(".adobe.io");
  const auto nearest = nearest_adobe_host(url->host);
  const auto expected = nearest ? "https://" + *nearest : std::string(default_host());
  const Params params = {{"given", url->host}, {"expected", expected}};
  if (nearest) return check.add_with_value(field, Code::foreign_host, params, FixCode::correct_address, expected);
  check.add(field, api ? Code::api_host : Code::foreign_host, params);
}

void check_ims_exchange(const Check& check) {
  constexpr Field field = Field::ims_exchange;
  const bool host_done = check.is_done(Field::ims_host);
  // The checks of the host say everything about an exchange that is derived from it.
  if (check.is_asked(Field::ims_host) && is_derived_exchange(check.text(field), check.text(Field::ims_host))) return;
  const auto url = read_address(check, field, std::string(default_host()).append(exchange_path));
  if (!url) return;
  if (url->path.empty() || url->path == "/") {
    const auto example = url->origin().append(exchange_path);
    return check.add_with_value(field, Code::invalid_url, {{"reason", "the path is missing"}, {"example", example}},
                                FixCode::use_jwt_endpoint, example);
  }
  const auto host = host_done ? std::unexpected(std::string_view()) : parse_url(check.text(Field::ims_host));
  // One warning for both fields.
  const bool warned =
      host && is_insecure_loopback(*host) && is_insecure_loopback(*url) && check.is_asked(Field::ims_host);
  if (!warned) check_scheme(check, field, *url);
  if (host && host->origin() != url->origin()) {
    check.add(field, Code::host_mismatch, {{"given", url->origin()}, {"expected", host->origin()}});
  }
  check_exchange_path(check, *url);
}

}  // namespace imskit
