#include "credential_tables.h"

#include <algorithm>
#include <string>
#include <utility>

#include "credential_names.h"
#include "text.h"

namespace imskit {
namespace {

std::vector<std::string_view> split_cells(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  while (!line.empty() && cells.size() < 100) {
    const bool quoted = line.starts_with('"');
    const auto close = quoted ? line.find('"', 1) : line.npos;
    const auto end = std::min(line.find(separator, close == line.npos ? 0 : close), line.size());
    cells.push_back(quoted && close < end ? line.substr(1, close - 1) : trim(line.substr(0, end)));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return cells;
}

}  // namespace

std::optional<TableHeader> read_table_header(std::string_view line) {
  constexpr std::size_t longest = 1000;
  const auto first = line.find_first_of(",;\t|");
  if (line.contains('=') || first == line.npos || line.size() > longest) return std::nullopt;
  TableHeader header{line[first], split_cells(line, line[first])};
  if (std::ranges::count_if(header.names, is_credential_name) < 2) return std::nullopt;
  return header;
}

bool is_table_rule(std::string_view line) { return !line.empty() && line.find_first_not_of("|-: ") == line.npos; }

std::optional<Json> read_table_row(const TableHeader& header, std::string_view line) {
  if (header.separator == '|' && line.starts_with('|')) line = trim(line.substr(1));
  const auto cells = split_cells(line, header.separator);
  if (cells.size() != header.names.size()) return std::nullopt;
  Json row{.kind = Json::Kind::object};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    row.entries.push_back(
        {.kind = Json::Kind::string, .text = std::string(cells[i]), .name = std::string(header.names[i])});
  }
  return row;
}

}  // namespace imskit
