// Rows of values below a row of names: CSV, Markdown, or copied from a table of a page.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "json.h"

namespace imskit {

struct TableHeader {
  char separator;  // , ; | or a tab
  std::vector<std::string_view> names;
};

// The header that a line is, if at least two of its cells name values of a credential. Valid as long as the line.
std::optional<TableHeader> read_table_header(std::string_view line);

// True for the line below the names in Markdown: |---|---|
bool is_table_rule(std::string_view line);

// The block that a row is; nullopt if the line has another number of cells than the header.
std::optional<Json> read_table_row(const TableHeader& header, std::string_view line);

}  // namespace imskit
