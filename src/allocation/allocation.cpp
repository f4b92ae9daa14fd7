#include "allocation/allocation.h"

#include <algorithm>
#include <bit>
#include <span>

#include "allocation/share_out.h"
#include "allocation/texts.h"
#include "base/check.h"

namespace scrip::allocation {
namespace {

// One application's turn. `high` and `low` say when it comes, coarsely enough to be compared as numbers:
//   high  pool, tier, and what the score lacks to full marks (24, 8 and 32 bits)
//   low   the instant of submission, or the first 64 bits of the ticket
// Whatever is equal in both is settled by the whole ticket (where lots settle it) and then by the key.
struct Turn {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::uint32_t entry = 0;
  bool by_ticket = false;
};

std::uint64_t first_bytes(const Hash256& hash) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | hash.bytes[i];
  return value;
}

bool goes_by_ticket(const Round& round, const Entry& entry) {
  if (round.method == Method::lottery) return true;
  return round.method == Method::tiers && round.tiers[entry.tier].take == Take::lottery;
}

// What orders the turns by score: what it lacks to full marks. Without a score a turn comes after those that have one.
std::uint32_t lacking(const Entry& entry) {
  const std::int32_t score = entry.score ? entry.score->thousandths : -1;
  return static_cast<std::uint32_t>(score_max.thousandths - score);
}

Turn turn_of(const Round& round, std::uint32_t index, const Outcome& outcome) {
  const Entry& entry = round.entries[index];
  Turn turn{.high = std::uint64_t{entry.pool} << 40 | std::uint64_t{entry.tier} << 32, .entry = index};
  if (goes_by_ticket(round, entry)) {
    turn.by_ticket = true;
  } else if (round.method != Method::first_come) {
    turn.high |= lacking(entry);
    turn.by_ticket = round.ties == Ties::lottery;
  }
  const auto instant = static_cast<std::uint64_t>(count(entry.submitted));  // after 1990: not negative
  turn.low = turn.by_ticket ? first_bytes(*outcome.ticket) : instant;
  return turn;
}

// Turns in order: pool by pool, in each the order of its method.
std::vector<Turn> turns_of(const Round& round, const Allocation& allocation, const std::vector<bool>& in) {
  std::vector<Turn> turns;
  for (std::uint32_t i = 0; i < round.entries.size(); ++i) {
    if (in[i]) turns.push_back(turn_of(round, i, allocation.outcomes[i]));
  }
  std::ranges::sort(turns, [&](const Turn& a, const Turn& b) {
    if (a.high != b.high) return a.high < b.high;
    if (a.low != b.low) return a.low < b.low;
    const auto& ticket_a = allocation.outcomes[a.entry].ticket;
    const auto& ticket_b = allocation.outcomes[b.entry].ticket;
    if ((a.by_ticket || round.ties == Ties::lottery) && ticket_a != ticket_b) return ticket_a < ticket_b;
    return round.entries[a.entry].key < round.entries[b.entry].key;
  });
  return turns;
}

// What takes an application out before anything is shared out, if something does.
std::optional<OutcomeCode> out_before(const Round& round, const Entry& entry) {
  switch (entry.standing) {
    case Standing::in_round:
      break;
    case Standing::review_late:
      return OutcomeCode::review_late;
    case Standing::withdrawn:
      return OutcomeCode::withdrawn;
  }
  if (round.pass && *entry.score < *round.pass) return OutcomeCode::below_pass;
  if (round.method == Method::tiers && round.tiers[entry.tier].take == Take::none) return OutcomeCode::tier_declined;
  if (entry.asked < round.minimum_award) return OutcomeCode::below_minimum;
  return std::nullopt;
}

// What is left of a pool or a quota.
struct Purse {
  Amount left = amount_max;
  std::uint32_t awards_left = ~std::uint32_t{0};
  bool stopped = false;

  [[nodiscard]] bool open() const { return !stopped && awards_left > 0 && !left.is_zero(); }
  void take(Amount amount) {
    SCRIP_CHECK(open() && amount <= left);
    left -= amount;
    --awards_left;
  }
};

Purse purse_of(Amount amount, std::uint32_t awards_max) {
  return {.left = amount, .awards_left = awards_max == 0 ? ~std::uint32_t{0} : awards_max};
}

// Serves the turns in order. One object for a whole round.
class Counter {
 public:
  Counter(const Round& round, Allocation& allocation) : round_(round), allocation_(allocation) {
    for (const Pool& pool : round.pools) pools_.push_back(purse_of(pool.amount, pool.awards_max));
    for (const Quota& quota : round.quotas) {
      quotas_.push_back(purse_of(quota.amount.value_or(amount_max), quota.awards_max));
    }
  }

  void serve(const Turn& turn) {
    const Entry& entry = round_.entries[turn.entry];
    if (turn.high >> 40 != pool_) {
      pool_ = turn.high >> 40;
      rank_ = 0;
    }
    if (rank_ == 0 || turn.high >> 32 != tier_) {
      tier_ = turn.high >> 32;
      open_at_start_ = pools_[entry.pool].open();
    }
    Outcome& outcome = allocation_.outcomes[turn.entry];
    outcome.rank = ++rank_;
    outcome.code = judge(entry, outcome.amount);
  }

 private:
  OutcomeCode judge(const Entry& entry, Amount& amount) {
    const bool drawn = goes_by_ticket(round_, entry);
    Purse& pool = pools_[entry.pool];
    Purse* const quota = entry.quota == no_quota ? nullptr : &quotas_[entry.quota];
    if (!pool.open()) return drawn && open_at_start_ ? OutcomeCode::not_drawn : OutcomeCode::pool_empty;
    if (quota != nullptr && !quota->open()) return OutcomeCode::quota_full;
    const Amount left = quota == nullptr ? pool.left : std::min(pool.left, quota->left);
    const bool fits = entry.asked <= left;
    if (!fits && round_.last_award == LastAward::skip) return OutcomeCode::does_not_fit;
    if (!fits && round_.last_award == LastAward::stop) {
      stop(pool, quota, entry.asked);
      return OutcomeCode::does_not_fit;
    }
    if (!fits && left < round_.minimum_award) {  // too little for anyone: nobody who asks for less is still in
      stop(pool, quota, round_.minimum_award);
      return OutcomeCode::below_minimum;
    }
    amount = fits ? entry.asked : left;
    pool.take(amount);
    if (quota != nullptr) quota->take(amount);
    if (!fits) return OutcomeCode::cut;
    return drawn ? OutcomeCode::drawn : OutcomeCode::funded;
  }

  // Closes what does not hold the amount.
  static void stop(Purse& pool, Purse* quota, Amount amount) {
    pool.stopped = pool.left < amount;
    if (quota != nullptr) quota->stopped = quota->left < amount;
  }

  const Round& round_;
  Allocation& allocation_;
  std::vector<Purse> pools_;
  std::vector<Purse> quotas_;
  std::uint64_t pool_ = ~std::uint64_t{0};
  std::uint64_t tier_ = 0;
  std::uint32_t rank_ = 0;
  bool open_at_start_ = false;  // whether the pool held something when the present tier began
};

// Shares each pool out in proportion.
void share_pools(const Round& round, const std::vector<bool>& in, Allocation& allocation) {
  std::vector<std::vector<std::uint32_t>> members(round.pools.size());
  for (std::uint32_t i = 0; i < round.entries.size(); ++i) {
    if (in[i]) members[round.entries[i].pool].push_back(i);
  }
  for (std::size_t pool = 0; pool < members.size(); ++pool) {
    const Amount amount = round.pools[pool].amount;
    std::vector<Claim> claims;
    claims.reserve(members[pool].size());
    for (const std::uint32_t i : members[pool]) {
      const Entry& entry = round.entries[i];
      claims.push_back({.asked = entry.asked, .submitted = entry.submitted, .key = entry.key});
    }
    const std::vector<Amount> shares = share_out(amount, round.smallest_unit, round.minimum_award, claims);
    for (std::size_t k = 0; k < claims.size(); ++k) {
      Outcome& outcome = allocation.outcomes[members[pool][k]];
      outcome.amount = shares[k];
      outcome.code = amount.is_zero()                    ? OutcomeCode::pool_empty
                     : outcome.amount.is_zero()          ? OutcomeCode::below_minimum
                     : outcome.amount == claims[k].asked ? OutcomeCode::funded
                                                         : OutcomeCode::shared;
    }
  }
}

void draw_tickets(const Round& round, const Seed& seed, Allocation& allocation) {
  const Drawing drawing(seed, Purpose::lottery, round.id);
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    allocation.outcomes[i].ticket = drawing.ticket(round.entries[i].key);
  }
}

// Adds up, and checks what must hold of any sharing out.
void add_up(const Round& round, Allocation& allocation) {
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    const Entry& entry = round.entries[i];
    const Outcome& outcome = allocation.outcomes[i];
    SCRIP_CHECK(outcome.amount <= entry.asked);
    SCRIP_CHECK(outcome.amount.micro_units % round.smallest_unit.micro_units == 0);
    SCRIP_CHECK(is_award(outcome.code) == (outcome.amount > Amount{}));
    allocation.pools[entry.pool].given += outcome.amount;
    allocation.pools[entry.pool].awards += is_award(outcome.code) ? 1u : 0u;
  }
  for (std::size_t i = 0; i < round.pools.size(); ++i) {
    PoolResult& result = allocation.pools[i];
    SCRIP_CHECK(result.given <= round.pools[i].amount);
    SCRIP_CHECK(round.pools[i].awards_max == 0 || result.awards <= round.pools[i].awards_max);
    result.left = round.pools[i].amount - result.given;
  }
}

}  // namespace

std::optional<std::uint32_t> tier_of(std::span<const Tier> tiers, Score score) {
  for (std::uint32_t i = 0; i < tiers.size(); ++i) {
    if (tiers[i].from && score >= *tiers[i].from) return i;
  }
  return std::nullopt;
}

bool draws(const Round& round) {
  if (round.ties == Ties::lottery && round.method != Method::pro_rata) return true;
  if (round.method == Method::lottery) return true;
  return round.method == Method::tiers &&
         std::ranges::any_of(round.tiers, [](const Tier& tier) { return tier.take == Take::lottery; });
}

Result<Allocation> allocate(const Round& round, const std::optional<Seed>& seed) {
  SCRIP_TRY_VOID(check_round(round));
  Allocation allocation{.outcomes = std::vector<Outcome>(round.entries.size()),
                        .pools = std::vector<PoolResult>(round.pools.size())};
  if (draws(round)) {
    if (!seed) return fail(ErrorCode::missing_field, say("this round draws lots: it needs its seed"), "seed");
    if (round.commitment) SCRIP_TRY_VOID(verify_commitment(*seed, *round.commitment));
    draw_tickets(round, *seed, allocation);
  }
  std::vector<bool> in(round.entries.size());
  for (std::size_t i = 0; i < round.entries.size(); ++i) {
    const auto out = out_before(round, round.entries[i]);
    in[i] = !out;
    if (out) allocation.outcomes[i].code = *out;
  }
  if (round.method == Method::pro_rata) {
    share_pools(round, in, allocation);
  } else {
    Counter counter(round, allocation);
    for (const Turn& turn : turns_of(round, allocation, in)) counter.serve(turn);
  }
  add_up(round, allocation);
  return allocation;
}

}  // namespace scrip::allocation
