// Wipes the stack, where calls leave copies of secrets.
#pragma once

namespace imskit::wasm {

// Wipes the stack below the frame of the caller as far as it was used: down to the first 8 KiB of zeros. Precondition:
// no frame of the core leaves that much of itself unwritten.
void wipe_stack();

}  // namespace imskit::wasm
