#pragma once
// A record type lists its fields once, in `static void fields(auto& self, auto&& visit)`, calling visit("name",
// self.name) for each in a fixed order. The binary encoding, the JSON form, the snapshot and the state digest all come
// from that list, so they cannot disagree. New fields go last, with a new encoding version.

namespace scrip {

template <class T>
concept Record = requires(T& record) { T::fields(record, [](const char*, auto&) {}); };

}  // namespace scrip
