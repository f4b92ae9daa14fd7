#include "engine/stake.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using control::Party;
using control::PartyKind;
using control::Range;
using control::Stake;

constexpr Day day_min{-80'000};  // 1750: companies are older than computers
constexpr Day day_max{84'006};   // 2200

Result<void> check_day(Day day, std::string_view field) {
  if (day >= day_min && day < day_max) return {};
  return fail(ErrorCode::time_invalid, say("a day between 1750 and 2200 is expected"), std::string(field));
}

bool fits(const Range& range) { return range.min <= range.max && range.max <= control::whole_portion; }

Result<void> check_portions(const Range& capital, const Range& votes) {
  if (!fits(capital)) return fail(ErrorCode::out_of_range, say("a portion is 0 to 100 %"), "capital");
  if (!fits(votes)) return fail(ErrorCode::out_of_range, say("a portion is 0 to 100 %"), "votes");
  if (capital.max.units > 0 || votes.max.units > 0) return {};
  return fail(ErrorCode::value_invalid, say("a stake has capital or votes"), "capital");
}

// What a command comes to: new parties and new stakes, one after the other.
class Recorder {
 public:
  Recorder(const registry::Registry& registry, const control::Stakes& stakes) : registry_(registry), book_(stakes) {}

  Result<void> take(const RecordStakes::StatedParty& stated) {
    SCRIP_TRY_VOID(check_key(stated.key, "key"));
    SCRIP_TRY_VOID(check_description(stated));
    const Party* known = find(stated.kind, stated.key);
    if (known == nullptr) return add(stated);
    const bool same = known->kind == stated.kind && (stated.name.empty() || stated.name == known->name) &&
                      (stated.jurisdiction.empty() || stated.jurisdiction == known->jurisdiction);
    return same ? Result<void>{} : reused(stated.key);
  }

  Result<void> take(const RecordStakes::StatedStake& stated, std::size_t place) {
    SCRIP_TRY_VOID(check_stake(stated));
    const PartyId holder = SCRIP_TRY(party(stated.holder_kind, stated.holder, "holder"));
    const PartyId held = SCRIP_TRY(party(PartyKind::organisation, stated.held, "held"));
    Stake stake{.id = id_at<StakeId>(book_.stakes().size() + event.stakes.size()),
                .holder = holder,
                .held = held,
                .label = stated.label,
                .capital = stated.capital,
                .votes = stated.votes,
                .from = stated.from,
                .until = stated.until,
                .document = stated.document};
    if (const Stake* known = find(stake); known != nullptr) {
      stake.id = known->id;
      if (stake == *known) return {};
      return fail(ErrorCode::key_reused,
                  say("'{0}' has another stake in '{1}' from that day: give it a label, or end the other one",
                      stated.holder, stated.held),
                  "holder");
    }
    by_held_[held].push_back(event.stakes.size());
    places_.push_back(place);
    new_ones_.emplace(key_of(stake), event.stakes.size());
    event.stakes.push_back(std::move(stake));
    return {};
  }

  // The stakes by which organisations are held beyond the whole.
  std::vector<StatedProblem> problems_of_sums() const {
    std::vector<StatedProblem> problems;
    for (const auto& [held, places] : by_held_) {
      std::vector<Stake> more;
      for (const std::size_t place : places) more.push_back(event.stakes[place]);
      if (auto sums = control::check_whole(book_, held, more, event.parties); !sums) {
        problems.push_back({.place = places_[places.back()], .error = std::move(sums.error())});
      }
    }
    std::ranges::sort(problems, {}, &StatedProblem::place);
    return problems;
  }

  StakesRecorded event;

 private:
  static Result<void> check_description(const RecordStakes::StatedParty& stated) {
    if (stated.kind > PartyKind::unknown) return fail(ErrorCode::value_invalid, say("no such kind"), "kind");
    if (stated.name.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "name");
    if (stated.kind == PartyKind::person && !stated.name.empty()) {
      return fail(ErrorCode::value_invalid, say("the journal holds no names of persons"), "name");
    }
    auto jurisdiction = control::check_jurisdiction(stated.jurisdiction);
    if (!jurisdiction) jurisdiction.error().field = "jurisdiction";
    return jurisdiction;
  }

  static Result<void> check_stake(const RecordStakes::StatedStake& stated) {
    SCRIP_TRY_VOID(check_key(stated.holder, "holder"));
    SCRIP_TRY_VOID(check_key(stated.held, "held"));
    if (!stated.label.empty()) SCRIP_TRY_VOID(check_key(stated.label, "label"));
    SCRIP_TRY_VOID(check_portions(stated.capital, stated.votes));
    SCRIP_TRY_VOID(check_day(stated.from, "from"));
    if (!stated.until) return {};
    SCRIP_TRY_VOID(check_day(*stated.until, "until"));
    if (*stated.until > stated.from) return {};
    return fail(ErrorCode::time_invalid, say("it would end before it begins"), "until");
  }

  const Party* find(PartyKind kind, const std::string& key) const {
    if (const Party* known = book_.find(kind, key); known != nullptr) return known;
    const auto found = added_.find({kind == PartyKind::person, key});
    return found == added_.end() ? nullptr : &event.parties[found->second];
  }

  Result<void> add(const RecordStakes::StatedParty& stated) {
    const std::size_t count = book_.parties().size() + event.parties.size();
    if (count >= limits::parties_max) return fail(ErrorCode::limit_reached, say("too many parties"), "key");
    const auto* registered = registry_.find_organisation(stated.key);
    std::string name = stated.name;
    if (name.empty() && stated.kind != PartyKind::person) name = registered != nullptr ? registered->name : stated.key;
    added_.emplace(std::pair{stated.kind == PartyKind::person, stated.key}, event.parties.size());
    event.parties.push_back({.id = id_at<PartyId>(count),
                             .key = stated.key,
                             .kind = stated.kind,
                             .name = std::move(name),
                             .jurisdiction = stated.jurisdiction});
    return {};
  }

  Result<PartyId> party(PartyKind kind, const std::string& key, std::string_view field) {
    if (const Party* known = find(kind, key); known != nullptr) return known->id;
    const bool is_person = kind == PartyKind::person;
    if (!is_person && registry_.find_organisation(key) == nullptr) {
      return fail(ErrorCode::party_not_found, say("'{0}': describe it, or register it as an organisation", key),
                  std::string(field));
    }
    SCRIP_TRY_VOID(add({.kind = is_person ? kind : PartyKind::organisation, .key = key}));
    return event.parties.back().id;
  }

  using StakeKey = std::tuple<PartyId, PartyId, Day, std::string>;
  static StakeKey key_of(const Stake& stake) { return {stake.holder, stake.held, stake.from, stake.label}; }

  const Stake* find(const Stake& like) const {
    if (const auto found = new_ones_.find(key_of(like)); found != new_ones_.end()) return &event.stakes[found->second];
    const std::size_t known = book_.parties().size();
    if (index(like.holder) >= known || index(like.held) >= known) return nullptr;
    return book_.find_stake(like.holder, like.held, like.label, like.from);
  }

  const registry::Registry& registry_;
  const control::Stakes& book_;
  std::map<std::pair<bool, std::string>, std::size_t> added_;  // places in event.parties
  std::map<StakeKey, std::size_t> new_ones_;                   // places in event.stakes
  std::map<PartyId, std::vector<std::size_t>> by_held_;        // places in event.stakes
  std::vector<std::size_t> places_;                            // of event.stakes, in the command
};

std::vector<StatedProblem> record(Recorder& recorder, const RecordStakes& command) {
  std::vector<StatedProblem> problems;
  for (std::size_t i = 0; i < command.parties.size(); ++i) {
    if (auto taken = recorder.take(command.parties[i]); !taken) problems.push_back({true, i, std::move(taken.error())});
  }
  for (std::size_t i = 0; i < command.stakes.size(); ++i) {
    if (auto taken = recorder.take(command.stakes[i], i); !taken) {
      problems.push_back({false, i, std::move(taken.error())});
    }
  }
  for (auto& problem : recorder.problems_of_sums()) problems.push_back(std::move(problem));
  return problems;
}

Result<void> check_size(const State& state, const RecordStakes& command) {
  if (command.stakes.size() > limits::stakes_per_entry_max ||
      command.parties.size() > 2 * limits::stakes_per_entry_max) {
    return fail(ErrorCode::too_large, say("at most {0} stakes are recorded at once", limits::stakes_per_entry_max),
                "stakes");
  }
  if (state.stakes.stakes().size() + command.stakes.size() > limits::stakes_max) {
    return fail(ErrorCode::limit_reached, say("too many stakes"), "stakes");
  }
  return {};
}

}  // namespace

std::vector<StatedProblem> problems_of(const registry::Registry& registry, const control::Stakes& stakes,
                                       const RecordStakes& command) {
  Recorder recorder(registry, stakes);
  return record(recorder, command);
}

Result<Events> judge(const State& state, const RecordStakes& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_size(state, command));
  Recorder recorder(state.registry, state.stakes);
  if (auto problems = record(recorder, command); !problems.empty()) return std::unexpected(problems.front().error);
  if (recorder.event.parties.empty() && recorder.event.stakes.empty()) return Events{};
  return Events{std::move(recorder.event)};
}

Result<Events> judge(const State& state, const EndStake& command, const EntryContext&) {
  if (!exists(state.stakes.stakes(), command.stake)) {
    return fail(ErrorCode::stake_not_found, say("number {0}", index(command.stake)), "stake");
  }
  SCRIP_TRY_VOID(check_day(command.until, "until"));
  const Stake& stake = state.stakes.stake(command.stake);
  if (stake.until) {
    if (*stake.until == command.until) return Events{};
    return fail(ErrorCode::stake_ended, say("it is held until {0}", format_day(*stake.until)), "stake");
  }
  if (command.until < stake.from) {
    return fail(ErrorCode::time_invalid, say("it is held from {0}", format_day(stake.from)), "until");
  }
  return Events{StakeEnded{.stake = command.stake, .until = command.until, .document = command.document}};
}

namespace {

Result<void> check_parties(const State& state, const std::vector<Party>& parties) {
  SCRIP_TRY_VOID(require(state.stakes.parties().size() + parties.size() <= limits::parties_max, "too many parties"));
  std::map<std::pair<bool, std::string>, PartyId> keys;
  std::size_t next = state.stakes.parties().size();
  for (const Party& party : parties) {
    SCRIP_TRY_VOID(require(index(party.id) == next++, "the party's id is not the next"));
    SCRIP_TRY_VOID(require(check_key(party.key, "key").has_value(), "a party's key is a key"));
    SCRIP_TRY_VOID(require(party.kind <= PartyKind::unknown, "no such kind of party"));
    SCRIP_TRY_VOID(
        require(party.name.empty() == (party.kind == PartyKind::person), "a party has a name, a person none"));
    const bool is_new = state.stakes.find(party.kind, party.key) == nullptr &&
                        keys.emplace(std::pair{party.kind == PartyKind::person, party.key}, party.id).second;
    SCRIP_TRY_VOID(require(is_new, "the party's key is taken"));
  }
  return {};
}

Result<void> check_stakes(const State& state, const StakesRecorded& event) {
  const std::size_t parties = state.stakes.parties().size() + event.parties.size();
  std::size_t next = state.stakes.stakes().size();
  std::map<PartyId, std::vector<Stake>> by_held;
  for (const Stake& stake : event.stakes) {
    SCRIP_TRY_VOID(require(index(stake.id) == next++, "the stake's id is not the next"));
    SCRIP_TRY_VOID(require(index(stake.holder) < parties && index(stake.held) < parties, "no such party"));
    SCRIP_TRY_VOID(require(check_portions(stake.capital, stake.votes).has_value(), "a portion is out of range"));
    SCRIP_TRY_VOID(require(check_day(stake.from, {}).has_value(), "the stake's first day is out of range"));
    SCRIP_TRY_VOID(require(!stake.until || (*stake.until > stake.from && check_day(*stake.until, {}).has_value()),
                           "the stake ends before it begins"));
    const auto& held = index(stake.held) < state.stakes.parties().size()
                           ? state.stakes.party(stake.held)
                           : event.parties[index(stake.held) - state.stakes.parties().size()];
    SCRIP_TRY_VOID(require(held.kind != PartyKind::person, "nobody holds a person"));
    by_held[stake.held].push_back(stake);
  }
  for (const auto& [held, more] : by_held) {
    if (const auto sums = control::check_whole(state.stakes, held, more, event.parties); !sums) {
      return mismatch(sums.error().detail);
    }
  }
  return {};
}

}  // namespace

Result<void> check_lifecycle(const State& state, const StakesRecorded& event) {
  SCRIP_TRY_VOID(require(!event.parties.empty() || !event.stakes.empty(), "nothing is recorded"));
  SCRIP_TRY_VOID(require(event.stakes.size() <= limits::stakes_per_entry_max &&
                             state.stakes.stakes().size() + event.stakes.size() <= limits::stakes_max,
                         "too many stakes"));
  SCRIP_TRY_VOID(check_parties(state, event.parties));
  return check_stakes(state, event);
}

Result<void> check_lifecycle(const State& state, const StakeEnded& event) {
  SCRIP_TRY_VOID(require(exists(state.stakes.stakes(), event.stake), "no such stake"));
  const Stake& stake = state.stakes.stake(event.stake);
  SCRIP_TRY_VOID(require(!stake.until, "the stake has ended already"));
  return require(event.until >= stake.from && check_day(event.until, {}).has_value(),
                 "the stake's end is out of range");
}

void apply_lifecycle(State& state, const StakesRecorded& event) {
  for (const auto& party : event.parties) state.stakes.add(party);
  for (const auto& stake : event.stakes) state.stakes.add(stake);
}

void apply_lifecycle(State& state, const StakeEnded& event) {
  state.stakes.end(event.stake, event.until, event.document);
}

}  // namespace scrip::engine
