#include "given.h"

#include <algorithm>

#include "arguments.h"
#include "validate.h"

namespace imskit::api {
namespace {

std::string_view name_of(Unfit kind) {
  switch (kind) {
    case Unfit::null:
      return "null";
    case Unfit::boolean:
      return "true or false";
    case Unfit::number:
      return "a number";
    case Unfit::text:
      return "text";
    case Unfit::list:
      return "a list";
    case Unfit::mixed_list:
      return "a list with other values";
    default:
      return "an object";
  }
}

Issue wrong_type(const FieldRule& rule, Unfit kind) {
  const std::string_view expected = rule.kind == Kind::lines ? "a list (an array) of texts" : "text";
  return {rule.field, Code::invalid_type, {{"expected", expected}, {"given", name_of(kind)}}};
}

// `free`: true if no other property has the right name, or could get it.
Issue unknown_field(std::string_view name, const NearestField& nearest, bool free) {
  Issue issue{Field::none, Code::unknown_field, {{"name", shortened(name)}}};
  if (nearest.rule) issue.params.emplace_back(ParamName<false>("nearest"), nearest.rule->name);
  if (nearest.certain && free) issue.fix = FixCode::rename;
  return issue;
}

void report_unknown(const std::vector<std::string_view>& names, const GivenConnection& given,
                    std::vector<Issue>& issues) {
  if (names.empty()) return;
  std::vector<NearestField> nearest;
  FieldSet taken;
  FieldSet meant;
  for (const auto& rule : field_rules) {
    if (static_cast<Unfit>(given.sizes[static_cast<std::size_t>(rule.field)]) != Unfit::absent) {
      taken.add(rule.field);
    }
  }
  for (const auto name : names) {
    const auto& found = nearest.emplace_back(nearest_field(name));
    if (!found.rule) continue;
    if (meant.has(found.rule->field)) taken.add(found.rule->field);
    meant.add(found.rule->field);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    const FieldRule* rule = nearest[i].rule;
    issues.push_back(unknown_field(names[i], nearest[i], rule && !taken.has(rule->field)));
  }
}

// Takes the parts of a text from its front.
struct Parts {
  std::string_view rest;
  std::string_view take(std::int32_t size) {
    const auto part = rest.substr(0, static_cast<std::size_t>(size));
    rest.remove_prefix(part.size());
    return part;
  }
};

}  // namespace

ReadConnection read_connection(const GivenConnection& given) {
  ReadConnection read;
  Parts parts{given.text};
  for (const auto& rule : field_rules) {
    const auto place = static_cast<std::size_t>(rule.field);
    const std::int32_t size = given.sizes[place];
    if (size >= 0) {
      if (rule.kind == Kind::lines) continue;
      read.given[place] = parts.take(size);
      read.connection[rule.field] = *read.given[place];
    } else if (const Unfit kind{size}; kind != Unfit::absent) {
      read.issues.push_back(wrong_type(rule, kind));
    }
  }
  if (const auto size = given.sizes[current_name_place]; size >= 0) read.current_name = parts.take(size);
  auto sizes = given.sizes.subspan(current_name_place + 1);
  const auto take_next = [&] {
    const auto part = parts.take(sizes.front());
    sizes = sizes.subspan(1);
    return part;
  };
  for (const Field field : {Field::meta_scopes, Field::scopes}) {
    const std::int32_t count = given.sizes[static_cast<std::size_t>(field)];
    if (static_cast<Unfit>(count) == Unfit::text) {
      auto& names = field == Field::scopes ? read.scopes_from_text : read.meta_scopes_from_text;
      names = read_list(field, take_next());
      if (names) std::ranges::find(read.issues, field, &Issue::field)->fix = FixCode::make_list;
    }
    if (count <= 0) continue;
    auto& list = field == Field::scopes ? read.connection.scopes : read.connection.meta_scopes;
    list.emplace();
    for (std::int32_t i = 0; i < count; ++i) list->emplace_back(take_next());
  }
  std::vector<std::string_view> unknown;
  while (!sizes.empty()) unknown.push_back(take_next());
  report_unknown(unknown, given, read.issues);
  return read;
}

}  // namespace imskit::api
