#include "credentials.h"

#include <algorithm>
#include <utility>

#include "credential_candidates.h"
#include "credential_entries.h"
#include "credential_syntax.h"
#include "text.h"

namespace imskit {
namespace {

// Reports what a credential of its type needs and the file does not have.
void add_missing(Candidate& candidate) {
  for (const Field field : {Field::client_id, Field::client_secret, Field::technical_account_id, Field::organization_id,
                            Field::private_key}) {
    const bool asked = candidate.type == CredentialType::jwt || !rule_of(field).jwt_only;
    const bool reported =
        std::ranges::any_of(candidate.issues, [&](const Issue& issue) { return issue.field == field; });
    if (!asked || candidate.connection[field] || reported) continue;
    if (field == Field::private_key && !candidate.key_file.empty()) {
      candidate.issues.push_back({field, Code::key_in_file, {{"name", candidate.key_file}}});
    } else {
      candidate.issues.push_back({field, Code::not_in_file});
    }
  }
}

// What kind of file it is, by how the first candidate is written.
std::string_view name_source(const Entries& found, const Entry& anchor, const Candidate& candidate, bool braces) {
  const Json& root = *found.blocks[0].node;
  const Json& block = *found.blocks[anchor.block].node;
  const auto within = [&](std::string_view word) { return has_words(anchor.scope, word); };
  const auto has = [&](const Json& node, std::string_view name) {
    return std::ranges::any_of(node.entries, [&](const Json& member) { return bare_name(member.name) == name; });
  };
  if (!braces) return "env";
  if (within("integration")) return "aem";
  if (within("project")) return "console-project";
  if (is_own_connection(block)) return "connection";
  if (has(root, "postmanvariablescope")) return "postman";
  if (!candidate.certificates.empty()) return "console-jwt";
  if (has(block, "clientsecrets")) return "console-oauth";
  if (has(block, "apikey")) return "console-jwt";
  if (block.find("orgId") || block.find("technicalAccountId")) return "jwt-auth";
  return "json";
}

// Line ends as LF, and no zero bytes.
std::string normalize_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i] == '\0' ? ' ' : text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

Issue syntax_issue(std::string_view text, const SyntaxProblem& what, Code code) {
  const auto [line, column] = place_of(text, what.at);
  return {Field::none,
          code,
          {{"line", static_cast<std::int64_t>(line)},
           {"column", static_cast<std::int64_t>(column)},
           {"reason", what.reason}}};
}

// Why the file has no credential that can be used.
Issue refusal(const Entries& entries, const FoundCandidates& found) {
  if (!entries.product.empty()) return {Field::none, Code::other_product, {{"name", entries.product}}};
  if (!found.vendor.empty()) {
    return {Field::none,
            Code::other_product,
            {{"name", "a configuration of another product (" + std::string(found.vendor) + ")"}}};
  }
  if (entries.web || found.web) return {Field::none, Code::unsupported_credential};
  return {Field::none, Code::unknown_credentials};
}

}  // namespace

Credentials import_credentials(std::string_view text, std::optional<std::int64_t> now_seconds) {
  Credentials read;
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  const std::string lines = text.size() <= max_credentials_bytes ? normalize_lines(text) : std::string();
  const CredentialTree tree = read_credential_tree(lines);
  if (tree.error) {
    read.issues.push_back(syntax_issue(lines, *tree.error, Code::syntax_error));
    return read;
  }
  const Entries entries = collect_entries(tree.root);
  FoundCandidates found = find_candidates(entries);
  read.candidates = std::move(found.candidates);
  if (read.candidates.empty()) {
    read.issues.push_back(refusal(entries, found));
    return read;
  }
  if (tree.repair) read.issues.push_back(syntax_issue(lines, *tree.repair, Code::syntax_repaired));
  read.source = name_source(entries, *found.anchor, read.candidates[0], tree.braces);
  if (const std::size_t count = read.candidates.size(); count > 1) {
    read.issues.push_back({Field::none,
                           Code::several_credentials,
                           {{"actual", static_cast<std::int64_t>(count)}, {"name", read.candidates[0].label}}});
  }
  for (auto& candidate : read.candidates) {
    add_missing(candidate);
    if (!now_seconds || candidate.certificates.empty()) continue;
    if (auto expired = check_expired(candidate.certificates, *now_seconds))
      candidate.issues.push_back(to_issue(*expired));
  }
  return read;
}

}  // namespace imskit
