#pragma once
// What programme files, their cases and populations have to say to people, in every language: policy/texts.def.

#include "base/message.h"
#include "policy/literal.h"

namespace scrip::policy {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "policy/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

// A kind of plain value for people: "money", "金额".
[[nodiscard]] Message described(LiteralKind kind);

}  // namespace scrip::policy
