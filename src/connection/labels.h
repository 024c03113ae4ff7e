// The label or name that is pasted with a value: “Client ID: …”, CLIENT_ID=…, "clientId": …
#pragma once

#include <cstddef>
#include <string_view>

namespace imskit {

struct Label {
  std::size_t size;        // of the text, including the separator
  std::string_view shown;  // the part that is a known name, with the separator; holds no secret
};

// The label that the text starts with; `size` is 0 if there is none. Valid as long as the text.
Label find_label(std::string_view text);

// The known name that ends the text in front of a certain value, without separators: “iss” of `"iss": "`, “API key” of
// `Client ID (API key) `; empty if there is none. Holds no secret. Valid as long as the text.
std::string_view find_last_name(std::string_view text);

}  // namespace imskit
