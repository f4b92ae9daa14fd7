#pragma once
// Scores: what assessors' marks come to under a programme's weights, and who reviews whom in distributed peer review.

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/draw.h"
#include "base/amount.h"
#include "base/result.h"
#include "base/time.h"
#include "base/wide.h"

namespace scrip::allocation {

// A score out of 100, in thousandths of a point: 0 .. 100,000.
struct Score {
  std::int32_t thousandths = 0;
  friend constexpr auto operator<=>(Score, Score) = default;
};
inline constexpr Score score_max{100'000};

// Reads "72.5": 0 to 100, at most three decimals. Errors: value_invalid, out_of_range.
[[nodiscard]] Result<Score> parse_score(std::string_view text);
[[nodiscard]] std::string format_score(Score score);  // always three decimals: "72.500"

// --- marks into a score ---

// An exact part of the whole in lowest terms: 1/4 for 25 %, 1/3. Denominators up to 1,000,000.
struct Weight {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

struct Criterion {
  std::string id;
  Weight weight;               // above 0; the weights of all criteria sum to exactly 1
  std::uint32_t out_of = 100;  // full marks, in points
};

enum class Combine : std::uint8_t {
  mean,
  median,        // of an even number: the mean of the two in the middle
  trimmed_mean,  // the mean without the highest and the lowest; needs three assessors
};
[[nodiscard]] std::string_view name(Combine combine);

struct Scoring {
  std::vector<Criterion> criteria;
  Combine combine = Combine::mean;
  std::uint32_t assessors_min = 1;
};

// Errors: out_of_range (no criteria or too many, weights of 0 or that do not sum to 1, full marks of 0 or beyond the
// limit, no common multiple within limits::score_multiple_max), duplicate_key, value_invalid (an id that is no key).
[[nodiscard]] Result<void> check_scoring(const Scoring& scoring);

// A score before rounding, in thousandths of a point: numerator / denominator, denominator > 0.
struct ExactScore {
  Int128 numerator = 0;
  Int128 denominator = 1;
};

// What the marks come to. Each assessor's weighted total is taken first, then the totals are combined; all of it in
// whole numbers.
//
// marks    one row for each assessor, in each row one mark for each criterion in their order, in thousandths of a
//          point, 0 .. 1,000 x out_of.
// Errors   those of check_scoring; missing_field (rows that are not complete), limit_reached (fewer than
//          assessors_min, or than three for a trimmed mean), out_of_range (a mark above full marks or below 0).
// Order    of the assessors does not matter.
[[nodiscard]] Result<ExactScore> exact_score(const Scoring& scoring, std::span<const std::int64_t> marks);

// The one rounding: down to the thousandth. Thresholds are whole thousandths, so the rounded score reaches a pass mark
// or a tier exactly when the exact one does: nobody passes or fails by rounding.
[[nodiscard]] Score round_score(const ExactScore& exact);

// Both in one.
[[nodiscard]] Result<Score> combined_score(const Scoring& scoring, std::span<const std::int64_t> marks);

// --- distributed peer review ---

struct Applicant {
  std::string key;
  std::string organisation;  // a round key; the same for all that must not review each other
};

// Positions in the list of applicants. Each applicant has one application.
struct Review {
  std::uint32_t reviewer = 0;
  std::uint32_t application = 0;
  friend auto operator<=>(const Review&, const Review&) = default;
};

// Who reviews whom, by the seed, so that the organisers do not choose either.
//
// Applicants stand in a circle, organisation by organisation (in order of the organisation's ticket, then the
// applicant's). Of n applicants, of whom at most m share an organisation, steps of m .. n-m lead out of one's own
// organisation wherever one stands; the `each` such steps of the lowest tickets are taken, and everyone reviews those
// who stand that many places on. So each gives and gets exactly as many reviews as there are steps. A step and its
// opposite (n minus it), by which two would review each other, are both taken only where there are too few others.
//
// Returns the reviews ordered by the reviewer's key, then by the ticket of the step; positions are those of the input,
// whose order is of no consequence otherwise. Fewer than `each` reviews a head where there are fewer than `each` steps.
// Errors: duplicate_key, value_invalid (a key that is none; `each` is 0), limit_reached (one organisation has more than
// half of the applicants: no such assignment exists). Cost: O(n (log n + each)).
[[nodiscard]] Result<std::vector<Review>> assign_reviews(const Seed& seed, std::string_view round,
                                                         std::span<const Applicant> applicants, std::uint32_t each);

// Who has a review that was not handed in before the deadline: their applications are rejected (Standing::review_late);
// what they handed in on time still counts for those they reviewed. handed_in[i] belongs to reviews[i]
// (precondition, checked: as many). Ascending, each once.
[[nodiscard]] std::vector<std::uint32_t> late_reviewers(std::span<const Review> reviews,
                                                        std::span<const std::optional<Instant>> handed_in,
                                                        Instant deadline);

}  // namespace scrip::allocation
