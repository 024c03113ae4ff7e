// What a program passes next to a connection: contexts and options, as JSON. A mistake in them is a TypeError.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "certificate.h"
#include "claims.h"
#include "json.h"
#include "validate.h"

namespace imskit {

// A name that came from outside, short enough for a message.
std::string shortened(std::string_view name);

class Arguments {
 public:
  // `name` is what messages call it.
  Arguments(std::string_view text, std::string_view name);

  // What is wrong, for a TypeError: the first that was met; nullopt where all was in order.
  const std::optional<std::string>& error() const { return error_; }

  // Empty, absent or the fallback if it is not given or wrong.
  std::string text(std::string_view member);
  std::optional<std::string> optional_text(std::string_view member);
  std::vector<std::string> texts(std::string_view member);
  std::int64_t whole_number(std::string_view member, std::int64_t fallback, std::int64_t min, std::int64_t max);
  bool flag(std::string_view member);

  std::int64_t now();  // seconds since 1970
  std::vector<ListedCertificate> certificates();
  std::vector<RuntimeEnvironment> environments();
  ClaimsOptions claims_options();

  // Of an issue: its field, code and fix. With an unknown code or fix, an error; with an unknown field, Field::none.
  struct ChosenFix {
    Field field;
    std::string name;  // of the field, as given
    Code code;
    FixCode fix;
  };
  ChosenFix fix();

 private:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  void fail(std::string_view member, std::string_view expected);
  // An array of objects with these two texts.
  Pairs pairs(std::string_view member, std::string_view first, std::string_view second, std::string_view expected);

  Json json_;
  std::string name_;
  std::optional<std::string> error_;
};

}  // namespace imskit
