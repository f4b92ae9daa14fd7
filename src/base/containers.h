#pragma once
// The hash tables we use. Never iterate over one where the order could reach state or an answer: it changes from run
// to run on purpose.

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>

#include <functional>
#include <string>
#include <string_view>

namespace scrip {

template <class Key, class Value>
using FlatMap = absl::flat_hash_map<Key, Value>;
template <class Key>
using FlatSet = absl::flat_hash_set<Key>;
template <class T, std::size_t N>
using InlineVector = absl::InlinedVector<T, N>;

// A table by text that is looked up by std::string_view without a copy. (Debian's Abseil has a string_view of its own,
// so its default hash does not know ours.)
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class Value>
using TextMap = absl::flat_hash_map<std::string, Value, TextHash, std::equal_to<>>;

}  // namespace scrip
