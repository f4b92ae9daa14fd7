// What allocate asks of a round before it shares anything out: check_round of allocation.h.

#include <algorithm>
#include <span>

#include "allocation/allocation.h"
#include "allocation/texts.h"
#include "base/limits.h"

namespace scrip::allocation {
namespace {

static_assert(limits::round_tiers_max <= 256 && limits::round_pools_max <= 1 << 24, "they fit allocation.cpp's Turn");
static_assert(limits::round_applications_max < no_quota);

using Checked = Result<void>;

// A whole number of smallest units, neither negative nor beyond what an amount can be.
template <class What>  // a key, or a sentence
Checked check_amount(const Round& round, Amount amount, const What& what, std::string_view field) {
  const auto wrong = [&](ErrorCode code, const Message& why) {
    return fail(code, say("{0}: {1} {2}", what, format_amount(amount), why), std::string(field));
  };
  if (amount < Amount{} || amount > amount_max) return wrong(ErrorCode::out_of_range, say("is negative or too large"));
  if (amount.micro_units % round.smallest_unit.micro_units != 0) {
    return wrong(ErrorCode::value_invalid,
                 say("is no multiple of the smallest unit, {0}", format_amount(round.smallest_unit)));
  }
  return {};
}

template <class What>
Checked check_score(Score score, const What& what) {
  if (score >= Score{0} && score <= score_max) return {};
  return fail(ErrorCode::out_of_range, say("{0}: a score is 0 to 100", what), "score");
}

Checked check_rules(const Round& round) {
  if (!is_round_key(round.id) || !is_round_key(round.unit)) {
    return fail(ErrorCode::value_invalid, say("a round has a key and a unit, of visible ASCII characters"), "round");
  }
  if (round.smallest_unit <= Amount{} || round.smallest_unit > amount_max) {
    return fail(ErrorCode::out_of_range, say("the smallest unit is above zero"), "smallest_unit");
  }
  SCRIP_TRY_VOID(check_amount(round, round.minimum_award, say("the minimum award"), "minimum_award"));
  if (round.pass) SCRIP_TRY_VOID(check_score(*round.pass, say("the pass mark")));
  return {};
}

Checked check_tiers(const Round& round) {
  const auto& tiers = round.tiers;
  if (tiers.empty() != (round.method != Method::tiers)) {
    return fail(ErrorCode::missing_field, say("the method `tiers`, and no other, has tiers"), "tiers");
  }
  if (tiers.size() > limits::round_tiers_max) return fail(ErrorCode::too_large, say("more than 64 tiers"), "tiers");
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    ids.push_back(tiers[i].id);
    if (tiers[i].from) SCRIP_TRY_VOID(check_score(*tiers[i].from, say("tier {0}", tiers[i].id)));
    if (i == 0) continue;
    const bool both = tiers[i].from.has_value() == tiers[i - 1].from.has_value();
    if (!both || (tiers[i].from && *tiers[i].from >= *tiers[i - 1].from)) {
      return fail(ErrorCode::value_invalid, say("tiers stand highest first, all with a threshold or none"), "tiers");
    }
  }
  return check_keys(ids, "tiers");
}

Checked check_pools(const Round& round) {
  if (round.pools.empty()) return fail(ErrorCode::missing_field, say("a round has at least one pool"), "pools");
  if (round.pools.size() > limits::round_pools_max || round.quotas.size() > limits::round_pools_max) {
    return fail(ErrorCode::too_large, say("more than 1,024 pools or quotas"), "pools");
  }
  const bool pro_rata = round.method == Method::pro_rata;
  std::vector<std::string_view> ids;
  for (const Pool& pool : round.pools) {
    ids.push_back(pool.id);
    SCRIP_TRY_VOID(check_amount(round, pool.amount, say("pool {0}", pool.id), "pools"));
    if (pro_rata && pool.awards_max != 0) {
      return fail(ErrorCode::value_invalid, say("pool {0}: pro_rata has no number of awards", pool.id), "pools");
    }
  }
  SCRIP_TRY_VOID(check_keys(ids, "pools"));
  ids.clear();
  for (const Quota& quota : round.quotas) {
    ids.push_back(quota.id);
    if (pro_rata) {
      return fail(ErrorCode::value_invalid, say("pro_rata shares a pool as a whole: make quota {0} a pool", quota.id),
                  "quotas");
    }
    if (quota.pool >= round.pools.size()) {
      return fail(ErrorCode::out_of_range, say("quota {0} is of a pool that is not there", quota.id), "quotas");
    }
    if (quota.amount) SCRIP_TRY_VOID(check_amount(round, *quota.amount, say("quota {0}", quota.id), "quotas"));
  }
  return check_keys(ids, "quotas");
}

Checked check_place(const Round& round, const Entry& entry) {
  const auto wrong = [&](ErrorCode code, std::string_view field, const Message& why) {
    return fail(code, say("{0}: {1}", entry.key, why), std::string(field));
  };
  if (entry.pool >= round.pools.size()) return wrong(ErrorCode::out_of_range, "pool", say("there is no such pool"));
  if (entry.quota != no_quota && (entry.quota >= round.quotas.size() || round.quotas[entry.quota].pool != entry.pool)) {
    return wrong(ErrorCode::out_of_range, "quota", say("its pool has no such quota"));
  }
  if (entry.score) SCRIP_TRY_VOID(check_score(*entry.score, entry.key));
  if (round.method != Method::tiers) {
    if (entry.tier != 0) return wrong(ErrorCode::out_of_range, "tier", say("there are no tiers"));
    if (entry.score || (!round.pass && round.method != Method::by_score)) return {};
    // Those who are out anyway need no score: a late reviewer's application may not have been scored at all.
    if (entry.standing != Standing::in_round) return {};
    return wrong(ErrorCode::missing_field, "score", say("the round goes by scores and this has none"));
  }
  if (entry.tier >= round.tiers.size()) return wrong(ErrorCode::out_of_range, "tier", say("there is no such tier"));
  if (entry.standing != Standing::in_round) return {};
  const bool thresholds = round.tiers.front().from.has_value();
  if (!entry.score && (thresholds || round.pass)) {
    return wrong(ErrorCode::missing_field, "score", say("the round goes by scores and this has none"));
  }
  if (thresholds && tier_of(round.tiers, *entry.score) != entry.tier) {
    return wrong(ErrorCode::value_invalid, "tier", say("its score {0} is of another tier", format_score(*entry.score)));
  }
  return {};
}

Checked check_entries(const Round& round) {
  if (round.entries.size() > limits::round_applications_max) {
    return fail(ErrorCode::too_large, say("more than 2,000,000 applications"), "applications");
  }
  std::vector<std::string_view> keys;
  keys.reserve(round.entries.size());
  for (const Entry& entry : round.entries) keys.push_back(entry.key);
  SCRIP_TRY_VOID(check_keys(keys, "applications"));
  Amount total;
  for (const Entry& entry : round.entries) {
    if (entry.submitted < instant_min || entry.submitted >= instant_max) {
      return fail(ErrorCode::out_of_range, say("{0}: an instant between 1990 and 2200", entry.key), "submitted");
    }
    if (entry.asked.is_zero() || entry.asked < Amount{}) {
      return fail(ErrorCode::out_of_range, say("{0}: asks for nothing", entry.key), "asked");
    }
    // The words are put together only for an amount that is wrong: this runs for every application.
    if (entry.asked > amount_max || entry.asked.micro_units % round.smallest_unit.micro_units != 0) {
      return check_amount(round, entry.asked, entry.key, "asked");
    }
    SCRIP_TRY_VOID(check_place(round, entry));
    const auto sum = checked_add(total, entry.asked);
    if (!sum) {
      return fail(ErrorCode::amount_overflow, say("all applications together ask for more than 4,000,000,000,000"),
                  "asked");
    }
    total = *sum;
  }
  return {};
}

}  // namespace

Result<void> check_round(const Round& round) {
  SCRIP_TRY_VOID(check_rules(round));
  SCRIP_TRY_VOID(check_tiers(round));
  SCRIP_TRY_VOID(check_pools(round));
  return check_entries(round);
}

}  // namespace scrip::allocation
