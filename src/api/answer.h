// What the calls of api.h return, and how issues and errors are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connection.h"
#include "error.h"
#include "issue.h"
#include "json.h"
#include "jwt_error.h"
#include "key_issue.h"

namespace imskit::api {

// The result of a call: its own kind of text if the call succeeded (api.h says which), or an error as JSON:
// {"code", "message", "field"?, "hint"?, "issues"?}.
struct Answer {
  std::string text = {};
  bool failed = false;
  bool incomplete = false;  // the call needs more than it was given; `text` is empty
};

// Appends {"field", "code", "severity", "message", "hint"?, "params"?, "fix"?} to an array.
void write(JsonWriter& json, const Issue& issue);

// Appends the members "issues" and "connection" to an object.
void write_issues(JsonWriter& json, const std::vector<Issue>& issues);
void write_connection(JsonWriter& json, const Connection& connection);

// If the error has issues, "field" and "hint" are those of the first one that is an error, which comes first in
// "issues".
Answer failure(Error error);

// A caller error, which JavaScript throws as a TypeError.
Answer wrong_argument(std::string message);

// ERR_CONNECTION_INVALID. Precondition: one of the issues is an error.
Answer connection_failure(std::vector<Issue> issues);

// ERR_KEY_INVALID. Precondition: the issue is an error.
Answer key_failure(const KeyIssue& issue);

// An ERR_JWT_… code, or ERR_SIGNING_FAILED.
Answer jwt_failure(JwtError error);

}  // namespace imskit::api
