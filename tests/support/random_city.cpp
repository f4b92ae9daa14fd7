#include "tests/support/random_city.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "codec/entry.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/merkle.h"
#include "tests/sim/bureau.h"

namespace scrip::testing {
namespace {

using engine::State;
using metering::UsageBatch;
using registry::Use;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::array<std::string_view, 4> companies{"alpha", "beta", "gamma", "delta"};
constexpr std::array<std::string_view, 2> sites{"east", "west"};
constexpr std::array<std::string_view, 4> budget_lines{"deduct-line", "reimburse-line", "reserve-line", "hours-line"};
constexpr std::array<std::string_view, 4> resources{"npu", "gpu", "cpu", "llm"};

ZoneOffsets shanghai() { return {.steps = {{.from_ms = 0, .offset_s = 8 * 3600}}}; }
// One summer: the clocks go forward on 29 March and back on 25 October 2026, at 01:00 UTC.
ZoneOffsets berlin() {
  return {.steps = {{.from_ms = 0, .offset_s = 3600},
                    {.from_ms = 1'774'746'000'000, .offset_s = 7200},
                    {.from_ms = 1'792'890'000'000, .offset_s = 3600}}};
}

Day day(int month, int day_of_month) {
  const std::chrono::sys_days days{std::chrono::year{2026} / month / day_of_month};
  return Day{static_cast<std::int32_t>(days.time_since_epoch().count())};
}

Amount yuan(std::int64_t amount) { return Amount{amount * micro}; }

std::vector<rating::Band> flat(Amount price) { return {{.price = price}}; }
std::vector<rating::Band> night_and_day(Amount night, Amount day_price) {
  return {{.from_minute = 0, .until_minute = 480, .price = night},
          {.from_minute = 480, .until_minute = 1320, .price = day_price},
          {.from_minute = 1320, .until_minute = 1440, .price = night}};
}

}  // namespace

const proof::PrivateKey& RandomCity::key() {
  static const proof::PrivateKey key{.name = "city.example/journal", .seed = {1, 2, 3, 4, 5}};
  return key;
}

runtime::JournalOptions RandomCity::options() {
  return {.clock = [this] { return now_; }, .threaded = false};
}

std::string_view RandomCity::some_site() { return sites[random_.below(sites.size())]; }
std::string_view RandomCity::some_company() { return companies[random_.below(companies.size())]; }

void RandomCity::command(runtime::Journal& journal, const engine::Command& command) {
  const auto reply = journal.execute(command, {.actor = "officer", .idempotency_key = next_key("request-")});
  settle(reply ? Result<void>{} : std::unexpected(reply.error()));
}

void RandomCity::settle(const Result<void>& result) {
  if (result) return;
  const auto number = static_cast<unsigned>(result.error().code);
  EXPECT_LT(number, 3000U) << describe(result.error(), Language::english);
}

void RandomCity::set_up(runtime::Journal& journal) {
  std::vector<engine::Command> commands;
  commands.emplace_back(engine::CreateAuthority{{.name = "City",
                                                 .currency = "CNY",
                                                 .zone_name = "Asia/Shanghai",
                                                 .zone = shanghai(),
                                                 .public_key = proof::format_public_key(proof::public_key_of(key()))}});
  for (const auto company : companies) {
    commands.emplace_back(engine::AddOrganisation{.key = std::string(company), .name = std::string(company)});
  }
  commands.emplace_back(engine::AddOrganisation{.key = "operator", .name = "Operator of sites"});
  commands.emplace_back(engine::AddSite{.key = "east", .name = "East", .operator_key = "operator"});
  commands.emplace_back(engine::AddSite{
      .key = "west", .name = "West", .operator_key = "operator", .zone_name = "Europe/Berlin", .zone = berlin()});
  using registry::ResourceKind;
  commands.emplace_back(engine::AddResource{.key = "npu", .name = "NPU", .vendor = "v", .aliases = {"npu-910"}});
  commands.emplace_back(engine::AddResource{.key = "gpu", .name = "GPU", .vendor = "v"});
  commands.emplace_back(
      engine::AddResource{.key = "cpu", .name = "Core", .vendor = "v", .kind = ResourceKind::cpu_core});
  commands.emplace_back(
      engine::AddResource{.key = "llm", .name = "Tokens", .vendor = "v", .kind = ResourceKind::token});
  for (const auto site : sites) {
    for (const auto company : companies) {
      commands.emplace_back(engine::MapPayer{.site = std::string(site),
                                             .account = "acct-" + std::string(company),
                                             .organisation = std::string(company),
                                             .use = company == "alpha" ? Use::training : Use::unspecified});
    }
    const Period until_june{.from = instant_min, .until = parse_instant("2026-06-01T00:00:00Z", {}).value()};
    const Period later{.from = until_june.until, .until = instant_max};
    for (const auto& period : {until_june, later}) {
      const std::int64_t more = period == later ? 100 : 0;
      commands.emplace_back(
          engine::PublishRateCard{.key = std::string(site) + (more != 0 ? "-late" : "-early"),
                                  .site = std::string(site),
                                  .period = period,
                                  .prices = {{"npu", night_and_day(Amount{7'123'457 + more}, Amount{11'999'999})},
                                             {"cpu", flat(Amount{123'457 + more})},
                                             {"llm", flat(Amount{2'345'679 + more})}}});
    }
  }
  using programme::RedemptionMode;
  constexpr std::array modes{RedemptionMode::deduct, RedemptionMode::reimburse, RedemptionMode::reserve,
                             RedemptionMode::in_kind};
  for (std::size_t i = 0; i < modes.size(); ++i) {
    const std::string key = "programme-" + std::string(programme::name(modes[i]));
    commands.emplace_back(engine::AddProgramme{.key = key, .name = key, .mode = modes[i]});
    commands.emplace_back(engine::AddBudgetLine{.key = std::string(budget_lines[i]),
                                                .programme = key,
                                                .funder = "city",
                                                .unit = i == 3 ? Unit::device_time : Unit::money,
                                                .appropriation = yuan(i == 3 ? 5'000'000 : 40'000)});
  }
  for (const auto& step : commands) {
    now_ += minutes{1};
    const auto reply = journal.execute(step, {.actor = "officer", .idempotency_key = next_key("request-")});
    ASSERT_TRUE(reply) << describe(reply.error(), Language::english);
  }
  for (const auto& order : sim::bureau_set_up()) {
    const auto reply = journal.execute(order.command, {.actor = order.actor, .idempotency_key = {}});
    ASSERT_TRUE(reply) << describe(reply.error(), Language::english);
  }
  for (int i = 0; i < 6; ++i) issue_voucher(journal);
}

void RandomCity::step(runtime::Journal& journal) {
  now_ += minutes{static_cast<int>(random_.between(1, 600))};
  const auto choice = random_.below(100);
  if (choice < 45) {
    use(journal);
  } else if (choice < 55) {
    place_hold(journal);
  } else if (choice < 62) {
    change_hold(journal);
  } else if (choice < 70) {
    refund(journal);
  } else if (choice < 78) {
    resolve_suspense(journal);
  } else if (choice < 85) {
    issue_voucher(journal);
  } else if (choice < 90) {
    change_voucher(journal);
  } else if (choice < 95) {
    close_month(journal);
  } else {
    register_something(journal);
  }
  if (orders_.chance(1, 2)) decide_on_applications(journal);
}

void RandomCity::decide_on_applications(runtime::Journal& journal) {
  const auto order = sim::random_order(orders_, journal.state());
  const auto reply = journal.execute(order.command, {.actor = order.actor, .idempotency_key = next_key("order-")});
  settle(reply ? Result<void>{} : std::unexpected(reply.error()));
}

void RandomCity::use(runtime::Journal& journal) {
  UsageBatch batch;
  for (const auto resource : resources) batch.resources.push_back(resource);
  batch.resources.push_back("npu-910");
  batch.resources.push_back("unheard-of");
  for (auto jobs = random_.between(1, 5); jobs > 0; --jobs) add_job(journal.state(), batch);
  const auto reply = journal.record(some_site(), batch, {.actor = "site", .idempotency_key = next_key("batch-")});
  settle(reply ? Result<void>{} : std::unexpected(reply.error()));
  settle(journal.sync());
}

void RandomCity::add_job(const State& state, UsageBatch& batch) {
  const auto job = static_cast<std::uint32_t>(batch.jobs.size());
  const bool odd_account = random_.chance(1, 8);
  batch.jobs.push_back({.key = batch.keep(some_job()),
                        .account = batch.keep(odd_account ? "nobody" : "acct-" + std::string(some_company())),
                        .requested = random_.chance(1, 4) ? std::string_view{"gpu"} : std::string_view{},
                        .use = random_.chance(1, 4) ? Use::inference : Use::unspecified,
                        .ended = random_.chance(1, 6)});
  const std::int64_t now = count(state.last_time);
  std::int64_t start = now - random_.between(0, 40 * 24) * hour_ms;
  for (auto records = random_.between(1, 4); records > 0; --records) {
    const auto resource = static_cast<std::uint32_t>(random_.chance(1, 12)  ? random_.below(6)
                                                     : random_.chance(1, 3) ? 2 + random_.below(2)
                                                                            : 0);
    const std::int64_t end = start + random_.between(0, 30) * hour_ms + random_.between(0, 999);
    const std::uint64_t part =
        random_.chance(1, 6) ? metering::part_of_text_id(std::to_string(random_.below(40))) : random_.below(12);
    const std::int64_t units = resource == 3 ? random_.between(0, 900'000) : random_.between(0, 8'000);
    batch.add(job, resource, part, start, end, units,
              random_.chance(1, 30) ? metering::SuspenseReason::unknown_state : metering::SuspenseReason::none);
    start = end;
  }
}

void RandomCity::issue_voucher(runtime::Journal& journal) {
  const auto line = random_.below(budget_lines.size());
  engine::IssueVoucher voucher{.key = next_key("voucher-"),
                               .budget_line = std::string(budget_lines[line]),
                               .organisation = std::string(some_company()),
                               .face = Amount{random_.between(100, line == 3 ? 400'000 : 3'000) * micro + 7},
                               .share = Share{static_cast<std::uint32_t>(random_.between(300'000, 1'000'000))},
                               .valid_from = day(static_cast<int>(random_.between(1, 4)), 1),
                               .valid_until = day(static_cast<int>(random_.between(5, 12)), 15),
                               .grace_days = static_cast<std::uint16_t>(random_.below(20))};
  if (random_.chance(1, 3)) voucher.share = whole_share;
  if (random_.chance(1, 4)) voucher.cap_job = Amount{voucher.face.micro_units / 4};
  if (random_.chance(1, 4)) voucher.cap_month = Amount{voucher.face.micro_units / 3};
  if (random_.chance(1, 6)) voucher.cap_year = Amount{voucher.face.micro_units / 2};
  if (random_.chance(1, 6)) voucher.uses = {Use::training};
  if (random_.chance(1, 6)) voucher.resources = {"npu", "cpu"};
  if (line == 2 || random_.chance(1, 6)) voucher.sites = {std::string(some_site())};
  command(journal, voucher);
}

void RandomCity::change_voucher(runtime::Journal& journal) {
  const auto& vouchers = journal.state().vouchers;
  using programme::VoucherStatus;
  constexpr std::array statuses{VoucherStatus::active, VoucherStatus::suspended, VoucherStatus::active,
                                VoucherStatus::revoked};
  command(journal, engine::ChangeVoucherStatus{.voucher = vouchers[random_.below(vouchers.size())].terms.key,
                                               .status = statuses[random_.below(statuses.size())],
                                               .reason = "because"});
}

void RandomCity::place_hold(runtime::Journal& journal) {
  engine::PlaceHold hold{.key = next_key("hold-"),
                         .organisation = std::string(some_company()),
                         .site = std::string(some_site()),
                         .job = some_job(),
                         .expires_at = now_ + hours{random_.between(1, 24 * 20)},
                         .partial = random_.chance(1, 2)};
  if (random_.chance(1, 2)) {
    hold.resource = "npu";
    hold.units = random_.between(1, 8) * 1'000;
    hold.walltime_s = random_.between(1, 48) * 3'600;
  } else {
    hold.bill = Amount{random_.between(1, 500) * micro + 13};
  }
  command(journal, hold);
}

void RandomCity::change_hold(runtime::Journal& journal) {
  const auto& holds = journal.state().holds;
  if (holds.empty()) return;
  const auto& hold = holds[random_.below(holds.size())];
  if (random_.chance(1, 2)) {
    command(journal, engine::ReleaseHold{.hold = hold.key});
  } else {
    command(journal, engine::ExtendHold{.hold = hold.key,
                                        .bill = Amount{random_.between(0, 100) * micro},
                                        .expires_at = random_.chance(1, 2) ? now_ + hours{48} : Instant{}});
  }
}

void RandomCity::refund(runtime::Journal& journal) {
  const std::string key = next_key("refund-");
  command(journal,
          engine::RefundCharge{.key = key,
                               .site = std::string(some_site()),
                               .job = some_job(),
                               .gross = random_.chance(1, 4) ? Amount{} : Amount{random_.between(1, 90'000'001)},
                               .reason = "node failure",
                               .evidence = proof::sha256(as_bytes(key))});
}

void RandomCity::resolve_suspense(runtime::Journal& journal) {
  const State& state = journal.state();
  if (random_.chance(1, 4)) {
    command(journal, engine::MapPayer{.site = std::string(some_site()), .account = "nobody", .organisation = "delta"});
  }
  std::vector<SuspenseId> ids;
  SiteId site = no_id<SiteId>;
  for (const auto& [id, suspended] : state.suspense) {
    if (random_.chance(1, 2) || (site != no_id<SiteId> && suspended.site != site)) continue;
    site = suspended.site;
    ids.push_back(id);
  }
  if (random_.chance(1, 4)) {
    command(journal, engine::WriteOffSuspense{.ids = ids, .reason = "cannot be charged"});
    return;
  }
  const auto reply = journal.retry_suspense(ids, random_.chance(1, 3), {.idempotency_key = next_key("retry-")});
  settle(reply ? Result<void>{} : std::unexpected(reply.error()));
}

void RandomCity::close_month(runtime::Journal& journal) {
  const State& state = journal.state();
  const Month current = month_of(state.authority->zone.day_of(now_));
  const Month month = state.first_open_month.value_or(Month{count(current) - 2});
  const auto reply = journal.close_period(month, {.idempotency_key = next_key("close-")});
  settle(reply ? Result<void>{} : std::unexpected(reply.error()));
}

void RandomCity::register_something(runtime::Journal& journal) {
  switch (random_.below(3)) {
    case 0:
      return command(journal,
                     engine::AddResource{.key = "npu", .name = "NPU", .vendor = "v", .aliases = {next_key("alias-")}});
    case 1:
      return command(journal, engine::AddOrganisation{.key = next_key("company-"), .name = "another"});
    default:
      return command(journal, engine::AddBudgetLine{.key = next_key("line-"),
                                                    .programme = "programme-deduct",
                                                    .funder = "state",
                                                    .appropriation = yuan(1'000)});
  }
}

Hash256 build_random_journal(ports::Store& store, std::uint64_t seed, int steps) {
  RandomCity city(seed);
  auto journal = runtime::Journal::open(store, city.options());
  EXPECT_TRUE(journal);
  city.set_up(**journal);
  for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
    if (i == steps / 2) {
      EXPECT_TRUE((*journal)->save_snapshot());
      journal = runtime::Journal::open(store, city.options());
    }
    city.step(**journal);
  }
  EXPECT_TRUE((*journal)->sync());
  const auto text = signed_checkpoint(store, (*journal)->state().last_sequence, RandomCity::key());
  EXPECT_TRUE(store.put_note("checkpoint", as_bytes(text)));
  return codec::state_digest((*journal)->state());
}

std::string signed_checkpoint(ports::Store& store, std::uint64_t size, const proof::PrivateKey& key) {
  proof::MerkleFrontier frontier;
  EXPECT_TRUE(store.read(1, size, [&](std::uint64_t, ByteView bytes) {
    frontier.append(proof::leaf_hash(bytes));
    return true;
  }));
  EXPECT_EQ(frontier.size(), size);
  return proof::sign_checkpoint({.origin = key.name, .size = size, .root = frontier.root()}, key).value();
}

std::vector<Bytes> entries_of(ports::Store& store) {
  std::vector<Bytes> entries;
  EXPECT_TRUE(store.read(1, ports::to_the_end, [&](std::uint64_t, ByteView bytes) {
    entries.emplace_back(bytes.begin(), bytes.end());
    return true;
  }));
  return entries;
}

}  // namespace scrip::testing
