#pragma once
// What values are refused with, and what joins sentences, in every language: base/texts.def. Parts without a catalogue
// of their own say these.

#include "base/message.h"

namespace scrip {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "base/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

}  // namespace scrip
