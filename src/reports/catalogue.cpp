#include "reports/catalogue.h"

#include <array>

namespace scrip::reports {
namespace {

struct Texts {
  std::string_view english;
  std::string_view chinese;
};

constexpr auto phrases = std::to_array<Texts>({
#define SCRIP_COLUMN(name_, kind_, adds_up_, english_, chinese_)
#define SCRIP_PHRASE(name_, english_, chinese_) {english_, chinese_},
#include "reports/catalogue.def"
#undef SCRIP_COLUMN
#undef SCRIP_PHRASE
});

}  // namespace

std::string_view text(Phrase phrase, Language language) {
  const Texts& texts = phrases[static_cast<std::size_t>(phrase)];
  return language == Language::chinese ? texts.chinese : texts.english;
}

}  // namespace scrip::reports
