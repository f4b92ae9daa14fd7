#include "tests/sim/reference_model.h"

#include <algorithm>

#include "base/check.h"

namespace scrip::sim {

using registry::ResourceKind;
using registry::Use;

namespace {

constexpr std::size_t none = ~std::size_t{0};

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Half up; nothing here is negative.
std::int64_t round_div(Int128 numerator, Int128 denominator) {
  return static_cast<std::int64_t>((2 * numerator + denominator) / (2 * denominator));
}

std::int64_t share_of(const Share& share, std::int64_t position) {
  return round_div(Int128{share.ppm} * position, 1'000'000);
}

// The furthest end of a stretch from `from`, `until` at most, for which a share takes no more than `room`: by trying.
std::int64_t furthest(const Share& share, std::int64_t from, std::int64_t until, std::int64_t room) {
  std::int64_t low = from;
  std::int64_t high = until;
  while (low < high) {
    const std::int64_t middle = low + (high - low + 1) / 2;
    if (share_of(share, middle) - share_of(share, from) <= room) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

std::int64_t proportion(std::int64_t whole, std::int64_t part, std::int64_t of) {
  return of == 0 ? 0 : static_cast<std::int64_t>(Int128{whole} * part / of);
}

}  // namespace

std::int64_t ReferenceModel::Cost::rounded() const {
  // Over the common denominator 9 x 10^12.
  return round_div(devices * 2500 + tokens * 9, Int128{9'000'000'000'000});
}

std::int64_t ReferenceModel::offset_ms(const ZoneOffsets& zone, std::int64_t ms) {
  std::int64_t offset = zone.steps.empty() ? 0 : zone.steps.front().offset_s;
  for (const auto& step : zone.steps) {
    if (step.from_ms <= ms) offset = step.offset_s;
  }
  return offset * 1000;
}

std::size_t ReferenceModel::resource_named(const std::string& name) const {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    if (resources_[i].names.contains(name)) return i;
  }
  return none;
}

void ReferenceModel::learn(const engine::Command& command) {
  if (const auto* authority = command.as<engine::CreateAuthority>()) {
    zone_ = authority->authority.zone;
    late_days_ = authority->authority.late_days;
  } else if (const auto* site = command.as<engine::AddSite>()) {
    sites_[site->key] = site->zone_name.empty() ? zone_ : site->zone;
    site_order_.push_back(site->key);
  } else if (const auto* resource = command.as<engine::AddResource>()) {
    std::size_t known = resource_named(resource->key);
    if (known == none) {
      known = resources_.size();
      resources_.push_back({.names = {resource->key}, .kind = resource->kind});
    }
    resources_[known].names.insert(resource->aliases.begin(), resource->aliases.end());
  } else if (const auto* payer = command.as<engine::MapPayer>()) {
    payers_[{payer->site, payer->account}] = {payer->organisation, payer->use};
  } else if (const auto* programme = command.as<engine::AddProgramme>()) {
    programmes_[programme->key] = programme->mode;
  } else if (const auto* line = command.as<engine::AddBudgetLine>()) {
    budget_lines_[line->key] = {line->programme, line->unit};
  } else if (const auto* card = command.as<engine::PublishRateCard>()) {
    cards_.push_back(*card);
  } else if (const auto* voucher = command.as<engine::IssueVoucher>()) {
    const auto& [name, unit] = budget_lines_.at(voucher->budget_line);
    vouchers_.push_back(
        {.terms = *voucher, .programme = name, .mode = programmes_.at(name), .unit = unit, .age = vouchers_.size()});
    std::sort(vouchers_.begin(), vouchers_.end(), [](const Voucher& a, const Voucher& b) {
      if (a.terms.valid_until != b.terms.valid_until) return a.terms.valid_until < b.terms.valid_until;
      if (a.terms.share.ppm != b.terms.share.ppm) return a.terms.share.ppm > b.terms.share.ppm;
      return a.age < b.age;
    });
  }
}

bool ReferenceModel::price_at(const std::string& site, std::size_t resource, std::int64_t ms,
                              std::int64_t& price) const {
  const std::int64_t wall = ms + offset_ms(sites_.at(site), ms);
  const std::int64_t days = floor_div(wall, day_ms);
  const auto weekday = static_cast<unsigned>(((days + 3) % 7 + 7) % 7);
  const std::int64_t minute = (wall - days * day_ms) / minute_ms;
  for (const auto& card : cards_) {
    if (card.site != site || !card.period.contains(instant_at(ms))) continue;
    for (const auto& priced : card.prices) {
      if (!resources_[resource].names.contains(priced.resource)) continue;
      for (const auto& band : priced.bands) {
        if ((band.days >> weekday & 1U) == 0 || minute < band.from_minute || minute >= band.until_minute) continue;
        price = band.price.micro_units;
        return true;
      }
    }
  }
  return false;
}

ReferenceModel::Outcome ReferenceModel::take(const std::string& site, const Usage& usage, Instant now) {
  const std::pair identity{JobName{site, usage.job}, usage.part};
  const std::size_t resource = resource_named(usage.resource);
  const std::string name = resource == none ? usage.resource : *resources_[resource].names.begin();
  const Content content{name, usage.start_ms, usage.end_ms, usage.units};
  const auto [before, added] = seen_.emplace(identity, content);
  if (!added) {
    if (before->second == content) return Outcome::duplicate;
    if (!conflicts_.emplace(identity, content).second) return Outcome::duplicate;
    suspense_.push_back({site, usage, true});
    return Outcome::suspended;
  }
  if (charge(site, usage, now)) return Outcome::charged;
  suspense_.push_back({site, usage, false});
  return Outcome::suspended;
}

void ReferenceModel::retry(Instant now) {
  std::erase_if(suspense_, [&](const Waiting& w) { return !w.conflict && charge(w.site, w.usage, now); });
}

void ReferenceModel::find_payer(Job& job, const Usage& usage) const {
  auto mapping = payers_.find({job.site, usage.account});
  if (mapping == payers_.end()) mapping = payers_.find({job.site, "*"});
  if (!job.payer.empty() || mapping == payers_.end()) return;
  job.payer = mapping->second.first;
  job.use = usage.use != Use::unspecified ? usage.use : mapping->second.second;
}

bool ReferenceModel::charge(const std::string& site, const Usage& usage, Instant now) {
  Job& job = jobs_[{site, usage.job}];
  job.site = site;
  job.key = usage.job;
  find_payer(job, usage);
  const std::size_t resource = resource_named(usage.resource);
  if (usage.problem != metering::SuspenseReason::none || resource == none) return false;
  if (usage.end_ms < usage.start_ms || usage.units < 0) return false;
  if (usage.end_ms > count(now) + day_ms) return false;
  if (late_days_ != 0 && usage.end_ms < count(now) - late_days_ * day_ms) return false;
  if (job.payer.empty()) return false;
  if (usage.use != Use::unspecified && job.use != Use::unspecified && usage.use != job.use) return false;

  const bool token = resources_[resource].kind == ResourceKind::token;
  std::map<LineKey, Line> lines;
  // Minute by minute: no price, day or offset changes within one. A record without length, and tokens, are of the
  // instant at which they start.
  std::int64_t at_ms = usage.start_ms;
  do {
    const std::int64_t until =
        token ? usage.end_ms : std::min(usage.end_ms, (floor_div(at_ms, minute_ms) + 1) * minute_ms);
    std::int64_t price = 0;
    if (!price_at(site, resource, at_ms, price)) return false;
    const Day day{static_cast<std::int32_t>(floor_div(at_ms + offset_ms(zone_, at_ms), day_ms))};
    const Month posting = any_closed_ ? std::max(month_of(day), first_open_) : month_of(day);
    const LineKey key{.posting = posting, .day = day, .resource = resource};
    const std::int64_t quantity = token ? usage.units * micro : usage.units * (until - at_ms);
    Line& line = lines[key];
    line.key = key;
    line.quantity += quantity;
    (token ? line.cost.tokens : line.cost.devices) += Int128{price} * quantity;
    at_ms = until;
  } while (at_ms < usage.end_ms);

  for (const auto& [key, added] : lines) {
    Line& line = job.open[key];
    line.key = key;
    line.quantity += added.quantity;
    line.cost.add(added.cost);
  }
  job.first_start = job.charged ? std::min(job.first_start, usage.start_ms) : usage.start_ms;
  job.charged = true;
  return true;
}

bool ReferenceModel::covers(const Voucher& voucher, const Job& job, const Line& line) const {
  const auto& terms = voucher.terms;
  if (terms.organisation != job.payer) return false;
  if (line.key.day < terms.valid_from || line.key.day >= terms.valid_until) return false;
  if (!terms.uses.empty() && std::find(terms.uses.begin(), terms.uses.end(), job.use) == terms.uses.end()) return false;
  if (!terms.sites.empty() && std::find(terms.sites.begin(), terms.sites.end(), job.site) == terms.sites.end())
    return false;
  const auto& resource = resources_[line.key.resource];
  const auto named = [&](const std::string& name) { return resource.names.contains(name); };
  if (!terms.resources.empty() && std::none_of(terms.resources.begin(), terms.resources.end(), named)) return false;
  const bool token = resource.kind == ResourceKind::token;
  return voucher.unit == Unit::money || (voucher.unit == Unit::tokens) == token;
}

std::int64_t ReferenceModel::room(const Voucher& voucher, const Job& job, Day on) const {
  std::int64_t used = 0;
  std::int64_t by_job = 0;
  std::int64_t in_month = 0;
  std::int64_t in_year = 0;
  for (const Payment& payment : payments_) {
    if (payment.voucher != voucher.age) continue;
    used += payment.covered;
    if (payment.job == JobName{job.site, job.key}) by_job += payment.covered;
    if (month_of(payment.day) == month_of(on)) in_month += payment.covered;
    if (year_of(month_of(payment.day)) == year_of(month_of(on))) in_year += payment.covered;
  }
  std::int64_t left = voucher.terms.face.micro_units - used;
  const auto limit = [&](Amount cap, std::int64_t so_far) {
    if (!cap.is_zero()) left = std::min(left, cap.micro_units - so_far);
  };
  limit(voucher.terms.cap_job, by_job);
  limit(voucher.terms.cap_month, in_month);
  limit(voucher.terms.cap_year, in_year);
  return left;
}

std::vector<ReferenceModel::Paid> ReferenceModel::pay(const Job& job, const Line& line, std::int64_t from) {
  std::vector<Paid> out;
  const std::int64_t end = from + line.gross;
  std::int64_t quantity = line.quantity;
  for (const Voucher& voucher : vouchers_) {
    if (from == end) break;
    if (!covers(voucher, job, line)) continue;
    const std::int64_t left = room(voucher, job, line.key.day);
    if (left <= 0) continue;
    const Share share = voucher.terms.share;
    Paid paid{.voucher = voucher.age};
    std::int64_t until = end;
    if (voucher.unit == Unit::money) {
      until = furthest(share, from, end, left);
      paid.covered = share_of(share, until) - share_of(share, from);
      quantity -= proportion(quantity, until - from, end - from);
    } else {
      const std::int64_t taken = furthest(share, 0, quantity, left);
      paid.covered = share_of(share, taken);
      if (taken < quantity) until = from + proportion(end - from, taken, quantity);
      quantity -= taken;
    }
    paid.money = share_of(share, until) - share_of(share, from);
    from = until;
    payments_.push_back(
        {.voucher = voucher.age, .job = {job.site, job.key}, .day = line.key.day, .covered = paid.covered});
    out.push_back(paid);
  }
  return out;
}

void ReferenceModel::close(Month month) {
  struct Due {
    std::string payer;
    LineKey key;
    std::int64_t first_start;
    engine::JobKey job_key;
    std::int64_t from;
    Job* job;

    [[nodiscard]] auto order() const {
      return std::tuple{payer, key.posting, key.day, first_start, job_key, key.resource};
    }
  };
  std::vector<Due> due;
  for (auto& [name, job] : jobs_) {
    std::int64_t before = 0;
    Cost cost;
    for (const Line& line : job.closed) {
      before += line.gross;
      cost.add(line.cost);
    }
    const auto site = std::find(site_order_.begin(), site_order_.end(), job.site) - site_order_.begin();
    for (auto& [key, line] : job.open) {
      cost.add(line.cost);
      line.gross = cost.rounded() - before;
      due.push_back({.payer = job.payer,
                     .key = key,
                     .first_start = job.first_start,
                     .job_key = engine::job_key(id_at<SiteId>(static_cast<std::size_t>(site)), job.key),
                     .from = before,
                     .job = &job});
      before += line.gross;
    }
  }
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) { return a.order() < b.order(); });
  const auto kept = payments_;
  for (const Due& d : due) {
    Line& line = d.job->open.at(d.key);
    line.paid = pay(*d.job, line, d.from);
  }
  payments_ = kept;
  for (auto& [name, job] : jobs_) {
    while (!job.open.empty() && job.open.begin()->first.posting <= month) {
      Line line = std::move(job.open.begin()->second);
      job.open.erase(job.open.begin());
      std::int64_t own = line.gross;
      for (const Paid& paid : line.paid) {
        const auto voucher =
            std::find_if(vouchers_.begin(), vouchers_.end(), [&](const Voucher& v) { return v.age == paid.voucher; });
        if (voucher->mode != programme::RedemptionMode::reimburse) own -= paid.money;
        statements_[{month, job.site, voucher->programme, voucher->unit}].charged += paid.covered;
        payments_.push_back({.voucher = paid.voucher, .job = name, .day = line.key.day, .covered = paid.covered});
      }
      statements_[{month, job.site, "", Unit::money}].charged += own;
      job.closed.push_back(std::move(line));
    }
  }
  any_closed_ = true;
  first_open_ = next(month);
}

void ReferenceModel::refund(const std::string& site, const std::string& name, std::int64_t gross) {
  Job& job = jobs_.at({site, name});
  SCRIP_CHECK(job.open.empty());
  std::int64_t left = 0;
  for (const Line& line : job.closed) left += line.gross - line.refunded;
  std::int64_t rest = gross == 0 ? left : gross;
  for (auto line = job.closed.rbegin(); line != job.closed.rend() && rest > 0; ++line) {
    const std::int64_t part = std::min(rest, line->gross - line->refunded);
    if (part == 0) continue;
    rest -= part;
    line->refunded += part;
    std::int64_t own = part;
    std::int64_t to_share = line->refunded;
    std::int64_t shared_by = line->gross;
    for (Paid& paid : line->paid) {
      const auto voucher =
          std::find_if(vouchers_.begin(), vouchers_.end(), [&](const Voucher& v) { return v.age == paid.voucher; });
      const std::int64_t money = proportion(paid.money, to_share, shared_by);
      const std::int64_t covered =
          voucher->unit == Unit::money ? money : proportion(paid.covered, line->refunded, line->gross);
      to_share -= money;
      shared_by -= paid.money;
      if (voucher->mode != programme::RedemptionMode::reimburse) own -= money - paid.returned_money;
      statements_[{first_open_, site, voucher->programme, voucher->unit}].refunded += covered - paid.returned;
      payments_.push_back(
          {.voucher = paid.voucher, .job = {site, name}, .day = line->key.day, .covered = paid.returned - covered});
      paid.returned = covered;
      paid.returned_money = money;
    }
    statements_[{first_open_, site, "", Unit::money}].refunded += own;
  }
}

std::int64_t ReferenceModel::bill(const std::string& site, const std::string& name) const {
  const auto job = jobs_.find({site, name});
  if (job == jobs_.end()) return 0;
  Cost cost;
  for (const Line& line : job->second.closed) cost.add(line.cost);
  for (const auto& [key, line] : job->second.open) cost.add(line.cost);
  return cost.rounded();
}

std::int64_t ReferenceModel::settled(const std::string& key) const {
  const auto voucher =
      std::find_if(vouchers_.begin(), vouchers_.end(), [&](const Voucher& v) { return v.terms.key == key; });
  std::int64_t sum = 0;
  for (const Payment& payment : payments_) {
    if (payment.voucher == voucher->age) sum += payment.covered;
  }
  return sum;
}

std::map<ReferenceModel::StatementKey, ReferenceModel::Sums> ReferenceModel::statements() const {
  auto out = statements_;
  std::erase_if(
      out, [&](const auto& row) { return row.second == Sums{} || (any_closed_ && row.first.month >= first_open_); });
  return out;
}

}  // namespace scrip::sim
