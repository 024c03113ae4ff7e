#include "labels.h"

#include <algorithm>
#include <string>

#include "shapes.h"
#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t longest_label = 60;

// Ends of names, without case and separators. Anything may be before them: ADOBE_CLIENT_ID.
constexpr std::string_view known_names[] = {"clientid",
                                            "apikey",
                                            "clientsecret",
                                            "clientsecrets",
                                            "secret",
                                            "technicalaccountid",
                                            "techacctid",
                                            "techaccountid",
                                            "techid",
                                            "organizationid",
                                            "organisationid",
                                            "orgid",
                                            "imsorg",
                                            "organization",
                                            "technicalaccount",
                                            "technicalaccountemail",
                                            "privatekey",
                                            "passphrase",
                                            "password",
                                            "metascopes",
                                            "metascope",
                                            "scopes",
                                            "scope",
                                            "imshost",
                                            "imsendpoint",
                                            "imsurl",
                                            "imsexchange",
                                            "exchangeurl",
                                            "tokenurl",
                                            "runtimeenvironment",
                                            "connectionname",
                                            "authorization",
                                            "certificate",
                                            "clientkey"};

// True if the text names a value of a connection.
bool is_value_name(std::string_view name) {
  std::string bare = ascii_lower(name);
  std::erase_if(bare, [](char c) { return !is_alpha(c) && !is_digit(c); });
  return std::ranges::any_of(known_names, [&](std::string_view known) { return bare.ends_with(known); });
}

bool is_label_character(char c) {
  return is_alpha(c) || is_digit(c) || std::string_view(" \t\r\n_-.\"'`$*").contains(c);
}

}  // namespace

std::size_t label_size(std::string_view text) {
  constexpr std::string_view powershell = "$env:";
  const auto head = text.substr(0, longest_label);
  const std::size_t start = equals_ignoring_case(head.substr(0, powershell.size()), powershell) ? powershell.size() : 0;
  const auto* const separator = std::find_if_not(head.begin() + start, head.end(), is_label_character);
  const auto length = static_cast<std::size_t>(separator - head.begin());
  if (separator != head.end() && (*separator == ':' || *separator == '=') &&
      is_value_name(head.substr(start, length - start))) {
    const auto end = std::min(text.find_first_not_of("=>:", length), text.size());
    return trim(text.substr(end)).empty() ? 0 : end;
  }
  // Without a separator only before a value that is certain: Client ID 0123….
  for (std::size_t i = start + 1; i < length; ++i) {
    if (!is_blank(head[i]) || !is_value_name(head.substr(0, i))) continue;
    if (shape_of(trim(text.substr(i))) != Shape::unknown) return i + 1;
  }
  return 0;
}

}  // namespace imskit
