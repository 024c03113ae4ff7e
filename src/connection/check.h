// What the checks of a connection share. Each check adds the issues that it finds.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "readings.h"
#include "validate.h"

namespace imskit {

// The issue to repair, and the connection to repair it in.
struct RequestedFix {
  Field field;
  Code code;
  FixCode fix;
  Connection& target;
};

struct Check {
  const Connection& connection;  // normalized
  const Context& context;
  std::vector<Issue>& issues;
  FieldSet& settled;  // fields that need no further check
  const RequestedFix* requested = nullptr;

  std::string_view text(Field field) const { return connection.text(field); }
  bool is_asked(Field field) const { return context.fields.has(field); }

  // True if the field has an error or is settled.
  bool is_done(Field field) const;

  bool has(Field field, Code code) const {
    return std::ranges::any_of(issues, [=](const Issue& one) { return one.field == field && one.code == code; });
  }

  void settle(Field field) const { settled.add(field); }

  void add(Field field, Code code, Params params = {}) const { issues.push_back({field, code, std::move(params), {}}); }

  // Adds an issue with a fix. `change` is called with the connection to repair if this issue is to be repaired.
  template <typename Change>
  void add(Field field, Code code, Params params, FixCode fix, const Change& change) const {
    issues.push_back({field, code, std::move(params), fix});
    if (requested && requested->field == field && requested->code == code && requested->fix == fix) {
      change(requested->target);
    }
  }

  // The same, with a new value for the field.
  void add_with_value(Field field, Code code, Params params, FixCode fix, std::string_view value) const {
    add(field, code, std::move(params), fix, [&](Connection& target) { target[field] = value; });
  }
};

// text_checks.cpp: sizes and characters.
void check_text(const Check& check, const FieldRule& rule);
void check_lists(const Check& check);

// value_diagnosis.cpp: what was put into a field instead of its value, or together with it. Skips clean values.
void diagnose_values(const Check& check, const Readings& readings);

// list_diagnosis.cpp: the same for the entries of a list.
void diagnose_list(const Check& check, Field field, const std::vector<std::string>& list);

// identity_checks.cpp: what identifies the credential.
void check_client_id(const Check& check);
void check_client_secret(const Check& check);
void check_technical_account_id(const Check& check);
void check_organization_id(const Check& check);

// url_checks.cpp
void check_ims_host(const Check& check);
void check_ims_exchange(const Check& check);

}  // namespace imskit
