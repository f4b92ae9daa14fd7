#include "policy/round.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

constexpr std::int64_t thousandths_of_point = 1'000'000'000;  // decimal units in one thousandth

allocation::Score to_score(cel::Decimal points) {
  return {.thousandths = static_cast<std::int32_t>(points.units / thousandths_of_point)};
}

allocation::Scoring scoring_of(const Policy& policy) {
  allocation::Scoring scoring{.criteria = {},
                              .combine = policy.selection.score.combine,
                              .assessors_min = static_cast<std::uint32_t>(policy.selection.score.assessors_min)};
  for (const Criterion& criterion : policy.selection.score.criteria) {
    scoring.criteria.push_back({.id = criterion.id,
                                .weight = {criterion.weight.numerator, criterion.weight.denominator},
                                .out_of = static_cast<std::uint32_t>(criterion.out_of)});
  }
  return scoring;
}

Result<allocation::Score> score_of(const allocation::Scoring& scoring, const Candidate& candidate) {
  std::vector<std::int64_t> marks;
  for (const auto& assessor : candidate.marks) {
    if (assessor.size() != scoring.criteria.size()) {
      return fail(ErrorCode::missing_field, say("every assessor marks every criterion"), candidate.key);
    }
    marks.insert(marks.end(), assessor.begin(), assessor.end());
  }
  auto score = allocation::combined_score(scoring, marks);
  if (!score) score.error().field = candidate.key;
  return score;
}

}  // namespace

Result<allocation::Round> make_round(const Policy& policy, std::string id, Amount pool, Amount smallest_unit,
                                     const std::vector<Candidate>& candidates) {
  const Selection& selection = policy.selection;
  allocation::Round round{.id = std::move(id),
                          .unit = policy.unit == UnitKind::money          ? policy.currency.code()
                                  : policy.unit == UnitKind::device_hours ? "device_hours"
                                                                          : "tokens",
                          .method = selection.when_short,
                          .ties = selection.ties,
                          .last_award = selection.last_award,
                          .smallest_unit = smallest_unit,
                          .tiers = {},
                          .pools = {{.id = "pool", .amount = pool}},
                          .quotas = {},
                          .entries = {}};
  const bool scored = !selection.score.criteria.empty();
  const allocation::Scoring scoring = scoring_of(policy);
  if (selection.score.pass) round.pass = to_score(*selection.score.pass);
  if (selection.when_short == allocation::Method::tiers) {
    for (const Tier& tier : selection.tiers) {
      round.tiers.push_back({.id = tier.id, .take = tier.take, .from = to_score(tier.from)});
    }
  }
  for (const Candidate& candidate : candidates) {
    allocation::Entry entry{.key = candidate.key, .submitted = candidate.submitted, .asked = candidate.asked};
    if (scored) {
      entry.score = SCRIP_TRY(score_of(scoring, candidate));
      if (!round.tiers.empty()) entry.tier = allocation::tier_of(round.tiers, *entry.score).value_or(0);
    }
    round.entries.push_back(std::move(entry));
  }
  return round;
}

}  // namespace scrip::policy
