// Finds the sections of PEM (RFC 7468) in a text, with markers as people paste them: with other dashes, in lower case,
// without spaces, or with one of the two missing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "der.h"
#include "key_issue.h"

namespace imskit {

inline constexpr std::string_view pem_dashes = "-----";

// What a label says about its section.
struct PemLabel {
  std::string_view text;
  DerKind kind;
  std::optional<KeyCode> refused;  // if the label is reason enough
  bool standard = true;            // false for a label that no program writes
};

// A part of the text from BEGIN to END. Views refer to the text that was searched.
struct PemSection {
  const PemLabel* label = nullptr;  // nullptr if unknown
  bool labelled = false;            // there is a BEGIN line
  std::string_view body;
  std::size_t start = 0, end = 0;  // offsets in the text, markers included
  bool exact = true;               // the markers are as in RFC 7468
  bool complete = true;            // both markers are there
};

// The DEK-Info of a legacy encrypted key (RFC 1421 section 4.6.1.3).
struct LegacyEncryption {
  std::string algorithm;  // OpenSSL's name, such as AES-128-CBC
  std::string iv;         // hexadecimal digits, as many as the algorithm needs
  bool broken = false;    // white space was in one of them
};

// All sections in the order of the text. If there is no BEGIN, one section that holds what looks most like a body.
std::vector<PemSection> find_sections(std::string_view text);

// Removes the headers of a legacy encrypted key from its body. They may be on the same line as the body.
std::optional<LegacyEncryption> take_headers(std::string_view& body);

// The code of the most telling label that is reason to refuse the text: a key says more than its parameters, and both
// more than a certificate next to them. nullopt if no label is known.
std::optional<KeyCode> refusal_by_label(const std::vector<PemSection>& sections);

}  // namespace imskit
