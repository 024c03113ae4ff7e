#include "key_cache.h"

#include <optional>

#include "text_tag.h"

namespace imskit {
namespace {

struct Cache {
  std::optional<SipTag> tag;  // of the key that `report` describes
  KeyReport report;
};

}  // namespace

const KeyReport& inspect_key_cached(std::string_view text, std::string_view passphrase, std::string_view certificate) {
  static Cache cache;
  const auto tag = tag_of({text, passphrase, certificate});
  if (!tag || cache.tag != tag) {
    cache.report = inspect_key(text, passphrase, certificate);
    cache.tag = tag;
  }
  return cache.report;
}

}  // namespace imskit
