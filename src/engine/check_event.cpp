// What an event must satisfy before it is applied.

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/replay.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "engine/voucher.h"

namespace scrip::engine {
namespace {

using ledger::AccountKind;
using programme::VoucherStatus;
using registry::Use;

constexpr std::int32_t month_max = 12 * 10'000;

Result<void> check_terms(const State& state, const programme::Voucher& terms) {
  SCRIP_TRY_VOID(require(exists(state.registry.organisations(), terms.organisation), "no such organisation"));
  SCRIP_TRY_VOID(require(terms.face > Amount{}, "a face value is above zero"));
  SCRIP_TRY_VOID(require(terms.share.ppm != 0 && terms.share <= whole_share, "a share is above 0 % and at most 100 %"));
  SCRIP_TRY_VOID(require(terms.cap_job >= Amount{} && terms.cap_month >= Amount{} && terms.cap_year >= Amount{},
                         "a cap is zero or above"));
  SCRIP_TRY_VOID(require(sane(terms.valid_from) && sane(terms.valid_until) && terms.valid_from < terms.valid_until,
                         "the validity is no period"));
  for (const SiteId site : terms.sites) {
    SCRIP_TRY_VOID(require(exists(state.registry.sites(), site), "no such site"));
  }
  for (const ResourceId resource : terms.resources) {
    SCRIP_TRY_VOID(require(exists(state.registry.resources(), resource), "no such resource"));
  }
  return {};
}

// Each from another active voucher of the wallet that has enough.
Result<void> check_parts(const State& state, const std::vector<HoldPart>& parts, OrganisationId organisation) {
  SCRIP_TRY_VOID(require(parts.size() <= limits::hold_parts_max, "a hold has too many parts"));
  for (auto part = parts.begin(); part != parts.end(); ++part) {
    SCRIP_TRY_VOID(require(exists(state.vouchers, part->voucher), "no such voucher"));
    const VoucherState& voucher = state.vouchers[index(part->voucher)];
    SCRIP_TRY_VOID(require(voucher.terms.organisation == organisation, "the voucher is in another wallet"));
    SCRIP_TRY_VOID(require(voucher.status == VoucherStatus::active, "the voucher is not active"));
    SCRIP_TRY_VOID(require(part->placed > Amount{} && part->remaining == part->placed,
                           "a part of a hold starts with all that was placed"));
    SCRIP_TRY_VOID(require(state.ledger.balance(voucher.available) >= part->placed,
                           "the voucher does not have what the hold sets aside"));
    SCRIP_TRY_VOID(require(
        std::none_of(parts.begin(), part, [&](const HoldPart& other) { return other.voucher == part->voucher; }),
        "a hold has one part for each voucher"));
  }
  return {};
}

struct Checker {
  const State& state;

  Result<void> operator()(const AuthorityCreated& event) const {
    SCRIP_TRY_VOID(require(!state.authority, "there is an authority already"));
    return check_zone(event.authority.zone);
  }

  Result<void> operator()(const OrganisationAdded& event) const {
    const auto& added = event.organisation;
    SCRIP_TRY_VOID(require(is_next(state.registry.organisations(), added.id), "the organisation's id is not the next"));
    return require(state.registry.find_organisation(added.key) == nullptr, "the organisation's key is taken");
  }

  Result<void> operator()(const ResourceAdded& event) const {
    const auto& added = event.resource;
    const auto& resources = state.registry.resources();
    SCRIP_TRY_VOID(
        require(exists(resources, added.id) || is_next(resources, added.id), "the resource's id is not the next"));
    SCRIP_TRY_VOID(require(added.kind <= registry::ResourceKind::token, "no such kind of resource"));
    const auto is_other = [&](const std::string& name) {
      const auto* found = state.registry.find_resource(name);
      return found != nullptr && found->id != added.id;
    };
    SCRIP_TRY_VOID(require(!is_other(added.key) && std::none_of(added.aliases.begin(), added.aliases.end(), is_other),
                           "the resource's name is another's"));
    if (!exists(resources, added.id)) return {};
    auto before = resources[index(added.id)];
    const bool more = before.aliases.size() <= added.aliases.size() &&
                      std::equal(before.aliases.begin(), before.aliases.end(), added.aliases.begin());
    before.aliases = added.aliases;
    return require(more && before == added, "only aliases can be added to a resource");
  }

  Result<void> operator()(const SiteAdded& event) const {
    const auto& added = event.site;
    SCRIP_TRY_VOID(require(is_next(state.registry.sites(), added.id), "the site's id is not the next"));
    SCRIP_TRY_VOID(require(state.registry.find_site(added.key) == nullptr, "the site's key is taken"));
    SCRIP_TRY_VOID(
        require(exists(state.registry.organisations(), added.operator_id), "the site's operator is unknown"));
    return check_zone(added.zone);
  }

  Result<void> operator()(const PayerMapped& event) const {
    const auto& mapping = event.mapping;
    SCRIP_TRY_VOID(require(exists(state.registry.sites(), mapping.site), "no such site"));
    SCRIP_TRY_VOID(require(exists(state.registry.organisations(), mapping.organisation), "no such organisation"));
    return require(sane(mapping.use), "no such use");
  }

  Result<void> operator()(const ProgrammeAdded& event) const {
    SCRIP_TRY_VOID(require(is_next(state.programmes, event.programme.id), "the programme's id is not the next"));
    SCRIP_TRY_VOID(require(state.find_programme(event.programme.key) == nullptr, "the programme's key is taken"));
    return require(event.programme.mode <= programme::RedemptionMode::in_kind, "no such redemption mode");
  }

  Result<void> operator()(const BudgetLineAdded& event) const {
    const auto& added = event.budget_line;
    SCRIP_TRY_VOID(require(is_next(state.budget_lines, added.id), "the budget line's id is not the next"));
    SCRIP_TRY_VOID(require(state.find_budget_line(added.key) == nullptr, "the budget line's key is taken"));
    SCRIP_TRY_VOID(require(exists(state.programmes, added.programme), "no such programme"));
    SCRIP_TRY_VOID(require(added.unit <= Unit::tokens, "no such unit"));
    SCRIP_TRY_VOID(require(added.appropriation > Amount{}, "an appropriation is above zero"));
    Amount sum = added.appropriation;
    for (const auto& line : state.budget_lines) {
      if (line.unit != added.unit) continue;
      const auto more = checked_add(sum, line.appropriation);
      if (!more) return mismatch("all appropriations together are beyond the largest amount");
      sum = *more;
    }
    return {};
  }

  Result<void> operator()(const RateCardPublished& event) const {
    const auto& card = event.rate_card;
    SCRIP_TRY_VOID(require(is_next(state.rate_cards.cards(), card.id), "the rate card's id is not the next"));
    SCRIP_TRY_VOID(require(state.rate_cards.find(card.key) == nullptr, "the rate card's key is taken"));
    SCRIP_TRY_VOID(require(exists(state.registry.sites(), card.site), "no such site"));
    for (const auto& price : card.prices) {
      SCRIP_TRY_VOID(require(exists(state.registry.resources(), price.resource), "no such resource"));
    }
    if (const auto fits = state.rate_cards.check(card); !fits) return mismatch("the rate card: " + fits.error().detail);
    return check_published(state, card);
  }

  Result<void> operator()(const VoucherIssued& event) const {
    const auto& terms = event.voucher;
    SCRIP_TRY_VOID(require(exists(state.budget_lines, terms.budget_line), "no such budget line"));
    const auto& line = state.budget_lines[index(terms.budget_line)];
    SCRIP_TRY_VOID(require(terms.programme == line.programme && terms.unit == line.unit,
                           "the voucher is of another programme or unit than its budget line"));
    SCRIP_TRY_VOID(check_new_voucher(state, terms));
    return require(state.ledger.balance(account_of(state, line)) >= terms.face,
                   "the budget line does not hold the face value");
  }

  Result<void> operator()(const VoucherStatusChanged& event) const {
    SCRIP_TRY_VOID(require(exists(state.vouchers, event.voucher), "no such voucher"));
    const VoucherState& voucher = state.vouchers[index(event.voucher)];
    SCRIP_TRY_VOID(require(event.status <= VoucherStatus::revoked, "no such status"));
    SCRIP_TRY_VOID(require(event.status != voucher.status, "the voucher has that status already"));
    SCRIP_TRY_VOID(require(!has_ended(voucher), "the voucher has ended"));
    SCRIP_TRY_VOID(require(event.status != VoucherStatus::active || !is_resting(state, voucher),
                           "the voucher rests with its award"));
    return require(event.status != VoucherStatus::expired || state.expiry_of(voucher.terms) <= state.last_time,
                   "the voucher expires later");
  }

  Result<void> operator()(const HoldPlaced& event) const {
    const Hold& hold = event.hold;
    SCRIP_TRY_VOID(require(!hold.job.empty(), "the hold is for no job"));
    SCRIP_TRY_VOID(require(!state.hold_by_job.contains(job_key(hold.site, hold.job)), "the job has an active hold"));
    return check_hold(state, hold);
  }

  Result<void> operator()(const HoldExtended& event) const {
    SCRIP_TRY_VOID(require(exists(state.holds, event.hold), "no such hold"));
    const Hold& hold = state.holds[index(event.hold)];
    SCRIP_TRY_VOID(require(hold.status == HoldStatus::active && !hold.job.empty(), "the hold has ended, or waits"));
    SCRIP_TRY_VOID(require(event.bill >= Amount{} && checked_add(hold.bill, event.bill).has_value(),
                           "the hold's bill is out of range"));
    SCRIP_TRY_VOID(require(event.expires_at > state.last_time, "the hold would have expired already"));
    return check_parts(state, event.parts, hold.organisation);
  }

  Result<void> operator()(const HoldEnded& event) const {
    SCRIP_TRY_VOID(require(exists(state.holds, event.hold), "no such hold"));
    const Hold& hold = state.holds[index(event.hold)];
    SCRIP_TRY_VOID(require(hold.status == HoldStatus::active, "the hold has ended"));
    SCRIP_TRY_VOID(require(!hold.job.empty(), "the hold ends with its reservation"));
    SCRIP_TRY_VOID(require(event.status == HoldStatus::released || event.status == HoldStatus::expired,
                           "a hold ends released or expired"));
    return require(event.status != HoldStatus::expired || hold.expires_at <= state.last_time, "the hold expires later");
  }

  Result<void> operator()(const SuspenseWrittenOff& event) const {
    for (const SuspenseId id : event.ids) {
      SCRIP_TRY_VOID(require(state.suspense.contains(id), "no such record in suspense"));
    }
    const bool ascending =
        std::adjacent_find(event.ids.begin(), event.ids.end(), std::greater_equal<>{}) == event.ids.end();
    return require(!event.ids.empty() && ascending, "the records written off are not in order");
  }

  Result<void> operator()(const ChargeAdjusted& event) const {
    const Adjustment& adjustment = event.adjustment;
    SCRIP_TRY_VOID(require(is_next(state.adjustments, adjustment.id), "the adjustment's id is not the next"));
    SCRIP_TRY_VOID(require(!state.adjustment_by_key.contains(adjustment.key), "the adjustment's key is taken"));
    SCRIP_TRY_VOID(require(exists(state.jobs, adjustment.job), "no such job"));
    const Job& job = state.jobs[index(adjustment.job)];
    SCRIP_TRY_VOID(require(adjustment.site == job.site && job_key(job.site, adjustment.job_text) == job.key,
                           "the adjustment names another job"));
    SCRIP_TRY_VOID(require(adjustment.gross > Amount{}, "a refund is above zero"));
    Amount gross;
    for (auto line = adjustment.lines.begin(); line != adjustment.lines.end(); ++line) {
      SCRIP_TRY_VOID(require(line == adjustment.lines.begin() || std::prev(line)->line > line->line,
                             "the refund's lines do not run from the last to the first"));
      SCRIP_TRY_VOID(check_refunded(job, *line));
      gross += line->gross;
    }
    SCRIP_TRY_VOID(require(gross == adjustment.gross, "the refund is not the sum of its lines"));
    if (const auto held = check_refundable(state, adjustment); !held) return mismatch(held.error().detail);
    return {};
  }

  [[nodiscard]] Result<void> check_refunded(const Job& job, const RefundedLine& refunded) const {
    SCRIP_TRY_VOID(require(refunded.line < job.lines.size(), "no such line"));
    const Line& line = job.lines[refunded.line];
    SCRIP_TRY_VOID(require(refunded.gross > Amount{} && refunded.gross <= line.gross - line.refunded,
                           "the refund is more than is left of the line"));
    Amount own = line.gross;                                 // what the company owes for the line,
    Amount given_back = line.refunded + refunded.gross;      // and what of it this and earlier refunds take off
    auto part = refunded.parts.begin();
    for (std::uint32_t i = 0; i < line.allocations.size(); ++i) {
      const Allocation& allocation = line.allocations[i];
      Amount returned_money = allocation.returned_money;
      if (part != refunded.parts.end() && part->allocation == i) {
        SCRIP_TRY_VOID(require(part->covered >= Amount{} && part->covered <= allocation.covered - allocation.returned &&
                                   part->covered_money >= Amount{} &&
                                   part->covered_money <= allocation.covered_money - allocation.returned_money,
                               "the refund is more than is left of a voucher's part"));
        returned_money += part->covered_money;
        ++part;
      }
      const auto& terms = state.vouchers[index(allocation.voucher)].terms;
      if (state.programmes[index(terms.programme)].mode == programme::RedemptionMode::reimburse) continue;
      own -= allocation.covered_money;
      given_back -= returned_money;
    }
    SCRIP_TRY_VOID(require(part == refunded.parts.end(), "no such part of the line"));
    return require(given_back >= Amount{} && given_back <= own,
                   "the refund gives the company back what it did not owe");
  }

  Result<void> operator()(const PeriodClosed& event) const {
    SCRIP_TRY_VOID(require(state.authority.has_value(), "there is no authority"));
    SCRIP_TRY_VOID(require(count(event.month) > -month_max && count(event.month) < month_max, "no such month"));
    SCRIP_TRY_VOID(
        require(!state.first_open_month || event.month >= *state.first_open_month, "the period is closed already"));
    std::size_t next_id = state.statements.size();
    for (const Statement& statement : event.statements) {
      SCRIP_TRY_VOID(require(index(statement.id) == next_id++, "the statement's id is not the next"));
      SCRIP_TRY_VOID(require(statement.month == event.month, "the statement is of another month"));
      SCRIP_TRY_VOID(require(exists(state.registry.sites(), statement.site), "no such site"));
      SCRIP_TRY_VOID(require(statement.programme == no_id<ProgrammeId> || exists(state.programmes, statement.programme),
                             "no such programme"));
      SCRIP_TRY_VOID(require(statement.unit <= Unit::tokens, "no such unit"));
    }
    return {};
  }

  // What belongs to calls, applications and awards has its own files.
  template <class LifecycleEvent>
  Result<void> operator()(const LifecycleEvent& event) const {
    return check_lifecycle(state, event);
  }
};

}  // namespace

Result<void> check_new_voucher(const State& state, const programme::Voucher& terms) {
  SCRIP_TRY_VOID(require(is_next(state.vouchers, terms.id), "the voucher's id is not the next"));
  SCRIP_TRY_VOID(require(state.find_voucher(terms.key) == nullptr, "the voucher's key is taken"));
  SCRIP_TRY_VOID(check_terms(state, terms));
  const auto mode = state.programmes[index(terms.programme)].mode;
  SCRIP_TRY_VOID(require(mode != programme::RedemptionMode::reserve || terms.sites.size() == 1,
                         "a voucher whose money is placed beforehand names its one site"));
  SCRIP_TRY_VOID(require(mode != programme::RedemptionMode::in_kind || terms.unit != Unit::money,
                         "a programme in kind gives no money"));
  SCRIP_TRY_VOID(
      require(state.wallets[index(terms.organisation)].size() < limits::vouchers_per_wallet_max, "the wallet is full"));
  return require(state.expiry_of(terms) > state.last_time, "the voucher is over before it is issued");
}

Result<void> check_hold(const State& state, const Hold& hold) {
  SCRIP_TRY_VOID(require(is_next(state.holds, hold.id), "the hold's id is not the next"));
  SCRIP_TRY_VOID(require(state.find_hold(hold.key) == nullptr, "the hold's key is taken"));
  SCRIP_TRY_VOID(require(exists(state.registry.organisations(), hold.organisation), "no such organisation"));
  SCRIP_TRY_VOID(require(exists(state.registry.sites(), hold.site), "no such site"));
  SCRIP_TRY_VOID(require(hold.resource == no_id<ResourceId> || exists(state.registry.resources(), hold.resource),
                         "no such resource"));
  SCRIP_TRY_VOID(require(hold.status == HoldStatus::active, "a new hold is active"));
  SCRIP_TRY_VOID(require(sane(hold.use), "no such use"));
  SCRIP_TRY_VOID(require(hold.bill > Amount{}, "a hold's bill is above zero"));
  SCRIP_TRY_VOID(require(hold.expires_at > state.last_time, "the hold expires before it is placed"));
  SCRIP_TRY_VOID(require(!hold.parts.empty(), "a hold sets something aside"));
  return check_parts(state, hold.parts, hold.organisation);
}

Result<void> check_zone(const ZoneOffsets& zone) {
  constexpr std::int32_t offset_max_s = 18 * 3'600;
  for (std::size_t i = 0; i < zone.steps.size(); ++i) {
    const auto& step = zone.steps[i];
    if (step.offset_s < -offset_max_s || step.offset_s > offset_max_s) {
      return fail(ErrorCode::time_invalid, say("an offset from UTC is within 18 hours"), "zone");
    }
    if (i > 0 && zone.steps[i - 1].from_ms >= step.from_ms) {
      return fail(ErrorCode::time_invalid, say("the changes of the clocks are not in order of time"), "zone");
    }
  }
  return {};
}

Result<void> check(const State& state, const Event& event) {
  if (!state.authority && !event.is<AuthorityCreated>()) {
    return mismatch("there is no authority yet");
  }
  auto result = event.visit(Checker{state});
  if (!result) result.error().detail = std::string(name(event)) + ": " + result.error().detail;
  return result;
}

}  // namespace scrip::engine
