// The two URLs of a connection, in the normal form of the WHATWG URL standard as far as they may use it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace imskit {

struct Url {
  bool secure;       // https, not http
  std::string host;  // lower case; [IPv6] with its brackets
  std::string port;  // empty: the scheme's own
  std::string path;  // with its query; empty or starting with '/'

  std::string origin() const;  // scheme://host[:port]
  std::string text() const { return origin() + path; }
  bool is_loopback() const { return host == "127.0.0.1" || host == "[::1]" || host == "localhost"; }
};

// Reads an absolute http or https URL; without a scheme, https is meant. On failure says what is wrong, as the end of
// the sentence “… is not a usable address: …”.
std::expected<Url, std::string_view> parse_url(std::string_view text);

}  // namespace imskit
