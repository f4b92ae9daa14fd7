// The engine against the reference model, and against itself when the same usage comes cut, ordered, repeated and
// batched otherwise.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "tests/sim/city.h"
#include "tests/sim/reference_model.h"

namespace scrip::sim {
namespace {

using namespace engine;

// A city whose usage comes in two waves: what arrives in time, and what is late for January and February.
struct Story {
  explicit Story(std::uint64_t seed) : random(seed), city(random_city(random, 12)) {
    for (const Work& work : city.work) (random.chance(1, 6) ? late : in_time).push_back(work);
  }
  Random random;
  City city;
  std::vector<Work> in_time;
  std::vector<Work> late;
};

std::vector<SiteBatch> arrival_of(Random& random, const std::vector<Work>& work) {
  auto records = cut(random, work);
  shuffle(random, records);
  return batches(random, std::move(records), 1 + random.below(12));
}

// Parts of the two waves must differ: a part is an identity.
void set_apart(std::vector<SiteBatch>& late) {
  for (auto& batch : late) {
    for (auto& record : batch.records) {
      record.part = (record.part & metering::part_text_bit) != 0 ? record.part ^ 1 : record.part + 10'000;
    }
  }
}

class CityRun {
 public:
  CityRun(const City& city, std::string context) : journal(at("2026-03-17T00:00:00Z"), std::move(context)) {
    journal.check_every(7);
    for (const auto& command : city.commands) must(command);
  }
  void must(const Command& command) {
    const auto reply = journal.execute(command);
    ASSERT_TRUE(reply.has_value()) << describe(reply.error(), Language::english);
  }
  void send(const std::vector<SiteBatch>& wave, ReferenceModel* model = nullptr) {
    for (const auto& batch : wave) {
      const auto reply = journal.record(batch.site, batch_of(batch.records));
      ASSERT_TRUE(reply.has_value());
      if (model == nullptr) continue;
      std::map<ReferenceModel::Outcome, std::uint64_t> counts;
      for (const auto& record : batch.records) ++counts[model->take(batch.site, record, journal.now())];
      ASSERT_EQ(reply->charged, counts[ReferenceModel::Outcome::charged]);
      ASSERT_EQ(reply->duplicates, counts[ReferenceModel::Outcome::duplicate]);
      ASSERT_EQ(reply->suspended, counts[ReferenceModel::Outcome::suspended]);
    }
  }
  void close(std::string_view month_text, ReferenceModel* model = nullptr) {
    const auto reply = journal.close(month(month_text));
    ASSERT_TRUE(reply.has_value()) << describe(reply.error(), Language::english);
    if (model != nullptr) model->close(month(month_text));
  }

  CheckedJournal journal;
};

std::map<ReferenceModel::StatementKey, ReferenceModel::Sums> statements_in(const State& state) {
  std::map<ReferenceModel::StatementKey, ReferenceModel::Sums> out;
  for (const auto& statement : state.statements) {
    if (statement.charged.is_zero() && statement.refunded.is_zero()) continue;
    const auto programme =
        statement.programme == no_id<ProgrammeId> ? "" : state.programmes[index(statement.programme)].key;
    out[{statement.month, state.registry.sites()[index(statement.site)].key, programme, statement.unit}] = {
        statement.charged.micro_units, statement.refunded.micro_units};
  }
  return out;
}

void expect_agreement(const State& state, const City& city, const ReferenceModel& model) {
  for (const auto& site : state.registry.sites()) {
    for (const auto& key : city.jobs) {
      const Job* job = state.find_job(site.id, key);
      ASSERT_EQ(job == nullptr ? 0 : job->gross.micro_units, model.bill(site.key, key)) << site.key << " " << key;
    }
  }
  for (const auto& voucher : state.vouchers) {
    ASSERT_EQ(voucher.settled.micro_units, model.settled(voucher.terms.key)) << voucher.terms.key;
  }
  const auto said = statements_in(state);
  const auto expected = model.statements();
  for (const auto& [key, sums] : expected) {
    const auto found = said.find(key);
    ASSERT_TRUE(found != said.end()) << format_month(key.month) << " " << key.site << " " << key.programme << ": "
                                     << sums.charged << " - " << sums.refunded;
    ASSERT_EQ(found->second.charged, sums.charged)
        << format_month(key.month) << " " << key.site << " " << key.programme;
    ASSERT_EQ(found->second.refunded, sums.refunded)
        << format_month(key.month) << " " << key.site << " " << key.programme;
  }
  ASSERT_EQ(said.size(), expected.size());
  ASSERT_EQ(state.suspense.size(), model.in_suspense());
}

// Refunds some closed jobs, in steps and at once.
void refund_some(Random& random, const City& city, CityRun& run, ReferenceModel& model) {
  for (const auto& work : city.work) {
    if (!random.chance(1, 3)) continue;
    const State& state = run.journal.state();
    const Job* job = state.find_job(state.registry.find_site(work.site)->id, work.job);
    if (job == nullptr || job->gross.is_zero()) continue;
    if (std::any_of(job->lines.begin(), job->lines.end(), [](const Line& l) { return l.status != LineStatus::closed; }))
      continue;
    for (int steps = 3; steps > 0; --steps) {
      const std::int64_t gross = random.chance(1, 3) ? 0 : random.between(1, job->gross.micro_units);
      const auto reply = run.journal.execute(RefundCharge{"r" + std::to_string(run.journal.state().last_sequence),
                                                          work.site,
                                                          work.job,
                                                          Amount{gross},
                                                          "node failure",
                                                          {}});
      if (reply) model.refund(work.site, work.job, gross);
    }
  }
}

void compare_with_model(std::uint64_t seed) {
  Story story(seed);
  ReferenceModel model;
  for (const auto& command : story.city.commands) model.learn(command);
  CityRun run(story.city, "seed " + std::to_string(seed));
  Random& random = story.random;
  run.send(arrival_of(random, story.in_time), &model);
  ASSERT_NO_FATAL_FAILURE(expect_agreement(run.journal.state(), story.city, model));
  run.close("2026-01", &model);
  ASSERT_NO_FATAL_FAILURE(expect_agreement(run.journal.state(), story.city, model));
  auto late = arrival_of(random, story.late);
  set_apart(late);
  run.send(late, &model);
  refund_some(random, story.city, run, model);
  run.close("2026-02", &model);
  ASSERT_NO_FATAL_FAILURE(expect_agreement(run.journal.state(), story.city, model));
  refund_some(random, story.city, run, model);
  run.journal.set_now(at("2026-04-05T00:00:00Z"));
  run.close("2026-03", &model);
  ASSERT_NO_FATAL_FAILURE(expect_agreement(run.journal.state(), story.city, model));
  run.journal.restart();
}

TEST(Model, AgreesWithTheEngineToTheMicroUnit) {
  const std::uint64_t seeds = seeds_to_try(120);
  for (std::uint64_t seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    compare_with_model(seed);
  }
}

// Closes January, with February's and March's lines still open; then the rest.
std::vector<Statement> statements_after(const Story& story, std::uint64_t arrival_seed, bool with_holds) {
  Random random(arrival_seed);
  CityRun run(story.city, "arrival " + std::to_string(arrival_seed));
  if (with_holds) {
    for (std::size_t i = 0; i < story.city.work.size(); i += 2) {
      const Work& work = story.city.work[i];
      static_cast<void>(run.journal.execute(PlaceHold{.key = "h" + std::to_string(i),
                                                      .organisation = work.account,
                                                      .site = work.site,
                                                      .job = work.job,
                                                      .resource = work.resource,
                                                      .bill = Amount{1'000'000},
                                                      .use = work.use,
                                                      .expires_at = at("2026-03-18T00:00:00Z"),
                                                      .partial = true}));
    }
  }
  run.send(arrival_of(random, story.in_time));
  run.journal.set_now(at("2026-03-19T00:00:00Z"));
  run.close("2026-01");
  auto late = arrival_of(random, story.late);
  set_apart(late);
  run.send(late);
  run.close("2026-02");
  run.journal.set_now(at("2026-04-05T00:00:00Z"));
  run.close("2026-03");
  return run.journal.state().statements;
}

TEST(Statements, DoNotDependOnHowUsageIsCutOrderedRepeatedAndBatched) {
  const std::uint64_t seeds = seeds_to_try(60);
  for (std::uint64_t seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Story story(seed);
    const bool with_holds = seed % 2 == 1;
    const auto one = statements_after(story, 2 * seed, with_holds);
    const auto other = statements_after(story, 2 * seed + 1, with_holds);
    EXPECT_EQ(one, other);
  }
}

// The canary: a model that is told of one record twice must disagree, or the comparison compares nothing.
TEST(Model, NoticesARecordThatIsChargedTwice) {
  int noticed = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Story story(seed);
    ReferenceModel model;
    for (const auto& command : story.city.commands) model.learn(command);
    CityRun run(story.city, "seed " + std::to_string(seed));
    const auto wave = arrival_of(story.random, story.in_time);
    run.send(wave, &model);
    for (const auto& batch : wave) {
      for (auto record : batch.records) {
        record.part += 1'000'000;
        model.take(batch.site, record, run.journal.now());
      }
    }
    bool differs = false;
    for (const auto& site : story.city.sites) {
      for (const auto& key : story.city.jobs) {
        const auto& state = run.journal.state();
        const Job* job = state.find_job(state.registry.find_site(site)->id, key);
        differs = differs || (job == nullptr ? 0 : job->gross.micro_units) != model.bill(site, key);
      }
    }
    noticed += differs ? 1 : 0;
  }
  EXPECT_GE(noticed, 8);
}

}  // namespace
}  // namespace scrip::sim
