#include "allocation/score.h"

#include <algorithm>
#include <iterator>
#include <numeric>

#include "allocation/texts.h"
#include "base/check.h"
#include "base/limits.h"

namespace scrip::allocation {
namespace {

// Everything is counted over one common multiple M of each weight's denominator times what its criterion is out of. A
// mark is in thousandths of a point, so an assessor's full marks come to 1,000 x M, at most 10^15; and a score is in
// thousandths out of 100,000, so it is the total times 100 over M.
constexpr std::int64_t full_total_per_multiple = 1'000;
constexpr std::int64_t score_per_total = score_max.thousandths / full_total_per_multiple;

// The common multiple, or nothing where it is beyond the limit.
std::optional<std::int64_t> common_multiple(const Scoring& scoring) {
  Int128 multiple = 1;
  for (const Criterion& criterion : scoring.criteria) {
    const std::int64_t part = criterion.weight.denominator * criterion.out_of;
    multiple = multiple / std::gcd(static_cast<std::int64_t>(multiple), part) * part;  // at most 10^12 x 10^10
    if (multiple > limits::score_multiple_max) return std::nullopt;
  }
  return static_cast<std::int64_t>(multiple);
}

Result<std::int64_t> assessor_total(const Scoring& scoring, std::int64_t multiple, std::span<const std::int64_t> row) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Criterion& criterion = scoring.criteria[i];
    if (row[i] < 0 || row[i] > std::int64_t{1'000} * criterion.out_of) {
      return fail(ErrorCode::out_of_range,
                  say("'{0}' is out of {1} points, not {2} thousandths", criterion.id, criterion.out_of, row[i]),
                  "scores");
    }
    total += row[i] * (multiple / (criterion.weight.denominator * criterion.out_of)) * criterion.weight.numerator;
  }
  return total;
}

std::unexpected<Error> no_criterion(Message detail) {
  return fail(ErrorCode::out_of_range, std::move(detail), "criteria");
}

}  // namespace

Result<Score> parse_score(std::string_view text) {
  const Amount amount = SCRIP_TRY(parse_amount(text));
  if (amount.micro_units % 1'000 != 0) {
    return fail(ErrorCode::value_invalid, say("'{0}' has more than three decimals", text), "score");
  }
  if (amount.micro_units < 0 || amount.micro_units > std::int64_t{score_max.thousandths} * 1'000) {
    return fail(ErrorCode::out_of_range, say("'{0}' is not within 0 to 100", text), "score");
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
  if (scoring.criteria.empty()) return no_criterion(say("there is nothing to score by"));
  if (scoring.criteria.size() > limits::score_criteria_max) return no_criterion(say("more than 64 criteria"));
  std::vector<std::string_view> ids;
  for (const Criterion& criterion : scoring.criteria) {
    if (criterion.out_of == 0 || criterion.out_of > limits::score_points_max) {
      return no_criterion(say("'{0}' is out of {1} points; 1 to 10,000 are allowed", criterion.id, criterion.out_of));
    }
    const Weight weight = criterion.weight;
    if (weight.numerator <= 0 || weight.numerator > weight.denominator ||
        weight.denominator > limits::score_weight_denominator_max) {
      return no_criterion(say("the weight of '{0}' is {1}/{2}, not above 0 and at most 1 in millionths or larger parts",
                              criterion.id, weight.numerator, weight.denominator));
    }
    ids.push_back(criterion.id);
  }
  SCRIP_TRY_VOID(check_keys(ids, "criteria"));
  const auto multiple = common_multiple(scoring);
  if (!multiple) return no_criterion(say("weights and points have no common multiple up to 10^12: use rounder ones"));
  std::int64_t weights = 0;  // at most 64 x 10^12
  for (const Criterion& criterion : scoring.criteria) {
    weights += *multiple / criterion.weight.denominator * criterion.weight.numerator;
  }
  if (weights == *multiple) return {};
  const Int128 ppm = divide(Int128{weights} * whole_share.ppm, *multiple, Rounding::half_up);
  return no_criterion(say("the weights sum to {0}%, not to exactly 100%",
                          format_amount(Amount{static_cast<std::int64_t>(ppm) * 100}, 0)));
}

Result<ExactScore> exact_score(const Scoring& scoring, std::span<const std::int64_t> marks) {
  SCRIP_TRY_VOID(check_scoring(scoring));
  const std::size_t columns = scoring.criteria.size();
  const std::size_t assessors = marks.size() / columns;
  if (marks.size() % columns != 0)
    return fail(ErrorCode::missing_field, say("an assessor left a criterion out"), "scores");
  const std::size_t needed =
      std::max<std::size_t>(scoring.assessors_min, scoring.combine == Combine::trimmed_mean ? 3 : 1);
  if (assessors < needed) {
    return fail(ErrorCode::limit_reached, say("{0} assessors; at least {1} are needed", assessors, needed), "scores");
  }
  if (assessors > limits::score_assessors_max)
    return fail(ErrorCode::too_large, say("more than 1,000 assessors"), "scores");
  const std::int64_t multiple = *common_multiple(scoring);  // check_scoring found it
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
  return ExactScore{.numerator = sum * score_per_total,
                    .denominator = Int128{static_cast<std::int64_t>(kept.size())} * multiple};
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
    return fail(ErrorCode::value_invalid, say("peer review needs a round's key and at least one review each"),
                "reviews");
  }
  if (applicants.size() > limits::round_applications_max) {
    return fail(ErrorCode::too_large, say("more than 2,000,000 applicants"), "applicants");
  }
  std::vector<std::string_view> keys;
  for (const Applicant& applicant : applicants) {
    if (!is_round_key(applicant.organisation)) {
      return fail(ErrorCode::value_invalid, say("the organisation of '{0}' is no key", applicant.key), "organisation");
    }
    keys.push_back(applicant.key);
  }
  SCRIP_TRY_VOID(check_keys(keys, "applicants"));
  const std::size_t size = applicants.size();
  const Circle circle = stand_in_circle(seed, round, applicants);
  if (size < 2 || size < 2 * circle.largest) {
    return fail(ErrorCode::limit_reached,
                say("one organisation has {0} of {1} applicants: more than half cannot be reviewed by the others",
                    circle.largest, size),
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
