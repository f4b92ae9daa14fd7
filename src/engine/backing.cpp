// Vouchers outstanding against capacity promised.

#include <algorithm>

#include "base/limits.h"
#include "engine/reservation.h"
#include "engine/texts.h"
#include "engine/voucher.h"

namespace scrip::engine {
namespace {

// The bill that so much of a voucher pays its share of; as much as an amount can be if it is beyond that.
Amount bill_of(Amount left, Share share) {
  const Int128 bill = divide(Int128{left.micro_units} * whole_share.ppm, share.ppm, Rounding::up);
  return bill > amount_max.micro_units ? amount_max : Amount{static_cast<std::int64_t>(bill)};
}

Amount sum_of(Amount a, Amount b) { return checked_add(a, b).value_or(amount_max); }

// Adds what one day of a declaration is worth, where it has a price all day; of maintenance, takes it off.
void add_day(const State& state, const registry::Capacity& terms, Day day, Backing& backing) {
  const auto& zone = state.authority->zone;
  const Period window{.from = zone.start_of(day), .until = zone.start_of(next(day))};
  const auto priced = price_window(state, terms.site, terms.resource, terms.devices, window);
  if (!priced) return;
  const bool is_out = terms.use == registry::CapacityUse::maintenance;
  backing.promised = sum_of(backing.promised, is_out ? -priced->price : priced->price);
  for (const auto& line : priced->lines) {
    backing.hours_promised = sum_of(backing.hours_promised, is_out ? -line.quantity : line.quantity);
  }
}

bool counts(const VoucherState& voucher, ProgrammeId programme) {
  return voucher.terms.programme == programme && !has_ended(voucher) && voucher.terms.unit != Unit::tokens;
}

void add_voucher(Backing& backing, const programme::Voucher& terms, Amount left) {
  Amount& owed = terms.unit == Unit::money ? backing.bills : backing.hours_owed;
  owed = sum_of(owed, bill_of(left, terms.share));
  backing.until = std::max(backing.until, terms.valid_until);
}

void add_promised(const State& state, ProgrammeId programme, Day today, Backing& backing) {
  const Day last{std::min(count(backing.until), count(today) + limits::capacity_days_max)};
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (terms.use == registry::CapacityUse::own_use) continue;
    for (Day day = std::max(today, terms.from); day < std::min(last, terms.until); day = next(day)) {
      if (state.network.accepts(programme, terms.site, day)) add_day(state, terms, day, backing);
    }
  }
}

Backing outstanding(const State& state, ProgrammeId programme, Day today) {
  Backing backing{.until = today};
  for (const auto& voucher : state.vouchers) {
    if (!counts(voucher, programme)) continue;
    add_voucher(backing, voucher.terms, state.ledger.balance(voucher.available) + state.ledger.balance(voucher.held));
  }
  return backing;
}

std::optional<Share> rule_of(const State& state, ProgrammeId programme) {
  const auto found = state.reservations.backing.find(programme);
  return found == state.reservations.backing.end() ? std::nullopt : std::optional(found->second);
}

Result<std::pair<ProgrammeId, const BackingProposal*>> proposal_for(const State& state, std::string_view key) {
  const auto* programme = SCRIP_TRY(programme_called(state, key));
  const auto found = state.reservations.backing_proposals.find(programme->id);
  if (found == state.reservations.backing_proposals.end()) {
    return fail(ErrorCode::backing_rule_state, say("no rule is proposed for '{0}'", programme->key), "programme");
  }
  return std::pair{programme->id, &found->second};
}

}  // namespace

Backing backing_of(const State& state, ProgrammeId programme, Instant now) {
  const Day today = state.authority->zone.day_of(now);
  Backing backing = outstanding(state, programme, today);
  add_promised(state, programme, today, backing);
  return backing;
}

Result<void> check_backing(const State& state, const programme::Voucher& voucher, Instant now) {
  const auto rule = state.reservations.backing.find(voucher.programme);
  if (rule == state.reservations.backing.end() || voucher.unit == Unit::tokens) return {};
  const Day today = state.authority->zone.day_of(now);
  Backing backing = outstanding(state, voucher.programme, today);
  add_voucher(backing, voucher, voucher.face);
  add_promised(state, voucher.programme, today, backing);
  const bool money = voucher.unit == Unit::money;
  const Amount owed = money ? backing.bills : backing.hours_owed;
  const Amount promised = money ? backing.promised : backing.hours_promised;
  if (Int128{owed.micro_units} * rule->second.ppm <= Int128{promised.micro_units} * whole_share.ppm) return {};
  return fail(
      ErrorCode::not_backed,
      money ? say("with it, vouchers could pay for {0}, and sites promise {1}; the programme asks for {2}",
                  format_amount(owed), format_amount(promised), format_share(rule->second))
            : say("with it, vouchers could pay for {0}, and sites promise {1} device-seconds; the programme asks for "
                  "{2}",
                  format_amount(owed), format_amount(promised), format_share(rule->second)),
      "face");
}

Result<Events> judge(const State& state, const ProposeBackingRule& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  if (command.share && (command.share->ppm == 0 || *command.share > whole_share)) {
    return fail(ErrorCode::out_of_range, say("above 0 % and at most 100 %"), "share");
  }
  const auto proposed = state.reservations.backing_proposals.find(programme->id);
  const bool waits = proposed != state.reservations.backing_proposals.end();
  const bool same = waits ? proposed->second.share == command.share && proposed->second.proposer == context.actor
                          : rule_of(state, programme->id) == command.share;
  if (same) return Events{};
  return Events{BackingRuleProposed{.programme = programme->id, .share = command.share}};
}

Result<Events> judge(const State& state, const ApproveBackingRule& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(context.actor, "actor"));
  const auto [programme, proposal] = SCRIP_TRY(proposal_for(state, command.programme));
  if (context.actor == proposal->proposer) {
    return fail(ErrorCode::four_eyes, say("'{0}' proposed it", context.actor), "actor");
  }
  if (command.share != proposal->share) {
    return fail(ErrorCode::value_invalid,
                proposal->share ? say("what is proposed is {0}", format_share(*proposal->share))
                                : say("what is proposed is no rule"),
                "share");
  }
  return Events{BackingRuleSet{.programme = programme, .share = proposal->share}};
}

Result<Events> judge(const State& state, const RejectBackingRule& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto [programme, proposal] = SCRIP_TRY(proposal_for(state, command.programme));
  return Events{BackingRuleRejected{.programme = programme, .reason = command.reason}};
}

void apply_lifecycle(State& state, const BackingRuleProposed& event) {
  state.reservations.backing_proposals.insert_or_assign(
      event.programme,
      BackingProposal{.share = event.share, .proposer = state.last_actor, .proposed_at = state.last_time});
}

void apply_lifecycle(State& state, const BackingRuleRejected& event) {
  state.reservations.backing_proposals.erase(event.programme);
}

void apply_lifecycle(State& state, const BackingRuleSet& event) {
  state.reservations.backing_proposals.erase(event.programme);
  if (event.share) {
    state.reservations.backing[event.programme] = *event.share;
  } else {
    state.reservations.backing.erase(event.programme);
  }
}

}  // namespace scrip::engine
