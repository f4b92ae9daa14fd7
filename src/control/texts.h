#pragma once
// What is wrong with a stake and what cannot be worked out, in every language: control/texts.def.

#include "base/message.h"

namespace scrip::control {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "control/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

class Stakes;
struct Control;
struct Affiliation;
// What in_words() says (control/control.h).
[[nodiscard]] Message said(const Stakes& stakes, const Control& control);
[[nodiscard]] Message said(const Stakes& stakes, const Affiliation& affiliation);

}  // namespace scrip::control
