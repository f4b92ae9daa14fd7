#include "allocation/score.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"

namespace scrip::allocation {
namespace {

constexpr std::int64_t points = 1'000;  // a point in the unit of marks

Scoring scoring_of(std::vector<Criterion> criteria, Combine combine = Combine::mean) {
  return {.criteria = std::move(criteria), .combine = combine};
}

Scoring one_criterion(Combine combine) { return scoring_of({{"merit", Weight{1, 1}, 100}}, combine); }

std::string score_text(const Scoring& scoring, const std::vector<std::int64_t>& marks) {
  const auto score = combined_score(scoring, marks);
  return score ? format_score(*score) : std::string(name(score.error().code));
}

// --- scores ---

TEST(Score, TextHasUpToThreeDecimals) {
  EXPECT_EQ(parse_score("72.5").value().thousandths, 72'500);
  EXPECT_EQ(parse_score("0").value(), Score{0});
  EXPECT_EQ(parse_score("100").value(), score_max);
  EXPECT_EQ(format_score(Score{72'500}), "72.500");
  EXPECT_EQ(format_score(Score{7}), "0.007");
  EXPECT_EQ(parse_score("72.5001").error().code, ErrorCode::value_invalid);
  EXPECT_EQ(parse_score("100.001").error().code, ErrorCode::out_of_range);
  EXPECT_EQ(parse_score("-1").error().code, ErrorCode::out_of_range);
  EXPECT_EQ(parse_score("high").error().code, ErrorCode::value_invalid);
}

// Cyberport's scheme publishes two of its weights; the rest is one criterion here.
TEST(Score, HongKongWeighsFitAndReasonableness) {
  const Scoring scoring =
      scoring_of({{"fit", Weight{1, 4}, 100}, {"reasonable", Weight{1, 5}, 100}, {"others", Weight{11, 20}, 100}});
  EXPECT_EQ(score_text(scoring, {80 * points, 70 * points, 60 * points}), "67.000");  // 20 + 14 + 33
  EXPECT_EQ(score_text(scoring, {81 * points, 70 * points, 60 * points}), "67.250");
  EXPECT_EQ(score_text(scoring, {80 * points, 71 * points, 60 * points}), "67.200");
  EXPECT_EQ(score_text(scoring, {100 * points, 100 * points, 100 * points}), "100.000");
  EXPECT_EQ(score_text(scoring, {0, 0, 0}), "0.000");
  // Two assessors: (67 + 75) / 2.
  EXPECT_EQ(score_text(scoring, {80 * points, 70 * points, 60 * points, 80 * points, 72 * points, 74'000}), "71.050");
}

TEST(Score, CriteriaMayBeOutOfDifferentPoints) {
  const Scoring scoring = scoring_of({{"team", Weight{1, 2}, 5}, {"plan", Weight{1, 2}, 7}});
  EXPECT_EQ(score_text(scoring, {4 * points, 7 * points}), "90.000");  // 40 + 50
  EXPECT_EQ(score_text(scoring, {5 * points, 1 * points}), "57.142");  // 50 + 50/7, rounded down
}

TEST(Score, WeightsAreExactFractions) {
  const Scoring scoring = scoring_of({{"a", Weight{1, 3}, 100}, {"b", Weight{1, 3}, 100}, {"c", Weight{1, 3}, 100}});
  EXPECT_EQ(score_text(scoring, {60'000, 60'000, 60'000}), "60.000");
  EXPECT_EQ(score_text(scoring, {60'000, 60'000, 60'001}), "60.000");
  EXPECT_EQ(score_text(scoring, {60'001, 60'001, 60'001}), "60.001");
}

TEST(Score, TheLargestNumbersDoNotOverflow) {
  const Weight all_but_one{999'999, 1'000'000};
  const Scoring scoring = scoring_of({{"a", all_but_one, 10'000}, {"b", Weight{1, 1'000'000}, 10'000}});
  std::vector<std::int64_t> marks(2 * 1'000, 10'000 * points);
  EXPECT_EQ(score_text(scoring, marks), "100.000");
  marks.back() = 0;
  EXPECT_EQ(score_text(scoring, marks), "99.999");
  marks.push_back(0);
  marks.push_back(0);
  EXPECT_EQ(score_text(scoring, marks), "too_large");
}

TEST(Score, CombinesByMeanMedianOrTrimmedMean) {
  const std::vector<std::int64_t> four{90 * points, 10 * points, 60 * points, 70 * points};
  const std::vector<std::int64_t> five{90 * points, 10 * points, 60 * points, 70 * points, 61 * points};
  EXPECT_EQ(score_text(one_criterion(Combine::mean), four), "57.500");
  EXPECT_EQ(score_text(one_criterion(Combine::median), four), "65.000");
  EXPECT_EQ(score_text(one_criterion(Combine::trimmed_mean), four), "65.000");
  EXPECT_EQ(score_text(one_criterion(Combine::mean), five), "58.200");
  EXPECT_EQ(score_text(one_criterion(Combine::median), five), "61.000");
  EXPECT_EQ(score_text(one_criterion(Combine::trimmed_mean), five), "63.666");  // 191 / 3
  EXPECT_EQ(score_text(one_criterion(Combine::median), {55 * points}), "55.000");
}

TEST(Score, AnAssessorsTotalIsTakenBeforeTheMedian) {
  const Scoring scoring = scoring_of({{"a", Weight{1, 2}, 100}, {"b", Weight{1, 2}, 100}}, Combine::median);
  // Totals 50, 50 and 20; the medians of each criterion would be 90 and 10, or 50 by chance of other marks.
  EXPECT_EQ(score_text(scoring, {90'000, 10'000, 10'000, 90'000, 20'000, 20'000}), "50.000");
  EXPECT_EQ(score_text(scoring, {90'000, 0, 90'000, 0, 0, 90'000}), "45.000");
}

// 59.9996 is no 60: with rounding to the nearest it would pass.
TEST(Score, NobodyPassesByRounding) {
  const Scoring scoring = scoring_of({{"a", Weight{999'600, 1'000'000}, 100}, {"b", Weight{400, 1'000'000}, 100}});
  const auto score = combined_score(scoring, std::vector<std::int64_t>{60'000, 59'000}).value();
  EXPECT_EQ(format_score(score), "59.999");
  EXPECT_LT(score, parse_score("60").value());
  EXPECT_EQ(score_text(scoring, {60'000, 60'000}), "60.000");
}

TEST(Score, RefusesWhatIsNoScoring) {
  const auto code = [](const Scoring& scoring) { return check_scoring(scoring).error().code; };
  EXPECT_EQ(code(scoring_of({})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{999'999, 1'000'000}, 100}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{3, 5}, 100}, {"b", Weight{3, 5}, 100}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{1, 1}, 100}, {"b", Weight{0, 1}, 100}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{1, 0}, 100}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{2, 1}, 100}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{1, 1}, 0}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{1, 1}, 10'001}})), ErrorCode::out_of_range);
  EXPECT_EQ(code(scoring_of({{"a", Weight{1, 2}, 100}, {"a", Weight{1, 2}, 100}})), ErrorCode::duplicate_key);
  EXPECT_EQ(code(scoring_of({{"a", Weight{500'000, 1'000'000}, 9'999}, {"b", Weight{500'000, 1'000'000}, 9'998}})),
            ErrorCode::out_of_range)
      << "no common multiple within bounds";
}

TEST(Score, RefusesMarksThatDoNotFit) {
  const Scoring two = scoring_of({{"a", Weight{1, 2}, 100}, {"b", Weight{1, 2}, 5}});
  EXPECT_EQ(score_text(two, {1'000}), "missing_field");
  EXPECT_EQ(score_text(two, {100'001, 0}), "out_of_range");
  EXPECT_EQ(score_text(two, {0, 5'001}), "out_of_range");
  EXPECT_EQ(score_text(two, {-1, 0}), "out_of_range");
  EXPECT_EQ(score_text(two, {}), "limit_reached");
  EXPECT_EQ(score_text(one_criterion(Combine::trimmed_mean), {1'000, 2'000}), "limit_reached");
  Scoring three = one_criterion(Combine::mean);
  three.assessors_min = 3;
  EXPECT_EQ(score_text(three, {1'000, 2'000}), "limit_reached");
  EXPECT_EQ(score_text(three, {1'000, 2'000, 3'000}), "2.000");
}

RC_GTEST_PROP(Score, LiesBetweenTheExtremesAndNeedsNoOrder, (std::uint64_t number)) {
  Random random(number);
  const auto combine = static_cast<Combine>(random.below(3));
  const Scoring scoring =
      scoring_of({{"a", Weight{1, 3}, 3}, {"b", Weight{1, 3}, 7}, {"c", Weight{1, 3}, 10}}, combine);
  std::vector<std::array<std::int64_t, 3>> rows(3 + random.below(6));
  for (auto& row : rows) row = {random.between(0, 3'000), random.between(0, 7'000), random.between(0, 10'000)};
  const auto score = [&] {
    std::vector<std::int64_t> marks;
    for (const auto& row : rows) marks.insert(marks.end(), row.begin(), row.end());
    return combined_score(scoring, marks).value();
  };
  const Score before = score();
  Score least = score_max;
  Score most{0};
  for (const auto& row : rows) {
    const auto one = combined_score(scoring_of(scoring.criteria), row).value();
    least = std::min(least, one);
    most = std::max(most, one);
  }
  RC_ASSERT(least <= before && before <= most);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[random.below(i)]);
  RC_ASSERT(score() == before);
  auto& mark = rows[random.below(rows.size())][1];
  mark = random.between(mark, 7'000);
  RC_ASSERT(score() >= before);
}

// --- peer review ---

std::vector<Applicant> random_applicants(Random& random, std::size_t count, std::uint64_t organisations) {
  std::vector<Applicant> applicants;
  for (std::size_t i = 0; i < count; ++i) {
    applicants.push_back({"A-" + std::to_string(i), "org-" + std::to_string(random.below(organisations))});
  }
  return applicants;
}

std::size_t largest_organisation(const std::vector<Applicant>& applicants) {
  std::map<std::string, std::size_t> sizes;
  std::size_t largest = 0;
  for (const Applicant& applicant : applicants) largest = std::max(largest, ++sizes[applicant.organisation]);
  return largest;
}

RC_GTEST_PROP(PeerReview, EveryoneGivesAndGetsTheSameNumberAndNoneToTheirOwn, (std::uint64_t number)) {
  Random random(number);
  const auto applicants = random_applicants(random, 2 + random.below(40), 1 + random.below(20));
  const auto each = static_cast<std::uint32_t>(1 + random.below(6));
  const auto reviews = assign_reviews(Seed{}, "call-1", applicants, each);
  const std::size_t largest = largest_organisation(applicants);
  if (2 * largest > applicants.size()) {
    RC_ASSERT(reviews.error().code == ErrorCode::limit_reached);
    return;
  }
  const std::size_t expected = std::min<std::size_t>(each, applicants.size() - 2 * largest + 1);
  std::map<std::uint32_t, std::size_t> given;
  std::map<std::uint32_t, std::size_t> got;
  for (const Review& review : *reviews) {
    RC_ASSERT(applicants[review.reviewer].organisation != applicants[review.application].organisation);
    ++given[review.reviewer];
    ++got[review.application];
  }
  RC_ASSERT(std::set<Review>(reviews->begin(), reviews->end()).size() == reviews->size());
  for (std::uint32_t i = 0; i < applicants.size(); ++i) {
    RC_ASSERT(given[i] == expected);
    RC_ASSERT(got[i] == expected);
  }
}

std::vector<std::pair<std::string, std::string>> by_name(const std::vector<Applicant>& applicants,
                                                         const std::vector<Review>& reviews) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const Review& review : reviews)
    names.emplace_back(applicants[review.reviewer].key, applicants[review.application].key);
  return names;
}

RC_GTEST_PROP(PeerReview, TheOrderOfTheListIsOfNoConsequence, (std::uint64_t number)) {
  Random random(number);
  auto applicants = random_applicants(random, 20, 15);
  RC_PRE(2 * largest_organisation(applicants) <= applicants.size());
  const auto before = by_name(applicants, assign_reviews(Seed{}, "call-1", applicants, 5).value());
  for (std::size_t i = applicants.size(); i > 1; --i) std::swap(applicants[i - 1], applicants[random.below(i)]);
  RC_ASSERT(by_name(applicants, assign_reviews(Seed{}, "call-1", applicants, 5).value()) == before);
}

TEST(PeerReview, NoTwoReviewEachOtherWhereThereAreEnoughOthers) {
  std::vector<Applicant> applicants;
  for (int i = 0; i < 12; ++i) applicants.push_back({"A-" + std::to_string(i), "org-" + std::to_string(i)});
  for (std::uint8_t number = 0; number < 50; ++number) {
    const auto reviews = assign_reviews(Seed{.bytes = {number}}, "call-1", applicants, 5).value();
    const std::set<Review> all(reviews.begin(), reviews.end());
    for (const Review& review : reviews) EXPECT_FALSE(all.contains({review.application, review.reviewer}));
  }
}

TEST(PeerReview, AnotherSeedAssignsOthers) {
  Random random(5);
  const auto applicants = random_applicants(random, 30, 30);
  EXPECT_NE(assign_reviews(Seed{}, "call-1", applicants, 3).value(),
            assign_reviews(Seed{.bytes = {1}}, "call-1", applicants, 3).value());
}

TEST(PeerReview, RefusesWhatCannotBeAssigned) {
  const auto code = [](const std::vector<Applicant>& applicants, std::uint32_t each = 1) {
    return assign_reviews(Seed{}, "call-1", applicants, each).error().code;
  };
  EXPECT_EQ(code({}), ErrorCode::limit_reached);
  EXPECT_EQ(code({{"A", "x"}}), ErrorCode::limit_reached);
  EXPECT_EQ(code({{"A", "x"}, {"B", "x"}, {"C", "y"}}), ErrorCode::limit_reached);
  EXPECT_EQ(code({{"A", "x"}, {"A", "y"}}), ErrorCode::duplicate_key);
  EXPECT_EQ(code({{"A", "x"}, {"B", "y y"}}), ErrorCode::value_invalid);
  EXPECT_EQ(code({{"A", "x"}, {"B", "y"}}, 0), ErrorCode::value_invalid);
  EXPECT_EQ(assign_reviews(Seed{}, "call-1", std::vector<Applicant>{{"A", "x"}, {"B", "y"}}, 5).value(),
            (std::vector<Review>{{0, 1}, {1, 0}}));
}

TEST(PeerReview, WhoOwesAReviewAtTheDeadlineIsLate) {
  const std::vector<Review> reviews{{0, 1}, {0, 2}, {1, 2}, {1, 0}, {2, 0}, {2, 1}};
  const Instant deadline = instant_at(1'775'000'000'000);
  const Instant before = deadline - Milliseconds{1};
  const std::vector<std::optional<Instant>> handed_in{before, before, before, std::nullopt, deadline, before};
  EXPECT_EQ(late_reviewers(reviews, handed_in, deadline), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_TRUE(late_reviewers(reviews, std::vector<std::optional<Instant>>(6, before), deadline).empty());
}

}  // namespace
}  // namespace scrip::allocation
