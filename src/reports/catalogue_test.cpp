#include "reports/catalogue.h"

#include <gtest/gtest.h>

#include <set>

namespace scrip::reports {
namespace {

// The places {0}, {1}, ... of a phrase, each once.
std::set<std::string> places(std::string_view phrase) {
  std::set<std::string> found;
  for (auto at = phrase.find('{'); at != std::string_view::npos; at = phrase.find('{', at + 1)) {
    found.emplace(phrase.substr(at, phrase.find('}', at) + 1 - at));
  }
  return found;
}

TEST(Catalogue, HasTheSamePlacesInBothLanguages) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Phrase::count_of_phrases); ++i) {
    const auto phrase = static_cast<Phrase>(i);
    EXPECT_FALSE(text(phrase, Language::english).empty());
    EXPECT_FALSE(text(phrase, Language::chinese).empty());
    EXPECT_EQ(places(text(phrase, Language::english)), places(text(phrase, Language::chinese)))
        << text(phrase, Language::english);
  }
}

TEST(Catalogue, FillsThePlacesIn) {
  EXPECT_EQ(say(Language::english, Phrase::why_site, "east"), "only at east");
  EXPECT_EQ(say(Language::chinese, Phrase::why_site, "east"), "仅限算力中心：east");
}

}  // namespace
}  // namespace scrip::reports
