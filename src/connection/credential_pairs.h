// One line of a credential file: its name and value, regardless of how the line joins them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imskit {

// A name, where its value begins in the line, and what separates the two: = : a tab or a space.
struct NameAndValue {
  std::string_view name;
  std::size_t value;
  char separator;
};

bool starts_with_word(std::string_view text, std::string_view word);  // ignores case
std::size_t skip_blanks(std::string_view text, std::size_t at);       // spaces and tabs
bool is_comment(std::string_view content);
bool is_item(std::string_view content);  // of a list of YAML

// The name of a section: [name], also [[name]] of TOML and [section "name"] of git; not a list.
std::optional<std::string_view> section_of(std::string_view content);

// Precondition: `content` is a trimmed line, not empty.
std::optional<NameAndValue> split_line(std::string_view content);

// An unquoted value without the comment behind it: “a # b”, “a // b”.
std::string_view without_comment(std::string_view value);

// Where in an unquoted value another pair begins: “a CLIENT_SECRET=b”, “a;ClientSecret=b”, “a&client_secret=b”,
// “a; export CLIENT_SECRET=b”, “a, clientSecret: b”. npos if there is none.
std::size_t find_pair(std::string_view value);

// True for a value that is a pair itself: environment=CLIENT_ID="…",CLIENT_SECRET="…".
bool begins_pair(std::string_view value);

// True for one in quotes, as systemd writes them: Environment="CLIENT_ID=…"
bool holds_pair(std::string_view value);

// True for a list of them: ["CLIENT_ID=…", …
bool lists_pairs(std::string_view text);

// True if a name and a separator follow the bracket that the text begins with: (client_id="…"
bool begins_member(std::string_view text);

// Name and value of one expression: setClientId("…"), define('CLIENT_ID', '…'), --client-id …
struct Pair {
  std::string name;
  std::string value;
};

// The calls in a line that set a value of a credential: .clientId("…"), setenv("CLIENT_ID", "…").
std::vector<Pair> find_calls(std::string_view content);

// The flags of a command that are values of a credential: --client-id … and --from-literal=CLIENT_ID=…; those with one
// = are pairs of their own.
std::vector<Pair> find_flags(std::string_view content);

// The default of a variable: ${CLIENT_ID:value}, ${CLIENT_ID:-value}. The text itself if there is none.
std::string_view default_of(std::string_view value);

// An unquoted value without the code around it: String::from("…"), process.env.X || "…". The text itself if there is
// none.
std::string_view literal_of(std::string_view value);

}  // namespace imskit
