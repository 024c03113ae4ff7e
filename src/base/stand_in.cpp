#include "stand_in.h"

#include <algorithm>
#include <array>
#include <string>

#include "text.h"

namespace imskit {
namespace {

constexpr std::size_t longest = 1024;

// Whether the predicate holds for an entry of the list, whose entries are separated by |.
bool any_entry(std::string_view list, auto predicate) {
  while (true) {
    const auto end = list.find('|');
    if (predicate(list.substr(0, end))) return true;
    if (end == list.npos) return false;
    list.remove_prefix(end + 1);
  }
}

// The characters that the entries of a list begin with. Most texts begin with none of them.
consteval auto first_characters(std::string_view list) {
  std::array<bool, 256> first{};
  char before = '|';
  for (const char c : list) {
    if (before == '|') first[static_cast<unsigned char>(c)] = true;
    before = c;
  }
  return first;
}

template <const std::string_view& list>
bool starts_with_any(std::string_view text) {
  static constexpr auto first = first_characters(list);
  return first[static_cast<unsigned char>(text[0])] &&
         any_entry(list, [&](std::string_view start) { return text.starts_with(start); });
}

bool is_one_of(std::string_view text, std::string_view list) {
  return any_entry(list, [&](std::string_view entry) { return text == entry; });
}

// ---- secret managers, in lower case ----

constexpr std::string_view reference_starts =
    "vault:|vault(|vault/|!vault|$ansible_vault|secret/data/|arn:aws|op://|keyvault|key-vault|@microsoft.keyv|"
    "azurekeyvault|akv:|akv!|ssm:|ssm/|aws-ssm|aws:ssm|awssm|aws-secrets|aws:secretsm|{{resolve:|secretsmanager|"
    "secretmanager|secrets-manager|secret-manager|secretref|secretkeyref|sm://|gcp-sm|gcp:|gsm:|gcpsecret|ref+|"
    "enc[|enc(|{cipher}|!secret|sops:|sops+|doppler:|infisical:|bws:|bitwarden:|lastpass:|lpass:|keepass:|"
    "keyring:|keychain:|conjur:|cyberark:|akeyless:|1password:|hashicorp";

bool is_secret_reference(std::string_view lower) {
  if (starts_with_any<reference_starts>(lower)) return true;
  const bool google = lower.starts_with("projects/") && lower.contains("/secrets/");
  return google || lower.contains(".vault.azure.net/") || lower.contains("secretmanager.googleapis.com/") ||
         lower.contains("lookup('hashi_vault") || lower.contains("{{ vault") || lower.contains("{{vault");
}

// ---- masks ----

// Characters that hide another one. Between them, some programs write spaces.
bool is_mask_character(char32_t c) {
  constexpr std::u32string_view characters = U"•●∙·⬤○◦▪■█▒░＊‧⋆★∗⁎";
  return c < 0x80 ? c == '*' : characters.contains(c);
}

struct Runs {
  std::size_t mask = 0;    // longest run of one mask character
  std::size_t x = 0;       // longest run of x or X
  std::size_t xs = 0;      // x and X
  std::size_t masks = 0;   // mask characters
  std::size_t others = 0;  // letters, digits and bytes outside ASCII, except x and mask characters
};

Runs count_runs(std::string_view text) {
  Runs runs;
  std::size_t length = 0;
  char32_t previous = 0;
  while (!text.empty()) {
    char32_t c = take_code_point(text);
    if (c == 'X') c = 'x';
    length = c == previous ? length + 1 : 1;
    previous = c;
    if (is_mask_character(c)) {
      ++runs.masks;
      runs.mask = std::max(runs.mask, length);
    } else if (c == 'x') {
      ++runs.xs;
      runs.x = std::max(runs.x, length);
    } else if (c >= 0x80 || is_digit(static_cast<char>(c)) || is_alpha(static_cast<char>(c))) {
      ++runs.others;
    }
  }
  return runs;
}

// In brackets of any kind, or without.
constexpr std::string_view mask_words =
    "hidden|redacted|masked|filtered|concealed|obfuscated|omitted|value hidden|secret hidden|not shown";
constexpr std::string_view bracketed_mask_words =
    "sensitive|sensitive value|secret|protected|removed|encrypted|private|confidential|known after apply";

// Without the brackets and mask characters around it: <hidden>, [redacted], ***REDACTED***.
std::string_view without_brackets(std::string_view text) {
  constexpr std::string_view brackets = "<>[](){}*_#- ";
  const auto first = text.find_first_not_of(brackets);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(brackets) - first + 1);
}

bool is_masked(std::string_view text, std::string_view lower, StandInWords words) {
  const Runs runs = count_runs(text);
  if (runs.mask >= 3 || (runs.masks >= 2 && runs.others + runs.xs == 0)) return true;
  if (words == StandInWords::no) return false;
  if (runs.x >= 6 || (runs.xs >= 3 && runs.others == 0)) return true;
  const auto word = without_brackets(lower);
  return is_one_of(word, mask_words) || (word.size() < lower.size() && is_one_of(word, bracketed_mask_words));
}

// ---- placeholders ----

struct Brackets {
  std::string_view open, close;
};
// Around a variable, anywhere in the text.
constexpr Brackets variable_brackets[] = {{"${", "}"},  {"{{", "}}"}, {"$(", ")"},
                                          {"<%", "%>"}, {"#{", "}"},  {"[[", "]]"}};
// Around the whole text.
constexpr Brackets whole_brackets[] = {{"<", ">"}, {"%", "%"}, {"{", "}"}, {"__", "__"}, {"@@", "@@"}, {"[", "]"}};

// An expression that reads a variable, in lower case.
constexpr std::string_view expression_starts =
    "process.env|import.meta.env|os.environ|os.getenv|system.getenv|getenv(|env(|env[|env.|env:|$env|"
    "environment.|secrets.|vars.|var.|data.|local.|config.|!ref|!sub|!getatt|!env|deno.env|bun.env";

// What people write where a value belongs, in lower case and without separators.
constexpr std::string_view placeholder_words =
    "changeme|changeit|changethis|replaceme|replacethis|replace|todo|tbd|tba|fixme|na|none|null|undefined|nil|"
    "nan|placeholder|example|sample|dummy|string|objectobject|foo|bar|foobar|empty|unknown|missing|clientid|"
    "clientsecret|apikey|orgid|organizationid|technicalaccountid|imsorgid|privatekey|yoursecret|true|false";

// Words that such a text begins or ends with, in lower case; a separator or a capital follows.
constexpr std::string_view first_words =
    "your|enter|insert|paste|replace|put|add|fill|change|my|copy|type|example|dummy|sample|todo|placeholder";
constexpr std::string_view last_words = "here|goes here|placeholder|todo|tbd";

bool is_separator(char c) { return c == ' ' || c == '_' || c == '-'; }
bool is_name_character(char c) { return is_alpha(c) || is_digit(c) || c == '_'; }

// A variable of a shell: $NAME
bool is_variable(std::string_view text) {
  return text.size() > 1 && text[0] == '$' && !is_digit(text[1]) &&
         std::ranges::all_of(text.substr(1), is_name_character);
}

// your_client_id, YOUR CLIENT ID, yourClientId, “enter the secret here”
bool is_instruction(std::string_view text, std::string_view lower) {
  const auto begins = [&](std::string_view word) {
    if (!lower.starts_with(word) || text.size() == word.size()) return false;
    const char next = text[word.size()];
    const bool capital = next >= 'A' && next <= 'Z' && text[word.size() - 1] >= 'a';
    // Short words that begin other names need a second sign: my_client_id, but not my-agent.
    const bool vague = word == "my" || word == "add" || word == "type" || word == "copy" || word == "change";
    const bool about = lower.contains("client") || lower.contains("secret") || lower.contains("key") ||
                       lower.contains("org") || lower.contains("account") || lower.ends_with("id");
    return (is_separator(next) || capital) && (!vague || about);
  };
  const auto ends = [&](std::string_view word) {
    return lower.size() > word.size() && lower.ends_with(word) && is_separator(lower[lower.size() - word.size() - 1]);
  };
  return any_entry(first_words, begins) || any_entry(last_words, ends);
}

bool is_placeholder(std::string_view text, std::string_view lower, StandInWords with_words) {
  for (const auto& [open, close] : variable_brackets) {
    const auto start = text.find(open);
    if (start != text.npos && text.find(close, start + open.size()) != text.npos) return true;
  }
  for (const auto& [open, close] : whole_brackets) {
    // JSON is not a placeholder, but another value.
    const bool json = (open == "{" || open == "[") && text.find_first_of("\":,") != text.npos;
    if (!json && text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close))
      return true;
  }
  if (is_variable(text)) return true;
  if (with_words == StandInWords::no) return false;
  if (starts_with_any<expression_starts>(lower) || is_instruction(text, lower)) return true;
  std::string bare(lower);
  std::erase_if(bare, [](char c) { return !is_alpha(c) && !is_digit(c) && static_cast<unsigned char>(c) < 0x80; });
  return bare.empty() || is_one_of(bare, placeholder_words) || lower == "…";
}

// ---- parts of a value ----

// True if dots stand for the rest or the middle of the text.
bool is_shortened(std::string_view text) {
  constexpr std::size_t shortest = 3;  // of what is left
  for (const std::string_view dots : {"…", "..."}) {
    const auto at = text.find(dots);
    if (at != text.npos && at >= shortest) return true;
  }
  return false;
}

}  // namespace

std::optional<StandIn> find_stand_in(std::string_view text, StandInWords words) {
  if (text.empty() || text.size() > longest) return std::nullopt;
  const std::string lower = ascii_lower(text);
  if (is_secret_reference(lower)) return StandIn::secret_reference;
  if (is_masked(text, lower, words)) return StandIn::masked;
  if (is_placeholder(text, lower, words)) return StandIn::placeholder;
  if (words == StandInWords::yes && is_shortened(text)) return StandIn::shortened;
  return std::nullopt;
}

}  // namespace imskit
