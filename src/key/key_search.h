// Searches for a repair of a pasted text that makes a key of it.
#pragma once

#include <cstdint>
#include <string_view>

#include "effort.h"
#include "repair.h"

namespace imskit {

// How freely a text may be read.
enum class Leniency : std::uint8_t {
  exact,  // only if nothing has to be repaired
  plain,  // with repairs that need no guess
  guess,  // also by guessing which characters belong to the key
};

class TextReader {
 public:
  // Reads a text in which nothing is encoded any more. True ends the search. `repairs` are those that led to the text.
  // Counts its work, and returns false if it is too much.
  virtual bool read(std::string_view text, const Repairs& repairs, Leniency leniency, Effort& effort) = 0;

 protected:
  ~TextReader() = default;
};

// Offers the text to the reader, as is and with its encodings undone one by one (text_decoding.h), until the reader
// returns true or the effort is spent. False if the reader never returned true.
bool search_key(std::string_view text, TextReader& reader, Effort& effort);

}  // namespace imskit
