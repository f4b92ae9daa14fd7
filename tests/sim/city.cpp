#include "tests/sim/city.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "tests/support/sanitized.h"

namespace scrip::sim {

using namespace engine;
using programme::RedemptionMode;
using registry::ResourceKind;
using registry::Use;

namespace {


// New York in 2025 and 2026: summer time begins on the 8th of March, inside the city's usage.
ZoneOffsets new_york() {
  return {.steps = {{.from_ms = 0, .offset_s = -5 * 3600},
                    {.from_ms = count(at("2026-03-08T07:00:00Z")), .offset_s = -4 * 3600},
                    {.from_ms = count(at("2026-11-01T06:00:00Z")), .offset_s = -5 * 3600}}};
}

// An invented zone whose clocks go back an hour in the middle of the usage, at 03:00 on the 15th of February.
ZoneOffsets invented() {
  return {.steps = {{.from_ms = 0, .offset_s = 20'700},
                    {.from_ms = count(at("2026-02-14T21:15:00Z")), .offset_s = 17'100}}};
}

ZoneOffsets random_zone(Random& random) {
  switch (random.below(4)) {
    case 0:
      return new_york();
    case 1:
      return invented();
    case 2:
      return fixed_zone(0);
    default:
      return fixed_zone(8);
  }
}

Amount random_price(Random& random) { return Amount{random.between(1, 20'000'000)}; }

// Flat, or two periods a day, or other prices at the weekend.
std::vector<rating::Band> random_bands(Random& random) {
  const auto switch_at = static_cast<std::uint16_t>(random.between(1, 1439));
  switch (random.below(3)) {
    case 0:
      return {rating::Band{.price = random_price(random)}};
    case 1:
      return {rating::Band{.until_minute = switch_at, .price = random_price(random)},
              rating::Band{.from_minute = switch_at, .price = random_price(random)}};
    default:
      return {rating::Band{.days = 0x60, .price = random_price(random)},
              rating::Band{.days = 0x1f, .until_minute = switch_at, .price = random_price(random)},
              rating::Band{.days = 0x1f, .from_minute = switch_at, .price = random_price(random)}};
  }
}

void add_rate_cards(Random& random, City& city, const std::string& site) {
  Instant from = at("2025-12-01T00:00:00Z");
  const Instant end = at("2027-01-01T00:00:00Z");
  for (int i = 0; from < end; ++i) {
    const Instant until =
        random.chance(1, 2)
            ? end
            : std::min(end, from + Milliseconds{random.between(30, 60) * day_ms + random.between(0, 1439) * minute_ms});
    PublishRateCard card{.key = site + "-" + std::to_string(i), .site = site, .period = {from, until}, .prices = {}};
    for (const auto& resource : city.resources) card.prices.push_back({resource, random_bands(random)});
    city.commands.emplace_back(card);
    from = until;
  }
}

void add_work(Random& random, City& city, const std::string& job) {
  Work work{.site = pick(random, city.sites), .job = job, .account = pick(random, city.organisations)};
  const auto use = random.below(3);
  work.use = use == 0 ? Use::unspecified : use == 1 ? Use::training : Use::inference;
  std::int64_t from = count(at("2026-01-20T00:00:00Z")) + random.between(0, 45 * 24 * 3600) * 1000;
  for (std::uint64_t i = 1 + random.below(3); i > 0; --i) {
    work.resource = pick(random, city.resources);
    work.is_token = work.resource == "tokens";
    work.start_ms = from;
    const std::array<std::int64_t, 4> longest{1000, 3600'000, day_ms / 2, 3 * day_ms};
    work.end_ms = from + random.between(0, longest[random.below(longest.size())]);
    work.units = work.is_token ? random.between(0, 5'000'000) : random.between(1, 16'000);
    city.work.push_back(work);
    if (random.chance(1, 2)) from = work.end_ms;  // else at the same time
  }
}

}  // namespace

IssueVoucher random_voucher(Random& random, const City& city, const std::string& key) {
  static constexpr std::array lines{"deduct", "reimburse", "reserve", "hours", "tokens"};
  const std::size_t line = random.below(lines.size());
  IssueVoucher voucher{.key = key,
                       .budget_line = lines[line],
                       .organisation = pick(random, city.organisations),
                       .face = Amount{random.between(1, 2'000'000'000)},
                       .uses = {},
                       .sites = {},
                       .resources = {},
                       .valid_from = day("2026-01-01"),
                       .valid_until = day("2027-01-01"),
                       .grace_days = 90};
  const bool money = line < 3;
  if (random.chance(1, 8)) voucher.face = Amount{random.between(1, 50)};
  if (!money) voucher.face = Amount{random.between(1, 400'000) * 1'000'000};
  // Money that is placed with an operator is what a bank can move: whole hundredths.
  if (voucher.budget_line == "reserve") voucher.face = Amount{(voucher.face.micro_units / 10'000 + 1) * 10'000};
  const std::array<std::uint32_t, 5> shares{1'000'000, 500'000, 300'000, 333'333, 1};
  voucher.share = random.chance(1, 4) ? Share{static_cast<std::uint32_t>(random.between(1, 1'000'000))}
                                      : Share{shares[random.below(shares.size())]};
  const auto cap = [&] { return random.chance(1, 4) ? Amount{random.between(1, voucher.face.micro_units)} : Amount{}; };
  voucher.cap_job = cap();
  voucher.cap_month = cap();
  voucher.cap_year = cap();
  if (random.chance(1, 4)) voucher.uses = {random.chance(1, 2) ? Use::training : Use::inference};
  if (random.chance(1, 4) || voucher.budget_line == "reserve") voucher.sites = {pick(random, city.sites)};
  if (random.chance(1, 4)) voucher.resources = {pick(random, city.resources)};
  if (random.chance(1, 4))
    voucher.valid_from = Day{count(day("2026-01-15")) + static_cast<std::int32_t>(random.between(0, 50))};
  if (random.chance(1, 4))
    voucher.valid_until = Day{count(day("2026-03-05")) + static_cast<std::int32_t>(random.between(0, 50))};
  return voucher;
}

City random_city(Random& random, std::size_t jobs_max) {
  City city;
  city.sites = {"east", "west"};
  city.resources = {"a100", "h20", "core", "tokens"};
  city.organisations = {"alpha", "beta"};
  const ZoneOffsets zone = random_zone(random);
  auto& commands = city.commands;
  commands.emplace_back(
      CreateAuthority{{.name = "City", .currency = "CNY", .zone_name = "Invented", .zone = zone, .public_key = {}}});
  for (const char* key : {"operator", "alpha", "beta"}) commands.emplace_back(AddOrganisation{key, key, "local", key});
  for (const auto& key : city.resources) {
    const auto kind = key == "tokens" ? ResourceKind::token
                      : key == "core" ? ResourceKind::cpu_core
                                      : ResourceKind::accelerator;
    commands.emplace_back(AddResource{key, key, "maker", kind, {key + "-alias"}});
  }
  for (const auto& key : city.sites) {
    commands.emplace_back(AddSite{key, key, "operator", "Invented", random_zone(random)});
    for (const auto& organisation : city.organisations) {
      commands.emplace_back(
          MapPayer{key, organisation, organisation, random.chance(1, 3) ? Use::training : Use::unspecified});
    }
    add_rate_cards(random, city, key);
  }
  commands.emplace_back(AddProgramme{"deduct", "deduct", RedemptionMode::deduct});
  commands.emplace_back(AddProgramme{"reimburse", "reimburse", RedemptionMode::reimburse});
  commands.emplace_back(AddProgramme{"reserve", "reserve", RedemptionMode::reserve});
  commands.emplace_back(AddProgramme{"in_kind", "in_kind", RedemptionMode::in_kind});
  for (const char* key : {"deduct", "reimburse", "reserve"}) {
    commands.emplace_back(AddBudgetLine{key, key, "city", Unit::money, amount("10000000")});
  }
  commands.emplace_back(AddBudgetLine{"hours", random.chance(1, 2) ? "in_kind" : "deduct", "city", Unit::device_time,
                                      amount("1000000000")});
  commands.emplace_back(AddBudgetLine{"tokens", "in_kind", "city", Unit::tokens, amount("1000000000000")});
  for (std::uint64_t i = random.below(9); i > 0; --i) {
    const auto voucher = random_voucher(random, city, "v" + std::to_string(i));
    city.vouchers.push_back(voucher.key);
    commands.emplace_back(voucher);
  }
  for (std::size_t i = 1 + random.below(jobs_max); i > 0; --i) {
    city.jobs.push_back("job-" + std::to_string(i));
    add_work(random, city, city.jobs.back());
  }
  return city;
}

std::vector<SiteUsage> cut(Random& random, const std::vector<Work>& work) {
  std::vector<SiteUsage> records;
  std::uint64_t part = random.below(100);
  for (const Work& piece : work) {
    Usage record{.job = piece.job,
                 .part = 0,
                 .resource = piece.resource,
                 .start_ms = piece.start_ms,
                 .end_ms = piece.end_ms,
                 .units = piece.units,
                 .account = piece.account,
                 .use = piece.use};
    const auto add = [&] {
      part += random.chance(1, 8) ? 2U : 1U;
      record.part = random.chance(1, 8) ? metering::part_of_text_id(std::to_string(part)) : part;
      if (random.chance(1, 8)) record.resource = piece.resource + "-alias";
      records.push_back({piece.site, record});
    };
    for (std::uint64_t cuts = random.below(5); cuts > 0 && !piece.is_token; --cuts) {
      const std::int64_t until = random.between(record.start_ms, piece.end_ms);
      record.end_ms = until;
      add();
      record.start_ms = until;
      record.end_ms = piece.end_ms;
    }
    if (piece.is_token && random.chance(1, 2)) {  // tokens count when they start: only their number can be cut
      record.units = random.between(0, piece.units);
      add();
      record.units = piece.units - record.units;
    }
    if (!piece.is_token && record.units > 1 && random.chance(1, 4)) {
      const std::int64_t units = record.units;
      record.units = random.between(1, units - 1);
      add();
      record.units = units - record.units;
    }
    add();
  }
  return records;
}

std::vector<SiteBatch> batches(Random& random, std::vector<SiteUsage> records, std::size_t batch_max) {
  std::vector<SiteBatch> out;
  const std::size_t size = records.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (random.chance(1, 6)) records.push_back(records[i]);
  }
  for (const auto& usage : records) {
    if (out.empty() || out.back().site != usage.site || out.back().records.size() >= 1 + random.below(batch_max)) {
      out.push_back({.site = usage.site, .records = {}});
    }
    out.back().records.push_back(usage.record);
  }
  return out;
}

std::uint64_t seeds_to_try(std::uint64_t by_default) {
  const char* text = std::getenv("SCRIP_SIM_SEEDS");
  std::uint64_t seeds = testing::part_of(by_default);
  if (text != nullptr) std::from_chars(text, text + std::string_view(text).size(), seeds);
  return seeds;
}

}  // namespace scrip::sim
