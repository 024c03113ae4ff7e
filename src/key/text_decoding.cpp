#include "text_decoding.h"

namespace imskit {

const TextDecoding text_decodings[text_decoding_count] = {
    {Repair::surrounding_text, cut_out_base64},
    {Repair::double_base64, decode_base64_text},
    {Repair::url_encoding, decode_percent},
    {Repair::html, decode_html},
    {Repair::escapes, decode_escapes},
    {Repair::json, decode_json},
    {Repair::quoted_printable, decode_quoted_printable},
    {Repair::hexadecimal, decode_hex_dump},
    {Repair::hexadecimal, decode_hex_digits},
    {Repair::byte_list, decode_byte_list},
    {Repair::latin1, decode_latin1},
};

}  // namespace imskit
