#include "engine/hold.h"

#include <algorithm>
#include <array>

#include "base/limits.h"
#include "engine/line.h"
#include "engine/texts.h"
#include "engine/wallet.h"
#include "proof/hash.h"

namespace scrip::engine {
namespace {

using Events = std::vector<Event>;

struct Plan {
  std::vector<HoldPart> parts;
  Amount uncovered;  // of the stretch: no voucher absorbs it
};

// Takes the stretch off the wallet's vouchers in the order they are burnt, without changing anything.
Plan plan_parts(const State& state, OrganisationId payer, const UseOf& use, Stretch stretch) {
  Plan plan;
  for (const VoucherId id : state.wallets[index(payer)]) {
    if (stretch.from == stretch.until || plan.parts.size() == limits::hold_parts_max) break;
    const VoucherState& voucher = state.vouchers[index(id)];
    if (voucher.status != programme::VoucherStatus::active) continue;
    if (why_not_covered(state, voucher.terms, use) != NotCovered::none) continue;
    if (voucher.terms.unit != Unit::money && stretch.quantity.is_zero()) continue;  // how much of it is not known
    Amount room = std::min(state.ledger.balance(voucher.available), room_under_period_caps(voucher, use.day));
    if (!voucher.terms.cap_job.is_zero()) room = std::min(room, voucher.terms.cap_job);
    if (room <= Amount{}) continue;
    const Allocation allocation = absorb(voucher.terms, stretch, room);
    if (allocation.covered.is_zero()) continue;
    plan.parts.push_back({.voucher = id, .placed = allocation.covered, .remaining = allocation.covered});
  }
  plan.uncovered = stretch.until - stretch.from;
  return plan;
}

// Of everything the command asks for, so that its repetition is told from another command under the same key.
Hash256 digest_of(const PlaceHold& command) {
  proof::Sha256 digest;
  for (const auto* text : {&command.organisation, &command.site, &command.job, &command.resource}) {
    digest.update(as_bytes(*text));
    digest.update(as_bytes(std::string_view{"\0", 1}));
  }
  const std::array<std::int64_t, 6> numbers{command.units,
                                            command.walltime_s,
                                            command.bill.micro_units,
                                            static_cast<std::int64_t>(command.use),
                                            count(command.expires_at),
                                            command.partial ? 1 : 0};
  for (const std::int64_t number : numbers) digest.update(as_bytes(std::to_string(number) + "/"));
  return digest.finish();
}

std::unexpected<Error> insufficient(const State& state, OrganisationId payer, Amount bill, Amount uncovered) {
  Balance sum;
  for (const VoucherId id : state.wallets[index(payer)]) {
    const VoucherState& voucher = state.vouchers[index(id)];
    if (voucher.terms.unit != Unit::money) continue;
    const Balance balance = balance_of(state, voucher);
    sum.available += balance.available;
    sum.committed += balance.committed;
    sum.in_flight += balance.in_flight;
    sum.settled += balance.settled;
  }
  return fail(ErrorCode::insufficient_balance,
              say("of a bill of {0}, {1} is covered by no voucher; the wallet has available {2}, committed {3}, in "
                  "flight {4}, settled {5}",
                  format_amount(bill), format_amount(uncovered), format_amount(sum.available),
                  format_amount(sum.committed), format_amount(sum.in_flight), format_amount(sum.settled)),
              "bill");
}

}  // namespace

Result<std::vector<Event>> decide_place(const State& state, const PlaceHold& command, const EntryContext& context) {
  const auto* payer = state.registry.find_organisation(command.organisation);
  if (payer == nullptr)
    return fail(ErrorCode::organisation_not_found, "'" + command.organisation + "'", "organisation");
  const auto* site = state.registry.find_site(command.site);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + command.site + "'", "site");
  if (command.job.empty()) return fail(ErrorCode::missing_field, say("the job's id at the site"), "job");
  if (command.job.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "job");
  const registry::Resource* resource = nullptr;
  if (!command.resource.empty()) {
    resource = state.registry.find_resource(command.resource);
    if (resource == nullptr) return fail(ErrorCode::resource_not_found, "'" + command.resource + "'", "resource");
  }

  if (const auto* existing = state.find_hold(command.key); existing != nullptr) {
    if (existing->request == digest_of(command)) return Events{};
    return fail(ErrorCode::key_reused, say("'{0}' is another hold", command.key), "key");
  }
  if (command.expires_at <= context.now)
    return fail(ErrorCode::time_invalid, say("it expires before it starts"), "expires");
  const JobKey job = job_key(site->id, command.job);
  if (state.hold_by_job.contains(job)) {
    return fail(ErrorCode::key_reused, say("the job has an active hold: extend that one"), "job");
  }

  Amount bill = command.bill;
  Amount quantity;
  if (resource != nullptr && command.units > 0 && command.walltime_s > 0) {
    if (command.walltime_s > limits::record_duration_ms_max / 1000 ||
        Int128{command.units} * command.walltime_s * 1000 > limits::record_quantity_max) {
      return fail(ErrorCode::out_of_range, say("larger than any real job"), "walltime");
    }
    const UsageRecord largest{.start_ms = count(context.now),
                              .end_ms = count(context.now) + command.walltime_s * 1000,
                              .units = command.units};
    quantity = quantity_of(resource->kind, largest);
    if (bill.is_zero()) bill = SCRIP_TRY(price_of(state, site->id, resource->id, largest));
  }
  if (bill <= Amount{}) {
    return fail(ErrorCode::missing_field, say("a bill, or a resource with devices and walltime"), "bill");
  }
  const auto found = state.job_by_key.find(job);
  const Job* known = found == state.job_by_key.end() ? nullptr : &state.jobs[index(found->second)];
  const bool has_payer = known != nullptr && known->payer != no_id<OrganisationId>;
  if (has_payer && known->payer != payer->id) {
    return fail(ErrorCode::value_invalid,
                say("the job is paid by '{0}'", state.registry.organisations()[index(known->payer)].key),
                "organisation");
  }
  const Amount from = known == nullptr ? Amount{} : known->gross;
  if (!checked_add(from, bill)) return fail(ErrorCode::amount_overflow, format_amount(bill), "bill");
  const UseOf use{.site = site->id,
                  .resource = resource != nullptr ? resource->id : no_id<ResourceId>,
                  .use = has_payer ? known->use : command.use,
                  .day = state.authority->zone.day_of(context.now)};
  Plan plan = plan_parts(state, payer->id, use, {.from = from, .until = from + bill, .quantity = quantity});
  if (plan.parts.empty() || (!plan.uncovered.is_zero() && !command.partial)) {
    return insufficient(state, payer->id, bill, plan.uncovered);
  }
  HoldPlaced placed{{.id = id_at<HoldId>(state.holds.size()),
                     .key = command.key,
                     .organisation = payer->id,
                     .site = site->id,
                     .job = command.job,
                     .resource = use.resource,
                     .bill = bill,
                     .expires_at = command.expires_at,
                     .parts = std::move(plan.parts),
                     .use = use.use,
                     .request = digest_of(command)}};
  const auto takes = counted(state, placed.hold, command.units);
  Events events;
  events.emplace_back(std::move(placed));  // an initializer list would copy it
  if (takes) events.emplace_back(*takes);
  return events;
}

Result<void> check_has_job(const Hold& hold) {
  if (!hold.job.empty()) return {};
  return fail(ErrorCode::reservation_state,
              say("it belongs to the reservation '{0}', which waits for its job", hold.key), "hold");
}

Result<std::vector<Event>> decide_extend(const State& state, const ExtendHold& command, const EntryContext& context) {
  const auto* hold = state.find_hold(command.hold);
  if (hold == nullptr) return fail(ErrorCode::hold_not_found, "'" + command.hold + "'", "hold");
  if (hold->status != HoldStatus::active) return fail(ErrorCode::hold_ended, say("place a new one"), "hold");
  SCRIP_TRY_VOID(check_has_job(*hold));
  const Instant expires_at = command.expires_at == Instant{} ? hold->expires_at : command.expires_at;
  if (expires_at <= context.now) return fail(ErrorCode::time_invalid, say("it would have expired already"), "expires");
  HoldExtended extended{.hold = hold->id, .bill = command.bill, .expires_at = expires_at, .parts = {}};
  if (command.bill < Amount{}) return fail(ErrorCode::out_of_range, say("a bill is not negative"), "bill");
  if (command.bill > Amount{}) {
    if (!checked_add(hold->bill, command.bill)) return fail(ErrorCode::amount_overflow, say("the bill"), "bill");
    const auto known = state.job_by_key.find(job_key(hold->site, hold->job));
    const bool has_payer =
        known != state.job_by_key.end() && state.jobs[index(known->second)].payer != no_id<OrganisationId>;
    const UseOf use{.site = hold->site,
                    .resource = hold->resource,
                    .use = has_payer ? state.jobs[index(known->second)].use : hold->use,
                    .day = state.authority->zone.day_of(context.now)};
    Plan plan = plan_parts(state, hold->organisation, use,
                           {.from = hold->bill, .until = hold->bill + command.bill, .quantity = Amount{}});
    if (plan.parts.empty() || !plan.uncovered.is_zero()) {
      return insufficient(state, hold->organisation, command.bill, plan.uncovered);
    }
    extended.parts = std::move(plan.parts);
  }
  if (command.bill.is_zero() && expires_at == hold->expires_at) return Events{};
  return Events{std::move(extended)};
}

}  // namespace scrip::engine
