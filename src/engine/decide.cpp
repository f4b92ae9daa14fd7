// Judging commands. Each function checks in the order: the request itself, what it names, what is already so, the state
// it meets; and gives the events of a success.

#include <algorithm>

#include "base/limits.h"
#include "engine/commands.h"
#include "engine/hold.h"
#include "engine/refund.h"
#include "engine/replay.h"

namespace scrip::engine {
namespace {

using Events = std::vector<Event>;

// Keys are short, visible ASCII without spaces, so that they can stand in a URL, a file name and a column.
Result<void> check_key(std::string_view key, std::string_view field) {
  if (key.empty()) return fail(ErrorCode::missing_field, "a key is needed", std::string(field));
  if (key.size() > 128) return fail(ErrorCode::too_large, "a key has at most 128 characters", std::string(field));
  for (const char c : key) {
    if (c <= ' ' || c > '~') {
      return fail(ErrorCode::value_invalid, "'" + std::string(key) + "': letters, digits and signs only, no spaces",
                  std::string(field));
    }
  }
  return {};
}

Result<void> check_name(std::string_view name) {
  if (name.empty()) return fail(ErrorCode::missing_field, "a name is needed", "name");
  if (name.size() > limits::text_max) return fail(ErrorCode::too_large, "a name has at most 512 bytes", "name");
  return {};
}

std::unexpected<Error> reused(std::string_view key) {
  return fail(ErrorCode::key_reused, "'" + std::string(key) + "' already stands for something else", "key");
}

struct Decider {
  const State& state;
  const EntryContext& context;

  // One new record, or nothing if the same one is there already.
  template <class Made, class Record>
  static Result<Events> added(const Record* existing, Record record) {
    if (existing == nullptr) return Events{Made{std::move(record)}};
    record.id = existing->id;
    if (record == *existing) return Events{};
    return reused(record.key);
  }

  Result<const registry::Organisation*> organisation(std::string_view key) const {
    const auto* found = state.registry.find_organisation(key);
    if (found == nullptr) return fail(ErrorCode::organisation_not_found, "'" + std::string(key) + "'", "organisation");
    return found;
  }
  Result<const registry::Site*> site(std::string_view key) const {
    const auto* found = state.registry.find_site(key);
    if (found == nullptr) return fail(ErrorCode::site_not_found, "'" + std::string(key) + "'", "site");
    return found;
  }
  Result<const registry::Resource*> resource(std::string_view key) const {
    const auto* found = state.registry.find_resource(key);
    if (found == nullptr) return fail(ErrorCode::resource_not_found, "'" + std::string(key) + "'", "resource");
    return found;
  }

  Result<Events> operator()(const CreateAuthority& command) const {
    SCRIP_TRY_VOID(check_name(command.authority.name));
    if (command.authority.currency.size() != 3) {
      return fail(ErrorCode::value_invalid, "a currency has three letters, such as CNY", "currency");
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
        return fail(ErrorCode::value_invalid, "an alias has 1 to 512 bytes", "aliases");
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
    const auto* owner = SCRIP_TRY(organisation(command.operator_key));
    const bool own_zone = !command.zone_name.empty();
    SCRIP_TRY_VOID(check_zone(command.zone));
    return added<SiteAdded>(state.registry.find_site(command.key),
                            registry::Site{.id = id_at<SiteId>(state.registry.sites().size()),
                                           .key = command.key,
                                           .name = command.name,
                                           .operator_id = owner->id,
                                           .zone_name = own_zone ? command.zone_name : state.authority->zone_name,
                                           .zone = own_zone ? command.zone : state.authority->zone});
  }

  Result<Events> operator()(const MapPayer& command) const {
    const auto* where = SCRIP_TRY(site(command.site));
    const auto* payer = SCRIP_TRY(organisation(command.organisation));
    if (command.account.empty()) return fail(ErrorCode::missing_field, "an account, or * for all others", "account");
    if (command.account.size() > limits::text_max) return fail(ErrorCode::too_large, "at most 512 bytes", "account");
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
      return fail(ErrorCode::out_of_range, "an appropriation is above zero", "appropriation");
    }
    const auto* owner = state.find_programme(command.programme);
    if (owner == nullptr) return fail(ErrorCode::programme_not_found, "'" + command.programme + "'", "programme");
    Amount appropriated = command.appropriation;
    for (const auto& line : state.budget_lines) {
      if (line.unit != command.unit || line.key == command.key) continue;
      const auto sum = checked_add(appropriated, line.appropriation);
      if (!sum) return fail(ErrorCode::amount_overflow, "all appropriations together", "appropriation");
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
    const auto* where = SCRIP_TRY(site(command.site));
    rating::RateCard card{.id = id_at<RateCardId>(state.rate_cards.cards().size()),
                          .key = command.key,
                          .site = where->id,
                          .period = command.period,
                          .prices = {}};
    for (const auto& price : command.prices) {
      const auto* priced = SCRIP_TRY(resource(price.resource));
      card.prices.push_back({.resource = priced->id, .bands = price.bands});
    }
    const auto* existing = state.rate_cards.find(command.key);
    if (existing == nullptr) SCRIP_TRY_VOID(state.rate_cards.check(card));
    return added<RateCardPublished>(existing, std::move(card));
  }

  Result<Events> operator()(const IssueVoucher& command) const {
    const auto voucher = SCRIP_TRY(voucher_of(command));
    if (const auto* existing = state.find_voucher(command.key); existing != nullptr) {
      return added<VoucherIssued>(&existing->terms, voucher);
    }
    const auto* line = state.find_budget_line(command.budget_line);
    const auto account =
        state.ledger.find(ledger::AccountKind::budget_line, line->unit, static_cast<std::uint32_t>(line->id));
    if (state.ledger.balance(account) < command.face) {
      return fail(ErrorCode::insufficient_budget,
                  "'" + line->key + "' has " + format_amount(state.ledger.balance(account)) + " left, " +
                      format_amount(command.face) + " asked for",
                  "face");
    }
    if (state.wallets[index(voucher.organisation)].size() >= limits::vouchers_per_wallet_max) {
      return fail(ErrorCode::limit_reached, "a wallet holds at most 4,096 vouchers", "organisation");
    }
    if (state.expiry_of(voucher) <= context.now) {
      return fail(ErrorCode::voucher_expired, "its validity and grace are over already", "valid_until");
    }
    return Events{VoucherIssued{voucher}};
  }

  Result<programme::Voucher> voucher_of(const IssueVoucher& command) const {
    SCRIP_TRY_VOID(check_key(command.key, "key"));
    if (command.face <= Amount{}) return fail(ErrorCode::out_of_range, "a face value is above zero", "face");
    if (command.share.ppm == 0 || command.share > whole_share) {
      return fail(ErrorCode::out_of_range, "a share is above 0 % and at most 100 %", "share");
    }
    for (const Amount cap : {command.cap_job, command.cap_month, command.cap_year}) {
      if (cap < Amount{}) return fail(ErrorCode::out_of_range, "a cap is zero (none) or above", "cap");
    }
    if (command.valid_from >= command.valid_until) {
      return fail(ErrorCode::time_invalid, "validity ends after it starts (the last day is exclusive)", "valid_until");
    }
    const auto day_of = [](Instant instant) { return ZoneOffsets{}.day_of(instant); };
    if (command.valid_from < day_of(instant_min) || command.valid_until > day_of(instant_max)) {
      return fail(ErrorCode::time_invalid, "validity lies between 1990 and 2200", "valid_until");
    }
    const auto* line = state.find_budget_line(command.budget_line);
    if (line == nullptr) return fail(ErrorCode::budget_line_not_found, "'" + command.budget_line + "'", "budget_line");
    const auto* holder = SCRIP_TRY(organisation(command.organisation));
    programme::Voucher voucher{.id = id_at<VoucherId>(state.vouchers.size()),
                               .key = command.key,
                               .programme = line->programme,
                               .budget_line = line->id,
                               .organisation = holder->id,
                               .unit = line->unit,
                               .face = command.face,
                               .share = command.share,
                               .cap_job = command.cap_job,
                               .cap_month = command.cap_month,
                               .cap_year = command.cap_year,
                               .sites = {},
                               .resources = {},
                               .valid_from = command.valid_from,
                               .valid_until = command.valid_until,
                               .grace_days = command.grace_days};
    for (const auto use : command.uses) {
      voucher.uses = static_cast<std::uint8_t>(voucher.uses | 1U << static_cast<unsigned>(use));
    }
    for (const auto& key : command.sites) voucher.sites.push_back(SCRIP_TRY(site(key))->id);
    for (const auto& key : command.resources) voucher.resources.push_back(SCRIP_TRY(resource(key))->id);
    const auto mode = state.programmes[index(line->programme)].mode;
    if (mode == programme::RedemptionMode::reserve && voucher.sites.size() != 1) {
      return fail(ErrorCode::value_invalid, "a voucher whose money is placed beforehand names its one site", "sites");
    }
    if (mode == programme::RedemptionMode::in_kind && line->unit == Unit::money) {
      return fail(ErrorCode::unit_mismatch, "a programme in kind gives device_time or tokens", "budget_line");
    }
    return voucher;
  }

  Result<Events> operator()(const ChangeVoucherStatus& command) const {
    using programme::VoucherStatus;
    const auto* voucher = state.find_voucher(command.voucher);
    if (voucher == nullptr) return fail(ErrorCode::voucher_not_found, "'" + command.voucher + "'", "voucher");
    if (command.status == VoucherStatus::expired) {
      return fail(ErrorCode::value_invalid, "a voucher expires by itself", "status");
    }
    if (voucher->status == command.status) return Events{};
    if (voucher->status == VoucherStatus::expired || voucher->status == VoucherStatus::revoked) {
      return fail(ErrorCode::voucher_not_active, "it is " + std::string(name(voucher->status)), "voucher");
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
    if (hold->status == HoldStatus::expired) return fail(ErrorCode::hold_ended, "it expired", "hold");
    return Events{HoldEnded{.hold = hold->id, .status = HoldStatus::released}};
  }

  Result<Events> operator()(const WriteOffSuspense& command) const {
    if (command.reason.empty()) return fail(ErrorCode::missing_field, "a write-off needs a reason", "reason");
    if (command.reason.size() > limits::text_max) return fail(ErrorCode::too_large, "at most 512 bytes", "reason");
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
};

}  // namespace

Result<std::vector<Event>> decide(const State& state, const Command& command, const EntryContext& context) {
  if (!state.authority && !std::holds_alternative<CreateAuthority>(command)) {
    return fail(ErrorCode::authority_missing, "create one first (scrip init)");
  }
  return std::visit(Decider{state, context}, command);
}

std::vector<Event> due_events(const State& state, Instant now) {
  std::vector<Event> events;
  auto hold = state.hold_expiry.begin();
  auto voucher = state.voucher_expiry.begin();
  // In order of time; a hold before a voucher that ends at the same instant, so that its rest goes with the voucher.
  while (events.size() < limits::control_events_max) {
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
  return events;
}

}  // namespace scrip::engine
