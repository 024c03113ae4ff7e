// What people call a credential of a file.
#pragma once

#include <string>

#include "credential_anchors.h"
#include "credential_entries.h"

namespace imskit {

// The name that the credential has in the file, the block that it is in, the prefix of its names, or its client ID. At
// most 60 code points without control characters; empty if it has none of these. Not unique in the file.
std::string label_of(const Entries& found, const Entry& anchor, const CredentialAnchors& anchors);

}  // namespace imskit
