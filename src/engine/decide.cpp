// Judging commands. Each function checks in the order: the request itself, what it names, what is already so, the state
// it meets; and gives the events of a success.

#include <algorithm>

#include "base/limits.h"
#include "engine/commands.h"
#include "engine/hold.h"
#include "engine/lifecycle.h"
#include "engine/line.h"
#include "engine/refund.h"
#include "engine/replay.h"
#include "engine/request.h"
#include "engine/reservation.h"
#include "engine/texts.h"
#include "engine/voucher.h"

namespace scrip::engine {
namespace {

struct Decider {
  const State& state;
  const EntryContext& context;

  Result<Events> operator()(const CreateAuthority& command) const {
    SCRIP_TRY_VOID(check_name(command.authority.name));
    if (command.authority.currency.size() != 3) {
      return fail(ErrorCode::value_invalid, say("a currency has three letters, such as CNY"), "currency");
    }
    SCRIP_TRY_VOID(check_zone(command.authority.zone));
    if (!state.authority) return Events{AuthorityCreated{command.authority}};
    if (*state.authority == command.authority) return Events{};
    return fail(ErrorCode::authority_exists, "'" + state.authority->name + "'");
  }

  Result<Events> operator()(const AddOrganisation& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    SCRIP_TRY_VOID(check_name(command.name));
    SCRIP_TRY_VOID(registry::check_identifier(command.identifier_scheme, command.identifier));
    return added<OrganisationAdded>(
        state.registry.find_organisation(command.key),
        registry::Organisation{.id = id_at<OrganisationId>(state.registry.organisations().size()),
                               .key = command.key,
                               .name = command.name,
                               .identifier_scheme = command.identifier_scheme,
                               .identifier = command.identifier});
  }

  Result<Events> operator()(const AddResource& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    SCRIP_TRY_VOID(check_name(command.name));
    const auto* existing = state.registry.find_resource(command.key);
    if (existing != nullptr && existing->key != command.key) return reused(command.key);
    registry::Resource resource{
        .id = existing != nullptr ? existing->id : id_at<ResourceId>(state.registry.resources().size()),
        .key = command.key,
        .name = command.name,
        .vendor = command.vendor,
        .kind = command.kind,
        .aliases = existing != nullptr ? existing->aliases : std::vector<std::string>{}};
    for (const auto& alias : command.aliases) {
      if (alias.empty() || alias.size() > limits::text_max) {
        return fail(ErrorCode::value_invalid, say("an alias has 1 to 512 bytes"), "aliases");
      }
      const auto* other = state.registry.find_resource(alias);
      if (other != nullptr && other->id != resource.id) return reused(alias);
      if (other == nullptr) resource.aliases.push_back(alias);
    }
    if (existing == nullptr) return Events{ResourceAdded{std::move(resource)}};
    if (resource == *existing) return Events{};
    if (resource.name != existing->name || resource.vendor != existing->vendor || resource.kind != existing->kind) {
      return reused(command.key);
    }
    return Events{ResourceAdded{std::move(resource)}};
  }

  Result<Events> operator()(const AddSite& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    SCRIP_TRY_VOID(check_name(command.name));
    const auto* owner = SCRIP_TRY(organisation_called(state, command.operator_key));
    const bool own_zone = !command.zone_name.empty();
    SCRIP_TRY_VOID(check_zone(command.zone));
    if (!command.city.empty()) SCRIP_TRY_VOID(check_city(command.city));
    auto events = SCRIP_TRY(
        added<SiteAdded>(state.registry.find_site(command.key),
                         registry::Site{.id = id_at<SiteId>(state.registry.sites().size()),
                                        .key = command.key,
                                        .name = command.name,
                                        .operator_id = owner->id,
                                        .zone_name = own_zone ? command.zone_name : state.authority->zone_name,
                                        .zone = own_zone ? command.zone : state.authority->zone}));
    const auto* known = state.registry.find_site(command.key);
    if (!command.city.empty() && (known == nullptr || state.places.city_of(known->id) != command.city)) {
      const SiteId id = known != nullptr ? known->id : id_at<SiteId>(state.registry.sites().size());
      events.emplace_back(SiteCitySet{.site = id, .city = command.city});
    }
    return events;
  }

  Result<Events> operator()(const MapPayer& command) const {
    const auto* where = SCRIP_TRY(site_called(state, command.site));
    const auto* payer = SCRIP_TRY(organisation_called(state, command.organisation));
    if (command.account.empty())
      return fail(ErrorCode::missing_field, say("an account, or * for all others"), "account");
    if (command.account.size() > limits::text_max)
      return fail(ErrorCode::too_large, say("at most 512 bytes"), "account");
    registry::PayerMapping mapping{
        .site = where->id, .account = command.account, .organisation = payer->id, .use = command.use};
    const auto* existing = state.registry.find_exact_payer(where->id, command.account);
    if (existing != nullptr && *existing == mapping) return Events{};
    return Events{PayerMapped{std::move(mapping)}};
  }

  Result<Events> operator()(const AddProgramme& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    SCRIP_TRY_VOID(check_name(command.name));
    return added<ProgrammeAdded>(state.find_programme(command.key),
                                 programme::Programme{.id = id_at<ProgrammeId>(state.programmes.size()),
                                                      .key = command.key,
                                                      .name = command.name,
                                                      .mode = command.mode});
  }

  Result<Events> operator()(const AddBudgetLine& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    if (command.appropriation <= Amount{}) {
      return fail(ErrorCode::out_of_range, say("an appropriation is above zero"), "appropriation");
    }
    const auto* owner = SCRIP_TRY(programme_called(state, command.programme));
    Amount appropriated = command.appropriation;
    for (const auto& line : state.budget_lines) {
      if (line.unit != command.unit || line.key == command.key) continue;
      const auto sum = checked_add(appropriated, line.appropriation);
      if (!sum) return fail(ErrorCode::amount_overflow, say("all appropriations together"), "appropriation");
      appropriated = *sum;
    }
    return added<BudgetLineAdded>(state.find_budget_line(command.key),
                                  programme::BudgetLine{.id = id_at<BudgetLineId>(state.budget_lines.size()),
                                                        .key = command.key,
                                                        .programme = owner->id,
                                                        .funder = command.funder,
                                                        .unit = command.unit,
                                                        .appropriation = command.appropriation});
  }

  Result<Events> operator()(const PublishRateCard& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    const auto* where = SCRIP_TRY(site_called(state, command.site));
    rating::RateCard card{.id = id_at<RateCardId>(state.rate_cards.cards().size()),
                          .key = command.key,
                          .site = where->id,
                          .period = command.period,
                          .prices = {}};
    for (const auto& price : command.prices) {
      const auto* priced = SCRIP_TRY(resource_called(state, price.resource));
      card.prices.push_back({.resource = priced->id, .bands = price.bands});
    }
    const auto* existing = state.rate_cards.find(command.key);
    // What was proposed under this key is approved or rejected, by another person, and nothing else.
    if (existing == nullptr && state.network.find_rate_proposal(command.key) != nullptr) return reused(command.key);
    if (existing == nullptr) SCRIP_TRY_VOID(state.rate_cards.check(card));
    return added<RateCardPublished>(existing, std::move(card));
  }

  Result<Events> operator()(const IssueVoucher& command) const {
    SCRIP_TRY_VOID(check_terms_asked(command));
    const auto* line = SCRIP_TRY(budget_line_called(state, command.budget_line));
    const auto* holder = SCRIP_TRY(organisation_called(state, command.organisation));
    const auto voucher = SCRIP_TRY(voucher_terms(state, command, *line, holder->id));
    if (const auto* existing = state.find_voucher(command.key); existing != nullptr) {
      if (existing->award != no_id<AwardId>) return reused(command.key);
      return added<VoucherIssued>(&existing->terms, voucher);
    }
    const Amount left = state.ledger.balance(account_of(state, *line));
    if (left < command.face) {
      return fail(ErrorCode::insufficient_budget,
                  say("'{0}' has {1} left, {2} asked for", line->key, format_amount(left), format_amount(command.face)),
                  "face");
    }
    SCRIP_TRY_VOID(check_issue(state, voucher, context.now));
    return Events{VoucherIssued{voucher}};
  }

  Result<Events> operator()(const ChangeVoucherStatus& command) const {
    using programme::VoucherStatus;
    const auto* voucher = state.find_voucher(command.voucher);
    if (voucher == nullptr) return fail(ErrorCode::voucher_not_found, "'" + command.voucher + "'", "voucher");
    if (command.status == VoucherStatus::expired) {
      return fail(ErrorCode::value_invalid, say("a voucher expires by itself"), "status");
    }
    if (voucher->status == command.status) return Events{};
    if (has_ended(*voucher)) {
      return fail(ErrorCode::voucher_not_active, say("it is {0}", described(name(voucher->status))), "voucher");
    }
    if (command.status == VoucherStatus::active && is_resting(state, *voucher)) {
      return fail(ErrorCode::award_state, say("its award is suspended: resume that"), "voucher");
    }
    return Events{
        VoucherStatusChanged{.voucher = voucher->terms.id, .status = command.status, .reason = command.reason}};
  }

  Result<Events> operator()(const PlaceHold& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    return decide_place(state, command, context);
  }
  Result<Events> operator()(const ExtendHold& command) const { return decide_extend(state, command, context); }
  Result<Events> operator()(const ReleaseHold& command) const {
    const auto* hold = state.find_hold(command.hold);
    if (hold == nullptr) return fail(ErrorCode::hold_not_found, "'" + command.hold + "'", "hold");
    if (hold->status == HoldStatus::released) return Events{};
    if (hold->status == HoldStatus::expired) return fail(ErrorCode::hold_ended, say("it expired"), "hold");
    SCRIP_TRY_VOID(check_has_job(*hold));
    return Events{HoldEnded{.hold = hold->id, .status = HoldStatus::released}};
  }

  Result<Events> operator()(const WriteOffSuspense& command) const {
    if (command.reason.empty()) return fail(ErrorCode::missing_field, say("a write-off needs a reason"), "reason");
    if (command.reason.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "reason");
    auto ids = command.ids;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    for (const SuspenseId id : ids) {
      if (!state.suspense.contains(id)) {
        return fail(ErrorCode::suspense_not_found, std::to_string(index(id)), "id");
      }
    }
    if (ids.empty()) return Events{};
    return Events{SuspenseWrittenOff{.ids = std::move(ids), .reason = command.reason}};
  }

  Result<Events> operator()(const RefundCharge& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    return decide_refund(state, command);
  }

  // What belongs to calls, applications and awards has its own files.
  template <class LifecycleCommand>
  Result<Events> operator()(const LifecycleCommand& command) const {
    return judge(state, command, context);
  }
};

}  // namespace

Result<std::vector<Event>> decide(const State& state, const Command& command, const EntryContext& context) {
  if (!state.authority && !command.is<CreateAuthority>()) {
    return fail(ErrorCode::authority_missing, say("create one first (scrip init)"));
  }
  return command.visit(Decider{state, context});
}

std::vector<Event> due_events(const State& state, Instant now) {
  std::vector<Event> events;
  auto hold = state.hold_expiry.begin();
  auto voucher = state.voucher_expiry.begin();
  auto idle = state.reservations.idle.begin();
  // In order of time; a hold before a voucher that ends at the same instant, so that its rest goes with the voucher. A
  // reservation that no job came for ends before its hold would.
  while (events.size() < limits::control_events_max) {
    // A hold that waits for its job ends with its reservation.
    while (hold != state.hold_expiry.end() && state.holds[index(hold->second)].job.empty()) ++hold;
    const bool idle_due = idle != state.reservations.idle.end() && idle->first <= now;
    const bool hold_first = hold != state.hold_expiry.end() && idle_due && hold->first < idle->first;
    const bool voucher_first = voucher != state.voucher_expiry.end() && idle_due && voucher->first < idle->first;
    if (idle_due && !hold_first && !voucher_first) {
      events.emplace_back(
          ReservationEnded{.reservation = (idle++)->second, .status = ReservationStatus::reclaimed, .reason = {}});
      continue;
    }
    const bool hold_due = hold != state.hold_expiry.end() && hold->first <= now;
    const bool voucher_due = voucher != state.voucher_expiry.end() && voucher->first <= now;
    if (hold_due && (!voucher_due || hold->first <= voucher->first)) {
      events.emplace_back(HoldEnded{.hold = (hold++)->second, .status = HoldStatus::expired});
    } else if (voucher_due) {
      events.emplace_back(VoucherStatusChanged{
          .voucher = (voucher++)->second, .status = programme::VoucherStatus::expired, .reason = {}});
    } else {
      break;
    }
  }
  // Who waits is served on the state that this leaves.
  if (events.empty()) add_line_due(state, now, events);
  return events;
}

}  // namespace scrip::engine
