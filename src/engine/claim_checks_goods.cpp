// What was bought: at which price, of which origin, listed on the network.

#include <algorithm>
#include <map>
#include <set>

#include "base/wide.h"
#include "engine/claim_checks.h"
#include "engine/origin.h"

namespace scrip::engine::claim_checks {
namespace {

using subsidy::ClaimedDevice;

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

// Unit prices of accepted claims whose contracts were signed within the window before this one.
std::vector<Amount> earlier_prices(const Look& look, const std::string& resource) {
  std::vector<Amount> prices;
  const Day until = look.content.contract.signed_on;
  const std::int32_t from = count(until) - static_cast<std::int32_t>(look.asked.terms.price_window_days);
  for (const auto& other : look.state.claims.claims) {
    if (other.status != ClaimStatus::accepted || other.id == look.claim.id) continue;
    const Day signed_on = other.content.contract.signed_on;
    if (count(signed_on) < from || signed_on > until) continue;
    if (const auto price = unit_price(other.content, counted(other), resource)) prices.push_back(*price);
  }
  std::ranges::sort(prices);
  return prices;
}

Amount with_tolerance(Amount amount, Share tolerance) {
  const Int128 bound = Int128{amount.micro_units} * (micro + tolerance.ppm) / micro;
  return Amount{static_cast<std::int64_t>(std::min<Int128>(bound, amount_max.micro_units))};
}

Amount median_of(const std::vector<Amount>& sorted) {
  const std::size_t middle = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[middle];
  return Amount{(sorted[middle - 1].micro_units + sorted[middle].micro_units) / 2};
}

// What one chip model's prices are compared with.
struct Known {
  std::vector<Amount> earlier;  // ascending
  const registry::ChipFigure* published;
};

void judge_price(Look& look, const subsidy::InvoiceLine& line, Subject subject, const Known& known) {
  const auto& terms = look.asked.terms;
  const Amount paid{std::max(line.unit_price.micro_units, line.amount.micro_units / line.quantity)};
  const auto claims_min = std::max<std::size_t>(terms.price_claims_min, 1);
  const bool enough = known.earlier.size() >= claims_min;
  if (enough) {
    const Amount median = median_of(known.earlier);
    const Amount bound = with_tolerance(median, terms.price_tolerance);
    if (paid > bound) {
      look.add(FindingCode::price_high, subject,
               {line.resource, format_amount(paid), format_amount(bound), format_amount(median),
                std::to_string(known.earlier.size()), format_share(terms.price_tolerance)});
    }
  }
  if (known.published != nullptr) {
    const Amount price{known.published->value * (micro / 1'000)};
    const Amount bound = with_tolerance(price, terms.price_tolerance);
    if (paid > bound) {
      look.add(FindingCode::price_above_published, subject,
               {line.resource, format_amount(paid), format_amount(bound), format_amount(price), known.published->dated,
                known.published->source, format_share(terms.price_tolerance)},
               {"figure:" + std::to_string(index(known.published->id))});
    }
  }
  if (!enough && known.published == nullptr) {
    look.add(FindingCode::price_not_compared, subject,
             {line.resource, format_amount(paid), std::to_string(known.earlier.size()), std::to_string(claims_min)});
  }
}

void tested(Look& look, const std::string& chip, Subject subject, registry::OriginTest test, Day day) {
  const auto* resource = look.state.registry.find_resource(chip);
  const auto answer = origin_on(look.state, resource->id, test, day);
  const std::string named(name(test));
  if (!answer.passes) {
    look.add(FindingCode::origin_unknown, subject, {chip, named, format_day(day)});
  } else if (!*answer.passes) {
    std::vector<std::string> evidence;
    for (const StakeId stake : answer.stakes) evidence.push_back("stake:" + std::to_string(index(stake)));
    look.add(FindingCode::not_domestic, subject, {chip, named, format_day(day), answer.source}, std::move(evidence));
  }
}

}  // namespace

void prices_compared(Look& look) {
  const auto& terms = look.asked.terms;
  if (terms.price_tolerance.ppm == 0) return;
  std::map<std::string, Known> by_chip;
  for (std::uint32_t i = 0; i < look.content.invoices.size(); ++i) {
    const auto& lines = look.content.invoices[i].lines;
    for (std::uint32_t j = 0; j < lines.size(); ++j) {
      const auto& chip = lines[j].resource;
      if (chip.empty()) continue;
      auto known = by_chip.find(chip);
      if (known == by_chip.end()) {
        const Known found{
            .earlier = earlier_prices(look, chip),
            .published = registry::price_on(look.state.chips.figures, look.state.registry.find_resource(chip)->id,
                                            look.content.contract.signed_on)};
        known = by_chip.emplace(chip, found).first;
      }
      judge_price(look, lines[j], {SubjectKind::line, i, j}, known->second);
    }
  }
}

void origins_tested(Look& look) {
  const Day day = look.content.contract.signed_on;
  std::map<std::string, Subject> chips;  // where each chip model stands first
  for (std::uint32_t i = 0; i < look.content.invoices.size(); ++i) {
    const auto& lines = look.content.invoices[i].lines;
    for (std::uint32_t j = 0; j < lines.size(); ++j) {
      if (!lines[j].resource.empty()) chips.try_emplace(lines[j].resource, Subject{SubjectKind::line, i, j});
    }
  }
  for (std::uint32_t i = 0; i < look.content.deliveries.size(); ++i) {
    const auto& servers = look.content.deliveries[i].servers;
    for (std::uint32_t j = 0; j < servers.size(); ++j) {
      chips.try_emplace(servers[j].resource, Subject{SubjectKind::server, i, j});
    }
  }
  for (const auto& [chip, subject] : chips) {
    for (const auto test : look.asked.terms.domestic) tested(look, chip, subject, test, day);
  }
}

// The declarations named that are of a delivered chip model at a site of delivery, for programmes, today or later:
// there is one, and together they are of as many devices as were delivered to where they are.
void listed_on_network(Look& look) {
  if (!look.asked.terms.listing) return;
  using Where = std::pair<SiteId, ResourceId>;
  std::map<Where, std::uint64_t> delivered, listed;
  for (const ClaimedDevice& claimed : look.devices) {
    ++delivered[{look.state.registry.find_site(claimed.site)->id,
                 look.state.registry.find_resource(claimed.resource)->id}];
  }
  for (const std::string& key : std::set(look.content.listing.begin(), look.content.listing.end())) {
    const auto& terms = look.state.network.find_capacity(key)->terms;
    if (terms.use != registry::CapacityUse::programmes || terms.until <= look.asked.on) continue;
    const Where where{terms.site, terms.resource};
    if (delivered.contains(where)) listed[where] += terms.devices;
  }
  if (listed.empty()) look.add(FindingCode::not_listed, {}, {});
  for (const auto& [where, devices] : listed) {
    if (devices >= delivered[where]) continue;
    look.add(FindingCode::listed_in_part, {}, {std::to_string(delivered[where]), std::to_string(devices)});
  }
}

}  // namespace scrip::engine::claim_checks
