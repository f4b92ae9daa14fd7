#pragma once
// How an oversubscribed round is shared out. One pure function from the published inputs (and the seed, where there is
// a draw) to every application's outcome: the same for everyone who computes it, whatever the order of the list.
//
// Amounts are of the round's unit: money, device time or tokens.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/draw.h"
#include "allocation/score.h"
#include "base/amount.h"
#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::allocation {

enum class Method : std::uint8_t {
  first_come,  // by instant of submission
  by_score,    // highest first
  pro_rata,    // everyone the same part of what was asked: share_out.h
  lottery,     // by ticket, lowest first: draw.h
  tiers,       // tier by tier, highest first, until the pool is used up; each tier as its `take` says
};

// Who comes first of two that are equal in what the method goes by. Of two of the same instant: the lesser key.
enum class Ties : std::uint8_t { earliest, lottery };

// What happens to the first application that asks for more than is left.
enum class LastAward : std::uint8_t {
  cut,   // gets what is left
  skip,  // gets nothing; the next ones that fit whole are funded
  stop,  // gets nothing, nor does any after it
};

enum class Take : std::uint8_t {
  all,      // by score, if there is one
  lottery,  // by ticket
  none,
};

// A band of scores, or, without a threshold, any class that is served before the next (a fast lane).
struct Tier {
  std::string id;
  Take take = Take::all;
  std::optional<Score> from;  // applications of this score and above, up to the next tier; of all tiers or of none
};

struct Pool {
  std::string id;
  Amount amount;
  std::uint32_t awards_max = 0;  // at most this many awards; 0: no such limit
};

// A fixed part of a pool: the applications that name it get no more than this, together, out of their pool.
struct Quota {
  std::string id;
  std::uint32_t pool = 0;        // index in Round::pools
  std::optional<Amount> amount;  // at most this much
  std::uint32_t awards_max = 0;  // at most this many awards; 0: no such limit
};

enum class Standing : std::uint8_t {
  in_round,
  review_late,  // owed a peer review that did not come in time
  withdrawn,
};

inline constexpr std::uint32_t no_quota = ~std::uint32_t{0};

struct Entry {
  std::string key;  // of the application: no name, nothing personal, since it is published
  Instant submitted;
  Amount asked;  // what the award would be if there were enough
  std::optional<Score> score;
  std::uint32_t pool = 0;          // index in Round::pools
  std::uint32_t quota = no_quota;  // index in Round::quotas, of the same pool
  std::uint32_t tier = 0;          // index in Round::tiers, of Method::tiers only; see tier_of
  Standing standing = Standing::in_round;
};

// Everything that decides the outcome, but for the seed.
struct Round {
  std::string id;
  std::string unit;  // "CNY", "device_hours"; for readers
  Method method = Method::first_come;
  Ties ties = Ties::earliest;
  LastAward last_award = LastAward::cut;
  Amount smallest_unit{10'000};       // 0.01; every amount is a whole multiple of it
  Amount minimum_award;               // nobody gets less, other than nothing
  std::optional<Score> pass;          // below it: refused, under any method
  std::optional<Hash256> commitment;  // to the seed
  std::vector<Tier> tiers;            // highest first, of Method::tiers only
  std::vector<Pool> pools;
  std::vector<Quota> quotas;  // not with pro_rata, which shares a pool as a whole: make a quota a pool of its own there
  std::vector<Entry> entries;
};

// Why an application gets what it gets. Names are part of published files and never change their meaning.
enum class OutcomeCode : std::uint8_t {
  funded,  // all that was asked
  cut,  // what was left
  shared,  // a proportional share
  drawn,  // all that was asked, by lot
  not_drawn,  // the pool was used up before its ticket came
  below_pass,  // the score is below the pass mark
  tier_declined,  // its tier takes none
  below_minimum,  // what it asked, or could get, is below the minimum award
  does_not_fit,  // asked for more than was left
  pool_empty,  // nothing was left in the pool, of money or of awards
  quota_full,  // nothing was left in its quota
  review_late,
  withdrawn,
};
inline constexpr std::size_t outcome_codes = 13;

struct Outcome {
  OutcomeCode code{};
  std::uint32_t rank = 0;  // its turn in its pool, from 1; 0 if it had none (pro rata, or out before sharing out)
  Amount amount;
  std::optional<Hash256> ticket;  // where the round draws
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

struct PoolResult {
  Amount given;
  Amount left;
  std::uint32_t awards = 0;
  friend bool operator==(const PoolResult&, const PoolResult&) = default;
};

struct Allocation {
  std::vector<Outcome> outcomes;  // in the order of Round::entries
  std::vector<PoolResult> pools;  // in the order of Round::pools
};

// The tier of a score: the first whose threshold it reaches, or nothing if it is below all of them.
[[nodiscard]] std::optional<std::uint32_t> tier_of(std::span<const Tier> tiers, Score score);

// Whether the outcome depends on a seed.
[[nodiscard]] bool draws(const Round& round);

// Whether the inputs make sense: all that allocate checks but for the seed.
// Errors: missing_field (a score that the method, the pass mark or the tier goes by; a pool, a tier), value_invalid (a
// key; an amount that is no multiple of the smallest unit; tiers out of order or not those of the scores; quotas under
// pro_rata), out_of_range (an amount, index, instant or score), duplicate_key, too_large, amount_overflow (all that is
// asked together). The detail names the application.
[[nodiscard]] Result<void> check_round(const Round& round);

// Shares the round out. What takes an application out is judged in this order: standing, pass mark, tier, minimum
// award; the others then have their turn, each pool by itself.
//
// seed     needed where draws(round) says so, otherwise of no effect.
// Errors   those of check_round; missing_field (no seed), proof_invalid (not the seed that was committed to).
// Cost     O(n log n).
[[nodiscard]] Result<Allocation> allocate(const Round& round, const std::optional<Seed>& seed);

// The words of published files.
[[nodiscard]] std::string_view name(Method method);
[[nodiscard]] std::string_view name(Ties ties);
[[nodiscard]] std::string_view name(LastAward last_award);
[[nodiscard]] std::string_view name(Take take);
[[nodiscard]] std::string_view name(Standing standing);
[[nodiscard]] std::string_view name(OutcomeCode code);
// One sentence for the applicant.
[[nodiscard]] std::string_view text(OutcomeCode code, Language language);
// Whether the outcome is an award.
[[nodiscard]] bool is_award(OutcomeCode code);

}  // namespace scrip::allocation
