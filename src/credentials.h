// The credential files that Adobe and its tools hand out, recognised by content.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connection.h"
#include "issue.h"

namespace imskit {

// What the Developer Console lists for a credential.
struct CertificateNote {
  std::string sha1;     // lower-case hex
  std::string expires;  // a date, 2026-03-01
};

struct Credentials {
  std::string_view source;  // which file it is; empty where it is none that is known
  Connection connection;    // what the file says, not normalised
  std::vector<CertificateNote> certificates;
  std::vector<Issue> issues;  // what the file lacks
};

// JSON files of the Developer Console (JWT, OAuth Server-to-Server, project), of AEM and of @adobe/jwt-auth, and lines
// of KEY=VALUE (.env of aio, ini). Keys are matched without regard to case, _ and -.
Credentials import_credentials(std::string_view text);

}  // namespace imskit
