// The label or name that is pasted with a value: “Client ID: …”, CLIENT_ID=…, "clientId": …
#pragma once

#include <cstddef>
#include <string_view>

namespace imskit {

// The length of the label that the text starts with, including its separator; 0 if there is none.
std::size_t label_size(std::string_view text);

}  // namespace imskit
