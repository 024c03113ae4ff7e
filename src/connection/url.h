// The URLs of a connection, in the normal form of the WHATWG URL standard. Only what IMS Host and IMS Exchange may have
// is accepted: no user name, no fragment, no international host name.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace imskit {

struct Url {
  bool secure;       // https, not http
  std::string host;  // lower case; IPv6 in brackets
  std::string port;  // empty for the default port of the scheme
  std::string path;  // with the query; empty, or starts with '/'

  std::string origin() const;  // scheme://host[:port]
  std::string text() const { return origin() + path; }
  bool is_loopback() const { return host == "127.0.0.1" || host == "[::1]" || host == "localhost"; }
  bool is_adobe_login() const;  // adobelogin.com or a host below it: Adobe IMS, production or stage
  bool is_misspelled() const;   // is_adobe_login(), but no host of Adobe: it has an underscore, or the domain twice
};

// Parses an absolute http or https URL. Without a scheme, https is assumed. On failure, returns the reason as the end
// of a sentence: “IMS Host isn’t a valid address: …”.
std::expected<Url, std::string_view> parse_url(std::string_view text);

// Whether a host name in lower case is adobelogin.com or below it.
bool is_adobe_login(std::string_view host);

// The host of Adobe IMS that a host name with typing mistakes means: ims_na1.adobelogin.com, ims-na1.adobelogin.con.
// nullopt if that is not certain, or there is no mistake. `host` is in lower case.
std::optional<std::string> nearest_adobe_host(std::string_view host);

// The address that a text with typing mistakes means: https//…, http:\\…, https://https://…, user:password@…. nullopt
// if that is not certain. Precondition: parse_url() fails, or the host name has a mistake.
std::optional<Url> correct_address(std::string_view text);

}  // namespace imskit
