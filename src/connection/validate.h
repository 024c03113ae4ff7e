// The rules of a connection: every one of them, told at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connection.h"
#include "issue.h"
#include "names.h"

namespace imskit {

struct RuntimeEnvironment {
  std::string name;
  std::string kind;  // secure_agent_kind, or another: hosted-agent, serverless
};

inline constexpr std::string_view secure_agent_kind = "secure-agent";
inline constexpr std::string_view environment_kinds[] = {secure_agent_kind, "hosted-agent", "serverless"};

// What a connection is checked against.
struct Context {
  bool client_credentials = false;  // this grant needs neither private key nor technical account
  NameSet taken_names;
  std::optional<std::string> current_name;  // the saved name of the connection being edited, which may keep it
  std::vector<RuntimeEnvironment> runtime_environments;
  FieldSet fields = all_fields();           // the fields to check and report
  std::optional<std::int64_t> now_seconds;  // since 1970; what a certificate's expiry is compared with
};

// The fields whose values the checks of `fields` read, including `fields`. A connection with only these gives the same
// issues for `fields` as the whole one.
FieldSet needed_fields(FieldSet fields);

// Issues of a normalised connection, in no order. `found` are those of reading it: what already has an error there is
// not checked again.
std::vector<Issue> validate(const Connection& connection, const Context& context, std::vector<Issue> found = {});

// Into form order, errors before warnings of the same field; unknown fields last.
void sort(std::vector<Issue>& issues);

bool is_valid(const std::vector<Issue>& issues);

}  // namespace imskit
