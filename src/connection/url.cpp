#include "url.h"

#include <algorithm>
#include <charconv>

#include "text.h"

namespace imskit {
namespace {

bool is_ipv4(std::string_view host) {
  int parts = 0;
  while (true) {
    const auto dot = host.find('.');
    const auto part = host.substr(0, dot);
    int number = -1;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool plain = part == "0" || !part.starts_with('0');  // 010 would be octal
    if (part.size() > 3 || error != std::errc() || end != part.data() + part.size() || !plain || number < 0 ||
        number > 255) {
      return false;
    }
    ++parts;
    if (dot == host.npos) return parts == 4;
    host.remove_prefix(dot + 1);
  }
}

// RFC 4291 section 2.2, without zones and embedded IPv4 addresses. Only the form matters: the browser or Node parses
// the address itself.
bool is_ipv6(std::string_view host) {
  if (!host.starts_with('[') || !host.ends_with(']')) return false;
  const auto inner = host.substr(1, host.size() - 2);
  const auto gap = inner.find("::");
  if (gap != inner.npos && inner.find("::", gap + 1) != inner.npos) return false;
  int groups = 0;
  std::size_t digits = 0;
  for (std::size_t i = 0; i <= inner.size(); ++i) {
    if (i < inner.size() && is_hex(inner[i])) {
      if (++digits > 4) return false;
    } else if (i == inner.size() || inner[i] == ':') {
      if (digits > 0) ++groups;
      if (digits == 0 && gap == inner.npos) return false;
      digits = 0;
    } else {
      return false;
    }
  }
  const bool lone_colon = (inner.starts_with(':') && gap != 0) || (inner.ends_with(':') && gap + 2 != inner.size());
  return !lone_colon && (gap == inner.npos ? groups == 8 : groups < 8);
}

bool is_domain(std::string_view host) {
  if (host.size() > 253) return false;
  std::string_view label;
  while (true) {
    const auto dot = host.find('.');
    label = host.substr(0, dot);
    const bool shape = !label.empty() && label.size() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    if (!shape ||
        !std::ranges::all_of(label, [](char c) { return is_digit(c) || is_alpha(c) || c == '-' || c == '_'; })) {
      return false;
    }
    if (dot == host.npos) break;
    host.remove_prefix(dot + 1);
  }
  // The WHATWG URL standard reads the host as an IPv4 address if its last label is a number, decimal or hexadecimal.
  const bool hex = label.starts_with("0x") && std::ranges::all_of(label.substr(2), is_hex);
  return !hex && !std::ranges::all_of(label, is_digit);
}

bool is_path_character(char c) {
  return c > ' ' && c < 0x7F && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

}  // namespace

bool is_adobe_login(std::string_view host) {
  constexpr std::string_view domain = ".adobelogin.com";
  return host.ends_with(domain) || host == domain.substr(1);
}

bool Url::is_adobe_login() const { return imskit::is_adobe_login(host); }

std::string Url::origin() const { return (secure ? "https://" : "http://") + host + (port.empty() ? "" : ":" + port); }

std::expected<Url, std::string_view> parse_url(std::string_view text) {
  Url url{.secure = true, .host = {}, .port = {}, .path = {}};
  const auto scheme_end = text.find("://");
  if (scheme_end != text.npos) {
    const std::string scheme = ascii_lower(text.substr(0, scheme_end));
    if (scheme != "https" && scheme != "http") return std::unexpected("it doesn’t start with https://");
    url.secure = scheme == "https";
    text.remove_prefix(scheme_end + 3);
  }
  const auto authority_end = std::min(text.find_first_of("/?#\\"), text.size());
  std::string_view authority = text.substr(0, authority_end);
  const std::string_view path = text.substr(authority_end);

  if (authority.find('@') != authority.npos) return std::unexpected("it has a user name (the part before @)");
  const auto bracket = authority.rfind(']');
  const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  if (colon != authority.npos) {
    const auto digits = authority.substr(colon + 1);
    unsigned port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (digits.empty() || end != digits.data() + digits.size() || error != std::errc() || port == 0 || port > 65535) {
      return std::unexpected("the port must be a number from 1 to 65535");
    }
    if (port != (url.secure ? 443u : 80u)) url.port = std::to_string(port);
    authority = authority.substr(0, colon);
  }
  url.host = ascii_lower(authority);
  if (url.host.empty()) return std::unexpected("the host name is missing");
  // A single word is a host name only if a scheme or a port says so.
  const bool word = scheme_end == text.npos && colon == authority.npos && url.host.find_first_of(".[") == url.host.npos;
  if (word && url.host != "localhost") return std::unexpected("the host name has no domain");
  if (!is_domain(url.host) && !is_ipv4(url.host) && !is_ipv6(url.host)) {
    return std::unexpected("the host name contains something that host names can’t have");
  }
  if (path.find('#') != path.npos) return std::unexpected("it has a fragment (the part from # on)");
  if (!std::ranges::all_of(path, is_path_character)) {
    return std::unexpected("the path contains a character that URLs can’t have");
  }
  url.path = path;
  if (path.starts_with('?')) url.path.insert(0, "/");
  return url;
}

}  // namespace imskit
