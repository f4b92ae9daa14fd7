#include "policy/simulate_round.h"

#include <algorithm>
#include <map>
#include <span>

#include "allocation/round_file.h"
#include "base/limits.h"
#include "policy/round.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using allocation::LastAward;
using allocation::Method;

// The days of one intake.
struct Season {
  Day opens{};
  Day closes{};  // exclusive
};

bool serves_day_by_day(const Selection& selection) {
  return selection.intake == Intake::continuous && selection.when_short == Method::first_come;
}

// The intake that a day falls into, if one is open.
std::optional<Season> season_of(const Policy& policy, const Pool& pool, Day day) {
  const Selection& selection = policy.selection;
  if (serves_day_by_day(selection)) return Season{day, next(day)};
  switch (selection.intake) {
    case Intake::windows:
      for (const Window& window : selection.windows) {
        if (window.opens <= day && day < window.closes) return Season{window.opens, window.closes};
      }
      return std::nullopt;
    case Intake::monthly: {
      const Day first = first_day(month_of(day));
      const Day following = first_day(month_of(Day{count(first) + 31}));
      const Season season{Day{count(first) + selection.month_from_day - 1},
                          std::min(Day{count(first) + selection.month_until_day}, following)};
      if (day < season.opens || season.closes <= day) return std::nullopt;
      return season;
    }
    case Intake::continuous:
      break;
  }
  Season season{policy.from, policy.until.value_or(Day{INT32_MAX})};
  if (pool.per == PoolPeriod::calendar_year) {  // each year's money is shared out by itself
    const Month january = Month{count(month_of(day)) / 12 * 12};
    season.opens = std::max(season.opens, first_day(january));
    season.closes = std::min(season.closes, first_day(Month{count(january) + 12}));
  }
  return season;
}

std::string key_of(std::uint64_t row) {
  std::string digits = std::to_string(row + 1);
  return std::string(digits.size() < 10 ? 10 - digits.size() : 0, '0') + digits;
}

// The money of one pool as its rounds go by.
class Till {
 public:
  Till(const Pool& pool, Amount held) : per_(pool.per), published_(pool.amount.has_value()), held_(held), left_(held) {}

  void open(Day day) {
    const int year = year_of(month_of(day));
    const bool anew = per_ == PoolPeriod::call || (per_ == PoolPeriod::calendar_year && year != year_);
    if (anew) left_ = held_;
    year_ = year;
  }
  void take(Amount given) { left_ -= given; }
  void stop() { stopped_ = true; }
  [[nodiscard]] bool published() const { return published_; }
  [[nodiscard]] Amount left() const { return left_; }
  // What this round may give: nothing once first come, first served has stopped.
  [[nodiscard]] Amount to_give() const { return stopped_ ? Amount{} : left_; }

 private:
  PoolPeriod per_;
  bool published_;
  Amount held_;
  Amount left_;
  int year_ = 0;
  bool stopped_ = false;
};

class Sharing {
 public:
  Sharing(const Policy& policy, const allocation::Seed& seed,
          const std::function<Result<void>(const SharedRows&)>& seen)
      : policy_(policy), seed_(seed), seen_(seen) {}

  Result<SharedOut> run(std::span<const Claimed> claims) {
    const auto step = cel::to_amount(policy_.rounding_to, Rounding::down);
    step_ = step ? step->amount : Amount{1};
    for (std::size_t from = 0; from < claims.size();) {
      const std::int16_t pool = claims[from].pool;
      std::size_t until = from;
      while (until < claims.size() && claims[until].pool == pool) ++until;
      if (pool == no_choice) {
        made_.without_pool = until - from;
      } else {
        SCRIP_TRY_VOID(share_pool(policy_.pools[static_cast<std::size_t>(pool)], claims.subspan(from, until - from)));
      }
      from = until;
    }
    return std::move(made_);
  }

 private:
  Day day_of(const Claimed& claim) const { return Day{count(policy_.from) + claim.day}; }

  // The claims of one pool by day: one intake after the other.
  Result<void> share_pool(const Pool& pool, std::span<const Claimed> claims) {
    const auto held = cel::to_amount(pool.amount.value_or(cel::Decimal{}), Rounding::down);
    if (!held) return fail(ErrorCode::amount_overflow, say("beyond the largest amount"), pool.id);
    Till till(pool, Amount{held->amount.micro_units / step_.micro_units * step_.micro_units});
    bool first = true;
    for (std::size_t from = 0; from < claims.size();) {
      const auto season = season_of(policy_, pool, day_of(claims[from]));
      if (!season) {
        ++made_.outside;
        ++from;
        continue;
      }
      std::size_t until = from;
      while (until < claims.size() && day_of(claims[until]) < season->closes) ++until;
      if (first || !serves_day_by_day(policy_.selection) || renewed(pool, season->opens)) begin(pool, *season);
      first = false;
      SCRIP_TRY_VOID(share_season(pool, *season, claims.subspan(from, until - from), till));
      from = until;
    }
    return {};
  }

  // Whether first come, first served begins anew with a new year's money.
  bool renewed(const Pool& pool, Day day) const {
    return pool.per == PoolPeriod::calendar_year &&
           year_of(month_of(made_.rounds.back().opens)) != year_of(month_of(day));
  }

  void begin(const Pool& pool, const Season& season) {
    SimulatedRound round{.id = format_day(season.opens), .pool = pool.id, .opens = season.opens, .outcomes = {}};
    round.closes = season.closes;
    made_.rounds.push_back(std::move(round));
    fresh_ = true;
  }

  Result<void> share_season(const Pool& pool, const Season& season, std::span<const Claimed> claims, Till& till) {
    if (claims.size() > limits::round_applications_max) {
      return fail(ErrorCode::too_large,
                  say("the round of {0} has {1} applications; at most {2} are shared out together",
                      format_day(season.opens), claims.size(), limits::round_applications_max),
                  pool.id);
    }
    SimulatedRound& told = made_.rounds.back();
    told.closes = std::max(told.closes, season.closes);
    till.open(season.opens);
    if (fresh_ && till.published()) told.money = till.left();
    fresh_ = false;
    const allocation::Round round = SCRIP_TRY(round_of(season, claims, till));
    const allocation::Allocation shared = SCRIP_TRY(allocation::allocate(round, seed_));
    if (till.published()) {
      till.take(shared.pools.front().given);
      if (serves_day_by_day(policy_.selection) && policy_.selection.last_award == LastAward::stop && stopped(shared)) {
        till.stop();  // until someone opens it again
      }
      told.left = till.left();
    }
    tell(told, round, shared);
    return seen_ ? seen_({told, round, shared}) : Result<void>{};
  }

  static Result<Amount> all_asked(std::span<const Claimed> claims) {
    Int128 sum = 0;
    for (const Claimed& claim : claims) sum += claim.asked;
    if (sum > amount_max.micro_units)
      return fail(ErrorCode::amount_overflow, say("beyond the largest amount"), "amount");
    return Amount{static_cast<std::int64_t>(sum)};
  }

  static bool stopped(const allocation::Allocation& shared) {
    return std::ranges::any_of(shared.outcomes, [](const allocation::Outcome& outcome) {
      return outcome.code == allocation::OutcomeCode::does_not_fit;
    });
  }

  Result<allocation::Round> round_of(const Season& season, std::span<const Claimed> claims, const Till& till) {
    const Amount money = till.published() ? till.to_give() : SCRIP_TRY(all_asked(claims));
    auto round = SCRIP_TRY(make_round(policy_, policy_.id + "/" + format_day(season.opens), money, step_, {}));
    const bool scored = round.pass || round.method == Method::by_score || round.method == Method::tiers;
    round.entries.reserve(claims.size());
    for (const Claimed& claim : claims) {
      allocation::Entry entry{
          .key = key_of(claim.row), .submitted = ZoneOffsets{}.start_of(day_of(claim)), .asked = Amount{claim.asked}};
      if (scored && claim.score != no_score) {
        entry.score = allocation::Score{claim.score};
        if (!round.tiers.empty()) entry.tier = allocation::tier_of(round.tiers, *entry.score).value_or(0);
      }
      if (scored && claim.score == no_score) {
        return fail(
            ErrorCode::missing_field,
            say("the round goes by scores, and applicant {0} has none: give the population a 'score'", claim.row + 1),
            "score");
      }
      round.entries.push_back(std::move(entry));
    }
    return round;
  }

  static void tell(SimulatedRound& told, const allocation::Round& round, const allocation::Allocation& shared) {
    told.applications += round.entries.size();
    for (std::size_t i = 0; i < round.entries.size(); ++i) {
      const allocation::Entry& entry = round.entries[i];
      const allocation::Outcome& outcome = shared.outcomes[i];
      told.asked.add(cel::to_decimal(entry.asked));
      ++told.outcomes[static_cast<std::size_t>(outcome.code)];
      if (!allocation::is_award(outcome.code)) continue;
      ++told.awards;
      told.given.add(cel::to_decimal(outcome.amount));
      if (entry.score) told.cut_off = std::min(told.cut_off.value_or(*entry.score), *entry.score);
    }
  }

  const Policy& policy_;
  const allocation::Seed& seed_;
  const std::function<Result<void>(const SharedRows&)>& seen_;
  Amount step_;
  SharedOut made_;
  bool fresh_ = false;  // nothing has been shared out in the last of the rounds
};

}  // namespace

Result<void> collect_claims(const Policy& policy, const Population& population, const Results& results,
                            std::size_t from, std::size_t until, std::uint64_t first, std::vector<Claimed>& out) {
  for (std::size_t i = from; i < until; ++i) {
    if (results.decision[i] != Decision::award) continue;
    const auto asked = cel::to_amount(results.amount[i], Rounding::down);
    if (!asked) return fail(ErrorCode::amount_overflow, say("beyond the largest amount"), "amount");
    const std::int32_t day = population.applied_on[i] - count(policy.from);
    if (day < 0 || day > INT16_MAX) {
      return fail(ErrorCode::out_of_range,
                  say("an application is handed in more than 89 years after the programme began"), "applied_on");
    }
    out.push_back({.row = first + (i - from),
                   .asked = asked->amount.micro_units,
                   .score = population.score.empty() ? no_score : population.score[i],
                   .day = static_cast<std::int16_t>(day),
                   .pool = results.pool[i]});
  }
  return {};
}

allocation::Seed simulated_seed(std::uint64_t number) {
  return {allocation::digest_of("scrip simulated draw " + std::to_string(number)).bytes};
}

Result<SharedOut> share_out_claims(const Policy& policy, std::vector<Claimed> claims, const allocation::Seed& seed,
                                   const std::function<Result<void>(const SharedRows&)>& seen) {
  std::ranges::sort(claims, [](const Claimed& a, const Claimed& b) {
    if (a.pool != b.pool) return a.pool < b.pool;
    return a.day != b.day ? a.day < b.day : a.row < b.row;
  });
  return Sharing(policy, seed, seen).run(claims);
}

}  // namespace scrip::policy
