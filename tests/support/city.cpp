#include "tests/support/city.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/check.h"
#include "engine/award_history.h"
#include "engine/events.h"
#include "metering/usage.h"
#include "proof/hash.h"

namespace scrip::test {

using engine::Command;
using programme::RedemptionMode;
using registry::ResourceKind;
using registry::Use;

namespace {

const ZoneOffsets shanghai_zone{.steps = {{.from_ms = 0, .offset_s = 8 * 3600}}};

template <class T>
T value_of(Result<T> result) {
  if (!result) std::fprintf(stderr, "%s\n", describe(result.error(), Language::english).c_str());
  SCRIP_CHECK(result.has_value());
  return *result;
}

}  // namespace

Instant shanghai(std::string_view time) { return value_of(parse_instant(time, shanghai_zone)); }
Day day(std::string_view text) { return value_of(parse_day(text)); }
Month month(std::string_view text) { return value_of(parse_month(text)); }
Amount amount(std::string_view text) { return value_of(parse_amount(text)); }

City::City() : now_(shanghai("2026-01-05 00:00:00")) {
  must(engine::CreateAuthority{{.name = "示范市算力券中心",
                                .currency = "CNY",
                                .zone_name = "Asia/Shanghai",
                                .zone = shanghai_zone,
                                .public_key = "none"}});
  register_everyone();
  publish_prices();
  fund_programmes();
  issue_vouchers();
}

void City::register_everyone() {
  for (const auto& [key, name] : {std::pair{"grid", "Grid Compute Operations"}, std::pair{"alpha", "阿尔法智能"},
                                  std::pair{"beta", "Beta Models"}, std::pair{"gamma", "Gamma Labs"}}) {
    must(engine::AddOrganisation{.key = key, .name = name, .identifier_scheme = "demo", .identifier = key});
  }
  must(engine::AddSite{.key = "east", .name = "东区算力中心", .operator_key = "grid", .zone_name = {}, .zone = {}});
  must(engine::AddSite{.key = "west", .name = "West Park", .operator_key = "grid", .zone_name = {}, .zone = {}});
  must(engine::AddResource{.key = "ascend", .name = "Ascend 910B", .vendor = "Huawei", .aliases = {"ascend910b"}});
  must(engine::AddResource{
      .key = "core", .name = "CPU core", .vendor = "", .kind = ResourceKind::cpu_core, .aliases = {}});
  must(engine::AddResource{
      .key = "qwen-out", .name = "Qwen, output", .vendor = "Alibaba", .kind = ResourceKind::token, .aliases = {}});
  for (const char* site : {"east", "west"}) {
    for (const char* account : {"alpha", "beta", "gamma"}) {
      must(engine::MapPayer{.site = site, .account = account, .organisation = account});
    }
  }
}

void City::publish_prices() {
  const Period year{.from = shanghai("2026-01-01 00:00:00"), .until = shanghai("2027-01-01 00:00:00")};
  must(engine::PublishRateCard{.key = "east-2026",
                               .site = "east",
                               .period = year,
                               .prices = {{.resource = "ascend", .bands = {{.price = amount("10.01")}}},
                                          {.resource = "core", .bands = {{.price = amount("0.20")}}},
                                          {.resource = "qwen-out", .bands = {{.price = amount("8")}}}}});
  constexpr std::uint8_t weekdays = 0x1f;
  constexpr std::uint8_t weekend = 0x60;
  must(engine::PublishRateCard{
      .key = "west-2026",
      .site = "west",
      .period = year,
      .prices = {{.resource = "ascend",
                  .bands = {{.days = weekdays, .from_minute = 0, .until_minute = 480, .price = amount("12")},
                            {.days = weekdays, .from_minute = 480, .until_minute = 1440, .price = amount("20")},
                            {.days = weekend, .price = amount("12")}}}}});
}

void City::fund_programmes() {
  struct Funded {
    const char* key;
    const char* name;
    RedemptionMode mode;
    Unit unit;
    const char* appropriation;
  };
  for (const Funded& of :
       {Funded{"deduct", "算力券", RedemptionMode::deduct, Unit::money, "100000"},
        Funded{"repay", "Reimbursement", RedemptionMode::reimburse, Unit::money, "50000"},
        Funded{"placed", "Placed beforehand", RedemptionMode::reserve, Unit::money, "20000"},
        Funded{"kind", "Device-hours in kind", RedemptionMode::in_kind, Unit::device_time, "3600000"}}) {
    must(engine::AddProgramme{.key = of.key, .name = of.name, .mode = of.mode});
    must(engine::AddBudgetLine{.key = std::string(of.key) + "-2026",
                               .programme = of.key,
                               .funder = "Bureau of Data",
                               .unit = of.unit,
                               .appropriation = amount(of.appropriation)});
  }
}

void City::issue_vouchers() {
  const auto issue = [&](engine::IssueVoucher voucher) {
    voucher.valid_from = day("2026-01-01");
    if (voucher.valid_until == Day{}) voucher.valid_until = day("2027-01-01");
    must(voucher);
  };
  issue({.key = "V-OLD",
         .budget_line = "deduct-2026",
         .organisation = "alpha",
         .face = amount("200"),
         .share = Share{500'000},
         .uses = {},
         .sites = {},
         .resources = {},
         .valid_until = day("2026-02-01"),
         .grace_days = 10});
  issue({.key = "V-TRAIN",
         .budget_line = "deduct-2026",
         .organisation = "alpha",
         .face = amount("500"),
         .share = Share{600'000},
         .uses = {Use::training},
         .sites = {"east"},
         .resources = {}});
  issue({.key = "V-KIND",
         .budget_line = "kind-2026",
         .organisation = "alpha",
         .face = amount("18000"),
         .uses = {},
         .sites = {"west"},
         .resources = {"ascend"}});
  issue({.key = "V-REPAY",
         .budget_line = "repay-2026",
         .organisation = "beta",
         .face = amount("1000"),
         .share = Share{400'000},
         .cap_month = amount("100"),
         .uses = {},
         .sites = {},
         .resources = {}});
  issue({.key = "V-PLACED",
         .budget_line = "placed-2026",
         .organisation = "beta",
         .face = amount("300"),
         .share = Share{800'000},
         .uses = {},
         .sites = {"west"},
         .resources = {}});
}

engine::EntryContext City::begin_entry(const std::string& actor) {
  now_ += Milliseconds{1};
  const engine::EntryContext context{.sequence = state_.last_sequence + 1, .now = now_, .actor = actor};
  engine::begin_entry(state_, context, std::nullopt);
  return context;
}

void City::pass_time(Instant to) {
  SCRIP_CHECK(to >= now_);
  now_ = to;
  const auto due = engine::due_events(state_, now_);
  if (due.empty()) return;
  static_cast<void>(begin_entry());
  for (const auto& event : due) engine::apply(state_, event);
}

Result<void> City::run(const Command& command, const std::string& actor) {
  const engine::EntryContext next{.sequence = state_.last_sequence + 1, .now = now_ + Milliseconds{1}, .actor = actor};
  const auto events = SCRIP_TRY(engine::decide(state_, command, next));
  if (events.empty()) return {};
  static_cast<void>(begin_entry(actor));
  for (const auto& event : events) engine::apply(state_, event);
  return {};
}

void City::must(const Command& command, const std::string& actor) {
  const auto done = run(command, actor);
  if (!done) std::fprintf(stderr, "%s\n", describe(done.error(), Language::english).c_str());
  SCRIP_CHECK(done.has_value());
}

engine::UsageOutcome City::use(const Usage& usage) {
  metering::UsageBatch batch;
  batch.jobs.push_back(
      {.key = usage.job, .account = usage.account, .requested = {}, .use = usage.use, .ended = usage.ended});
  batch.resources.push_back(usage.resource);
  batch.add(0, 0, usage.part, count(usage.start), count(usage.start) + usage.minutes * 60'000, usage.units);
  const auto prepared = value_of(engine::prepare(state_, usage.site, batch));
  auto outcome = engine::record_usage(state_, batch, prepared, earlier_, begin_entry());
  const auto* site = state_.registry.find_site(usage.site);
  const auto job = state_.job_by_key.at(engine::job_key(site->id, usage.job));
  const engine::UsageRecord record{
      .part = usage.part, .start_ms = batch.start_ms[0], .end_ms = batch.end_ms[0], .units = usage.units};
  earlier_.try_emplace({.job = job, .part = usage.part}, engine::EarlierRecord{record, usage.resource});
  return outcome;
}

Result<void> City::close(Month month) {
  const engine::EntryContext next{.sequence = state_.last_sequence + 1, .now = now_ + Milliseconds{1}};
  SCRIP_TRY_VOID(engine::check_close(state_, month, next));
  static_cast<void>(begin_entry());
  static_cast<void>(engine::close_period(state_, month));
  return {};
}

namespace {

// A start-up applies, gets an award from two funders and half of it as a voucher; another is refused.
void decide_applications(City& city) {
  const Hash256 document = proof::sha256(as_bytes("a document"));
  city.must(engine::AddOrganisation{"delta", "德塔初创 Delta", "local", "delta"});
  city.must(engine::AddProgramme{"start", "Start-ups", programme::RedemptionMode::deduct});
  city.must(engine::AddBudgetLine{"start-city", "start", "city", Unit::money, amount("5000")});
  city.must(engine::AddBudgetLine{"start-state", "start", "state", Unit::money, amount("4000")});
  city.must(engine::PublishPolicy{.programme = "start",
                                  .version = "2026.1",
                                  .document = document,
                                  .effective_from = day("2026-01-01"),
                                  .valid_from = day("2026-01-01"),
                                  .valid_until = day("2027-01-01")});
  city.must(engine::OpenCall{.key = "start-spring",
                             .programme = "start",
                             .policy = "start@2026.1",
                             .lines = {{"start-city", Share{666'667}}, {"start-state", Share{333'333}}},
                             .opens = shanghai("2026-02-01 00:00:00"),
                             .closes = shanghai("2026-03-01 00:00:00"),
                             .seed_commitment = document,
                             .appeal_days = 30});
  for (const std::string key : {"A-1", "A-2"}) {
    const bool eligible = key == "A-1";
    city.must(engine::DraftApplication{.key = key,
                                       .call = "start-spring",
                                       .organisation = "delta",
                                       .facts = document,
                                       .documents = {{.hash = document, .kind = "contract"}},
                                       .contract = "C-" + key,
                                       .project = "P-1"},
              "delta-1");
    city.must(engine::SubmitApplication{key}, "delta-1");
    city.must(engine::ConfirmComplete{key}, "clerk-1");
    const auto* application = city.state().find_application(key);
    using programme::RuleOutcome;
    city.must(engine::AssessApplication{.application = key,
                                        .policy = "start@2026.1",
                                        .facts = document,
                                        .history = engine::history_digest(city.state(), application->terms.organisation,
                                                                          application->terms.id),
                                        .eligible = eligible,
                                        .amount = eligible ? amount("1000") : Amount{},
                                        .rate = "40%",
                                        .rules = {{.rule = "one-award",
                                                   .outcome = eligible ? RuleOutcome::met : RuleOutcome::not_met,
                                                   .article = "art. 5"}},
                                        .caps = {{.cap = "per-contract", .limit = amount("1000")}},
                                        .explanation = document,
                                        .assessed_on = day("2026-02-02")},
              "clerk-1");
    const auto outcome = eligible ? programme::DecisionOutcome::award : programme::DecisionOutcome::refuse;
    const Amount granted = eligible ? amount("1000") : Amount{};
    city.must(engine::ProposeDecision{.application = key,
                                      .outcome = outcome,
                                      .amount = granted,
                                      .award = {},
                                      .reason = {.english = "As the rules say.", .chinese = "依据规则。"}},
              "officer-1");
    city.must(engine::ApproveDecision{.application = key, .outcome = outcome, .amount = granted}, "officer-2");
  }
  city.must(engine::IssueAward{.award = "A-1",
                               .voucher = {.key = "V-START",
                                           .budget_line = {},
                                           .organisation = {},
                                           .face = amount("500"),
                                           .uses = {},
                                           .sites = {},
                                           .resources = {},
                                           .valid_from = day("2026-02-01"),
                                           .valid_until = day("2026-08-01")}});
}

// The east site declares what it has, proposes prices for another chip and is accredited under one programme.
void offer(City& city) {
  city.must(engine::AddResource{.key = "b200", .name = "B200", .vendor = "NVIDIA", .aliases = {}});
  city.must(engine::ProposeRateCard{.key = "east-b200",
                                    .site = "east",
                                    .period = {shanghai("2026-03-01 00:00:00"), shanghai("2027-01-01 00:00:00")},
                                    .prices = {{"b200", {rating::Band{.price = amount("12")}}}}},
            "operator-1");
  city.must(engine::DeclareCapacity{.key = "east-ascend",
                                    .site = "east",
                                    .resource = "ascend",
                                    .devices = 64,
                                    .from = day("2026-01-01"),
                                    .until = day("2027-01-01"),
                                    .use = registry::CapacityUse::programmes},
            "operator-1");
  city.must(engine::ApplyForAccreditation{.key = "AC-1",
                                          .site = "east",
                                          .programme = "start",
                                          .facts = proof::sha256(as_bytes("what it states")),
                                          .documents = {}},
            "operator-1");
  city.must(engine::ProposeAccreditation{.accreditation = "AC-1",
                                         .decision = {.valid_from = day("2026-01-01"),
                                                      .valid_until = day("2027-01-01"),
                                                      .reason = "visited 已实地核查"}},
            "officer-1");
  city.must(engine::ApproveAccreditation{.accreditation = "AC-1", .outcome = {}}, "officer-2");
}

// The east site registers a key to sign its usage with; it is that of RFC 9421, appendix B.1.4.
void add_key(City& city) {
  city.must(engine::AddSiteKey{.key = "east-2026",
                               .site = "east",
                               .public_key = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=",
                               .holds_from = {}},
            "operator-1");
}

// What is known of a chip model, and where domestic compute is to go.
void record_chips(City& city) {
  engine::RecordChips chips;
  chips.vendors.push_back({.key = "huawei", .name = "Huawei", .jurisdiction = "CN", .organisation = {}});
  chips.models.push_back({.key = "ascend", .name = {}, .vendor = "huawei", .aliases = {}, .note = {}});
  chips.figures.push_back({.model = "ascend",
                           .quantity = registry::ChipQuantity::fp16_dense,
                           .value = 320'000,
                           .grade = registry::FigureGrade::a,
                           .source = "data sheet",
                           .dated = "2023",
                           .note = {}});
  city.must(chips, "officer-1");
  const auto test = registry::OriginTest::origin_of_goods;
  city.must(engine::RecordOrigin{.resource = "ascend",
                                 .test = test,
                                 .passes = true,
                                 .from = day("2026-01-01"),
                                 .source = "declaration 声明",
                                 .evidence = {}},
            "officer-1");
  city.must(
      engine::SetDomesticTarget{.test = test, .by = day("2027-12-31"), .share = whole_share, .source = "city plan"},
      "officer-1");
  city.must(engine::SetControlTest{.from = day("2026-01-01"),
                                   .jurisdiction = "CN",
                                   .foreign_at_most = Share{200'000},
                                   .source = "city notice 市通知"},
            "officer-1");
  city.must(engine::PlaceSite{"east", engine::Place{.latitude = 30'274'085, .longitude = 120'155'070}}, "operator-1");
  city.must(engine::SetTopology{"east", "ascend", {.devices_per_server = 8, .servers_per_island = 48}}, "operator-1");
  city.must(engine::SetSiteCity{.site = "east", .city = "新洲 Xinzhou"}, "operator-1");
}

// What must stand behind the programme's vouchers: a rule is rejected, another holds, and a third is proposed.
void back(City& city, const std::string& programme) {
  city.must(engine::ProposeBackingRule{programme, whole_share}, "officer-1");
  city.must(engine::RejectBackingRule{programme, "not yet 尚早"}, "officer-2");
  city.must(engine::ProposeBackingRule{programme, Share{500'000}}, "officer-1");
  city.must(engine::ApproveBackingRule{programme, Share{500'000}}, "officer-2");
  city.must(engine::ProposeBackingRule{programme, {}}, "officer-1");
}

// A company gets a grant for chips; its first instalment is paid, and part of that taken back.
void grant(City& city) {
  const Hash256 document = proof::sha256(as_bytes("a document"));
  city.must(engine::AddProgramme{"chips", "Chips", programme::RedemptionMode::reimburse});
  city.must(engine::AddBudgetLine{"chips-city", "chips", "city", Unit::money, amount("3000")});
  back(city, "chips");
  city.must(engine::PublishPolicy{.programme = "chips",
                                  .version = "1",
                                  .document = document,
                                  .effective_from = day("2026-01-01"),
                                  .valid_from = day("2026-01-01"),
                                  .valid_until = day("2027-01-01"),
                                  .gives = programme::Gives::grant});
  city.must(engine::OpenCall{.key = "chips-2026",
                             .programme = "chips",
                             .policy = "chips@1",
                             .lines = {{"chips-city", whole_share}},
                             .opens = shanghai("2026-01-02 00:00:00"),
                             .closes = {}});
  city.must(engine::DraftApplication{.key = "G-1",
                                     .call = "chips-2026",
                                     .organisation = "gamma",
                                     .facts = document,
                                     .documents = {},
                                     .contract = "C-G",
                                     .project = {}},
            "gamma-1");
  city.must(engine::SubmitApplication{"G-1"}, "gamma-1");
  city.must(engine::ConfirmComplete{"G-1"}, "clerk-1");
  const auto gamma = city.state().registry.find_organisation("gamma")->id;
  const auto application = city.state().find_application("G-1")->terms.id;
  city.must(engine::AssessApplication{.application = "G-1",
                                      .policy = "chips@1",
                                      .facts = document,
                                      .history = engine::history_digest(city.state(), gamma, application),
                                      .eligible = true,
                                      .amount = amount("1000"),
                                      .rate = "10%",
                                      .rules = {},
                                      .caps = {},
                                      .explanation = document,
                                      .assessed_on = day("2026-01-20")},
            "clerk-1");
  const auto award = programme::DecisionOutcome::award;
  city.must(engine::ProposeDecision{.application = "G-1",
                                    .outcome = award,
                                    .amount = amount("1000"),
                                    .award = {},
                                    .reason = {.english = "As the rules say.", .chinese = {}}},
            "officer-1");
  city.must(engine::ApproveDecision{.application = "G-1", .outcome = award, .amount = amount("1000")}, "officer-2");
  const Day today = shanghai_zone.day_of(city.state().last_time);
  city.must(engine::ProposeInstalment{.award = "G-1",
                                      .instalment = "acceptance",
                                      .number = 0,
                                      .until = {.numerator = 7, .denominator = 10},
                                      .policy = "chips@1",
                                      .facts = document,
                                      .explanation = document,
                                      .assessed_on = today},
            "officer-1");
  city.must(engine::ApproveInstalment{"G-1", "acceptance", amount("700")}, "officer-2");
  city.must(engine::ProposePayment{"P-1", "gamma", {"instalment:G-1/acceptance"}, document}, "officer-1");
  city.must(engine::ApprovePayment{"P-1", amount("700")}, "officer-2");
  city.must(
      engine::RecordPayment{.payment = "P-1", .paid = true, .paid_on = today, .bank_reference = "B-1", .reason = {}},
      "officer-1");
  city.must(engine::ProposeClawback{"C-1", "G-1", {}, amount("100"), "resold 转售", {}}, "officer-1");
  city.must(engine::ApproveClawback{"C-1", amount("100")}, "officer-2");
  city.must(engine::RecordRepayment{"C-1", {"R-1", amount("60"), today, "B-2"}}, "officer-1");
}

}  // namespace

City city_with_history() {
  City city;
  city.pass_time(shanghai("2026-01-20 00:00:00"));
  city.use({.site = "east",
            .job = "train-1",
            .account = "alpha",
            .start = shanghai("2026-01-06 20:00:00"),
            .minutes = 600,
            .units = 8'000,
            .use = Use::training,
            .ended = true});
  city.use({.site = "west",
            .job = "night-1",
            .account = "beta",
            .start = shanghai("2026-01-07 06:00:00"),
            .minutes = 240,
            .units = 4'000,
            .ended = true});
  city.use({.site = "west",
            .job = "kind-1",
            .account = "alpha",
            .start = shanghai("2026-01-10 09:00:00"),
            .minutes = 360,
            .ended = true});
  city.use({.site = "east",
            .job = "cpu-1",
            .account = "beta",
            .resource = "core",
            .start = shanghai("2026-01-08 10:00:00"),
            .minutes = 20,
            .units = 64'000});
  city.use({.site = "east",
            .job = "serve-1",
            .account = "gamma",
            .resource = "qwen-out",
            .start = shanghai("2026-01-09 10:00:00"),
            .units = 5'000'001,
            .use = Use::inference});
  city.use({.site = "east", .job = "lost-1", .account = "nobody", .start = shanghai("2026-01-09 10:00:00")});
  city.use(
      {.site = "east", .job = "odd-1", .account = "beta", .resource = "h20", .start = shanghai("2026-01-09 10:00:00")});

  city.pass_time(shanghai("2026-02-02 00:00:00"));
  SCRIP_CHECK(city.close(month("2026-01")).has_value());
  city.must(engine::RefundCharge{.key = "R-1",
                                 .site = "east",
                                 .job = "train-1",
                                 .gross = amount("100"),
                                 .reason = "节点故障 node failure",
                                 .evidence = {}});
  const Instant week_later = shanghai("2026-02-09 00:00:00");
  for (const char* number : {"1", "2"}) {
    city.must(engine::PlaceHold{.key = std::string("H-") + number,
                                .organisation = "alpha",
                                .site = "east",
                                .job = std::string("held-") + number,
                                .resource = {},
                                .bill = amount("50"),
                                .use = Use::training,
                                .expires_at = week_later});
  }
  city.use({.site = "east",
            .job = "held-1",
            .account = "alpha",
            .start = shanghai("2026-02-02 01:00:00"),
            .minutes = 61,
            .use = Use::training});
  decide_applications(city);
  city.must(engine::GrantRole{.person = "delta-1",
                              .role = registry::Role::company_member,
                              .scope = registry::ScopeKind::organisation,
                              .key = "delta"});
  offer(city);
  add_key(city);
  grant(city);
  record_chips(city);
  return city;
}

}  // namespace scrip::test
