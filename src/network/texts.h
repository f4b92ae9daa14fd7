#pragma once
// Why a workload does not run on a chip model, in every language: network/texts.def.

#include "base/message.h"

namespace scrip::network {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "network/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

}  // namespace scrip::network
