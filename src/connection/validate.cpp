#include "validate.h"

#include <algorithm>

#include "key_cache.h"
#include "text.h"
#include "url.h"

namespace imskit {
namespace {

constexpr std::string_view hosted_agent_name = "Informatica Cloud Hosted Agent";

struct Check {
  const Connection& connection;
  const Context& context;
  std::vector<Issue>& issues;

  std::string_view text(Field field) const { return connection.text(field); }
  void add(Field field, Code code, Params params = {}) const { issues.push_back({field, code, std::move(params)}); }
  bool has_error(Field field) const {
    return std::ranges::any_of(issues, [&](const Issue& issue) { return issue.field == field && issue.is_error(); });
  }
};

// How a message shows a character: itself, or its number where it cannot be seen.
std::string shown(char32_t c) {
  const bool invisible = c <= 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || (c >= 0x2000 && c <= 0x200F) ||
                         (c >= 0x2028 && c <= 0x202F) || c == 0x3000 || c == 0xFEFF || c == replacement_character;
  if (!invisible) return to_utf8(c);
  std::string hex;
  for (char32_t rest = c; rest != 0; rest >>= 4) hex.insert(hex.begin(), "0123456789ABCDEF"[rest & 15]);
  return "U+" + std::string(hex.size() < 4 ? 4 - hex.size() : 0, '0') + hex;
}

// How far `text` is printable ASCII, or the other character.
std::size_t printable_ascii(std::string_view text, char other) {
  const auto is_it = [=](char c) { return (c >= ' ' && c <= '~') || c == other; };
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_it) - text.begin());
}

bool is_line_character(char32_t c) { return c >= 0x20 && !(c >= 0x7F && c <= 0x9F) && c != replacement_character; }
bool is_text_character(char32_t c) { return is_line_character(c) || c == '\t' || c == '\n' || c == '\r'; }
bool is_ascii_word(char32_t c, std::string_view others) {
  const char ascii = static_cast<char>(c);
  return c < 0x80 && (is_digit(ascii) || is_alpha(ascii) || others.find(ascii) != others.npos);
}
bool is_name_character(char32_t c) { return is_ascii_word(c, " _.+-"); }
bool is_meta_scope_character(char32_t c) { return is_ascii_word(c, "_.-"); }
bool is_scope_character(char32_t c) { return is_ascii_word(c, "_.-:/"); }

// Adds the first character that the field does not take. Positions count from 1, in code points.
void check_characters(const Check& check, const FieldRule& rule, std::string_view text, bool (*allowed)(char32_t)) {
  const auto size = static_cast<std::int64_t>(text.size());
  // Most texts have nothing but this, and a key is long.
  if (allowed == is_line_character) text = text.substr(printable_ascii(text, '~'));
  if (allowed == is_text_character) text = text.substr(printable_ascii(text, '\n'));
  for (std::int64_t position = 1 + size - static_cast<std::int64_t>(text.size()); !text.empty(); ++position) {
    const char32_t c = take_code_point(text);
    if (allowed(c)) continue;
    check.add(rule.field, Code::invalid_character, {{"character", shown(c)}, {"position", position}});
    return;
  }
}

bool check_size(const Check& check, const FieldRule& rule, std::string_view text) {
  if (text.size() <= rule.max_bytes) return true;
  check.add(rule.field, Code::too_large, {{"max", static_cast<std::int64_t>(rule.max_bytes)}});
  return false;
}

bool check_length(const Check& check, const FieldRule& rule, std::string_view text, std::size_t max) {
  if (text.size() <= max) return true;  // there are no more characters than bytes
  const std::size_t count = count_code_points(text);
  if (count <= max) return true;
  check.add(rule.field, Code::too_long,
            {{"max", static_cast<std::int64_t>(max)},
             {"actual", static_cast<std::int64_t>(count)},
             {"excess", static_cast<std::int64_t>(count - max)}});
  return false;
}

void check_text(const Check& check, const FieldRule& rule) {
  std::string_view text = check.text(rule.field);
  const bool waived = rule.derived || (check.context.client_credentials && rule.jwt_only);
  if (text.empty() && rule.required && !waived) return check.add(rule.field, Code::required);
  if (rule.max_bytes != 0 ? !check_size(check, rule, text) : !check_length(check, rule, text, rule.max)) {
    text = first_code_points(text, rule.max);  // the rest is to be cut off anyway
  }
  const auto allowed = rule.field == Field::name ? is_name_character
                       : rule.kind == Kind::text ? is_text_character
                                                 : is_line_character;
  check_characters(check, rule, text, allowed);
}

void check_list(const Check& check, Field field, const std::optional<std::vector<std::string>>& list,
                bool (*allowed)(char32_t)) {
  if (!list || check.has_error(field)) return;
  const FieldRule& rule = rule_of(field);
  if (list->size() > rule.max) {
    check.add(field, Code::too_many,
              {{"max", static_cast<std::int64_t>(rule.max)}, {"actual", static_cast<std::int64_t>(list->size())}});
    return;
  }
  for (const auto& entry : *list) {
    if (entry.empty()) return check.add(field, Code::empty_entry);
    if (check_length(check, rule, entry, max_entry_length)) check_characters(check, rule, entry, allowed);
    if (check.has_error(field)) return;
  }
}

void check_name(const Check& check) {
  const std::string key = name_key(check.text(Field::name));
  if (check.context.current_name && name_key(*check.context.current_name) == key) return;
  const std::string_view taken = check.context.taken_names.find(key);
  if (!taken.empty()) check.add(Field::name, Code::not_unique, {{"name", taken}});
}

void check_type(const Check& check) {
  if (check.text(Field::type) != connection_type) {
    check.add(Field::type, Code::unsupported_type, {{"expected", std::string(connection_type)}});
  }
}

void check_runtime_environment(const Check& check) {
  const std::string_view name = check.text(Field::runtime_environment);
  const auto& known = check.context.runtime_environments;
  const auto found = std::ranges::find_if(
      known, [&](const RuntimeEnvironment& one) { return equals_ignoring_case(trim_spaces(one.name), name); });
  const bool listed = found != known.end();
  const std::string_view kind = listed                                          ? std::string_view(found->kind)
                                : equals_ignoring_case(name, hosted_agent_name) ? environment_kinds[1]
                                                                                : secure_agent_kind;
  if (kind != secure_agent_kind) {
    check.add(Field::runtime_environment, Code::unsupported_runtime,
              {{"name", std::string(name)}, {"kind", std::string(kind)}});
  } else if (!listed && !known.empty()) {
    check.add(Field::runtime_environment, Code::unknown_runtime, {{"name", std::string(name)}});
  }
}

bool is_hex_of_length(std::string_view text, std::size_t length) {
  return text.size() == length && std::ranges::all_of(text, is_hex);
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, shape, [](char c, char s) { return s == 'x' ? is_hex(c) : c == s; });
}

void check_client_id(const Check& check) {
  if (!is_hex_of_length(check.text(Field::client_id), 32)) {
    check.add(Field::client_id, Code::unusual_format, {{"expected", "32 hexadecimal digits"}});
  }
}

void check_client_secret(const Check& check) {
  const std::string_view secret = check.text(Field::client_secret);
  const bool prefixed =
      secret.size() == 36 && (secret.starts_with("p8e-") || secret.starts_with("s8e-")) &&
      std::ranges::all_of(secret, [](char c) { return is_ascii_word(static_cast<unsigned char>(c), "_-"); });
  if (!prefixed && !is_uuid(secret)) {
    check.add(Field::client_secret, Code::unusual_format,
              {{"expected", "p8e- or s8e- and 32 letters, digits, _ or -; older ones a UUID"}});
  }
}

// The part before the suffix, empty where the value does not end in it or has more than one part.
std::string_view local_part(std::string_view value, std::string_view suffix) {
  if (!value.ends_with(suffix)) return {};
  const auto local = value.substr(0, value.size() - suffix.size());
  return local.find_first_of("@ ") == local.npos ? local : std::string_view();
}

void check_account(const Check& check, Field field, std::string_view suffix) {
  if (local_part(check.text(field), suffix).empty()) {
    check.add(field, Code::invalid_format, {{"expected", "…" + std::string(suffix)}});
  }
}

void check_technical_account_id(const Check& check) {
  constexpr std::string_view suffix = "@techacct.adobe.com";
  check_account(check, Field::technical_account_id, suffix);
  if (is_uuid(local_part(check.text(Field::technical_account_id), suffix))) {
    check.add(Field::technical_account_id, Code::technical_account_email);
  }
}

void check_organization_id(const Check& check) { check_account(check, Field::organization_id, "@AdobeOrg"); }

void check_scheme(const Check& check, Field field, const Url& url) {
  if (url.secure) return;
  check.add(field, url.is_loopback() ? Code::insecure_http : Code::https_required);
}

void check_ims_host(const Check& check) {
  const auto url = parse_url(check.text(Field::ims_host));
  const std::string example(rule_of(Field::ims_host).fallback);
  if (!url) {
    check.add(Field::ims_host, Code::invalid_url, {{"reason", std::string(url.error())}, {"example", example}});
  } else if (!url->path.empty()) {
    check.add(Field::ims_host, Code::invalid_url, {{"reason", "it goes on after the host"}, {"example", example}});
  } else {
    check_scheme(check, Field::ims_host, *url);
  }
}

void check_ims_exchange(const Check& check) {
  const auto url = parse_url(check.text(Field::ims_exchange));
  const std::string example = std::string(rule_of(Field::ims_host).fallback) + std::string(exchange_path);
  if (!url) {
    return check.add(Field::ims_exchange, Code::invalid_url,
                     {{"reason", std::string(url.error())}, {"example", example}});
  }
  if (url->path.empty() || url->path == "/") {
    return check.add(Field::ims_exchange, Code::invalid_url, {{"reason", "it has no path"}, {"example", example}});
  }
  check_scheme(check, Field::ims_exchange, *url);
  const auto host = parse_url(check.text(Field::ims_host));
  if (host && host->origin() != url->origin()) {
    check.add(Field::ims_exchange, Code::host_mismatch, {{"given", url->origin()}, {"expected", host->origin()}});
  }
}

void check_private_key(const Check& check) {
  const auto& report =
      inspect_key_cached(check.text(Field::private_key), check.text(Field::passphrase), check.text(Field::certificate));
  for (const auto& issue : report.issues) check.issues.push_back(to_issue(issue));
  const auto now = check.context.now_seconds;
  if (auto expired = now ? check_expired(report, *now) : std::nullopt) check.issues.push_back(to_issue(*expired));
}

struct FieldCheck {
  Field field;
  void (*run)(const Check&);
};

// Each runs where its field has a value that is sound as text.
constexpr FieldCheck field_checks[] = {
    {Field::name, check_name},
    {Field::type, check_type},
    {Field::runtime_environment, check_runtime_environment},
    {Field::client_id, check_client_id},
    {Field::client_secret, check_client_secret},
    {Field::technical_account_id, check_technical_account_id},
    {Field::organization_id, check_organization_id},
    {Field::private_key, check_private_key},
    {Field::ims_host, check_ims_host},
    {Field::ims_exchange, check_ims_exchange},
};

bool is_asked(const Context& context, Field field) { return has(context.fields, field); }

const FieldSet key_fields = only({Field::private_key, Field::passphrase, Field::certificate});

}  // namespace

FieldSet needed_fields(FieldSet fields) {
  if (has(fields, Field::ims_exchange)) fields |= only({Field::ims_host});
  if ((fields & key_fields).any()) fields |= key_fields;
  return fields;
}

std::vector<Issue> validate(const Connection& connection, const Context& context, std::vector<Issue> found) {
  std::vector<Issue> issues = std::move(found);
  const Check check{connection, context, issues};
  for (const auto& rule : field_rules) {
    if (is_asked(context, rule.field) && rule.kind != Kind::lines && !check.has_error(rule.field))
      check_text(check, rule);
  }
  for (const auto& [field, run] : field_checks) {
    // The check of the key also reports on the passphrase and the certificate.
    const bool asked = is_asked(context, field) || (field == Field::private_key && (context.fields & key_fields).any());
    if (asked && !check.text(field).empty() && !check.has_error(field)) run(check);
  }
  check_list(check, Field::meta_scopes, connection.meta_scopes, is_meta_scope_character);
  check_list(check, Field::scopes, connection.scopes, is_scope_character);
  std::erase_if(issues, [&](const Issue& issue) {
    return issue.field == Field::none ? !context.fields.all() : !is_asked(context, issue.field);
  });
  return issues;
}

void sort(std::vector<Issue>& issues) {
  const auto rank = [](const Issue& issue) {
    return 2 * static_cast<std::size_t>(issue.field) + (issue.is_error() ? 0 : 1);
  };
  std::vector<Issue> sorted;
  for (std::size_t turn = 0; turn <= 2 * field_count + 1; ++turn) {
    for (const Issue& issue : issues) {
      if (rank(issue) == turn) sorted.push_back(issue);
    }
  }
  issues = std::move(sorted);
}

bool is_valid(const std::vector<Issue>& issues) { return std::ranges::none_of(issues, &Issue::is_error); }

}  // namespace imskit
