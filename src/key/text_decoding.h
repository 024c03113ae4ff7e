// Encodings of a whole pasted text, which are undone one by one until it reads as a key.
#pragma once

#include <cstddef>
#include <string>

#include "effort.h"
#include "repair.h"

namespace imskit {

// Undoes one encoding. False, with the text unchanged, if it does not look encoded that way. Which encodings a text
// really has shows when it reads as a key. The caller counts the work of a pass over the text; only more than that is
// counted here.
using Decode = bool(std::string& text, Effort& effort);

struct TextDecoding {
  Repair repair;
  Decode* apply;
};
inline constexpr std::size_t text_decoding_count = 11;
extern const TextDecoding text_decodings[text_decoding_count];  // in the order in which they are tried

// ---- the families of encodings ----

// text_decoding_base64.cpp: base64 of text, possibly inside other text.
Decode cut_out_base64;
Decode decode_base64_text;

// text_decoding_escapes.cpp: characters that are written with other characters.
Decode decode_escapes;           // \u002B, \x2B and \053, as many languages have them
Decode decode_percent;           // RFC 3986 section 2.1. A form writes spaces as +, and + as %2B
Decode decode_quoted_printable;  // RFC 2045 section 6.7

// text_decoding_markup.cpp: documents that contain keys.
Decode decode_html;
Decode decode_json;  // takes the keys out of an object or array, also out of one inside other text

// A JWK as console.log and Python print it: { kty: 'RSA', … }. Not in the table, because it comes before all repairs:
// they would take the quotes in its lines for quotes around a key.
Decode decode_object_literal;

// text_decoding_bytes.cpp: bytes that are written as numbers or as characters.
Decode decode_hex_dump;    // the listing of xxd, hexdump or od
Decode decode_hex_digits;  // pairs of digits with anything between them that code has: 0x, \x, commas, line ends
Decode decode_byte_list;   // decimal numbers, as programs print an array: { 45, 45, … }, [45 45 …]
Decode decode_latin1;      // DER that was read as Latin-1 text and became UTF-8

}  // namespace imskit
