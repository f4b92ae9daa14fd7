// The checks of a claim against what the register, the meter, stakes, other claims and other authorities know.

#include <algorithm>
#include <map>
#include <set>

#include "base/limits.h"
#include "base/wide.h"
#include "control/control.h"
#include "engine/claim.h"
#include "engine/origin.h"

namespace scrip::engine {
namespace {

using subsidy::ClaimedDevice;
using subsidy::Finding;
using subsidy::FindingCode;
using subsidy::Subject;
using subsidy::SubjectKind;

// What one accepted claim paid for a unit of a chip model, without tax, rounded down.
std::optional<Amount> unit_price(const subsidy::Claim& claim, const Counted& counts, const std::string& resource) {
  Int128 amount = 0;
  Int128 quantity = 0;
  for (std::size_t i = 0; i < claim.invoices.size(); ++i) {
    const auto& lines = claim.invoices[i].lines;
    for (std::size_t j = 0; j < lines.size(); ++j) {
      if (lines[j].resource != resource || !counts.lines[i][j]) continue;
      amount += lines[j].amount.micro_units;
      quantity += lines[j].quantity;
    }
  }
  if (quantity == 0) return std::nullopt;
  return Amount{static_cast<std::int64_t>(amount / quantity)};
}

class Checks {
 public:
  Checks(const State& state, const ClaimState& claim, const subsidy::Check& asked)
      : state_(state), claim_(claim), content_(claim.content), asked_(asked), devices_(subsidy::devices_of(content_)) {}

  std::vector<Finding> run() {
    subsidy::check_claim_itself(content_, asked_.terms, asked_.on, findings_);
    claimed_here();
    written_alike();
    paid_twice();
    claimed_elsewhere();
    affiliation();
    prices();
    origin();
    seen();
    seen_of_another_maker();
    idle();
    listing();
    std::ranges::stable_sort(findings_, [](const Finding& a, const Finding& b) {
      return std::tie(a.code, a.subject) < std::tie(b.code, b.subject);
    });
    if (findings_.size() > limits::claim_findings_max) findings_.resize(limits::claim_findings_max);
    return std::move(findings_);
  }

 private:
  void add(FindingCode code, Subject subject, std::vector<std::string> values, std::vector<std::string> evidence = {}) {
    findings_.push_back(
        {.code = code, .subject = subject, .values = std::move(values), .evidence = std::move(evidence)});
  }
  static Subject device(std::size_t i) { return {.kind = SubjectKind::device, .item = static_cast<std::uint32_t>(i)}; }
  static Subject invoice(std::size_t i) {
    return {.kind = SubjectKind::invoice, .item = static_cast<std::uint32_t>(i)};
  }
  const std::string& organisation_key(OrganisationId id) const {
    return state_.registry.organisations()[index(id)].key;
  }

  void claimed_here() {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      const auto key = subsidy::device_key(devices_[i].vendor, devices_[i].serial);
      const auto* other = state_.claims.other_with_device(claim_, key);
      if (other == nullptr) continue;
      add(FindingCode::serial_claimed, device(i),
          {std::string(devices_[i].serial), std::string(devices_[i].vendor), other->key,
           organisation_key(claimant_of(state_, *other))},
          {"claim:" + other->key});
    }
    for (std::size_t i = 0; i < content_.invoices.size(); ++i) {
      const auto& each = content_.invoices[i];
      const auto* other = state_.claims.other_with_invoice(claim_, subsidy::invoice_key(each));
      if (other == nullptr) continue;
      add(FindingCode::invoice_claimed, invoice(i),
          {each.number, each.issuer, other->key, organisation_key(claimant_of(state_, *other))},
          {"claim:" + other->key});
    }
  }

  // What another claim that stands names almost so, and in this claim cards whose numbers differ by their marks only.
  void written_alike() {
    std::map<std::string, std::size_t> first;  // by the key: the first card
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      const auto& [delivery, server, vendor, serial, resource, site, delivered] = devices_[i];
      const auto key = subsidy::device_key_alike(vendor, serial);
      const auto [same, is_new] = first.try_emplace(key, i);
      if (!is_new && devices_[same->second].serial.size() != serial.size()) {
        alike_device(i, std::string(devices_[same->second].serial), claim_.key);
        continue;
      }
      const auto* other = state_.claims.other_with_device_alike(claim_, key);
      if (other == nullptr || state_.claims.other_with_device(claim_, subsidy::device_key(vendor, serial)) != nullptr) {
        continue;
      }
      const auto others = subsidy::devices_of(other->content);
      const auto found = std::ranges::find(
          others, key, [](const ClaimedDevice& each) { return subsidy::device_key_alike(each.vendor, each.serial); });
      if (found != others.end()) alike_device(i, std::string(found->serial), other->key);
    }
    for (std::size_t i = 0; i < content_.invoices.size(); ++i) alike_invoice(i);
  }

  void alike_device(std::size_t i, std::string serial, const std::string& claim) {
    add(FindingCode::serial_alike, device(i),
        {std::string(devices_[i].serial), std::string(devices_[i].vendor), std::move(serial), claim},
        {"claim:" + claim});
  }

  void alike_invoice(std::size_t i) {
    const auto& each = content_.invoices[i];
    const auto key = subsidy::invoice_key_alike(each);
    const auto* other = state_.claims.other_with_invoice_alike(claim_, key);
    if (other == nullptr || state_.claims.other_with_invoice(claim_, subsidy::invoice_key(each)) != nullptr) return;
    const auto found = std::ranges::find(other->content.invoices, key, subsidy::invoice_key_alike);
    if (found == other->content.invoices.end()) return;
    add(FindingCode::invoice_alike, invoice(i), {each.number, each.issuer, found->number, other->key},
        {"claim:" + other->key});
  }

  // A payment that another claim names, or this one before.
  void paid_twice() {
    std::set<std::string> keys;
    for (std::size_t i = 0; i < content_.payments.size(); ++i) {
      const auto& each = content_.payments[i];
      const auto key = subsidy::payment_key(each);
      const auto* other = state_.claims.other_with_payment(claim_, key);
      if (!keys.insert(key).second) other = &claim_;
      if (other == nullptr) continue;
      add(FindingCode::payment_claimed, {.kind = SubjectKind::payment, .item = static_cast<std::uint32_t>(i)},
          {format_amount(each.amount), format_day(each.date), each.reference, other->key,
           organisation_key(claimant_of(state_, *other))},
          {"claim:" + other->key});
    }
  }

  void claimed_elsewhere() {
    if (!asked_.compared) {
      if (!state_.claims.foreign.empty()) add(FindingCode::elsewhere_not_compared, {}, {});
      return;
    }
    for (const auto& match : asked_.matches) {
      const std::string authority(state_.claims.authority_of(match.digest));
      const std::vector<std::string> evidence{"digest:" + to_hex(match.digest)};
      const auto item = match.subject.item;
      if (match.subject.kind == SubjectKind::device && item < devices_.size()) {
        add(match.alike ? FindingCode::serial_alike_elsewhere : FindingCode::serial_elsewhere, match.subject,
            {std::string(devices_[item].serial), std::string(devices_[item].vendor), authority}, evidence);
      }
      if (match.subject.kind == SubjectKind::invoice && item < content_.invoices.size()) {
        const auto& each = content_.invoices[item];
        add(match.alike ? FindingCode::invoice_alike_elsewhere : FindingCode::invoice_elsewhere, match.subject,
            {each.number, each.issuer, authority}, evidence);
      }
    }
  }

  // The registered organisation with this identifier; none: not registered.
  const registry::Organisation* identified(std::string_view scheme, std::string_view identifier) const {
    const auto wanted = registry::folded(identifier);
    for (const auto& each : state_.registry.organisations()) {
      if (each.identifier.empty() || registry::folded(each.identifier) != wanted) continue;
      if (scheme.empty() || registry::folded(each.identifier_scheme) == registry::folded(scheme)) return &each;
    }
    return nullptr;
  }

  void affiliation() {
    const auto& contract = content_.contract;
    const auto* supplier = contract.supplier.empty()
                               ? identified(contract.supplier_scheme, contract.supplier_identifier)
                               : state_.registry.find_organisation(contract.supplier);
    if (supplier != nullptr) affiliated(*supplier, {.kind = SubjectKind::contract});
    for (std::size_t i = 0; i < content_.invoices.size(); ++i) {
      const auto* issuer = identified({}, content_.invoices[i].issuer);
      if (issuer != nullptr && issuer != supplier) affiliated(*issuer, invoice(i));
    }
  }

  void affiliated(const registry::Organisation& seller, Subject subject) {
    const Day day = content_.contract.signed_on;
    const std::string& buyer = organisation_key(claimant_of(state_, claim_));
    if (seller.key == buyer) {
      add(FindingCode::supplier_affiliated, subject, {seller.key, buyer, format_day(day), "="});
      return;
    }
    const auto* first = state_.stakes.find_entity(seller.key);
    const auto* second = state_.stakes.find_entity(buyer);
    if (first == nullptr || second == nullptr) return;
    const auto found = control::affiliation_between(state_.stakes, first->id, second->id, day, {});
    if (!found) return;
    add(FindingCode::supplier_affiliated, subject,
        {seller.key, buyer, format_day(day), in_words(state_.stakes, *found)});
  }

  // Unit prices of accepted claims whose contracts were signed within the window before this one.
  std::vector<Amount> earlier_prices(const std::string& resource) const {
    std::vector<Amount> prices;
    const Day until = content_.contract.signed_on;
    const std::int32_t from = count(until) - static_cast<std::int32_t>(asked_.terms.price_window_days);
    for (const auto& other : state_.claims.claims) {
      if (other.status != ClaimStatus::accepted || other.id == claim_.id) continue;
      const Day signed_on = other.content.contract.signed_on;
      if (count(signed_on) < from || signed_on > until) continue;
      if (const auto price = unit_price(other.content, counted(other), resource)) prices.push_back(*price);
    }
    std::ranges::sort(prices);
    return prices;
  }

  void prices() {
    const auto& terms = asked_.terms;
    if (terms.price_tolerance.ppm == 0) return;
    std::map<std::string, std::vector<Amount>> known;
    for (std::uint32_t i = 0; i < content_.invoices.size(); ++i) {
      const auto& lines = content_.invoices[i].lines;
      for (std::uint32_t j = 0; j < lines.size(); ++j) {
        if (lines[j].resource.empty()) continue;
        const auto found = known.find(lines[j].resource);
        const auto& prices = found != known.end()
                                 ? found->second
                                 : known.emplace(lines[j].resource, earlier_prices(lines[j].resource)).first->second;
        if (prices.size() < std::max<std::size_t>(terms.price_claims_min, 1)) continue;
        price(lines[j], {SubjectKind::line, i, j}, prices);
      }
    }
  }

  void price(const subsidy::InvoiceLine& line, Subject subject, const std::vector<Amount>& prices) {
    const std::size_t middle = prices.size() / 2;
    const Amount median = prices.size() % 2 == 1
                              ? prices[middle]
                              : Amount{(prices[middle - 1].micro_units + prices[middle].micro_units) / 2};
    const Int128 bound = Int128{median.micro_units} * (micro + asked_.terms.price_tolerance.ppm) / micro;
    const Amount paid{std::max(line.unit_price.micro_units, line.amount.micro_units / line.quantity)};
    if (Int128{paid.micro_units} <= bound) return;
    add(FindingCode::price_high, subject,
        {line.resource, format_amount(paid), format_amount(Amount{static_cast<std::int64_t>(bound)}),
         format_amount(median), std::to_string(prices.size()), format_share(asked_.terms.price_tolerance)});
  }

  void origin() {
    const Day day = content_.contract.signed_on;
    std::map<std::string, Subject> chips;  // where each chip model stands first
    for (std::uint32_t i = 0; i < content_.invoices.size(); ++i) {
      const auto& lines = content_.invoices[i].lines;
      for (std::uint32_t j = 0; j < lines.size(); ++j) {
        if (!lines[j].resource.empty()) chips.try_emplace(lines[j].resource, Subject{SubjectKind::line, i, j});
      }
    }
    for (std::uint32_t i = 0; i < content_.deliveries.size(); ++i) {
      const auto& servers = content_.deliveries[i].servers;
      for (std::uint32_t j = 0; j < servers.size(); ++j) {
        chips.try_emplace(servers[j].resource, Subject{SubjectKind::server, i, j});
      }
    }
    for (const auto& [chip, subject] : chips) {
      for (const auto test : asked_.terms.domestic) tested(chip, subject, test, day);
    }
  }

  void tested(const std::string& chip, Subject subject, registry::OriginTest test, Day day) {
    const auto* resource = state_.registry.find_resource(chip);
    const auto answer = origin_on(state_, resource->id, test, day);
    const std::string named(name(test));
    if (!answer.passes) {
      add(FindingCode::origin_unknown, subject, {chip, named, format_day(day)});
    } else if (!*answer.passes) {
      std::vector<std::string> evidence;
      for (const StakeId stake : answer.stakes) evidence.push_back("stake:" + std::to_string(index(stake)));
      add(FindingCode::not_domestic, subject, {chip, named, format_day(day), answer.source}, std::move(evidence));
    }
  }

  void seen() {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
      const ClaimedDevice& claimed = devices_[i];
      const auto* known = state_.devices.find(claimed.vendor, claimed.serial);
      if (known == nullptr) continue;
      const std::string serial(claimed.serial), vendor(claimed.vendor);
      const auto& model = state_.registry.resources()[index(known->resource)].key;
      if (model != claimed.resource) {
        add(FindingCode::model_differs, device(i), {serial, vendor, std::string(claimed.resource), model});
      }
      const SiteId site = state_.registry.find_site(claimed.site)->id;
      const registry::DeviceDay* older = nullptr;
      const registry::DeviceDay* elsewhere = nullptr;
      for (const auto& day : state_.devices.days[index(known->id)]) {
        if (day.present_s == 0) continue;
        if (older == nullptr && day.day < content_.contract.signed_on) older = &day;
        if (elsewhere == nullptr && day.day >= content_.contract.signed_on && day.site != site) elsewhere = &day;
      }
      if (older != nullptr) {
        add(FindingCode::older_than_contract, device(i),
            {serial, vendor, site_key(older->site), format_day(older->day), format_day(content_.contract.signed_on)});
      }
      if (elsewhere != nullptr) {
        add(FindingCode::seen_elsewhere, device(i),
            {serial, vendor, site_key(elsewhere->site), format_day(elsewhere->day), std::string(claimed.site)});
      }
    }
  }

  bool was_seen(const registry::Device& known, SiteId site, Day from) const {
    return std::ranges::any_of(state_.devices.days[index(known.id)], [&](const registry::DeviceDay& day) {
      return day.site == site && day.day >= from && day.present_s > 0;
    });
  }

  // A card that its site has never seen, but one of another maker with the same number, which nobody else presents.
  void seen_of_another_maker() {
    std::map<std::string_view, std::size_t> by_serial;
    for (std::size_t i = 0; i < devices_.size(); ++i) by_serial.emplace(devices_[i].serial, i);
    for (const registry::Device& other : state_.devices.devices) {
      const auto found = by_serial.find(other.serial);
      if (found == by_serial.end() || other.vendor == devices_[found->second].vendor) continue;
      const ClaimedDevice& claimed = devices_[found->second];
      const SiteId site = state_.registry.find_site(claimed.site)->id;
      const auto* itself = state_.devices.find(claimed.vendor, claimed.serial);
      if (!was_seen(other, site, claimed.delivered)) continue;
      if (itself != nullptr && was_seen(*itself, site, claimed.delivered)) continue;
      if (state_.claims.other_with_device(claim_, subsidy::device_key(other.vendor, other.serial)) != nullptr) continue;
      add(FindingCode::model_differs, device(found->second),
          {std::string(claimed.serial), std::string(claimed.vendor), std::string(claimed.resource),
           state_.registry.resources()[index(other.resource)].key});
    }
  }

  const std::string& site_key(SiteId id) const { return state_.registry.sites()[index(id)].key; }

  bool was_busy(const ClaimedDevice& claimed) const {
    const auto* known = state_.devices.find(claimed.vendor, claimed.serial);
    if (known == nullptr) return false;
    return std::ranges::any_of(state_.devices.days[index(known->id)], [&](const registry::DeviceDay& day) {
      return day.day >= claimed.delivered && day.busy_s > 0;
    });
  }

  void idle() {
    const auto within = asked_.terms.runs_within_days;
    if (within == 0) return;
    std::map<std::uint32_t, std::pair<std::size_t, std::size_t>> idle;  // by delivery: idle, all
    for (const auto& claimed : devices_) {
      if (count(asked_.on) - count(claimed.delivered) < static_cast<std::int32_t>(within)) continue;
      auto& [none, all] = idle[claimed.delivery];
      ++all;
      none += was_busy(claimed) ? 0u : 1u;
    }
    for (const auto& [delivery, counts] : idle) {
      if (counts.first == 0) continue;
      add(FindingCode::never_runs, {.kind = SubjectKind::delivery, .item = delivery},
          {std::to_string(counts.first), std::to_string(counts.second), std::to_string(within)});
    }
  }

  // The declarations named that are of a delivered chip model at a site of delivery, for programmes, today or later:
  // there is one, and together they are of as many devices as were delivered to where they are.
  void listing() {
    if (!asked_.terms.listing) return;
    using Where = std::pair<SiteId, ResourceId>;
    std::map<Where, std::uint64_t> delivered, listed;
    for (const ClaimedDevice& claimed : devices_) {
      ++delivered[{state_.registry.find_site(claimed.site)->id, state_.registry.find_resource(claimed.resource)->id}];
    }
    for (const std::string& key : std::set(content_.listing.begin(), content_.listing.end())) {
      const auto& terms = state_.network.find_capacity(key)->terms;
      if (terms.use != registry::CapacityUse::programmes || terms.until <= asked_.on) continue;
      const Where where{terms.site, terms.resource};
      if (delivered.contains(where)) listed[where] += terms.devices;
    }
    if (listed.empty()) add(FindingCode::not_listed, {}, {});
    for (const auto& [where, devices] : listed) {
      if (devices >= delivered[where]) continue;
      add(FindingCode::listed_in_part, {}, {std::to_string(delivered[where]), std::to_string(devices)});
    }
  }

  const State& state_;
  const ClaimState& claim_;
  const subsidy::Claim& content_;
  const subsidy::Check& asked_;
  std::vector<ClaimedDevice> devices_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_out(const State& state, const ClaimState& claim, const subsidy::Check& asked) {
  return Checks(state, claim, asked).run();
}

}  // namespace scrip::engine
