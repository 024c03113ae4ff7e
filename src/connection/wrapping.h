// What people copy together with a value: quotes, its label, a comment and so on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shapes.h"
#include "stand_in.h"

namespace imskit {

enum class Wrapping : std::uint8_t {
  none,
  label,         // Client ID: …, CLIENT_ID=…, "clientId": …
  comment,       // … # production, … // production
  quotes,        // straight, typographic, backticks; also at one end only
  punctuation,   // a comma, semicolon or backslash at the end; brackets, bullets and markup around a certain value
  prefix,        // Bearer …
  url_encoding,  // %40 for @
  white_space,   // inside
  repetition,    // the value twice
  typography,    // long dashes, full-width letters, invisible characters
  base64,        // as in a Kubernetes secret
  other_text,    // a sentence, a query, a command
};

// What a text turns out to be once everything around the value is taken off.
struct Reading {
  Wrapping wrapping = Wrapping::none;  // the outermost
  std::string given = {};              // the known part of a label or prefix, as written; holds no secret
  std::string next = {};               // the core if it is certain, else the text without the outermost wrapping
  std::string core = {};               // the text without any wrapping
  std::optional<StandIn> stand_in = {};
  Shape shape = Shape::unknown;  // of the core
};

// Reads a text of at most 64 KiB that is in the field.
Reading read_value(std::string_view text, StandInWords words, Field field);

}  // namespace imskit
