#pragma once
// A small authority to test in: two sites, four resources at flat prices, two companies and a programme of every mode.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sim/checked_journal.h"

namespace scrip::sim {

// One usage record, with what its batch says of its job.
struct Usage {
  std::string job;
  std::uint64_t part = 0;
  std::string resource = "a100";
  std::int64_t start_ms = 0;
  std::int64_t end_ms = 0;
  std::int64_t units = 1000;
  std::string account = "alpha";
  registry::Use use = registry::Use::unspecified;
  std::string requested = {};
  bool ended = false;
  metering::SuspenseReason problem = metering::SuspenseReason::none;
};

// Jobs that say the same of themselves share a place in the batch's table; others get one each.
[[nodiscard]] metering::UsageBatch batch_of(const std::vector<Usage>& records);

[[nodiscard]] Instant at(std::string_view text);   // without an offset: UTC
[[nodiscard]] Day day(std::string_view text);
[[nodiscard]] Month month(std::string_view text);
[[nodiscard]] Amount amount(std::string_view text);
[[nodiscard]] ZoneOffsets fixed_zone(int hours);

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

// The price of everything in a town: 3.60 a device-hour, 3.60 a million tokens. A device-second costs 1,000
// micro-units.
inline constexpr Amount town_price{3'600'000};

// Sites "east" and "west" (UTC+8, as the authority); resources "a100" (alias "A100-SXM4"), "h20", "core" and "tokens";
// companies "alpha" and "beta", each the payer of the account of its name; programmes "deduct", "reimburse" and
// "reserve" with money on the lines of these names, "in_kind" with the lines "hours" and "tokens". It is
// 2026-03-10T00:00:00Z.
class Town : public CheckedJournal {
 public:
  explicit Town(std::string context = {});

  // The command must succeed.
  void must(const engine::Command& command);
  // The name of the error; "" for none.
  std::string try_to(const engine::Command& command);
  std::string try_close(std::string_view month_text);
  void must_close(std::string_view month_text);
  runtime::UsageReply use(const std::vector<Usage>& records, std::string_view site = "east");

  [[nodiscard]] const engine::VoucherState& voucher(std::string_view key) const;
  [[nodiscard]] engine::Balance balance(std::string_view key) const;
  [[nodiscard]] const engine::Job& job(std::string_view key, std::string_view site = "east") const;
  [[nodiscard]] Amount account(ledger::AccountKind kind, Unit unit, std::uint32_t owner,
                               std::uint32_t second = ledger::nobody) const;
};

// A voucher of "alpha" on the line "deduct", of 1,000.00, valid all year.
[[nodiscard]] engine::IssueVoucher voucher_called(std::string_view key);

// An hour of `units` on the 9th of March, starting at its first hour (in UTC: 08:00 in the town).
[[nodiscard]] Usage hour_of(std::string_view job, std::uint64_t part);

}  // namespace scrip::sim
