#include "base/message.h"

#include "base/suggest.h"
#include "base/texts.h"

namespace scrip {
namespace {

std::string filled(std::string_view text, const std::vector<Argument>& arguments, Language language) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (places_of(text.substr(i, 3)) == 0) {
      made += text[i];
      continue;
    }
    const Argument& argument = arguments[static_cast<std::size_t>(text[i + 1] - '0')];
    made += language == Language::chinese ? argument.chinese : argument.english;
    i += 2;
  }
  return made;
}

}  // namespace

Argument Argument::of(const Message& message) {
  return {message.text(Language::english), message.text(Language::chinese)};
}

std::string Message::text(Language language) const {
  if (empty()) return {};
  const Sentence& sentence = *content_->sentence;
  return filled(language == Language::chinese ? sentence.chinese : sentence.english, content_->arguments, language);
}

bool operator==(const Message& a, const Message& b) {
  if (a.content_ == b.content_) return true;
  return !a.empty() && !b.empty() && a.id() == b.id() && a.content_->arguments == b.content_->arguments;
}

Message verbatim(std::string_view text) { return say("{0}", text); }

Message listed(const std::vector<std::string_view>& names) {
  Message all;
  for (const std::string_view name : names) all = all.empty() ? verbatim(name) : say("{0}, {1}", all, name);
  return all;
}

Message joined(const Message& first, const Message& second) {
  if (first.empty() || second.empty()) return first.empty() ? second : first;
  return say("{0}; {1}", first, second);
}

Message with_remedy(const Message& message, const Message& remedy) {
  return remedy.empty() ? message : say("{0} -> {1}", message, remedy);
}

Message suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  Message names;
  for (const std::string_view name : nearest_few(word, known)) {
    names = names.empty() ? say("'{0}'", name) : say("{0} or '{1}'", names, name);
  }
  return names.empty() ? Message{} : say("did you mean {0}?", names);
}

Message suggestion_or_all(std::string_view word, const std::vector<std::string_view>& known) {
  if (Message near = suggestion(word, known); !near.empty()) return near;
  return known.empty() ? Message{} : say("there are {0}", listed(known));
}

}  // namespace scrip
