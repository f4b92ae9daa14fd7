#include "allocation/score.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/check.h"
#include "base/limits.h"

namespace scrip::allocation {
namespace {

// One assessor's full marks: weights in parts per million, marks in thousandths of a point, all over the common
// multiple M of what the criteria are out of. A total is at most 10^6 x 10^3 x M = 10^15, and 100 points are
// 100,000 thousandths, so a thousandth of a score is 10^4 x M of a total.
constexpr std::int64_t total_per_thousandth = 10'000;
static_assert(std::int64_t{whole_share.ppm} * 1'000 == total_per_thousandth * score_max.thousandths);

std::uint64_t common_multiple(const Scoring& scoring) {
  std::uint64_t multiple = 1;  // both factors are below 2^32: no overflow before the limit is seen
  for (const Criterion& criterion : scoring.criteria) {
    multiple = std::lcm(multiple, std::uint64_t{criterion.out_of});
    if (multiple > limits::score_multiple_max) break;
  }
  return multiple;
}

Result<std::int64_t> assessor_total(const Scoring& scoring, std::int64_t multiple, std::span<const std::int64_t> row) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Criterion& criterion = scoring.criteria[i];
    if (row[i] < 0 || row[i] > std::int64_t{1'000} * criterion.out_of) {
      return fail(ErrorCode::out_of_range,
                  "'" + criterion.id + "' is out of " + std::to_string(criterion.out_of) + " points, not " +
                      std::to_string(row[i]) + " thousandths",
                  "scores");
    }
    total += std::int64_t{criterion.weight.ppm} * row[i] * (multiple / criterion.out_of);
  }
  return total;
}

std::unexpected<Error> no_criterion(std::string detail) {
  return fail(ErrorCode::out_of_range, std::move(detail), "criteria");
}

}  // namespace

Result<Score> parse_score(std::string_view text) {
  const Amount amount = SCRIP_TRY(parse_amount(text));
  if (amount.micro_units % 1'000 != 0) {
    return fail(ErrorCode::value_invalid, "'" + std::string(text) + "' has more than three decimals", "score");
  }
  if (amount.micro_units < 0 || amount.micro_units > std::int64_t{score_max.thousandths} * 1'000) {
    return fail(ErrorCode::out_of_range, "'" + std::string(text) + "' is not within 0 to 100", "score");
  }
  return Score{static_cast<std::int32_t>(amount.micro_units / 1'000)};
}

std::string format_score(Score score) { return format_amount(Amount{std::int64_t{score.thousandths} * 1'000}, 3); }

std::string_view name(Combine combine) {
  switch (combine) {
    case Combine::mean:
      return "mean";
    case Combine::median:
      return "median";
    case Combine::trimmed_mean:
      return "trimmed_mean";
  }
  return "unknown";
}

Result<void> check_scoring(const Scoring& scoring) {
  if (scoring.criteria.empty()) return no_criterion("there is nothing to score by");
  if (scoring.criteria.size() > limits::score_criteria_max) return no_criterion("more than 64 criteria");
  std::vector<std::string_view> ids;
  std::uint64_t weights = 0;
  for (const Criterion& criterion : scoring.criteria) {
    if (criterion.out_of == 0 || criterion.out_of > limits::score_points_max) {
      return no_criterion("'" + criterion.id + "' is out of " + std::to_string(criterion.out_of) +
                          " points; 1 to 10,000 are allowed");
    }
    ids.push_back(criterion.id);
    weights += criterion.weight.ppm;
  }
  SCRIP_TRY_VOID(check_keys(ids, "criteria"));
  if (weights != whole_share.ppm) {
    return no_criterion("the weights sum to " + format_amount(Amount{static_cast<std::int64_t>(weights) * 100}, 0) +
                        "%, not to 100%");
  }
  if (common_multiple(scoring) > limits::score_multiple_max) {
    return no_criterion("what the criteria are out of has no common multiple up to 1,000,000");
  }
  return {};
}

Result<ExactScore> exact_score(const Scoring& scoring, std::span<const std::int64_t> marks) {
  SCRIP_TRY_VOID(check_scoring(scoring));
  const std::size_t columns = scoring.criteria.size();
  const std::size_t assessors = marks.size() / columns;
  if (marks.size() % columns != 0) return fail(ErrorCode::missing_field, "an assessor left a criterion out", "scores");
  const std::size_t needed =
      std::max<std::size_t>(scoring.assessors_min, scoring.combine == Combine::trimmed_mean ? 3 : 1);
  if (assessors < needed) {
    return fail(ErrorCode::limit_reached,
                std::to_string(assessors) + " assessors; at least " + std::to_string(needed) + " are needed", "scores");
  }
  if (assessors > limits::score_assessors_max) return fail(ErrorCode::too_large, "more than 1,000 assessors", "scores");
  const auto multiple = static_cast<std::int64_t>(common_multiple(scoring));
  std::vector<std::int64_t> totals;
  for (std::size_t i = 0; i < assessors; ++i) {
    totals.push_back(SCRIP_TRY(assessor_total(scoring, multiple, marks.subspan(i * columns, columns))));
  }
  std::ranges::sort(totals);
  // Every way to combine is the mean of a run of the sorted totals.
  std::size_t cut = 0;
  if (scoring.combine == Combine::median) cut = (assessors - 1) / 2;
  if (scoring.combine == Combine::trimmed_mean) cut = 1;
  const auto kept = std::span{totals}.subspan(cut, assessors - 2 * cut);
  Int128 sum = 0;
  for (const std::int64_t total : kept) sum += total;
  return ExactScore{.numerator = sum,
                    .denominator = Int128{static_cast<std::int64_t>(kept.size())} * total_per_thousandth * multiple};
}

Score round_score(const ExactScore& exact) {
  const Int128 thousandths = divide(exact.numerator, exact.denominator, Rounding::down);
  SCRIP_CHECK(thousandths >= 0 && thousandths <= score_max.thousandths);
  return Score{static_cast<std::int32_t>(thousandths)};
}

Result<Score> combined_score(const Scoring& scoring, std::span<const std::int64_t> marks) {
  return round_score(SCRIP_TRY(exact_score(scoring, marks)));
}

// --- distributed peer review ---

namespace {

// The applicants around the circle, and the size of the largest organisation.
struct Circle {
  std::vector<std::uint32_t> order;
  std::size_t largest = 0;
};

Circle stand_in_circle(const Seed& seed, std::string_view round, std::span<const Applicant> applicants) {
  const Drawing of_organisation(seed, Purpose::review_organisation, round);
  const Drawing of_applicant(seed, Purpose::review_applicant, round);
  std::vector<std::pair<Hash256, Hash256>> tickets;
  tickets.reserve(applicants.size());
  for (const Applicant& applicant : applicants) {
    tickets.emplace_back(of_organisation.ticket(applicant.organisation), of_applicant.ticket(applicant.key));
  }
  Circle circle{.order = std::vector<std::uint32_t>(applicants.size())};
  std::iota(circle.order.begin(), circle.order.end(), std::uint32_t{0});
  std::ranges::sort(circle.order, [&](std::uint32_t a, std::uint32_t b) { return tickets[a] < tickets[b]; });
  std::size_t run = 0;
  for (std::size_t i = 0; i < circle.order.size(); ++i) {
    const bool same = i > 0 && applicants[circle.order[i]].organisation == applicants[circle.order[i - 1]].organisation;
    run = same ? run + 1 : 1;
    circle.largest = std::max(circle.largest, run);
  }
  return circle;
}

// `each` of the steps first .. last, lowest tickets first, those last by which two would review each other.
std::vector<std::size_t> choose_steps(const Drawing& drawing, std::size_t first, std::size_t last, std::size_t each) {
  std::vector<std::string> names;
  for (std::size_t step = first; step <= last; ++step) names.push_back(std::to_string(step));
  const auto ranked = sample(drawing, names, names.size());
  SCRIP_CHECK(ranked.has_value());
  std::vector<std::size_t> steps;
  std::vector<std::size_t> mutual;
  std::vector<bool> taken(last + 1);
  for (const std::uint32_t index : *ranked) {
    const std::size_t step = first + index;
    const std::size_t opposite = first + last - step;  // first + last is the number of applicants
    if (step == opposite || taken[opposite]) {
      mutual.push_back(step);
    } else {
      taken[step] = true;
      steps.push_back(step);
    }
  }
  std::ranges::copy(mutual, std::back_inserter(steps));
  steps.resize(std::min(each, steps.size()));
  return steps;
}

}  // namespace

Result<std::vector<Review>> assign_reviews(const Seed& seed, std::string_view round,
                                           std::span<const Applicant> applicants, std::uint32_t each) {
  if (!is_round_key(round) || each == 0) {
    return fail(ErrorCode::value_invalid, "peer review needs a round's key and at least one review each", "reviews");
  }
  if (applicants.size() > limits::round_applications_max) {
    return fail(ErrorCode::too_large, "more than 2,000,000 applicants", "applicants");
  }
  std::vector<std::string_view> keys;
  for (const Applicant& applicant : applicants) {
    if (!is_round_key(applicant.organisation)) {
      return fail(ErrorCode::value_invalid, "the organisation of '" + applicant.key + "' is no key", "organisation");
    }
    keys.push_back(applicant.key);
  }
  SCRIP_TRY_VOID(check_keys(keys, "applicants"));
  const std::size_t size = applicants.size();
  const Circle circle = stand_in_circle(seed, round, applicants);
  if (size < 2 || size < 2 * circle.largest) {
    return fail(ErrorCode::limit_reached,
                "one organisation has " + std::to_string(circle.largest) + " of " + std::to_string(size) +
                    " applicants: more than half cannot be reviewed by the others",
                "organisation");
  }
  const Drawing drawing(seed, Purpose::review_step, round);
  const auto steps = choose_steps(drawing, circle.largest, size - circle.largest, each);
  std::vector<std::uint32_t> place(size);  // where each applicant stands
  for (std::size_t i = 0; i < size; ++i) place[circle.order[i]] = static_cast<std::uint32_t>(i);
  std::vector<std::uint32_t> by_key(size);
  std::iota(by_key.begin(), by_key.end(), std::uint32_t{0});
  std::ranges::sort(by_key, [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  std::vector<Review> reviews;
  reviews.reserve(size * steps.size());
  for (const std::uint32_t reviewer : by_key) {
    for (const std::size_t step : steps) reviews.push_back({reviewer, circle.order[(place[reviewer] + step) % size]});
  }
  return reviews;
}

std::vector<std::uint32_t> late_reviewers(std::span<const Review> reviews,
                                          std::span<const std::optional<Instant>> handed_in, Instant deadline) {
  SCRIP_CHECK(reviews.size() == handed_in.size());
  std::vector<std::uint32_t> late;
  for (std::size_t i = 0; i < reviews.size(); ++i) {
    if (!handed_in[i] || *handed_in[i] >= deadline) late.push_back(reviews[i].reviewer);
  }
  std::ranges::sort(late);
  late.erase(std::unique(late.begin(), late.end()), late.end());
  return late;
}

}  // namespace scrip::allocation
