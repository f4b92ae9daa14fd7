#include "reports/cells.h"

#include <fmt/core.h>

#include <array>
#include <cstddef>

#include "reports/decimal.h"

namespace scrip::reports {

using engine::State;
using registry::ResourceKind;

namespace {

template <class Table, class Id>
std::string key_in(const Table& table, Id id) {
  return id == no_id<Id> ? std::string{} : table[index(id)].key;
}

bool is_reimbursed(const State& state, VoucherId voucher) {
  const auto programme = state.vouchers[index(voucher)].terms.programme;
  return state.programmes[index(programme)].mode == programme::RedemptionMode::reimburse;
}

}  // namespace

std::string written_time(std::int64_t ms) {
  constexpr Instant first{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
  constexpr Instant end{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}};
  return ms >= count(first) && ms < count(end) ? cell(instant_at(ms)) : cell(ms);
}

std::string hours(Int128 micro_seconds, int decimals_min) {
  return decimal(divide(micro_seconds, 3600, Rounding::half_up), decimals_min);
}

std::string job_id(const engine::JobKey& key) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[i] = static_cast<std::uint8_t>(key.high >> (56 - 8 * i));
    bytes[8 + i] = static_cast<std::uint8_t>(key.low >> (56 - 8 * i));
  }
  return to_hex(ByteView{bytes});
}

std::string key_of(const State& state, OrganisationId id) { return key_in(state.registry.organisations(), id); }
std::string key_of(const State& state, SiteId id) { return key_in(state.registry.sites(), id); }
std::string key_of(const State& state, ResourceId id) { return key_in(state.registry.resources(), id); }
std::string key_of(const State& state, ProgrammeId id) { return key_in(state.programmes, id); }
std::string key_of(const State& state, BudgetLineId id) { return key_in(state.budget_lines, id); }
std::string key_of(const State& state, HoldId id) { return key_in(state.holds, id); }
std::string key_of(const State& state, PolicyId id) { return key_in(state.policies, id); }
std::string key_of(const State& state, const registry::Scope& scope) {
  switch (scope.kind) {
    case registry::ScopeKind::organisation:
      return key_of(state, OrganisationId{scope.id});
    case registry::ScopeKind::programme:
      return key_of(state, ProgrammeId{scope.id});
    case registry::ScopeKind::site:
      return key_of(state, SiteId{scope.id});
    case registry::ScopeKind::authority:
      break;
  }
  return {};
}
std::string key_of(const State& state, CallId id) {
  return id == no_id<CallId> ? std::string{} : state.calls[index(id)].terms.key;
}
std::string key_of(const State& state, ApplicationId id) {
  return id == no_id<ApplicationId> ? std::string{} : state.applications[index(id)].terms.key;
}
std::string key_of(const State& state, AwardId id) {
  return id == no_id<AwardId> ? std::string{} : state.awards[index(id)].terms.key;
}
std::string key_of(const State& state, VoucherId id) {
  return id == no_id<VoucherId> ? std::string{} : state.vouchers[index(id)].terms.key;
}

std::string weekdays(std::uint8_t days) {
  static constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  std::string out;
  for (unsigned day = 0; day < 7; ++day) {
    if ((days >> day & 1) == 0) continue;
    unsigned last = day;
    while (last < 6 && (days >> (last + 1) & 1) != 0) ++last;
    if (!out.empty()) out += ';';
    out += names[day];
    if (last != day) out += "-" + std::string(names[last]);
    day = last;
  }
  return out;
}

std::string time_of_day(std::uint16_t minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string_view quantity_unit(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::accelerator:
      return "device_seconds";
    case ResourceKind::cpu_core:
      return "core_seconds";
    case ResourceKind::token:
      return "tokens";
  }
  return "unknown";
}

std::string_view price_unit(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::accelerator:
      return "device_hour";
    case ResourceKind::cpu_core:
      return "core_hour";
    case ResourceKind::token:
      return "million_tokens";
  }
  return "unknown";
}

std::string_view name(engine::LineStatus status) {
  switch (status) {
    case engine::LineStatus::open:
      return "open";
    case engine::LineStatus::fixed:
      return "fixed";
    case engine::LineStatus::closed:
      return "closed";
  }
  return "unknown";
}

std::string_view name(engine::HoldStatus status) {
  switch (status) {
    case engine::HoldStatus::active:
      return "active";
    case engine::HoldStatus::released:
      return "released";
    case engine::HoldStatus::expired:
      return "expired";
  }
  return "unknown";
}

std::string covered_by(const State& state, const engine::Allocations& allocations) {
  std::string out;
  for (const auto& allocation : allocations) {
    if (!out.empty()) out += ';';
    out += key_of(state, allocation.voucher) + ":" + cell(allocation.covered_money);
  }
  return out;
}

Amount owed_by_company(const State& state, const engine::Line& line) {
  Amount owed = line.gross;
  for (const auto& allocation : line.allocations) {
    if (!is_reimbursed(state, allocation.voucher)) owed -= allocation.covered_money;
  }
  return owed;
}

Amount refunded_to_company(const State& state, const engine::Line& line) {
  Amount refunded = line.refunded;
  for (const auto& allocation : line.allocations) {
    if (!is_reimbursed(state, allocation.voucher)) refunded -= allocation.returned_money;
  }
  return refunded;
}

Amount returned_money(const engine::Line& line) {
  Amount returned;
  for (const auto& allocation : line.allocations) returned += allocation.returned_money;
  return returned;
}

}  // namespace scrip::reports
