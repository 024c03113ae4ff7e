// Imports Adobe credentials from a file of any syntax, recognized by content.
//
// The text passes through these parts, in this order:
// 1. Syntax: text → a tree of blocks and values. credential_tree.cpp chooses between the readers of
//    credential_syntax.h: credential_braces.cpp (JSON and its relatives), credential_markup.cpp (XML, HTML) and
//    credential_lines.cpp (.env, ini, YAML, shell …), which has helpers for one line (credential_pairs.h), for texts
//    over several lines (credential_line_texts.h), for tables (credential_tables.h) and for anchors
//    (credential_yaml.h).
// 2. Names: tree → entries. credential_entries.h walks the blocks and keeps values that belong to a credential by name
//    (credential_names.h) or by shape (credential_fit.h). It leaves out other products (credential_foreign.h).
// 3. Candidates: entries → credentials. credential_anchors.h finds where each credential is and which entries are near,
//    credential_candidates.h chooses the best entry for each field, and credential_label.h names the result.
// credentials.cpp runs them and reports what is missing.
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

// Bytes of UTF-8; a hundred times the longest known file.
inline constexpr std::size_t max_credentials_bytes = 1 << 20;

enum class CredentialType : std::uint8_t { jwt, oauth_server_to_server };

constexpr std::string_view name_of(CredentialType type) {
  return type == CredentialType::jwt ? "jwt" : "oauth_server_to_server";
}

// One credential of a file.
struct Candidate {
  std::string label;  // unique in the file: the credential’s name, its section, context or prefix, or its client ID
  CredentialType type = CredentialType::jwt;
  Connection connection;                        // as in the file, not normalized
  std::vector<ListedCertificate> certificates;  // that the Developer Console lists for it
  std::string key_file = {};                    // the file that holds its private key, if the file names one
  std::vector<Issue> issues;                    // what it lacks, and values that cannot be right
};

struct Credentials {
  std::string_view source;            // what kind of file it is; empty if it has no credential that can be used
  std::vector<Candidate> candidates;  // the one to use comes first
  std::vector<Issue> issues;          // about the file as a whole
};

// Reads JSON, .env, ini, properties, YAML, TOML and what else people keep credentials in (credential_syntax.h), and
// finds the credentials in it. The values of a candidate come from one block of the file and from what encloses that
// block. Candidates are ordered: complete ones first, then JWT before OAuth server-to-server, then as in the file; web,
// single-page and API-key credentials are left out. Certificates that have expired by `now_seconds` (since 1970) are
// reported.
Credentials import_credentials(std::string_view text, std::optional<std::int64_t> now_seconds = {});

}  // namespace imskit
