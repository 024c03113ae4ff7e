// The credential files that Adobe and its tools hand out, recognised by content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certificate.h"
#include "connection.h"
#include "issue.h"

namespace imskit {

inline constexpr std::size_t max_credentials_bytes = 1 << 20;  // a hundred times the longest known

struct Credentials {
  std::string_view source;                      // which file it is; empty where it is none that is known
  Connection connection;                        // what the file says, not normalised
  std::vector<ListedCertificate> certificates;  // the Developer Console's
  std::vector<Issue> issues;                    // what the file lacks
};

// JSON files of the Developer Console (JWT, OAuth Server-to-Server, project), of AEM and of @adobe/jwt-auth, and lines
// of KEY=VALUE (.env of aio, ini). Keys are matched without regard to case, _ and -. `now_seconds` (since 1970) is what
// the certificates' expiry is compared with, where it is known. What is longer than max_credentials_bytes is no such
// file.
Credentials import_credentials(std::string_view text, std::optional<std::int64_t> now_seconds = {});

}  // namespace imskit
