// Recognizes text that stands in for a value: a mask, a placeholder, a reference to a secret manager, or only a
// part of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace imskit {

enum class StandIn : std::uint8_t {
  masked,            // ••••, ****, p8e-xxxxxxxx, <hidden>, [redacted]
  placeholder,       // ${X}, %X%, {{ X }}, <your secret>, YOUR_CLIENT_ID, process.env.X, changeme, null
  secret_reference,  // vault:…, arn:aws:secretsmanager:…, op://…, @Microsoft.KeyVault(…)
  shortened,         // 0123ab…, p8e-Ab...
};

// Whether words count (changeme, YOUR_ID, process.env.X, xxxxxx), or only marks that never occur in a name (${X}, ••••,
// <X>).
enum class StandInWords : bool { no, yes };

// How the whole text stands in for a value, or nullopt if it may be a value. `text` is UTF-8, trimmed, and may be any
// size. Text of more than 1024 bytes counts as a value.
std::optional<StandIn> find_stand_in(std::string_view text, StandInWords words = StandInWords::yes);

}  // namespace imskit
