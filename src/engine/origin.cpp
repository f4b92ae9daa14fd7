#include "engine/origin.h"

#include <algorithm>

#include "control/control.h"
#include "control/look_through.h"

namespace scrip::engine {
namespace {

using control::Fraction;
using registry::OriginBasis;
using registry::OriginTest;

constexpr std::uint32_t units_of_ppm = 100;  // a portion counts 10^-8, a share 10^-6

enum class Whose : std::uint8_t { domestic, foreign, unknown };

// Of persons and states only: a company or a fund is whose its own holders are, and here nobody is known to hold it.
Whose whose(const control::Party& party, const std::string& home) {
  const bool ends_here = party.kind == control::PartyKind::person || party.kind == control::PartyKind::state_body;
  if (!ends_here || party.jurisdiction.empty()) return Whose::unknown;
  const bool is_home = party.jurisdiction == home || party.jurisdiction.starts_with(home + "-");
  return is_home ? Whose::domestic : Whose::foreign;
}

// One maker on one day under one test.
class MakerOf {
 public:
  MakerOf(const control::Stakes& stakes, PartyId maker, Day day, const ControlTest& test)
      : stakes_(stakes), maker_(maker), day_(day), test_(test) {}

  OriginAnswer answer() {
    const auto controller = controlled();
    const auto capital = foreign_capital();
    if (controller == Whose::foreign) return std::move(by_control_);
    if (capital == Whose::foreign) return std::move(by_capital_);
    const bool capital_is_fine = !is_capital_asked() || capital == Whose::domestic;
    if (controller == Whose::domestic && capital_is_fine) return std::move(by_control_);
    const bool nobody = !controller && capital == Whose::domestic && is_capital_asked();
    return nobody && mostly_domestic_ ? std::move(by_capital_) : OriginAnswer{};
  }

 private:
  bool is_capital_asked() const { return test_.foreign_at_most < whole_share; }
  static Fraction of(Share share) { return {control::Integer(share.ppm), control::Integer(micro)}; }

  // Whose the ultimate controllers are; none: nobody controls it, for certain or possibly.
  std::optional<Whose> controlled() {
    const control::Rule rule{.threshold = control::Portion{test_.votes.ppm * units_of_ppm}};
    std::optional<Whose> found;
    for (const auto& each : control::controllers_of(stakes_, maker_, day_, rule)) {
      if (!each.ultimate) continue;
      const bool is_certain = each.certainty == control::Certainty::certain;
      const Whose is = is_certain ? whose(stakes_.party(each.controller), test_.jurisdiction) : Whose::unknown;
      if (found && *found != is) return Whose::unknown;
      if (!found) note(each, is);
      found = is;
    }
    return found;
  }

  void note(const control::Control& found, Whose is) {
    by_control_ = {.passes = is == Whose::domestic, .basis = OriginBasis::computed, .source = {}, .stakes = {}};
    by_control_.source = control::in_words(stakes_, found);
    for (const auto& step : found.proof) {
      for (const auto& counted : step.counted) by_control_.stakes.push_back(counted.stake);
    }
  }

  // Foreign: more than the test allows is, for certain. Domestic: no more can be. Unknown: it may be.
  Whose foreign_capital() {
    const auto through = control::look_through(stakes_, maker_, day_);
    if (!through) return Whose::unknown;
    Fraction foreign, domestic;
    std::string holders;
    for (const auto& line : through->lines) {
      if (!line.is_final) continue;
      const auto& party = stakes_.party(line.holder);
      const Whose is = whose(party, test_.jurisdiction);
      if (is == Whose::domestic) domestic = domestic + line.low;
      if (is != Whose::foreign) continue;
      foreign = foreign + line.low;
      holders += (holders.empty() ? "" : " + ") + ("'" + party.key + "' ") + line.low.text();
    }
    const Fraction bound = of(test_.foreign_at_most);
    mostly_domestic_ = domestic > of(test_.votes);
    const bool too_much = foreign > bound;
    by_capital_ = {.passes = !too_much, .basis = OriginBasis::computed, .source = {}, .stakes = {}};
    by_capital_.source = too_much ? holders + " > " + format_share(test_.foreign_at_most)
                                  : format_share(test_.foreign_at_most) + " >= 1 - " + domestic.text();
    if (too_much) return Whose::foreign;
    return Fraction(1) - domestic > bound ? Whose::unknown : Whose::domestic;
  }

  const control::Stakes& stakes_;
  PartyId maker_;
  Day day_;
  const ControlTest& test_;
  OriginAnswer by_control_, by_capital_;
  bool mostly_domestic_ = false;
};

const registry::Vendor* vendor_of(const State& state, ResourceId resource) {
  const auto* model = state.chips.find_model(resource);
  return model == nullptr ? nullptr : &state.chips.vendors[index(model->vendor)];
}

OriginAnswer computed(const State& state, const registry::Vendor& vendor, Day day) {
  const auto* test = state.chips.control_test(day);
  const auto* maker = vendor.organisation.empty() ? nullptr : state.stakes.find_entity(vendor.organisation);
  if (test == nullptr || maker == nullptr) return {};
  const bool is_held = std::ranges::any_of(state.stakes.held_in(maker->id),
                                           [&](StakeId id) { return state.stakes.stake(id).is_held_on(day); });
  return is_held ? MakerOf(state.stakes, maker->id, day, *test).answer() : OriginAnswer{};
}

OriginAnswer recorded(const State& state, ResourceId resource, OriginTest test, Day day) {
  const auto* record = state.chips.origins.holding(resource, test, day);
  if (record == nullptr) return {};
  return {.passes = record->passes, .basis = record->basis, .source = record->source, .stakes = {}};
}

}  // namespace

OriginAnswer origin_on(const State& state, ResourceId resource, OriginTest test, Day day) {
  if (test == OriginTest::ownership_control) {
    const auto* vendor = vendor_of(state, resource);
    if (vendor != nullptr) {
      auto answer = computed(state, *vendor, day);
      if (answer.passes) return answer;
    }
  }
  return recorded(state, resource, test, day);
}

const std::vector<Day>& OriginAnswers::changes() {
  if (changes_) return *changes_;
  auto& days = changes_.emplace();
  for (const auto& stake : state_.stakes.stakes()) {
    days.push_back(stake.from);
    if (stake.until) days.push_back(*stake.until);
  }
  for (const auto& test : state_.chips.control_tests) days.push_back(test.from);
  std::ranges::sort(days);
  const auto doubles = std::ranges::unique(days);
  days.erase(doubles.begin(), doubles.end());
  return days;
}

std::optional<bool> OriginAnswers::passes(ResourceId resource, OriginTest test, Day day) {
  const auto* vendor = test == OriginTest::ownership_control ? vendor_of(state_, resource) : nullptr;
  if (vendor != nullptr && !vendor->organisation.empty()) {
    const auto& days = changes();
    const auto since = static_cast<std::size_t>(std::ranges::upper_bound(days, day) - days.begin());
    const auto [found, is_new] = computed_.try_emplace(std::tuple(vendor->id, since));
    if (is_new) found->second = computed(state_, *vendor, day).passes;
    if (found->second) return found->second;
  }
  return state_.chips.origins.passes(resource, test, day);
}

}  // namespace scrip::engine
