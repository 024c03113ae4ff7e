#include "credentials.h"

#include <algorithm>

#include "claims.h"
#include "json.h"
#include "text.h"

namespace imskit {
namespace {

// The names that the files have for the fields, without case, _ and -.
struct Alias {
  std::string_view name;
  Field field;
  std::string_view parent = {};  // only inside this member, where the name alone says too little
};
constexpr Alias aliases[] = {
    {"clientid", Field::client_id},
    {"apikey", Field::client_id},
    {"clientsecret", Field::client_secret},
    {"clientsecrets", Field::client_secret},
    {"secret", Field::client_secret},
    {"technicalaccountid", Field::technical_account_id},
    {"techacctid", Field::technical_account_id},
    {"id", Field::technical_account_id, "integration"},
    {"organizationid", Field::organization_id},
    {"imsorgid", Field::organization_id},
    {"orgid", Field::organization_id},
    {"org", Field::organization_id, "integration"},
    {"privatekey", Field::private_key},
    {"passphrase", Field::passphrase},
    {"metascopes", Field::meta_scopes},
    {"scopes", Field::scopes},
    {"publickey", Field::certificate, "integration"},
    {"certificate", Field::certificate},
    {"imshost", Field::ims_host},
    {"imsendpoint", Field::ims_host},
    {"ims", Field::ims_host},
    {"imsexchange", Field::ims_exchange},
    {"name", Field::name, ""},
    {"description", Field::description, ""},
    {"runtimeenvironment", Field::runtime_environment},
};

// Which file it is, by a member that no other has; the first that is there.
struct Source {
  std::string_view member;
  std::string_view name;
};
constexpr Source sources[] = {
    {"integration", "aem"},
    {"project", "console-project"},
    {"publickeyswithexpiry", "console-jwt"},
    {"clientsecrets", "console-oauth"},
    {"runtimeenvironment", "connection"},
    {"organizationid", "connection"},
    {"apikey", "console-jwt"},
    {"orgid", "jwt-auth"},
};
constexpr std::string_view lines_source = "env";

constexpr Field needed[] = {Field::client_id, Field::client_secret, Field::technical_account_id, Field::organization_id,
                            Field::private_key};

std::string bare(std::string_view name) {
  std::string out = ascii_lower(name);
  std::erase_if(out, [](char c) { return !is_alpha(c) && !is_digit(c); });
  return out;
}

// A list given as one, as JSON in a text, or with commas or spaces between its entries.
std::vector<std::string> to_list(const Json& json) {
  std::vector<std::string> list;
  if (json.is(Json::Kind::array)) {
    for (const auto& entry : json.entries) {
      if (entry.is(Json::Kind::string)) list.push_back(entry.text);
    }
  } else {
    if (trim(json.text).starts_with('[')) return to_list(parse_json(trim(json.text)));
    for (std::string_view rest = json.text; !rest.empty();) {
      const auto end = std::min(rest.find_first_of(", "), rest.size());
      if (end > 0) list.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  // @adobe/jwt-auth takes whole claims: https://ims-na1.adobelogin.com/s/ent_…
  for (auto& entry : list) entry.erase(0, entry.rfind('/') == entry.npos ? 0 : entry.rfind('/') + 1);
  return list;
}

class Importer {
 public:
  Credentials found;

  void take(std::string_view name, std::string_view parent, const Json& value) {
    const std::string key = bare(name);
    if (key == "publickeyswithexpiry") take_certificates(value);
    for (const auto& alias : aliases) {
      const bool here = alias.parent.data() == nullptr || alias.parent == parent;
      if (here && alias.name == key) set(alias.field, value);
    }
  }

  // Depth first; of several credentials one is taken, a JWT's before another.
  void walk(const Json& json, std::string_view parent, int depth) {
    constexpr int deepest = 8;
    if (depth > deepest) return;
    for (const auto& value : json.entries) {
      take(value.name, parent, value);
      const auto& inner = value.entries;
      if (value.is(Json::Kind::object)) walk(value, bare(value.name), depth + 1);
      if (value.is(Json::Kind::array) && !inner.empty() && inner[0].is(Json::Kind::object)) {
        const auto jwt = std::ranges::find_if(inner, [](const Json& one) { return one.find("jwt") != nullptr; });
        walk(jwt == inner.end() ? inner[0] : *jwt, bare(value.name), depth + 1);
        if (inner.size() > 1) found.issues.push_back({Field::none, Code::several_credentials});
      }
    }
  }

 private:
  void set(Field field, const Json& value) {
    auto& connection = found.connection;
    if (rule_of(field).kind == Kind::lines) {
      auto& list = field == Field::scopes ? connection.scopes : connection.meta_scopes;
      if (auto entries = to_list(value); !list && !entries.empty()) list = std::move(entries);
      return;
    }
    const bool list = value.is(Json::Kind::array) && !value.entries.empty();  // CLIENT_SECRETS: up to two
    const std::string& text = (list ? value.entries[0] : value).text;
    if (!trim(text).empty() && !connection[field]) connection[field] = text;
  }

  void take_certificates(const Json& json) {
    for (const auto& entry : json.entries) {
      const std::string& date = entry.text;
      if (date.empty()) continue;
      // MM/DD/YYYY
      const bool american = date.size() == 10 && date[2] == '/' && date[5] == '/';
      found.certificates.push_back(
          {bare(entry.name), american ? date.substr(6) + "-" + date.substr(0, 2) + "-" + date.substr(3, 2) : date});
    }
  }
};

// Of aio: AIO_ims_contexts_NAME_client__id. What is after the context's name counts, so the end of the key.
std::string_view known_end(std::string_view key) {
  std::string_view longest;
  for (const auto& alias : aliases) {
    if (key.ends_with(alias.name) && alias.parent.data() == nullptr && alias.name.size() > longest.size())
      longest = alias.name;
  }
  return longest;
}

void read_lines(Importer& importer, std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = line.find('=');
    if (equals == line.npos || line.starts_with('#') || line.starts_with(';')) continue;
    std::string_view name = trim(line.substr(0, equals));
    if (name.starts_with("export ")) name.remove_prefix(7);
    std::string_view value = trim(line.substr(equals + 1));
    const std::string key = bare(name);
    const std::string_view known = key.starts_with("aio") ? known_end(key) : std::string_view(key);
    // A key is the PEM reader's to mend; of other values the quotes go.
    if (value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0]) {
      value = value.substr(1, value.size() - 2);
    }
    importer.take(known, "none", {.kind = Json::Kind::string, .text = std::string(value)});
  }
}

std::string_view name_source(const Json& json) {
  for (const auto& [member, name] : sources) {
    const auto is_it = [&](const Json& one) { return bare(one.name) == member; };
    if (std::ranges::any_of(json.entries, is_it)) return name;
  }
  return {};
}

}  // namespace

Credentials import_credentials(std::string_view text, std::optional<std::int64_t> now_seconds) {
  Importer importer;
  auto& found = importer.found;
  const std::string_view trimmed = text.size() <= max_credentials_bytes ? trim(text) : std::string_view();
  if (trimmed.starts_with('{')) {
    const Json json = parse_json(trimmed);
    if (json.is(Json::Kind::object)) {
      found.source = name_source(json);
      importer.walk(json, "", 0);
    }
  } else {
    read_lines(importer, trimmed);
    if (found.connection[Field::client_id]) found.source = lines_source;
  }
  if (found.source.empty()) {
    found = {};
    found.issues.push_back({Field::none, Code::unknown_credentials});
    return std::move(found);
  }
  for (const Field field : needed) {
    const bool waived = field == Field::private_key && found.source == "console-oauth";
    if (!found.connection[field] && !waived) found.issues.push_back({field, Code::not_in_file});
  }
  if (now_seconds && !found.certificates.empty()) {
    if (auto expired = check_expired(found.certificates, *now_seconds)) found.issues.push_back(to_issue(*expired));
  }
  return std::move(found);
}

}  // namespace imskit
