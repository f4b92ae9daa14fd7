#pragma once
// What the expression language says to people, in every language: cel/texts.def.

#include "base/message.h"
#include "cel/type.h"

namespace scrip::cel {

inline constexpr Sentence catalogue[] = {
#define SCRIP_TEXT(english_, chinese_) {english_, chinese_},
#include "cel/texts.def"
#undef SCRIP_TEXT
};
static_assert(is_sound(catalogue));

template <class... Values>
[[nodiscard]] Message say(Wording<catalogue, std::type_identity_t<Values>...> wording, const Values&... values) {
  return Message(wording.sentence(), values...);
}

// A type as people name it: "money(CNY)", "金额（CNY）". The English is what format() writes.
[[nodiscard]] Message described(const Type& type);

}  // namespace scrip::cel
