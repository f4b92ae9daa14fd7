#include "engine/state.h"

#include <algorithm>
#include <array>

#include "engine/line.h"
#include "engine/request_name.h"
#include "proof/hash.h"

namespace scrip::engine {
namespace {

template <class Index, class Table>
auto find_in(const Index& by_key, const Table& table, std::string_view key) -> const typename Table::value_type* {
  const auto found = by_key.find(key);
  return found == by_key.end() ? nullptr : &table[index(found->second)];
}

std::uint64_t big_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

JobKey job_key(SiteId site, std::string_view key) {
  const auto id = static_cast<std::uint32_t>(site);
  const std::array<std::uint8_t, 4> prefix{static_cast<std::uint8_t>(id >> 24), static_cast<std::uint8_t>(id >> 16),
                                           static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
  proof::Sha256 digest;
  digest.update(prefix);
  digest.update(as_bytes(key));
  const Hash256 hash = digest.finish();
  return JobKey{.high = big_endian(hash.bytes.data()), .low = big_endian(hash.bytes.data() + 8)};
}

State::State() = default;
State::State(State&& other) noexcept = default;
State& State::operator=(State&& other) noexcept = default;
State::~State() = default;

const programme::Programme* State::find_programme(std::string_view key) const {
  return find_in(programme_by_key, programmes, key);
}
const programme::BudgetLine* State::find_budget_line(std::string_view key) const {
  return find_in(budget_line_by_key, budget_lines, key);
}
const programme::Policy* State::find_policy(std::string_view key) const {
  return find_in(policy_by_key, policies, key);
}
const CallState* State::find_call(std::string_view key) const { return find_in(call_by_key, calls, key); }
const ApplicationState* State::find_application(std::string_view key) const {
  return find_in(application_by_key, applications, key);
}
const AwardState* State::find_award(std::string_view key) const { return find_in(award_by_key, awards, key); }
const VoucherState* State::find_voucher(std::string_view key) const { return find_in(voucher_by_key, vouchers, key); }
const Hold* State::find_hold(std::string_view key) const { return find_in(hold_by_key, holds, key); }

const Job* State::find_job(SiteId site, std::string_view key) const {
  const auto found = job_by_key.find(job_key(site, key));
  return found == job_by_key.end() ? nullptr : &jobs[index(found->second)];
}

Instant State::expiry_of(const programme::Voucher& voucher) const {
  return authority->zone.start_of(Day{count(voucher.valid_until) + voucher.grace_days});
}

Balance balance_of(const State& state, const VoucherState& voucher) {
  return Balance{.available = state.ledger.balance(voucher.available),
                 .committed = state.ledger.balance(voucher.held),
                 .in_flight = voucher.in_flight,
                 .settled = voucher.settled};
}

void State::rebuild_indexes() {
  registry.rebuild_indexes();
  rate_cards.rebuild_indexes();
  stakes.rebuild_indexes();
  chips.origins.rebuild_indexes();
  devices.rebuild_indexes();
  claims.rebuild_indexes();
  settlement.rebuild_indexes();
  reservations.rebuild_indexes();
  ledger.rebuild_indexes();
  for (const auto& programme : programmes) programme_by_key[programme.key] = programme.id;
  for (const auto& each : budget_lines) budget_line_by_key[each.key] = each.id;
  for (const auto& policy : policies) policy_by_key[policy.key] = policy.id;
  for (const auto& call : calls) call_by_key[call.terms.key] = call.terms.id;
  applications_of.assign(calls.size(), {});
  for (const auto& application : applications) {
    application_by_key[application.terms.key] = application.terms.id;
    applications_of[index(application.terms.call)].push_back(application.terms.id);
  }
  awards_of.assign(registry.organisations().size(), {});
  for (const auto& award : awards) {
    award_by_key[award.terms.key] = award.terms.id;
    awards_of[index(award.terms.organisation)].push_back(award.terms.id);
  }
  wallets.assign(registry.organisations().size(), {});
  for (const auto& voucher : vouchers) {
    voucher_by_key[voucher.terms.key] = voucher.terms.id;
    wallets[index(voucher.terms.organisation)].push_back(voucher.terms.id);
    if (voucher.status == programme::VoucherStatus::expired || voucher.status == programme::VoucherStatus::revoked) {
      continue;
    }
    voucher_expiry.emplace(expiry_of(voucher.terms), voucher.terms.id);
  }
  for (auto& wallet : wallets) {
    std::sort(wallet.begin(), wallet.end(), [this](VoucherId a, VoucherId b) {
      return burns_before(vouchers[index(a)].terms, vouchers[index(b)].terms);
    });
  }
  for (const auto& hold : holds) {
    hold_by_key[hold.key] = hold.id;
    if (hold.status != HoldStatus::active) continue;
    hold_expiry.emplace(hold.expires_at, hold.id);
    if (!hold.job.empty()) hold_by_job[job_key(hold.site, hold.job)] = hold.id;
  }
  for (const auto& reservation : reservations.reservations) {
    if (reservation.status != ReservationStatus::in_use) continue;
    const auto& terms = reservation.terms;
    for (const auto& each : reservation.jobs) {
      const JobKey key = job_key(terms.site, each.job);
      if (each.ended) {
        hold_by_job.erase(key);
      } else {
        hold_by_job[key] = terms.hold;
      }
    }
  }
  for (const auto& adjustment : adjustments) adjustment_by_key[adjustment.key] = adjustment.id;
  job_by_key.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) job_by_key[jobs[i].key] = id_at<JobId>(i);
  for (const auto& [key, entry] : requests) request_entry[request_name(key)] = entry;
  signing.is_taken.clear();
  signing.is_taken.insert(signing.taken.begin(), signing.taken.end());
  rebuild_line_indexes(*this);
}

}  // namespace scrip::engine
