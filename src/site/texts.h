#pragma once
// What scrip-site says to people, in every language: site/texts.def.

#include "base/message.h"

namespace scrip::site {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "site/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

}  // namespace scrip::site
