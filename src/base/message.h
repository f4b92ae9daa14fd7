#pragma once
// Sentences for people that are written once and read in any language: a text of a catalogue and what fills its places.
//
// A part keeps its texts in a file of SCRIP_TEXT(english, chinese) lines and names them in English where it says them:
//
//   return say("'{0}' is no whole number from {1} to {2}", written, least, most);
//
// Places are numbered, so that each language may order them as it likes. A text that the catalogue lacks, or one with
// another number of places than values, does not compile; nor does a catalogue whose languages differ in their places.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace scrip {

enum class Language : std::uint8_t { english, chinese };

// A text of a catalogue in both languages, with places {0} .. {9}. Braces around anything else are only braces.
struct Sentence {
  std::string_view english;
  std::string_view chinese;
};

// Which places a text has, as bits.
[[nodiscard]] constexpr std::uint32_t places_of(std::string_view text) {
  std::uint32_t places = 0;
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    if (text[i] == '{' && text[i + 1] >= '0' && text[i + 1] <= '9' && text[i + 2] == '}')
      places |= 1u << (text[i + 1] - '0');
  }
  return places;
}

// Whether both languages of every sentence have the same places, from {0} on without a gap.
template <std::size_t n>
[[nodiscard]] consteval bool is_sound(const Sentence (&catalogue)[n]) {
  for (const Sentence& sentence : catalogue) {
    const std::uint32_t places = places_of(sentence.english);
    if (places != places_of(sentence.chinese) || (places & (places + 1)) != 0 || sentence.chinese.empty()) return false;
  }
  return true;
}

class Message;

// What fills a place: a value, which reads the same in every language, or a sentence of its own.
struct Argument {
  std::string english;
  std::string chinese;
  friend bool operator==(const Argument&, const Argument&) = default;

  [[nodiscard]] static Argument of(std::string_view text) { return {std::string(text), std::string(text)}; }
  template <std::integral Number>
  [[nodiscard]] static Argument of(Number number) {
    return of(std::string_view(std::to_string(number)));
  }
  [[nodiscard]] static Argument of(const Message& message);
};

class Message {
 public:
  Message() = default;
  // The sentence is borrowed for ever: those of catalogues are constants.
  template <class... Values>
  explicit Message(const Sentence& sentence, const Values&... values)
      : content_(std::make_shared<const Content>(Content{&sentence, {Argument::of(values)...}})) {}

  [[nodiscard]] bool empty() const { return content_ == nullptr; }
  // As people read it; "" of an empty message.
  [[nodiscard]] std::string text(Language language = Language::english) const;
  // What names the sentence whatever fills its places: the English text of the catalogue.
  [[nodiscard]] std::string_view id() const { return empty() ? std::string_view{} : content_->sentence->english; }
  friend bool operator==(const Message& a, const Message& b);

 private:
  struct Content {
    const Sentence* sentence;
    std::vector<Argument> arguments;
  };
  std::shared_ptr<const Content> content_;  // shared, as it never changes and errors are copied on their way up
};

// A text of a catalogue with as many places as there are values; what else is written here does not compile.
template <const auto& catalogue, class... Values>
class Wording {
 public:
  consteval Wording(const char* english) : sentence_(find(english)) {  // implicit, so that say("...") reads as text
    if (places_of(sentence_.english) != (1u << sizeof...(Values)) - 1) there_are_not_as_many_places_as_values();
  }
  [[nodiscard]] constexpr const Sentence& sentence() const { return sentence_; }

 private:
  static consteval const Sentence& find(std::string_view english) {
    for (const Sentence& sentence : catalogue) {
      if (sentence.english == english) return sentence;
    }
    the_catalogue_lacks_this_text();
    return catalogue[0];
  }
  // Neither can be called while compiling, which is the error.
  static void there_are_not_as_many_places_as_values() {}
  static void the_catalogue_lacks_this_text() {}

  const Sentence& sentence_;
};

// Texts joined as a list of that language: "a, b" and "a、b".
[[nodiscard]] Message listed(const std::vector<std::string_view>& names);
// The first sentence and the second behind a semicolon; either may be empty.
[[nodiscard]] Message joined(const Message& first, const Message& second);
// "what is wrong -> what to do"; the remedy may be empty.
[[nodiscard]] Message with_remedy(const Message& message, const Message& remedy);
// "did you mean 'turnover'?", or with up to three names; empty where nothing is near.
[[nodiscard]] Message suggestion(std::string_view word, const std::vector<std::string_view>& known);
// The same, or else all that are known.
[[nodiscard]] Message suggestion_or_all(std::string_view word, const std::vector<std::string_view>& known);
// A text that is nobody's sentence (a name, a library's words), the same in every language.
[[nodiscard]] Message verbatim(std::string_view text);

}  // namespace scrip
