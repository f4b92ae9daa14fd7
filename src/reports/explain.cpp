// How a job's bill came about, line by line.

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/day_prices.h"
#include "reports/decimal.h"
#include "reports/display.h"
#include "reports/reports.h"
#include "reports/scope.h"
#include "reports/uncovered.h"

namespace scrip::reports {

using engine::Allocation;
using engine::Job;
using engine::Line;
using engine::State;
using registry::ResourceKind;

namespace {

Phrase quantity_phrase(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::accelerator:
      return Phrase::quantity_devices;
    case ResourceKind::cpu_core:
      return Phrase::quantity_cores;
    case ResourceKind::token:
      return Phrase::quantity_tokens;
  }
  return Phrase::quantity_devices;
}

Phrase price_phrase(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::accelerator:
      return Phrase::price_per_device_hour;
    case ResourceKind::cpu_core:
      return Phrase::price_per_core_hour;
    case ResourceKind::token:
      return Phrase::price_per_million_tokens;
  }
  return Phrase::price_per_device_hour;
}

Phrase status_phrase(engine::LineStatus status) {
  switch (status) {
    case engine::LineStatus::open:
      return Phrase::line_open;
    case engine::LineStatus::fixed:
      return Phrase::line_fixed;
    case engine::LineStatus::closed:
      return Phrase::line_closed;
  }
  return Phrase::line_open;
}

Phrase status_phrase(engine::HoldStatus status) {
  switch (status) {
    case engine::HoldStatus::active:
      return Phrase::hold_active;
    case engine::HoldStatus::released:
      return Phrase::hold_released;
    case engine::HoldStatus::expired:
      return Phrase::hold_expired;
  }
  return Phrase::hold_active;
}

// Where a line stands on its job's bill: a line of money from 0 to the bill's total.
struct Position {
  std::size_t line = 0;
  Amount from;
  rating::Exact exact_before = 0;
};

class Explanation {
 public:
  Explanation(const State& state, const Job& job, Language language) : state_(state), job_(job), language_(language) {}

  std::string of_job(std::string_view key) {
    describe_job(key);
    describe_bill();
    Position position;
    for (; position.line < job_.lines.size(); ++position.line) {
      const Line& line = job_.lines[position.line];
      describe_line(line, position);
      position.from += line.gross;
      position.exact_before += line.exact;
    }
    SCRIP_CHECK(position.from == job_.gross);
    return std::move(out_);
  }

 private:
  void describe_job(std::string_view key);
  void describe_bill();
  void describe_adjustments();
  void describe_line(const Line& line, const Position& position);
  void describe_prices(const Line& line);
  void describe_rounding(const Line& line, const Position& position);
  void describe_allocations(const Line& line, Amount from);
  void describe_allocation(const Allocation& allocation, Amount from, Amount until);
  void describe_others(const Line& line, bool is_covered);

  template <class... Values>
  void add(int level, Phrase phrase, const Values&... values) {
    add_text(level, say(language_, phrase, values...));
  }
  void add_text(int level, const std::string& text) {
    out_.append(static_cast<std::size_t>(level) * 2, ' ');
    out_ += printable(text);
    out_ += '\n';
  }
  [[nodiscard]] std::string money(Amount amount) const { return cell(amount) + " " + state_.authority->currency; }
  [[nodiscard]] std::string clock(Instant at, Day day) const;

  const State& state_;
  const Job& job_;
  Language language_;
  std::string out_;
};

void Explanation::describe_job(std::string_view key) {
  const auto& site = state_.registry.sites()[index(job_.site)];
  add(0, Phrase::job_heading, key, site.key, site.name);
  add(1, Phrase::job_identity, job_id(job_.key), job_.first_entry, job_.last_entry);
  if (job_.payer == no_id<OrganisationId>) {
    add(1, Phrase::job_without_payer);
  } else {
    const auto& payer = state_.registry.organisations()[index(job_.payer)];
    add(1, Phrase::job_payer, payer.key, payer.name, use_text(job_.use, language_));
  }
  if (job_.first_start != instant_max) {
    add(1, job_.ended ? Phrase::job_ended : Phrase::job_running, cell(job_.first_start));
  }
  if (job_.hold != no_id<HoldId>) {
    const auto& hold = state_.holds[index(job_.hold)];
    add(1, Phrase::job_hold, hold.key, money(hold.bill), say(language_, status_phrase(hold.status)));
  }
  const auto suspended = std::count_if(state_.suspense.begin(), state_.suspense.end(), [&](const auto& entry) {
    return &state_.jobs[index(entry.second.job)] == &job_;
  });
  if (suspended != 0) add(1, Phrase::job_suspense, suspended);
}

void Explanation::describe_bill() {
  Amount covered;
  Amount refunded;
  Amount returned;
  for (const Line& line : job_.lines) {
    covered += line.covered_money();
    refunded += line.refunded;
    returned += returned_money(line);
  }
  add(1, Phrase::job_bill, money(job_.gross), money(covered), money(job_.gross - covered));
  if (refunded.is_zero()) return;
  add(1, Phrase::job_refunded, money(refunded), money(returned));
  describe_adjustments();
}

void Explanation::describe_adjustments() {
  for (const auto& adjustment : state_.adjustments) {
    if (&state_.jobs[index(adjustment.job)] != &job_) continue;
    add(2, Phrase::job_adjustment, adjustment.key, cell(adjustment.posting), money(adjustment.gross),
        adjustment.reason);
  }
}

void Explanation::describe_line(const Line& line, const Position& position) {
  const auto& resource = state_.registry.resources()[index(line.resource)];
  out_ += '\n';
  add(0, Phrase::line_heading, position.line + 1, cell(line.day), resource.key, resource.name, cell(line.posting),
      say(language_, status_phrase(line.status)));
  add(1, quantity_phrase(resource.kind), format_amount(line.quantity, 0), hours(line.quantity.micro_units, 0));
  describe_prices(line);
  describe_rounding(line, position);
  describe_allocations(line, position.from);
  if (!line.refunded.is_zero()) add(1, Phrase::job_refunded, money(line.refunded), money(returned_money(line)));
}

void Explanation::describe_prices(const Line& line) {
  const auto prices = prices_of_day(state_, job_.site, line.resource, line.day);
  const auto kind = state_.registry.resources()[index(line.resource)].kind;
  add(1, Phrase::prices_heading, state_.authority->zone_name);
  for (const auto& price : prices) {
    add(2, price_phrase(kind), clock(price.period.from, line.day), clock(price.period.until, line.day),
        money(price.price), state_.rate_cards.cards()[index(price.rate_card)].key);
  }
  const bool one_price =
      std::all_of(prices.begin(), prices.end(), [&](const auto& price) { return price.price == prices.front().price; });
  add(1, one_price ? Phrase::exact_product : Phrase::exact_sum, exact_decimal(line.exact));
}

void Explanation::describe_rounding(const Line& line, const Position& position) {
  if (position.line == 0) {
    add(1, Phrase::rounded_first, money(line.gross));
    return;
  }
  const rating::Exact exact = position.exact_before + line.exact;
  add(1, Phrase::rounded_next, exact_decimal(exact), cell(rating::rounded(exact)), cell(position.from),
      money(line.gross));
}

void Explanation::describe_allocations(const Line& line, Amount from) {
  const Amount end = from + line.gross;
  if (line.gross.is_zero()) {
    add(1, Phrase::stretch_empty);
    return;
  }
  add(1, Phrase::stretch_heading, cell(from), cell(end));
  for (const Allocation& allocation : line.allocations) {
    describe_allocation(allocation, from, from + allocation.absorbed);
    from += allocation.absorbed;
  }
  if (from != end) add(2, Phrase::covers_nothing, cell(from), cell(end));
  add(1, Phrase::line_split, money(line.covered_money()), money(line.own_share()));
  describe_others(line, from == end);
}

void Explanation::describe_allocation(const Allocation& allocation, Amount from, Amount until) {
  const auto& terms = state_.vouchers[index(allocation.voucher)].terms;
  std::string text;
  switch (terms.unit) {
    case Unit::money:
      text = say(language_, Phrase::covers_money, cell(from), cell(until), terms.key, cell(terms.share),
                 money(allocation.covered));
      break;
    case Unit::device_time:
      text = say(language_, Phrase::covers_hours, cell(from), cell(until), terms.key, cell(terms.share),
                 hours(allocation.covered.micro_units, 0), money(allocation.covered_money));
      break;
    case Unit::tokens:
      text = say(language_, Phrase::covers_tokens, cell(from), cell(until), terms.key, cell(terms.share),
                 format_amount(allocation.covered, 0), money(allocation.covered_money));
      break;
  }
  const auto remark = [&](Phrase phrase) { text = say(language_, Phrase::with_remark, text, say(language_, phrase)); };
  if (allocation.from_hold) remark(Phrase::covers_from_hold);
  if (state_.programmes[index(terms.programme)].mode == programme::RedemptionMode::reimburse) {
    remark(Phrase::covers_reimbursed);
  }
  add_text(2, text);
}

void Explanation::describe_others(const Line& line, bool is_covered) {
  std::vector<std::string> reasons;
  const auto& wallet = state_.wallets[index(job_.payer)];
  for (const VoucherId id : wallet) {
    const bool covers_some = std::any_of(line.allocations.begin(), line.allocations.end(),
                                         [&](const Allocation& allocation) { return allocation.voucher == id; });
    if (covers_some && is_covered) continue;
    const UncoveredCase of{.job = job_, .line = line, .covers_some = covers_some, .is_covered = is_covered};
    const engine::VoucherState& voucher = state_.vouchers[index(id)];
    reasons.push_back(
        say(language_, Phrase::other_voucher, voucher.terms.key, why_uncovered(state_, voucher, of, language_)));
  }
  if (wallet.empty()) reasons.push_back(say(language_, Phrase::wallet_empty));
  if (reasons.empty()) return;
  add(1, Phrase::others_heading);
  for (const auto& reason : reasons) add_text(2, reason);
}

// The time on the wall clock of the authority; the end of the day is "24:00".
std::string Explanation::clock(Instant at, Day day) const {
  const ZoneOffsets& zone = state_.authority->zone;
  if (zone.day_of(at) != day) return "24:00";
  const int minutes = zone.wall_clock_ms(at) / 60'000;
  const int seconds = zone.wall_clock_ms(at) / 1000 % 60;
  const std::string to_the_minute = fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
  return seconds == 0 ? to_the_minute : to_the_minute + fmt::format(":{:02}", seconds);
}

}  // namespace

Result<std::string> explain_job(const State& state, std::string_view site_key, std::string_view job_key,
                                Language language) {
  const auto* site = state.registry.find_site(site_key);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + std::string(site_key) + "'", "site");
  const Job* job = find_job(state, site->id, job_key);
  if (job == nullptr) return fail(ErrorCode::job_not_found, "'" + std::string(job_key) + "'", "job");
  return Explanation(state, *job, language).of_job(job_key);
}

}  // namespace scrip::reports
