#pragma once
// What a network's file and the traces it names have to say to people, in every language: network_simulation/texts.def.

#include "base/message.h"

namespace scrip::network_simulation {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "network_simulation/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

}  // namespace scrip::network_simulation
