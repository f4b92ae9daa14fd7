#pragma once
// Why commands are refused, in every language: engine/texts.def.

#include "base/message.h"

namespace scrip::engine {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "engine/texts.def"
#undef SCRIP_TEXT
};

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

// A state, outcome, role or unit for people, by its name(): "in_use", "使用中". A name that the catalogue lacks stays
// as it is.
[[nodiscard]] Message described(std::string_view name);

}  // namespace scrip::engine
