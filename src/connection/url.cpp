#include "url.h"

#include <algorithm>
#include <charconv>

#include "text.h"

namespace imskit {
namespace {

constexpr std::string_view adobe_domain = "adobelogin.com";
constexpr std::string_view adobe_word = adobe_domain.substr(0, adobe_domain.find('.'));

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
  if (!host.ends_with(adobe_domain)) return false;
  return host.size() == adobe_domain.size() || host[host.size() - adobe_domain.size() - 1] == '.';
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

bool Url::is_misspelled() const {
  return is_adobe_login() && (host.contains('_') || host.find(adobe_word) != host.rfind(adobe_word));
}

std::optional<std::string> nearest_adobe_host(std::string_view host) {
  constexpr std::size_t longest_end = 5, most_typos = 2;
  if (!host.starts_with("ims")) return std::nullopt;
  auto end = host.find(adobe_word);
  if (end != host.npos) {
    const auto after = host.substr(end + adobe_word.size());
    if (after.size() > longest_end && !after.contains(adobe_word)) return std::nullopt;
  } else {
    end = std::min(host.find('.'), host.size());
    const bool no_domain = end == host.size() && is_digit(host.back());  // ims-na1
    const auto domain = host.substr(std::min(end + 1, host.size()));
    if (!no_domain && edit_distance(domain, adobe_domain) > most_typos) return std::nullopt;
  }
  std::string name(host.substr(0, end));
  std::ranges::replace(name, '_', '-');
  while (name.ends_with('-') || name.ends_with('.')) name.pop_back();
  if (!name.starts_with("ims-") || name.contains('.')) return std::nullopt;
  name.append(".").append(adobe_domain);
  return name == host ? std::nullopt : std::optional(std::move(name));
}

std::optional<Url> correct_address(std::string_view text) {
  const std::string lower = ascii_lower(text);
  // The last of several addresses, without its scheme.
  std::string_view rest = lower;
  if (const auto last = rest.rfind("http"); last != rest.npos) rest.remove_prefix(last);
  const auto letters = std::min(rest.find_first_of("[:;.,]/\\"), rest.size());
  const auto scheme = rest.substr(0, letters);
  const auto start = std::min(rest.find_first_not_of("[:;.,]/\\", letters), rest.size());
  const bool has_scheme = rest.substr(letters, start - letters).find_first_of(":;/\\") != rest.npos;
  const bool known_scheme = has_scheme && scheme.find_first_not_of("htpsx") == scheme.npos;
  if (has_scheme) rest.remove_prefix(start);
  const auto end = std::min(rest.find_first_of("/?#\\"), rest.size());
  const auto path = text.substr(text.size() - (rest.size() - end));  // as written
  rest = rest.substr(0, end);
  rest.remove_prefix(rest.rfind('@') + 1);
  rest = rest.substr(0, rest.find_last_not_of(":.,") + 1);
  std::string host(rest.substr(0, rest.find(':')));
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  std::ranges::replace(host, ',', '.');
  while (host.contains("..")) host.erase(host.find(".."), 1);
  if (auto nearest = nearest_adobe_host(host)) host = std::move(*nearest);
  std::string whole = "https://";
  if (imskit::is_adobe_login(host)) {
    whole += host;
  } else if (known_scheme && rest.contains('.')) {
    if (!scheme.empty() && !scheme.contains('s')) whole = "http://";
    whole += rest;
  } else {
    return std::nullopt;
  }
  auto url = parse_url(whole.append(path.substr(0, path.find('#'))));
  return url ? std::optional(std::move(*url)) : std::nullopt;
}

}  // namespace imskit
