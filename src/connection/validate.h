// The rules of a connection: every one of them, told at once.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connection.h"
#include "issue.h"

namespace imskit {

struct RuntimeEnvironment {
  std::string name;
  std::string kind;  // secure_agent_kind, or another: hosted-agent, serverless
};

inline constexpr std::string_view secure_agent_kind = "secure-agent";
inline constexpr std::string_view environment_kinds[] = {secure_agent_kind, "hosted-agent", "serverless"};

using FieldSet = std::bitset<field_count>;
inline FieldSet only(std::initializer_list<Field> fields) {
  FieldSet set;
  for (const Field field : fields) set.set(static_cast<std::size_t>(field));
  return set;
}

// What a connection is checked against.
struct Context {
  bool client_credentials = false;  // this grant needs neither private key nor technical account
  std::vector<std::string> taken_names;
  std::optional<std::string> current_name;  // the saved name of the connection being edited, which may keep it
  std::vector<RuntimeEnvironment> runtime_environments;
  FieldSet fields = FieldSet().set();       // the fields asked about
  std::optional<std::int64_t> now_seconds;  // since 1970; what a certificate's expiry is compared with
};

// Issues of a normalised connection, in no order. `found` are those of reading it: what already has an error there is
// not checked again.
std::vector<Issue> validate(const Connection& connection, const Context& context, std::vector<Issue> found = {});

// Into form order, errors before warnings of the same field; unknown fields last.
void sort(std::vector<Issue>& issues);

bool is_valid(const std::vector<Issue>& issues);

}  // namespace imskit
