#pragma once
// Values and ids of the state as the canonical text of cells.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/time.h"
#include "engine/state.h"

namespace scrip::reports {

[[nodiscard]] inline std::string cell(std::string_view text) { return std::string(text); }
[[nodiscard]] inline std::string cell(Amount amount) { return format_amount(amount); }
[[nodiscard]] inline std::string cell(Share share) { return format_share(share); }
[[nodiscard]] inline std::string cell(std::uint64_t number) { return std::to_string(number); }
[[nodiscard]] inline std::string cell(std::int64_t number) { return std::to_string(number); }
[[nodiscard]] inline std::string cell(Day day) { return format_day(day); }
[[nodiscard]] inline std::string cell(Month month) { return format_month(month); }
[[nodiscard]] inline std::string cell(Instant instant) { return format_instant(instant); }
[[nodiscard]] inline std::string cell(bool truth) { return truth ? "true" : "false"; }
[[nodiscard]] inline std::string cell(const char* text) { return text; }  // else it would be a truth

// A time as a site wrote it, which need not be one: outside the years 1 .. 9999 its milliseconds since 1970.
[[nodiscard]] std::string written_time(std::int64_t ms);
// A cap; "" for none.
[[nodiscard]] inline std::string cap(Amount amount) { return amount.is_zero() ? std::string{} : cell(amount); }
// A document's hash; "" for none.
[[nodiscard]] inline std::string document(const Hash256& hash) {
  return hash == Hash256{} ? std::string{} : to_hex(hash);
}
// A quantity of device-seconds, core-seconds or tokens, with all its six decimals.
[[nodiscard]] inline std::string quantity(Amount amount) { return format_amount(amount, 6); }
// Seconds as hours, a half of the sixth decimal rounded up.
[[nodiscard]] std::string hours(Int128 micro_seconds, int decimals_min = 6);

// A job as tables show it: the 128-bit hash of its site and key, in hexadecimal. The state keeps no more of the key.
[[nodiscard]] std::string job_id(const engine::JobKey& key);

// What an id stands for, "" for none.
[[nodiscard]] std::string key_of(const engine::State& state, OrganisationId id);
[[nodiscard]] std::string key_of(const engine::State& state, SiteId id);
[[nodiscard]] std::string key_of(const engine::State& state, ResourceId id);
[[nodiscard]] std::string key_of(const engine::State& state, ProgrammeId id);
[[nodiscard]] std::string key_of(const engine::State& state, BudgetLineId id);
[[nodiscard]] std::string key_of(const engine::State& state, VoucherId id);
[[nodiscard]] std::string key_of(const engine::State& state, HoldId id);
[[nodiscard]] std::string key_of(const engine::State& state, PolicyId id);
[[nodiscard]] std::string key_of(const engine::State& state, CallId id);
[[nodiscard]] std::string key_of(const engine::State& state, ApplicationId id);
[[nodiscard]] std::string key_of(const engine::State& state, AwardId id);
[[nodiscard]] std::string key_of(const engine::State& state, const registry::Scope& scope);  // "" for the authority

// "mon-fri", "mon;wed;sat-sun".
[[nodiscard]] std::string weekdays(std::uint8_t days);
// "08:30"; the end of the day is "24:00".
[[nodiscard]] std::string time_of_day(std::uint16_t minute);

// "device_seconds", "core_seconds" or "tokens".
[[nodiscard]] std::string_view quantity_unit(registry::ResourceKind kind);
// "device_hour", "core_hour" or "million_tokens".
[[nodiscard]] std::string_view price_unit(registry::ResourceKind kind);

[[nodiscard]] std::string_view name(engine::LineStatus status);
[[nodiscard]] std::string_view name(engine::HoldStatus status);

// Keys in the order given, with ';' between them.
template <class Ids>
[[nodiscard]] std::string keys_of(const engine::State& state, const Ids& ids) {
  std::string out;
  for (const auto id : ids) {
    if (!out.empty()) out += ';';
    out += key_of(state, id);
  }
  return out;
}

// What each voucher covers of a line in money, as "V-1:12.50;V-2:3.00".
[[nodiscard]] std::string covered_by(const engine::State& state, const engine::Allocations& allocations);

// What a company owes the operator for a line itself: all of it less what vouchers take off the bill. A voucher that is
// reimbursed later takes nothing off.
[[nodiscard]] Amount owed_by_company(const engine::State& state, const engine::Line& line);
// Of what was refunded, what the company itself had owed.
[[nodiscard]] Amount refunded_to_company(const engine::State& state, const engine::Line& line);
// Of what vouchers covered, what was refunded; in money.
[[nodiscard]] Amount returned_money(const engine::Line& line);

}  // namespace scrip::reports
