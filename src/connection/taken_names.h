// The names of other connections, to find out whether a name is taken.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "siphash.h"

namespace imskit {

// A hash set of names. Two names are equal if their keys (name_key) are. Finding a name takes the same time however
// many there are; the hash is keyed, so no one can choose names that collide.
class NameSet {
 public:
  NameSet() = default;
  NameSet(std::initializer_list<std::string_view> names);

  // Makes room for `count` names of `bytes` bytes in total.
  void reserve(std::size_t count, std::size_t bytes);

  // A name that is equal to one in the set is ignored, and so is one whose key is empty.
  void insert(std::string_view name);

  // The equal name in the set, as given but trimmed; empty if there is none. Valid until the set changes.
  std::string_view find(std::string_view name) const;

  bool empty() const { return names_.empty(); }

 private:
  struct Name {
    std::size_t start;
    std::size_t size;
  };

  // Where the name is in table_, or the free place for it. Precondition: table_ has a free place.
  std::size_t place_of(std::string_view key) const;
  std::string_view text_of(const Name& name) const { return std::string_view(text_).substr(name.start, name.size); }
  void resize(std::size_t places);

  SipKey key_ = {};
  std::string text_;  // the names, trimmed, one after the other
  std::vector<Name> names_;
  std::vector<std::uint32_t> table_;  // open addressing: 0, or 1 + a place in names_; the size is a power of two
};

}  // namespace imskit
