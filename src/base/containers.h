#pragma once
// The hash tables we use. Never iterate over one where the order could reach state or an answer: it changes from run
// to run on purpose.

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>

namespace scrip {

template <class Key, class Value>
using FlatMap = absl::flat_hash_map<Key, Value>;
template <class Key>
using FlatSet = absl::flat_hash_set<Key>;
template <class T, std::size_t N>
using InlineVector = absl::InlinedVector<T, N>;

}  // namespace scrip
