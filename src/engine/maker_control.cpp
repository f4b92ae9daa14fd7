// What the test ownership_control asks of makers, and from when on.

#include <algorithm>

#include "base/limits.h"
#include "control/stakes.h"
#include "engine/check.h"
#include "engine/chip.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

constexpr Share half_share{500'000};

Result<void> check_jurisdiction_of(const std::string& jurisdiction) {
  if (jurisdiction.empty()) return fail(ErrorCode::missing_field, say("whose control"), "jurisdiction");
  if (jurisdiction.size() != 2) return fail(ErrorCode::value_invalid, say("two letters, such as CN"), "jurisdiction");
  auto checked = control::check_jurisdiction(jurisdiction);
  if (!checked) checked.error().field = "jurisdiction";
  return checked;
}

}  // namespace

const ControlTest* ChipState::control_test(Day day) const {
  const auto after = std::ranges::upper_bound(control_tests, day, {}, &ControlTest::from);
  return after == control_tests.begin() ? nullptr : &*(after - 1);
}

Result<Events> judge(const State& state, const SetControlTest& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.source, "source"));
  SCRIP_TRY_VOID(check_jurisdiction_of(command.jurisdiction));
  if (command.from < Day{7'305} || command.from >= Day{84'006}) {
    return fail(ErrorCode::time_invalid, say("a day between 1990 and 2200 is expected"), "from");
  }
  if (command.votes < half_share || command.votes >= whole_share) {
    return fail(ErrorCode::out_of_range, say("50 % and more, below 100 %"), "votes");
  }
  if (command.foreign_at_most > whole_share) {
    return fail(ErrorCode::out_of_range, say("a share is 0 to 100 %"), "foreign_at_most");
  }
  ControlTest test{.from = command.from,
                   .jurisdiction = command.jurisdiction,
                   .votes = command.votes,
                   .foreign_at_most = command.foreign_at_most,
                   .source = command.source};
  const auto& tests = state.chips.control_tests;
  const auto same = std::ranges::find(tests, command.from, &ControlTest::from);
  if (same != tests.end() && *same == test) return Events{};
  if (same == tests.end() && tests.size() >= limits::control_tests_max) {
    return fail(ErrorCode::limit_reached, say("{0} days", limits::control_tests_max), "from");
  }
  return Events{ControlTestSet{std::move(test)}};
}

Result<void> check_lifecycle(const State& state, const ControlTestSet& event) {
  const auto& test = event.test;
  SCRIP_TRY_VOID(require(sane(test.from), "the day is out of range"));
  SCRIP_TRY_VOID(require(check_jurisdiction_of(test.jurisdiction).has_value(), "no jurisdiction"));
  SCRIP_TRY_VOID(require(test.votes >= half_share && test.votes < whole_share, "control is a majority"));
  SCRIP_TRY_VOID(require(test.foreign_at_most <= whole_share, "a share is at most the whole"));
  SCRIP_TRY_VOID(require(!test.source.empty() && test.source.size() <= limits::text_max, "a test has a source"));
  return require(state.chips.control_tests.size() <= limits::control_tests_max, "too many tests");
}

void apply_lifecycle(State& state, const ControlTestSet& event) {
  auto& tests = state.chips.control_tests;
  const auto place = std::ranges::lower_bound(tests, event.test.from, {}, &ControlTest::from);
  if (place != tests.end() && place->from == event.test.from) {
    *place = event.test;
  } else {
    tests.insert(place, event.test);
  }
}

}  // namespace scrip::engine
