#pragma once
// What reading claims has to say to people, in every language: subsidy/texts.def.

#include "base/message.h"

namespace scrip::subsidy {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "subsidy/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

struct Finding;
// The finding as a sentence with its numbers.
[[nodiscard]] Message said(const Finding& finding);

}  // namespace scrip::subsidy
