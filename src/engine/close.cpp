#include "engine/close.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "engine/charging.h"
#include "engine/commands.h"
#include "engine/settlement.h"
#include "engine/texts.h"
#include "proof/hash.h"

namespace scrip::engine {
namespace {

// One open line in the order of use.
struct OpenLine {
  OrganisationId payer;
  Month posting;
  Day day;
  Instant first_start;
  JobKey key;
  std::uint32_t line;
  JobId job;

  [[nodiscard]] auto order() const { return std::tuple{payer, count(posting), count(day), first_start, key, line}; }
};

OpenLine open_line(const Job& job, JobId id, std::uint32_t line) {
  return {.payer = job.payer,
          .posting = job.lines[line].posting,
          .day = job.lines[line].day,
          .first_start = job.first_start,
          .key = job.key,
          .line = line,
          .job = id};
}

// The open lines of every wallet that has one to close, in order.
std::vector<OpenLine> lines_to_allocate(const State& state, Month month) {
  std::vector<bool> concerned(state.wallets.size(), false);
  for (const Job& job : state.jobs) {
    for (const Line& line : job.lines) {
      if (line.status == LineStatus::open && line.posting <= month) concerned[index(job.payer)] = true;
    }
  }
  std::vector<OpenLine> lines;
  for (std::size_t j = 0; j < state.jobs.size(); ++j) {
    const Job& job = state.jobs[j];
    if (job.payer == no_id<OrganisationId> || !concerned[index(job.payer)]) continue;
    for (std::uint32_t i = 0; i < job.lines.size(); ++i) {
      if (job.lines[i].status != LineStatus::open) continue;
      lines.push_back(open_line(job, id_at<JobId>(j), i));
    }
  }
  std::sort(lines.begin(), lines.end(), [](const OpenLine& a, const OpenLine& b) { return a.order() < b.order(); });
  return lines;
}

std::uint32_t first_open_line(const Job& job) {
  std::uint32_t first = 0;
  while (first < job.lines.size() && job.lines[first].status != LineStatus::open) ++first;
  return first;
}

// Where each line's stretch of its bill starts.
Amount start_of_line(const Job& job, std::uint32_t line) {
  Amount start;
  for (std::uint32_t i = 0; i < line; ++i) start += job.lines[i].gross;
  return start;
}

// Undoes all the lines, then allocates each again. Returns the jobs whose lines came out differently.
std::vector<PeriodClosed::Change> allocate_in_order(State& state, const std::vector<OpenLine>& lines) {
  Charger charger(state);
  struct Before {
    Amount gross;
    Allocations allocations;
  };
  std::vector<Before> before;
  std::vector<Amount> starts;
  before.reserve(lines.size());
  for (const OpenLine& open : lines) {
    const Job& job = state.jobs[index(open.job)];
    before.push_back({.gross = job.lines[open.line].gross, .allocations = job.lines[open.line].allocations});
    starts.push_back(start_of_line(job, open.line));
  }
  for (const OpenLine& open : lines) {
    Job& job = state.jobs[index(open.job)];
    charger.undo(job, job.lines[open.line]);
  }
  std::vector<JobId> changed;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Job& job = state.jobs[index(lines[i].job)];
    Line& line = job.lines[lines[i].line];
    line.gross = before[i].gross;
    charger.allocate(job, line, starts[i]);
    if (line.allocations != before[i].allocations) changed.push_back(lines[i].job);
  }
  charger.finish();
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());

  std::vector<PeriodClosed::Change> changes;
  for (const JobId id : changed) {
    const Job& job = state.jobs[index(id)];
    PeriodClosed::Change change{.job = id, .lines = {.first_line = first_open_line(job), .allocations = {}}};
    for (std::uint32_t i = change.lines.first_line; i < job.lines.size(); ++i) {
      change.lines.allocations.push_back(job.lines[i].allocations);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

// Whether the change names a job and all of its open lines.
bool fits(const State& state, const PeriodClosed::Change& change) {
  if (index(change.job) >= state.jobs.size()) return false;
  const Job& job = state.jobs[index(change.job)];
  return change.lines.first_line == first_open_line(job) &&
         change.lines.allocations.size() == job.lines.size() - change.lines.first_line;
}

// In the order in which the close allocated them.
bool redo_changes(State& state, const std::vector<PeriodClosed::Change>& changes) {
  struct Redo {
    OpenLine at;
    Amount gross;
    const Allocations* allocations;
  };
  Charger charger(state);
  std::vector<Redo> lines;
  const PeriodClosed::Change* before = nullptr;
  for (const auto& change : changes) {
    if (!fits(state, change) || (before != nullptr && before->job >= change.job)) return false;
    before = &change;
    Job& job = state.jobs[index(change.job)];
    for (std::uint32_t i = change.lines.first_line; i < job.lines.size(); ++i) {
      lines.push_back({.at = open_line(job, change.job, i),
                       .gross = job.lines[i].gross,
                       .allocations = &change.lines.allocations[i - change.lines.first_line]});
      charger.undo(job, job.lines[i]);
    }
  }
  std::sort(lines.begin(), lines.end(), [](const Redo& a, const Redo& b) { return a.at.order() < b.at.order(); });
  for (const Redo& redo : lines) {
    Job& job = state.jobs[index(redo.at.job)];
    Line& line = job.lines[redo.at.line];
    line.gross = redo.gross;
    if (!charger.redo(job, line, *redo.allocations)) return false;
  }
  charger.finish();
  return true;
}

// The month's lines become final: their money is owed.
void seal(State& state, Month month) {
  Charger charger(state);
  for (Job& job : state.jobs) {
    for (Line& line : job.lines) {
      if (line.status == LineStatus::closed || line.posting > month) continue;
      line.status = LineStatus::closed;
      for (const Allocation& allocation : line.allocations) {
        VoucherState& voucher = state.vouchers[index(allocation.voucher)];
        const Amount amount = allocation.covered - allocation.returned;
        state.ledger.transfer({.from = charger.in_flight_account(job, voucher),
                               .to = charger.settled_account(job, voucher),
                               .amount = amount});
        voucher.in_flight -= amount;
        voucher.settled += amount;
      }
    }
  }
  state.first_open_month = next(month);
}

void add_statements(State& state, const std::vector<Statement>& statements) {
  const std::size_t first = state.statements.size();
  state.statements.insert(state.statements.end(), statements.begin(), statements.end());
  state.origins.statements.resize(state.statements.size(), state.last_sequence);
  open_statement_dues(state, first);
}

struct StatementKey {
  SiteId site;
  ProgrammeId programme;
  Unit unit;
  friend auto operator<=>(const StatementKey&, const StatementKey&) = default;
};

// A statement in the making: its digest runs over its lines in canonical order.
struct Draft {
  std::uint64_t lines = 0;
  std::uint64_t adjustments = 0;
  Amount charged;
  Amount refunded;
  proof::Sha256 digest;

  void hash(std::initializer_list<std::uint64_t> values) {
    for (const std::uint64_t value : values) {
      std::array<std::uint8_t, 8> bytes{};
      for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
      digest.update(bytes);
    }
  }
};

using Drafts = std::map<StatementKey, Draft>;

std::uint64_t word(Amount amount) { return static_cast<std::uint64_t>(amount.micro_units); }

bool is_taken_off_the_bill(const State& state, const programme::Voucher& terms) {
  return state.programmes[index(terms.programme)].mode != programme::RedemptionMode::reimburse;
}

void draft_line(const State& state, const Job& job, const Line& line, Drafts& drafts) {
  for (const StatementPart& part : statement_parts(state, line)) {
    Draft& draft = drafts[{.site = job.site, .programme = part.programme, .unit = part.unit}];
    ++draft.lines;
    draft.charged += part.amount;
    const std::uint64_t voucher = part.voucher == no_id<VoucherId> ? 0 : static_cast<std::uint64_t>(part.voucher);
    draft.hash({1, job.key.high, job.key.low, static_cast<std::uint64_t>(count(line.day)),
                static_cast<std::uint64_t>(line.resource), word(line.quantity), word(line.gross), voucher,
                word(part.amount)});
  }
}

void draft_adjustment(const State& state, const Adjustment& adjustment, Drafts& drafts) {
  const Job& job = state.jobs[index(adjustment.job)];
  for (const StatementPart& part : statement_refunds(state, adjustment)) {
    Draft& draft = drafts[{.site = job.site, .programme = part.programme, .unit = part.unit}];
    ++draft.adjustments;
    draft.refunded += part.amount;
    draft.hash({2, job.key.high, job.key.low, static_cast<std::uint64_t>(adjustment.id), word(part.amount)});
  }
}

}  // namespace

InlineVector<StatementPart, 2> statement_parts(const State& state, const Line& line) {
  InlineVector<StatementPart, 2> parts;
  Amount own = line.gross;
  for (const Allocation& allocation : line.allocations) {
    const auto& terms = state.vouchers[index(allocation.voucher)].terms;
    if (is_taken_off_the_bill(state, terms)) own -= allocation.covered_money;
    parts.push_back({terms.programme, terms.unit, allocation.voucher, allocation.covered});
  }
  if (!own.is_zero()) parts.push_back({.amount = own});
  return parts;
}

std::vector<StatementPart> statement_refunds(const State& state, const Adjustment& adjustment) {
  const Job& job = state.jobs[index(adjustment.job)];
  std::map<std::pair<ProgrammeId, Unit>, Amount> refunds;
  for (const RefundedLine& refunded : adjustment.lines) {
    Amount own = refunded.gross;
    for (const auto& part : refunded.parts) {
      const auto voucher = job.lines[refunded.line].allocations[part.allocation].voucher;
      const auto& terms = state.vouchers[index(voucher)].terms;
      if (is_taken_off_the_bill(state, terms)) own -= part.covered_money;
      refunds[{terms.programme, terms.unit}] += part.covered;
    }
    if (!own.is_zero()) refunds[{no_id<ProgrammeId>, Unit::money}] += own;
  }
  std::vector<StatementPart> parts;
  for (const auto& [key, amount] : refunds) {
    parts.push_back({.programme = key.first, .unit = key.second, .amount = amount});
  }
  return parts;
}

std::vector<Statement> statements_of(const State& state, Month month) {
  std::vector<std::tuple<JobKey, JobId>> jobs;
  for (std::size_t i = 0; i < state.jobs.size(); ++i) {
    const auto& lines = state.jobs[i].lines;
    const bool concerned = std::any_of(lines.begin(), lines.end(), [&](const Line& l) { return l.posting == month; });
    if (concerned) jobs.emplace_back(state.jobs[i].key, id_at<JobId>(i));
  }
  std::sort(jobs.begin(), jobs.end());
  Drafts drafts;
  for (const auto& [key, id] : jobs) {
    const Job& job = state.jobs[index(id)];
    for (const Line& line : job.lines) {
      if (line.posting == month) draft_line(state, job, line, drafts);
    }
  }
  for (const Adjustment& adjustment : state.adjustments) {
    if (adjustment.posting == month) draft_adjustment(state, adjustment, drafts);
  }
  std::vector<Statement> statements;
  for (auto& [key, draft] : drafts) {
    statements.push_back({.id = id_at<StatementId>(state.statements.size() + statements.size()),
                          .month = month,
                          .site = key.site,
                          .programme = key.programme,
                          .unit = key.unit,
                          .lines = draft.lines,
                          .adjustments = draft.adjustments,
                          .charged = draft.charged,
                          .refunded = draft.refunded,
                          .total = draft.charged - draft.refunded,
                          .digest = draft.digest.finish()});
  }
  return statements;
}

Result<void> check_close(const State& state, Month month, const EntryContext& context) {
  if (!state.authority) return fail(ErrorCode::authority_missing, "");
  if (state.first_open_month && month < *state.first_open_month) {
    return fail(ErrorCode::period_closed, format_month(month), "month");
  }
  if (context.now < state.authority->zone.start_of(first_day(next(month)))) {
    return fail(ErrorCode::period_open, say("{0} is not over", format_month(month)), "month");
  }
  for (const Job& job : state.jobs) {
    for (const Line& line : job.lines) {
      if (line.status != LineStatus::closed && line.posting < month) {
        return fail(ErrorCode::period_open, say("close {0} first", format_month(line.posting)), "month");
      }
    }
  }
  for (const Adjustment& adjustment : state.adjustments) {
    const bool open = !state.first_open_month || adjustment.posting >= *state.first_open_month;
    if (open && adjustment.posting < month) {
      return fail(ErrorCode::period_open, say("close {0} first", format_month(adjustment.posting)), "month");
    }
  }
  return {};
}

PeriodClosed close_period(State& state, Month month) {
  PeriodClosed event{.month = month, .changes = {}, .statements = {}};
  event.changes = allocate_in_order(state, lines_to_allocate(state, month));
  event.statements = statements_of(state, month);
  seal(state, month);
  add_statements(state, event.statements);
  return event;
}

bool apply_close(State& state, const PeriodClosed& event) {
  if (!redo_changes(state, event.changes)) return false;
  seal(state, event.month);
  add_statements(state, event.statements);
  return true;
}

}  // namespace scrip::engine
