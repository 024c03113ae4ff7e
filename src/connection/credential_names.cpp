#include "credential_names.h"

#include <algorithm>
#include <vector>

#include "text.h"

namespace imskit {
namespace {

using enum Rank;

constexpr CredentialName names[] = {
    {"clientid", Field::client_id},
    {"clientidentifier", Field::client_id},
    {"apikey", Field::client_id, usual},
    {"clientsecret", Field::client_secret},
    {"clientsecrets", Field::client_secret},
    {"apisecret", Field::client_secret, usual},
    {"secret", Field::client_secret, loose},
    {"secrets", Field::client_secret, loose},
    {"secretkey", Field::client_secret, loose},
    {"technicalaccountid", Field::technical_account_id},
    {"techaccountid", Field::technical_account_id},
    {"techacctid", Field::technical_account_id},
    {"technicalaccount", Field::technical_account_id, usual},
    {"techaccount", Field::technical_account_id, usual},
    {"techacct", Field::technical_account_id, usual},
    {"techid", Field::technical_account_id, usual},
    {"accountid", Field::technical_account_id, usual},
    {"accountkey", Field::technical_account_id, loose},
    {"imsorgid", Field::organization_id},
    {"imsorganizationid", Field::organization_id},
    {"imsorganisationid", Field::organization_id},
    {"imsorg", Field::organization_id},
    {"amcorgid", Field::organization_id},
    {"organizationid", Field::organization_id, usual},
    {"organisationid", Field::organization_id, usual},
    {"orgid", Field::organization_id, usual},
    {"organization", Field::organization_id, loose},
    {"org", Field::organization_id, loose},
    {"privatekey", Field::private_key},
    {"privkey", Field::private_key},
    {"privkeydata", Field::private_key},
    {"encodedpkcs8", Field::private_key},
    {"pkcs8", Field::private_key, loose},
    {"pem", Field::private_key, loose},
    {"privatekeyfile", Field::private_key, specific, Role::key_file},
    {"privatekeyfilepath", Field::private_key, specific, Role::key_file},
    {"privatekeyfilename", Field::private_key, specific, Role::key_file},
    {"privatekeypath", Field::private_key, specific, Role::key_file},
    {"privkeypath", Field::private_key, specific, Role::key_file},
    {"privkeyfile", Field::private_key, specific, Role::key_file},
    {"pathtokey", Field::private_key, specific, Role::key_file},
    {"pathtoprivatekey", Field::private_key, specific, Role::key_file},
    {"keyfile", Field::private_key, usual, Role::key_file},
    {"keyfilepath", Field::private_key, usual, Role::key_file},
    {"keypath", Field::private_key, usual, Role::key_file},
    {"pemfile", Field::private_key, usual, Role::key_file},
    {"pempath", Field::private_key, usual, Role::key_file},
    {"passphrase", Field::passphrase},
    {"privkeypass", Field::passphrase},
    {"privatekeypass", Field::passphrase},
    {"privatekeypassword", Field::passphrase},
    {"keypassword", Field::passphrase, usual},
    {"metascopes", Field::meta_scopes},
    {"metascope", Field::meta_scopes},
    {"scopes", Field::scopes},
    {"scope", Field::scopes, usual},
    {"certificate", Field::certificate, usual},
    {"publickey", Field::certificate, usual},
    {"publickeyswithexpiry", Field::certificate, specific, Role::certificates},
    {"imshost", Field::ims_host},
    {"imsendpoint", Field::ims_host},
    {"imsurl", Field::ims_host},
    {"imsbaseurl", Field::ims_host},
    {"ims", Field::ims_host, usual},
    {"imsexchange", Field::ims_exchange},
    {"tokenexchangeurl", Field::ims_exchange},
    {"exchangeurl", Field::ims_exchange, usual},
    {"redirecturi", Field::none, specific, Role::redirect},
    {"redirecturis", Field::none, specific, Role::redirect},
    {"redirecturl", Field::none, specific, Role::redirect},
    {"defaultredirecturi", Field::none, specific, Role::redirect},
    {"authorization", Field::none, usual, Role::label},
    {"clientkey", Field::none, usual, Role::label},
    {"connectionname", Field::none, usual, Role::label},
    {"password", Field::none, usual, Role::label},
    {"runtimeenvironment", Field::none, usual, Role::label},
    {"technicalaccountemail", Field::none, usual, Role::label},
    {"tokenurl", Field::none, usual, Role::label},
};

// Words around a name that do not tell which credential it belongs to.
constexpr std::string_view usual_words =
    " --- sys adobe ims io aio aep aem aa analytics oauth oauth2 jwt s2s server to api umapi technical service tech "
    "acct "
    "account "
    "accounts integration auth authentication connection connections config configuration configs settings credential "
    "credentials cred creds client console org organization contexts context project projects workspace workspaces "
    "details default defaults secret secrets data stringdata string env environment environments variable variables "
    "var "
    "vars value values parameters params properties props app enterprise payload spec containers services options args "
    "global globals common shared main base root locals my the rsa signing cert certificate const let val public "
    "private "
    "static final readonly export exports module set setx setenv def local self this process os object custom identity "
    "management provider source target http headers header x gw adobeio developer key keys login token access info "
    "runtime expo vite next nuxt react migrate e gx ";

// After a name: how its value is written.
constexpr std::string_view form_words = " base64 b64 pem data content contents value text string raw encoded ";

// After a name: which credential it belongs to.
constexpr std::string_view environment_words =
    " prod production stage staging stg dev development test testing qa uat sandbox local live preprod nonprod int 1 2 "
    "3 4 ";

bool contains_word(std::string_view words, std::string_view word) {
  for (auto at = words.find(word); at != words.npos; at = words.find(word, at + 1)) {
    if (words[at - 1] == ' ' && words[at + word.size()] == ' ') return true;
  }
  return false;
}

struct Word {
  std::string text;   // in lower case
  std::size_t begin;  // in the name
};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word_character(char c) { return is_alpha(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }

// Splits at characters other than letters and digits, and before capitals that start a word: clientId, IMSOrgId.
std::vector<Word> split_words(std::string_view name) {
  std::vector<Word> words;
  bool open = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool previous_upper = i > 0 && is_upper(name[i - 1]);
    const bool next_lower = i + 1 < name.size() && is_alpha(name[i + 1]) && !is_upper(name[i + 1]);
    if (!is_word_character(c)) {
      open = false;
      continue;
    }
    if (!open || (is_upper(c) && (!previous_upper || next_lower))) words.push_back({{}, i});
    open = true;
    words.back().text += ascii_lower(c);
  }
  return words;
}

constexpr std::size_t longest_name = 200;

}  // namespace

bool is_usual_word(std::string_view word) { return contains_word(usual_words, word); }

std::string bare_name(std::string_view name) {
  std::string out = ascii_lower(name);
  std::erase_if(out, [](char c) { return !is_alpha(c) && !is_digit(c); });
  return out;
}

void append_words(std::string& scope, std::string_view name) {
  if (name == document_name) (scope += name) += word_end;
  for (const auto& word : split_words(name.substr(0, longest_name))) (scope += word.text) += word_end;
}

bool has_words(std::string_view scope, std::string_view words) {
  return (word_end + std::string(scope)).contains(word_end + std::string(words) + word_end);
}

Field field_named(std::string_view name) {
  const auto* found = std::ranges::find(names, bare_name(name), &CredentialName::name);
  const bool certain = found != std::ranges::end(names) && found->rank != loose && found->role == Role::value;
  return certain ? found->field : Field::none;
}

std::size_t find_known_name(std::string_view text) {
  const auto is_part = [](char c) { return is_alpha(c) || is_digit(c); };
  const std::string bare = bare_name(text);
  if (bare.empty()) return text.npos;
  std::size_t longest = 0;
  for (const auto& [name, field, rank, role] : names) {
    if (name.back() != bare.back()) continue;
    const bool enough = rank != loose || name == "secret" || name == "organization";
    if (enough && bare.ends_with(name)) longest = std::max(longest, name.size());
  }
  if (longest == 0) return text.npos;
  std::size_t start = text.size();
  while (longest > 0) longest -= is_part(text[--start]) ? 1 : 0;
  return start;
}

NamedValue match_name(std::string_view name) {
  if (name.size() > longest_name) return {};
  auto words = split_words(name);
  std::string behind;
  for (int dropped = 0; !words.empty() && dropped < 3; ++dropped) {
    // The longest name that the last words make.
    const CredentialName* known = nullptr;
    std::size_t first = 0;
    std::string end;
    for (std::size_t i = words.size(); i-- > 0 && end.size() < 24;) {
      end.insert(0, words[i].text);
      const auto* found = std::ranges::find(names, end, &CredentialName::name);
      if (found == std::ranges::end(names) || found->role == Role::label) continue;
      known = found;
      first = i;
    }
    if (known) {
      NamedValue match{known, {}, {}};
      for (std::size_t i = 0; i < first; ++i) (match.scope += words[i].text) += word_end;
      match.scope += behind;
      match.prefix = behind.empty() ? name.substr(0, words[first].begin) : name;
      return match;
    }
    const std::string& last = words.back().text;
    if (contains_word(environment_words, last)) {
      behind = last + word_end;
    } else if (!contains_word(form_words, last)) {
      break;
    }
    words.pop_back();
  }
  return {};
}

bool is_credential_name(std::string_view name) {
  constexpr std::size_t longest = 80;
  if (name.size() > longest) return false;
  const auto match = match_name(name);
  if (!match.known) return false;
  std::string_view scope = match.scope;
  while (!scope.empty()) {
    const auto end = scope.find(word_end);
    const auto word = scope.substr(0, end);
    if (!is_usual_word(word) && !contains_word(environment_words, word)) return false;
    scope.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace imskit
