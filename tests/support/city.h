#pragma once
// A small city to test on: an authority in Asia/Shanghai with two sites, three resources, vouchers in all four
// redemption modes, and a plain way to run commands and usage on its state. Everything goes through decide, apply and
// record_usage, as in the journal; there is no store.
//
//   organisations  grid (the operator), alpha, beta, gamma (no voucher)
//   sites          east (flat prices), west (dear by day, cheap by night and at weekends)
//   resources      ascend (accelerator), core (CPU), qwen-out (tokens)
//   payers         at both sites the accounts alpha, beta and gamma, each its organisation's
//   vouchers       V-OLD      alpha  deduct     50 %   200.00    1 to 31 January, 10 days of grace
//                  V-TRAIN    alpha  deduct     60 %   500.00    training at east only
//                  V-KIND     alpha  in kind   100 %   5 device-hours of ascend at west
//                  V-REPAY    beta   reimburse  40 %   1,000.00  at most 100.00 a month
//                  V-PLACED   beta   reserve    80 %   300.00    at west
//
// All are from 2026-01-01; those without another end are valid to 2026-12-31. The clock starts at 2026-01-05 00:00.

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/commands.h"
#include "engine/state.h"
#include "engine/usage.h"

namespace scrip::test {

// A time on Shanghai's clock, such as "2026-01-06 08:00:00".
[[nodiscard]] Instant shanghai(std::string_view time);
[[nodiscard]] Day day(std::string_view text);      // "2026-01-06"
[[nodiscard]] Month month(std::string_view text);  // "2026-01"
[[nodiscard]] Amount amount(std::string_view text);

// One usage record, as a site reports it.
struct Usage {
  std::string site;
  std::string job;
  std::string account;
  std::string resource = "ascend";
  Instant start{};
  std::int64_t minutes = 60;
  std::int64_t units = 1'000;  // thousandths of a device or core, or tokens
  std::uint64_t part = 0;
  registry::Use use = registry::Use::unspecified;
  bool ended = false;
};

class City {
 public:
  City();

  [[nodiscard]] const engine::State& state() const { return state_; }
  [[nodiscard]] Instant now() const { return now_; }

  // Moves the clock on, and applies what became due. `to` is not before now().
  void pass_time(Instant to);

  // Each is one journal entry. run() gives the error of a refusal; must() ends the test program on one.
  Result<void> run(const engine::Command& command, const std::string& actor = {});
  void must(const engine::Command& command, const std::string& actor = {});
  engine::UsageOutcome use(const Usage& usage);
  Result<void> close(Month month);

 private:
  engine::EntryContext begin_entry(const std::string& actor = {});
  void register_everyone();
  void publish_prices();
  void fund_programmes();
  void issue_vouchers();

  engine::State state_;
  Instant now_;
  engine::EarlierRecords earlier_;
};

// The city with two months behind it: January closed, February open. Every table has rows.
//
//   train-1   alpha at east, training, across midnight; refunded in part after January was closed
//   night-1   beta at west, across the change of tariff
//   kind-1    alpha at west, more than V-KIND has left
//   cpu-1     beta at east, cores;   serve-1  gamma at east, tokens
//   held-1    alpha at east, February, with a hold (H-1), not ended;   held-2  has a hold (H-2) and no usage yet
//   In suspense: lost-1 (an unknown account) and odd-1 (an unknown resource).
[[nodiscard]] City city_with_history();

}  // namespace scrip::test
