#include "control/stakes.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "control/texts.h"

namespace scrip::control {
namespace {

const Party* find_in(const TextMap<PartyId>& by_key, const std::vector<Party>& parties, std::string_view key) {
  const auto found = by_key.find(key);
  return found == by_key.end() ? nullptr : &parties[index(found->second)];
}

// The stakes in one organisation, those to be added too.
struct Holding {
  const Stakes& stakes;
  std::span<const Party> more_parties;
  PartyId held;
  std::vector<const Stake*> all;

  [[nodiscard]] const std::string& key(PartyId id) const {
    const std::size_t known = stakes.parties().size();
    return index(id) < known ? stakes.party(id).key : more_parties[index(id) - known].key;
  }

  // "'li' 60% + 'wu' 50%", the first few.
  [[nodiscard]] std::string on(Day day, Range Stake::* what) const {
    constexpr std::size_t shown_max = 5;
    std::string text;
    std::size_t shown = 0;
    for (const Stake* stake : all) {
      const Portion portion = (stake->*what).min;
      if (!stake->is_held_on(day) || portion.units == 0) continue;
      if (shown++ == shown_max) return text + " + ...";
      text += (text.empty() ? "'" : " + '") + key(stake->holder) + "' " + format_portion(portion);
    }
    return text;
  }

  // A sum changes on the days on which stakes begin and end only.
  [[nodiscard]] Result<void> check_sums(Range Stake::* what, Wording<catalogue> of) const {
    std::vector<std::pair<Day, std::int64_t>> changes;
    for (const Stake* stake : all) {
      const std::int64_t units = (stake->*what).min.units;
      if (stake->until && *stake->until <= stake->from) continue;
      changes.emplace_back(stake->from, units);
      if (stake->until) changes.emplace_back(*stake->until, -units);
    }
    std::ranges::sort(changes);  // of one day, what ends comes first
    std::int64_t sum = 0;
    for (const auto& [day, change] : changes) {
      sum += change;
      if (sum <= whole_portion.units) continue;
      return fail(ErrorCode::shares_over_whole, say("on {0} more than 100% of the {1} of '{2}' would be held: {3}",
                                                    format_day(day), Message(of.sentence()), key(held), on(day, what)));
    }
    return {};
  }
};

}  // namespace

const Party* Stakes::find_person(std::string_view id) const { return find_in(person_by_id_, parties_, id); }
const Party* Stakes::find_entity(std::string_view key) const { return find_in(entity_by_key_, parties_, key); }

const Stake* Stakes::find_stake(PartyId holder, PartyId held, std::string_view label, Day from) const {
  // The shorter list: a widely held organisation has many holders, a fund holds many organisations.
  const auto& list =
      into_[index(held)].size() < out_of_[index(holder)].size() ? into_[index(held)] : out_of_[index(holder)];
  for (const StakeId id : list) {
    const Stake& stake = stakes_[index(id)];
    if (stake.holder == holder && stake.held == held && stake.from == from && stake.label == label) return &stake;
  }
  return nullptr;
}

void Stakes::add_to_indexes(const Party& party) {
  (party.kind == PartyKind::person ? person_by_id_ : entity_by_key_).emplace(party.key, party.id);
  into_.emplace_back();
  out_of_.emplace_back();
}

void Stakes::add_to_indexes(const Stake& stake) {
  into_[index(stake.held)].push_back(stake.id);
  out_of_[index(stake.holder)].push_back(stake.id);
}

void Stakes::add(Party party) {
  SCRIP_CHECK(index(party.id) == parties_.size());
  add_to_indexes(party);
  parties_.push_back(std::move(party));
}

void Stakes::add(Stake stake) {
  SCRIP_CHECK(index(stake.id) == stakes_.size());
  add_to_indexes(stake);
  stakes_.push_back(std::move(stake));
}

void Stakes::end(StakeId stake, Day until, const Hash256& document) {
  auto& ended = stakes_[index(stake)];
  ended.until = until;
  if (document != Hash256{}) ended.document = document;
}

void Stakes::rebuild_indexes() {
  for (const auto& party : parties_) add_to_indexes(party);
  for (const auto& stake : stakes_) add_to_indexes(stake);
}

Result<void> check_whole(const Stakes& stakes, PartyId held, std::span<const Stake> more,
                         std::span<const Party> parties) {
  Holding holding{.stakes = stakes, .more_parties = parties, .held = held, .all = {}};
  if (index(held) < stakes.parties().size()) {
    for (const StakeId id : stakes.held_in(held)) holding.all.push_back(&stakes.stake(id));
  }
  for (const Stake& stake : more) holding.all.push_back(&stake);
  SCRIP_TRY_VOID(holding.check_sums(&Stake::capital, "capital"));
  return holding.check_sums(&Stake::votes, "votes");
}

std::string_view name(PartyKind kind) {
  switch (kind) {
    case PartyKind::organisation:
      return "organisation";
    case PartyKind::person:
      return "person";
    case PartyKind::state_body:
      return "state_body";
    case PartyKind::arrangement:
      return "arrangement";
    case PartyKind::unknown:
      return "unknown";
  }
  return "unknown";
}

Result<PartyKind> parse_party_kind(std::string_view text) {
  for (const auto kind : {PartyKind::organisation, PartyKind::person, PartyKind::state_body, PartyKind::arrangement,
                          PartyKind::unknown}) {
    if (name(kind) == text) return kind;
  }
  return fail(ErrorCode::value_invalid,
              say("'{0}' is none of organisation, person, state_body, arrangement and unknown", text));
}

Result<void> check_jurisdiction(std::string_view jurisdiction) {
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_sign = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  const std::string_view country = jurisdiction.substr(0, 2);
  const std::string_view rest = jurisdiction.substr(country.size());
  const bool is_country = country.size() == 2 && std::ranges::all_of(country, is_letter);
  const bool is_part = rest.empty() || (rest.size() >= 2 && rest.size() <= 4 && rest.front() == '-' &&
                                        std::ranges::all_of(rest.substr(1), is_sign));
  if (jurisdiction.empty() || (is_country && is_part)) return {};
  return fail(ErrorCode::value_invalid, say("'{0}' is no ISO 3166 code such as CN or GB-SCT", jurisdiction));
}

}  // namespace scrip::control
