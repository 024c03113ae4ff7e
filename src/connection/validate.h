// The rules of a connection. All of them are checked at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connection.h"
#include "issue.h"
#include "taken_names.h"

namespace imskit {

inline constexpr std::string_view secure_agent_kind = "secure-agent";
inline constexpr std::string_view environment_kinds[] = {secure_agent_kind, "hosted-agent", "serverless"};

struct RuntimeEnvironment {
  std::string name;
  std::string kind;  // one of environment_kinds
};

// What a connection is checked against.
struct Context {
  bool client_credentials = false;  // the grant, which needs neither private key nor technical account
  NameSet taken_names;
  std::optional<std::string> current_name;               // saved name of the connection being edited: not taken
  std::vector<RuntimeEnvironment> runtime_environments;  // empty if unknown
  FieldSet fields = FieldSet::all();                     // only these fields are checked
  bool complete = true;                                  // false if the connection has only needed_fields(fields)
  std::optional<std::int64_t> now_seconds;               // since 1970, to check expiry; nullopt skips that check
};

// The fields whose values the checks of `fields` read, including `fields`. A connection with only these gives the same
// issues for `fields` as the whole one, unless needs_all_fields().
FieldSet needed_fields(FieldSet fields);

// True if a value of one of the fields may belong in, or be swapped with, any other field. Preconditions: the
// connection is normalized and has needed_fields(fields).
bool needs_all_fields(const Connection& connection, FieldSet fields);

// Returns the issues in no particular order; sort() orders them. `found` holds issues found while the connection was
// read: they are part of the result, and fields with an error among them are not checked again.
// Precondition: the connection is normalized.
std::vector<Issue> validate(const Connection& connection, const Context& context, std::vector<Issue> found = {});

// Sorts into form order, errors before warnings of the same field, unknown properties last. Keeps the order of equals.
void sort(std::vector<Issue>& issues);

// True if there is no error.
bool is_valid(const std::vector<Issue>& issues);

// The names in a text that was given for a list field, such as “ent_a, ent_b” or ["ent_a"]; nullopt if it is not
// certain that the text is a list of them.
std::optional<std::vector<std::string>> read_list(Field field, std::string_view text);

// Repairs the issue of this field, code and fix, as validate() reported it for this connection. Values that the fix
// does not concern stay as given. Returns the connection unchanged if it has no such issue, for example because it is
// repaired already. The connection need not be normalized.
Connection apply_fix(const Connection& connection, Field field, Code code, FixCode fix);

}  // namespace imskit
