#include "casework/claim_measures.h"

#include <algorithm>
#include <set>

#include "cel/decimal.h"
#include "engine/claim.h"
#include "engine/origin.h"
#include "subsidy/sums.h"

namespace scrip::casework {
namespace {

using engine::ClaimState;
using engine::ClaimStatus;
using engine::State;
using registry::DeviceStepKind;

// Whether a chip model passes what the claim's programme asks for; what is unknown does not.
bool passes(const State& state, const ClaimState& claim, const std::string& chip, Day day) {
  const auto* resource = state.registry.find_resource(chip);
  return std::ranges::all_of(claim.check->terms.domestic, [&](registry::OriginTest test) {
    return engine::origin_on(state, resource->id, test, day).passes.value_or(false);
  });
}

class Sums {
 public:
  explicit Sums(const State& state) : state_(state) {}

  void add(const ClaimState& claim) {
    const auto& content = claim.content;
    any_ = true;
    contract_ = contract_ + content.contract.amount;
    const Amount paid = subsidy::paid(content);
    const Amount invoiced = subsidy::invoiced(content);
    paid_ = paid_ + paid;
    invoiced_ = invoiced_ + invoiced;
    const auto counts = engine::counted(claim);
    for (const auto& chip : subsidy::chip_sums(content, counts.devices, counts.lines)) {
      cards_invoiced_ += chip.invoiced;
      cards_delivered_ += std::min(chip.delivered, chip.invoiced);
      if (passes(state_, claim, chip.resource, content.contract.signed_on)) {
        spend_ = spend_ + subsidy::spent_on(chip, paid, invoiced);
      }
    }
  }

  void set(Measured& measured, const cel::Currency& currency) const {
    if (!any_) return;
    const auto money = [&](Amount amount) { return cel::Value::money(currency, cel::to_decimal(amount)); };
    measured["claim_spend"] = money(spend_);
    measured["claim_contract"] = money(contract_);
    measured["claim_invoiced"] = money(invoiced_);
    measured["claim_paid"] = money(paid_);
    if (cards_invoiced_ == 0) return;
    const auto share = cel::checked_divide(cel::to_decimal(static_cast<std::int64_t>(cards_delivered_)),
                                           cel::to_decimal(static_cast<std::int64_t>(cards_invoiced_)));
    if (share) measured["claim_delivered_share"] = cel::Value::decimal(*share);
  }

 private:
  const State& state_;
  bool any_ = false;
  Amount contract_, invoiced_, paid_, spend_;
  std::uint64_t cards_invoiced_ = 0, cards_delivered_ = 0;
};

// Whole months from one day to another: 31 January to 28 February is none.
std::int64_t months_between(Day from, Day until) {
  if (until < from) return 0;
  const auto months = std::int64_t{count(month_of(until))} - count(month_of(from));
  const auto day_in = [](Day day) { return count(day) - count(first_day(month_of(day))); };
  return day_in(until) < day_in(from) ? months - 1 : months;
}

struct Cards {
  std::int64_t all = 0, resold = 0, moved_out = 0, seen_elsewhere = 0;
  std::int64_t idle_days = 0;
  std::int64_t present_s = 0, busy_s = 0;  // within the window
};

class CardCount {
 public:
  CardCount(const State& state, Day on) : state_(state), on_(on) {}

  void add(const ClaimState& claim) {
    const auto devices = subsidy::devices_of(claim.content);
    const auto counts = engine::counted(claim);
    for (std::size_t i = 0; i < devices.size(); ++i) {
      if (!counts.devices[i]) continue;
      const auto* device = state_.devices.find(devices[i].vendor, devices[i].serial);
      if (device != nullptr) add(claim, *device, devices[i]);
    }
  }

  Cards cards;

 private:
  // Where the claim says that cards were delivered to.
  bool is_delivered_to(const ClaimState& claim, SiteId site) const {
    const auto& key = state_.registry.sites()[index(site)].key;
    return std::ranges::any_of(claim.content.deliveries,
                               [&](const subsidy::Delivery& delivery) { return delivery.site == key; });
  }

  void add(const ClaimState& claim, const registry::Device& device, const subsidy::ClaimedDevice& claimed) {
    ++cards.all;
    SiteId installed = no_id<SiteId>;
    bool resold = false, out = false;
    for (const std::uint32_t place : state_.devices.steps_of[index(device.id)]) {
      const auto& step = state_.devices.steps[place];
      if (step.day > on_) continue;
      if (step.kind == DeviceStepKind::installed || step.kind == DeviceStepKind::moved) installed = step.site;
      if (step.kind == DeviceStepKind::moved) out = !is_delivered_to(claim, step.site);
      resold = resold || step.kind == DeviceStepKind::resold;
    }
    cards.resold += resold ? 1 : 0;
    cards.moved_out += out ? 1 : 0;
    Day last_busy = claimed.delivered;
    bool elsewhere = false;
    for (const auto& day : state_.devices.days[index(device.id)]) {
      if (day.day > on_ || day.day < claimed.delivered) continue;
      if (day.busy_s > 0) last_busy = std::max(last_busy, day.day);
      elsewhere = elsewhere || (day.present_s > 0 && day.site != installed && !is_delivered_to(claim, day.site));
      if (count(on_) - count(day.day) >= utilisation_days) continue;
      cards.present_s += day.present_s;
      cards.busy_s += day.busy_s;
    }
    cards.seen_elsewhere += elsewhere ? 1 : 0;
    cards.idle_days = std::max<std::int64_t>(cards.idle_days, count(on_) - count(last_busy));
  }

  const State& state_;
  Day on_;
};

std::set<std::string> chips_of(const ClaimState& claim) {
  std::set<std::string> chips;
  for (const auto& delivery : claim.content.deliveries) {
    for (const auto& server : delivery.servers) chips.insert(server.resource);
  }
  return chips;
}

}  // namespace

void measure_claims(const engine::State& state, const MeasuredOf& of, Measured& measured) {
  for (const char* name : {"claim_spend", "claim_contract", "claim_invoiced", "claim_paid", "claim_delivered_share",
                           "claim_accepted", "claim_months_of_service", "claim_utilisation", "claim_idle_days",
                           "claim_resold", "claim_moved_out", "claim_seen_elsewhere", "claim_still_domestic"}) {
    measured[name] = cel::Value::missing();
  }
  Sums sums(state);
  CardCount count_of(state, of.on);
  std::optional<Day> accepted_on;
  bool any = false, accepted = true, domestic = true;
  for (const ClaimId id : state.claims.of(of.application)) {
    const auto& claim = state.claims.claims[index(id)];
    if (claim.status != ClaimStatus::checked && claim.status != ClaimStatus::accepted) continue;
    sums.add(claim);
    if (claim.status != ClaimStatus::accepted) continue;
    any = true;
    count_of.add(claim);
    const auto& acceptance = claim.content.acceptance;
    const bool passed = acceptance && acceptance->passed && acceptance->date <= of.on;
    accepted = accepted && passed;
    if (passed) accepted_on = std::max(accepted_on.value_or(acceptance->date), acceptance->date);
    for (const auto& chip : chips_of(claim)) domestic = domestic && passes(state, claim, chip, of.on);
  }
  if (const auto currency = cel::find_currency(state.authority->currency)) sums.set(measured, *currency);
  if (!any) return;
  const Cards& cards = count_of.cards;
  measured["claim_accepted"] = cel::Value::boolean(accepted);
  measured["claim_months_of_service"] =
      cel::Value::integer(accepted && accepted_on ? months_between(*accepted_on, of.on) : 0);
  measured["claim_idle_days"] = cel::Value::integer(cards.idle_days);
  measured["claim_resold"] = cel::Value::integer(cards.resold);
  measured["claim_moved_out"] = cel::Value::integer(cards.moved_out);
  measured["claim_seen_elsewhere"] = cel::Value::integer(cards.seen_elsewhere);
  measured["claim_still_domestic"] = cel::Value::boolean(domestic);
  if (cards.present_s == 0) return;
  const auto utilisation = cel::checked_divide(cel::to_decimal(cards.busy_s), cel::to_decimal(cards.present_s));
  if (utilisation) measured["claim_utilisation"] = cel::Value::decimal(*utilisation);
}

}  // namespace scrip::casework
