#pragma once
// The one catalogue of texts for people: the columns of all tables, and the phrases of explanations, in each language.

#include <fmt/core.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "reports/table.h"

namespace scrip::reports {

namespace column {
#define SCRIP_COLUMN(name_, kind_, adds_up_, english_, chinese_) \
  inline constexpr Column name_{#name_, english_, chinese_, ColumnKind::kind_, adds_up_};
#define SCRIP_PHRASE(name_, english_, chinese_)
#include "reports/catalogue.def"
#undef SCRIP_COLUMN
#undef SCRIP_PHRASE
}  // namespace column

enum class Phrase : std::uint16_t {
#define SCRIP_COLUMN(name_, kind_, adds_up_, english_, chinese_)
#define SCRIP_PHRASE(name_, english_, chinese_) name_,
#include "reports/catalogue.def"
#undef SCRIP_COLUMN
#undef SCRIP_PHRASE
  count_of_phrases,
};

// The phrase with its places still in it.
[[nodiscard]] std::string_view text(Phrase phrase, Language language);

// The phrase with its places filled in. As many values as the phrase has places.
template <class... Values>
[[nodiscard]] std::string say(Language language, Phrase phrase, const Values&... values) {
  return fmt::format(fmt::runtime(fmt::string_view(text(phrase, language).data(), text(phrase, language).size())),
                     values...);
}

}  // namespace scrip::reports
