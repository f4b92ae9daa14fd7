// Random steps in the life of applications, against the slow second account; after every entry all invariants hold, and
// replay, judged and believed, gives the same state (CheckedJournal).

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/sim/bureau.h"
#include "tests/sim/city.h"
#include "tests/sim/town.h"
#include "tests/support/sanitized.h"

namespace scrip::sim {
namespace {

using namespace engine;

using Reached = std::map<std::string, std::uint64_t>;

void work(std::uint64_t seed, int steps, Reached& reached) {
  Random random(seed);
  Town town("seed " + std::to_string(seed));
  town.check_every(5);
  BureauModel model;
  for (const auto& order : bureau_set_up()) town.must(order.command);
  for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
    town.advance(Milliseconds{random.between(1, 3 * hour_ms)});
    if (random.chance(1, 100)) town.restart();
    const Order order = random_order(random, town.state());
    const Instant now = std::max(town.now(), town.state().last_time + Milliseconds{1});
    const bool possible = model.is_possible(order, now);
    const auto reply = town.execute(order.command, {.actor = order.actor, .idempotency_key = {}});
    ASSERT_EQ(reply.has_value(), possible)
        << "command " << order.command.index() << " by " << order.actor << " in step " << i << ": "
        << (reply ? "was done" : describe(reply.error(), Language::english));
    ++reached[reply ? reply->events.empty() ? "already so" : std::string(name(reply->events.front()))
                    : std::string(name(reply.error().code))];
    if (possible) model.carry_out(order, now);
    ASSERT_EQ(model.difference(town.state()), "") << "after command " << order.command.index() << " in step " << i;
  }
}

TEST(Bureau, ComesToWhatTheSlowAccountSays) {
  const std::uint64_t seeds = seeds_to_try(25);
  Reached reached;
  for (std::uint64_t seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    work(seed, 400, reached);
  }
  if (testing::is_sanitized) return;  // a part of the seeds does not reach every rare path
  for (const char* path : {"application_drafted",
                           "application_submitted",
                           "application_returned",
                           "application_completed",
                           "application_withdrawn",
                           "application_assessed",
                           "assessor_assigned",
                           "assessor_removed",
                           "score_recorded",
                           "round_allocated",
                           "decision_proposed",
                           "proposal_rejected",
                           "application_refused",
                           "award_approved",
                           "award_amended",
                           "award_status_changed",
                           "award_voucher_issued",
                           "appeal_filed",
                           "appeal_decided",
                           "voucher_status_changed",
                           "deadline_set",
                           "four_eyes",
                           "conflict_of_interest",
                           "stale_assessment",
                           "insufficient_budget",
                           "not_eligible",
                           "round_unfinished",
                           "seed_mismatch",
                           "application_state",
                           "award_state",
                           "already so"}) {
    EXPECT_GT(reached[path], 0u) << "never reached: " << path;
  }
}

// The canary: a second account that misses one approval must differ, or the comparison compares nothing.
TEST(Bureau, NoticesAnApprovalThatIsMissing) {
  int missed = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Random random(seed);
    Town town("seed " + std::to_string(seed));
    town.check_every(1'000);
    bool approved = false;
    BureauModel model;
    for (const auto& order : bureau_set_up()) town.must(order.command);
    for (int i = 0; i < 300; ++i) {
      const Order order = random_order(random, town.state());
      const auto reply = town.execute(order.command, {.actor = order.actor, .idempotency_key = {}});
      if (!reply || reply->events.empty()) continue;
      approved = reply->events.front().is<AwardApproved>();
      if (approved) break;
      model.carry_out(order, town.state().last_time);
    }
    EXPECT_EQ(model.difference(town.state()).empty(), !approved) << "seed " << seed;
    missed += approved ? 1 : 0;
  }
  EXPECT_GE(missed, 3) << "too few of the seeds come to an approval";
}

}  // namespace
}  // namespace scrip::sim
