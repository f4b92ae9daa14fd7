#pragma once
// What takes a pass over all charges and anyone may ask for: kept, and made again only when the journal has moved on
// and ten seconds, or fifty times what making it last took, are over. So strangers who ask for it all day take up two
// per cent of the machine at most, and an answer says of which time it is.
//
// Threads: one caller at a time.

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reports/self_reliance.h"

namespace scrip::service {

class Kept {
 public:
  using Clock = std::function<Instant()>;

  struct Text {
    std::uint64_t sequence = 0;  // of the journal, when it was made
    Instant as_of{};             // the time of that entry
    std::string text;
  };
  // The text of this name as it was made last, or made now. `make` is called at most once.
  [[nodiscard]] const Text& text(const std::string& name, const engine::State& state, const Clock& clock,
                                 const std::function<std::string()>& make);

  struct Use {
    std::uint64_t sequence = 0;
    Instant as_of{};
    std::vector<reports::DailyUse> days;
  };
  [[nodiscard]] const Use& use(const engine::State& state, const Clock& clock);

  // A text that is made of use() and of what note_change() tells of: made again at once when one of them changed.
  [[nodiscard]] const std::string& text_of_use(const std::string& name, const Use& use, Day today,
                                               const std::function<std::string()>& make);
  void note_change(std::uint64_t sequence) { changed_ = sequence; }

 private:
  struct Age {
    Instant made_at{};
    Milliseconds took{};
  };
  [[nodiscard]] static bool is_due(const Age& age, std::uint64_t made_of, const engine::State& state, Instant now);

  struct KeptText {
    Text text;
    Age age;
  };
  struct KeptOfUse {
    std::uint64_t use = 0;
    std::uint64_t changed = 0;
    Day today{};
    std::string text;
  };
  std::map<std::string, KeptText> texts_;
  std::map<std::string, KeptOfUse> of_use_;
  std::optional<Use> use_;
  Age use_age_;
  std::uint64_t changed_ = 0;
};

}  // namespace scrip::service
