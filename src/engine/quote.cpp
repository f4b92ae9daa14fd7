// Finding offers for a workload at every site that has the devices.

#include <algorithm>
#include <tuple>

#include "base/limits.h"
#include "engine/check.h"
#include "engine/line.h"
#include "engine/offers.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

using network::WorkloadKind;
using registry::ResourceKind;

constexpr std::int64_t minute_ms = 60'000;

Instant next_minute(Instant at) {
  return instant_at(static_cast<std::int64_t>(divide(count(at), minute_ms, Rounding::up)) * minute_ms);
}

template <class T>
bool lists(const std::vector<T>& listed, T value) {
  return std::ranges::binary_search(listed, value);
}

using Stock = std::pair<SiteId, ResourceId>;

// Where so much as one device is promised to programmes at or after `from`, ascending.
std::vector<Stock> stocks_of(const State& state, const QuoteRequest& request) {
  const Day from = state.authority->zone.day_of(request.earliest);
  std::vector<Stock> stocks;
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (terms.use != registry::CapacityUse::programmes || terms.from >= terms.until || terms.until <= from) continue;
    if (!request.sites.empty() && !lists(request.sites, terms.site)) continue;
    const auto kind = state.registry.resources()[index(terms.resource)].kind;
    const bool wanted =
        request.resources.empty() ? kind == ResourceKind::accelerator : lists(request.resources, terms.resource);
    if (wanted) stocks.emplace_back(terms.site, terms.resource);
  }
  std::ranges::sort(stocks);
  stocks.erase(std::unique(stocks.begin(), stocks.end()), stocks.end());
  return stocks;
}

class Finder {
 public:
  Finder(const State& state, const Asked& asked, Without without) : state_(state), asked_(asked), without_(without) {}

  void look_at(Stock stock, const network::Availability& free) {
    const auto offer = offer_at(stock, free);
    if (offer) {
      offers_.push_back(*offer);
    } else {
      refuse(stock, offer.error());
    }
  }

  // Keeps the better of the best so far and the soonest at the place; one that ends later is not priced.
  void look_for_soonest(Stock stock, const network::Availability& free, const Objection& objection) {
    const Instant by = offers_.empty() ? asked_.request.latest : offers_.front().window.until;
    auto offer = soonest_at(stock, free, by, objection);
    if (!offer) return refuse(stock, offer.error());
    if (offers_.empty() || rank(*offer) < rank(offers_.front())) offers_.assign(1, std::move(*offer));
  }

  // A site that was asked for by name and has nothing of the kind is named, too.
  void refuse_without(std::span<const Stock> stocks) {
    for (const SiteId site : asked_.request.sites) {
      const bool seen = std::ranges::any_of(stocks, [&](const Stock& stock) { return stock.first == site; });
      if (!seen) refuse({site, no_id<ResourceId>}, Unfit::too_few_devices);
    }
  }

  void refuse(Stock stock, Unfit reason) {
    if (refusals_.size() == limits::quote_refusals_max) return;
    refusals_.push_back({.site = stock.first, .resource = stock.second, .reason = reason});
  }

  [[nodiscard]] std::vector<Offer> offers() {
    const auto worse = [this](const Offer& a, const Offer& b) { return rank(a) < rank(b); };
    std::ranges::sort(offers_, worse);
    if (offers_.size() > limits::quote_offers_max) offers_.resize(limits::quote_offers_max);
    return std::move(offers_);
  }
  [[nodiscard]] std::vector<Refusal> refusals() { return std::move(refusals_); }

 private:
  using Rank = std::tuple<int, std::int64_t, Amount, Amount, std::int64_t, SiteId, ResourceId>;

  [[nodiscard]] Rank rank(const Offer& offer) const {
    const auto ranking = asked_.request.ranking;
    const int first = ranking == Ranking::domestic_first && offer.domestic != Domestic::yes ? 1 : 0;
    const std::int64_t end = count(offer.window.until);
    return {first,         ranking == Ranking::soonest ? end : 0, offer.own_share, offer.price, end, offer.site,
            offer.resource};
  }

  // The plan of the workload on a chip model; the same for all sites where it stands the same way.
  const std::expected<network::Plan, Unfit>& plan_for(Stock stock) {
    const auto topology = state_.network.topology_of(stock.first, stock.second);
    const std::tuple place{stock.second, topology.devices_per_server, topology.servers_per_island};
    const auto known = plans_.find(place);
    if (known != plans_.end()) return known->second;
    return plans_.emplace(place, planned(stock.second, topology)).first->second;
  }

  [[nodiscard]] std::expected<network::Plan, Unfit> planned(ResourceId resource,
                                                            const registry::Topology& topology) const {
    const auto& workload = asked_.request.workload;
    auto facts = workload.kind == WorkloadKind::devices ? network::ChipFacts{} : known_chip(state_, resource).facts;
    facts.devices_per_server = topology.devices_per_server;
    const auto made = network::plan(workload, facts);
    if (!made) {
      const auto& field = made.error().field;
      return std::unexpected(field == "memory"    ? Unfit::memory_too_small
                             : field == "figures" ? Unfit::no_figures
                                                  : Unfit::too_few_devices);
    }
    const bool fits =
        topology.servers_per_island == 0 || servers_of(workload, *made, topology) <= topology.servers_per_island;
    if (!fits) return std::unexpected(Unfit::island_too_small);
    return *made;
  }

  // Servers that one fast network has to join: of a training all, of a served model those of one copy. A group that
  // shares its layers stands in one server. Whoever asks for devices as they are knows how to use them.
  static std::uint32_t servers_of(const network::Workload& workload, const network::Plan& plan,
                                  const registry::Topology& topology) {
    if (workload.kind == WorkloadKind::devices) return 0;
    const std::uint32_t joined = workload.kind == WorkloadKind::train ? plan.devices : plan.devices / plan.copies;
    const std::uint32_t groups = joined / plan.tensor;
    const std::uint32_t in_a_server = topology.devices_per_server / plan.tensor;
    return (groups + in_a_server - 1) / in_a_server;
  }

  // The earliest start at the place.
  std::expected<Instant, Unfit> start_at(Stock stock, const network::Availability& free) {
    if (lists(asked_.request.not_at, stock.first)) return std::unexpected(Unfit::broke_reservation);
    const auto& plan = plan_for(stock);
    if (!plan) return std::unexpected(plan.error());
    const auto& request = asked_.request;
    const Milliseconds length{plan->duration_s * 1'000};
    if (request.earliest + length > request.latest) return std::unexpected(Unfit::too_long);
    const auto first = free.earliest(request.earliest, request.latest, length, plan->devices);
    if (first) return *first;
    const bool never = free.most_promised({request.earliest, request.latest}) < plan->devices;
    return std::unexpected(never ? Unfit::too_few_devices : Unfit::all_reserved);
  }

  std::expected<Offer, Unfit> offer_at(Stock stock, const network::Availability& free) {
    const auto first = start_at(stock, free);
    if (!first) return std::unexpected(first.error());
    const auto& plan = plan_for(stock);
    const Milliseconds length{plan->duration_s * 1'000};
    std::expected<Offer, Unfit> best = offer_from(stock, *plan, *first);
    if (asked_.request.ranking == Ranking::soonest) return best;
    for (const Instant start : starts(stock, free, *first, *plan)) {
      auto other = offer_from(stock, *plan, start);
      if (other && (!best || rank(*other) < rank(*best))) best = std::move(other);
    }
    return best;
  }

  // The soonest at the place that ends by then and nothing is said against.
  std::expected<Offer, Unfit> soonest_at(Stock stock, const network::Availability& free, Instant by,
                                         const Objection& objection) {
    const auto first = start_at(stock, free);
    if (!first) return std::unexpected(first.error());
    const auto& plan = *plan_for(stock);
    const Milliseconds length{plan.duration_s * 1'000};
    if (*first + length > by) return std::unexpected(Unfit::too_long);
    const auto offer = taken_from(stock, plan, *first, objection);
    if (offer || offer.error() != Unfit::own_share_too_high) return offer;
    for (const Instant start : starts(stock, free, *first, plan)) {
      if (start + length > by) break;
      if (auto cheaper = taken_from(stock, plan, start, objection)) return cheaper;
    }
    return offer;
  }

  [[nodiscard]] std::expected<Offer, Unfit> taken_from(Stock stock, const network::Plan& plan, Instant start,
                                                       const Objection& objection) const {
    auto offer = offer_from(stock, plan, start);
    if (!offer) return offer;
    if (const auto reason = objection(*offer)) return std::unexpected(*reason);
    return offer;
  }

  // Starts that could cost less than the first: the earliest from where another price begins, and so that the work ends
  // where one ends.
  [[nodiscard]] std::vector<Instant> starts(Stock stock, const network::Availability& free, Instant first,
                                            const network::Plan& plan) const {
    const auto& site = state_.registry.sites()[index(stock.first)];
    const Milliseconds length{plan.duration_s * 1'000};
    const Instant latest = asked_.request.latest;
    std::vector<Instant> found;
    Instant at = first;
    for (std::size_t prices = 0; prices < limits::quote_starts_max / 2; ++prices) {
      const auto span = state_.rate_cards.price_at(site, stock.second, at);
      if (!span || span->period.until > latest) break;
      at = span->period.until;
      if (const auto start = free.earliest(at, latest, length, plan.devices)) found.push_back(*start);
      const Instant before = next_minute(at - length);
      const bool fits = before > first && before + length <= latest;
      if (fits && free.least_free({before, before + length}) >= plan.devices) found.push_back(before);
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
  }

  [[nodiscard]] std::expected<Offer, Unfit> offer_from(Stock stock, const network::Plan& plan, Instant start) const {
    const auto& [site, resource] = stock;
    const Period window{.from = start, .until = start + Milliseconds{plan.duration_s * 1'000}};
    const auto priced = price_window(state_, site, resource, plan.devices, window);
    if (!priced) {
      return std::unexpected(priced.error().code == ErrorCode::no_price ? Unfit::no_price : Unfit::too_large);
    }
    auto cover = cover_of(state_, {.organisation = asked_.organisation, .site = site, .use = asked_.request.use},
                          *priced, without_);
    if (cover.parts.empty()) return std::unexpected(cover.reason);
    const auto passed =
        state_.chips.origins.passes(resource, asked_.request.test, state_.authority->zone.day_of(start));
    return Offer{.site = site,
                 .resource = resource,
                 .devices = plan.devices,
                 .window = window,
                 .price = priced->price,
                 .own_share = cover.own_share,
                 .parts = std::move(cover.parts),
                 .rates = priced->rates,
                 .domestic = !passed   ? Domestic::unknown
                             : *passed ? Domestic::yes
                                       : Domestic::no,
                 .utilisation_ppm = plan.utilisation_ppm};
  }

  const State& state_;
  const Asked& asked_;
  Without without_;
  std::map<std::tuple<ResourceId, std::uint32_t, std::uint32_t>, std::expected<network::Plan, Unfit>> plans_;
  std::vector<Offer> offers_;
  std::vector<Refusal> refusals_;
};

template <class I, class LookUp>
Result<std::vector<I>> ids_of(const State& state, const std::vector<std::string>& keys, LookUp look_up,
                              const char* field) {
  if (keys.size() > limits::quote_places_max) return fail(ErrorCode::too_large, say("at most 256"), field);
  std::vector<I> ids;
  for (const auto& key : keys) ids.push_back(SCRIP_TRY(look_up(state, key))->id);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// The same question again; times that were left open are not compared: they were those of that moment.
bool is_same(const Quote& quote, OrganisationId organisation, QuoteRequest request, const AskQuote& command) {
  if (!command.earliest) request.earliest = quote.request.earliest;
  if (!command.latest) request.latest = quote.request.latest;
  if (!command.test) request.test = quote.request.test;
  return quote.organisation == organisation && quote.request == request;
}

}  // namespace

Instant soonest_start(const State& state, Instant now) {
  return next_minute(now + Milliseconds{state.reservations.rule.quote_valid_s * 1'000});
}

Result<QuoteRequest> request_of(const State& state, const AskQuote& command, const EntryContext& context) {
  SCRIP_TRY_VOID(network::check(command.workload));
  if (!sane(command.use)) return fail(ErrorCode::value_invalid, say("no such use"), "use");
  if (command.ranking > Ranking::domestic_first) return fail(ErrorCode::value_invalid, say("no such ranking"), "rank");
  const auto& targets = state.chips.targets;
  const auto usual = targets.empty() ? registry::OriginTest::origin_of_goods : targets.front().test;
  const registry::OriginTest test = command.test.value_or(usual);
  if (test > registry::OriginTest::quota) return fail(ErrorCode::value_invalid, say("no such test"), "test");
  // It starts when the quote can no longer be taken, so that no part of the window is over by then.
  const Instant soonest = soonest_start(state, context.now);
  Instant earliest = soonest;
  if (command.earliest) {
    if (!sane(*command.earliest)) return fail(ErrorCode::time_invalid, say("out of range"), "earliest");
    earliest = std::max(soonest, next_minute(*command.earliest));
  }
  const Instant latest = command.latest.value_or(earliest + Milliseconds{limits::quote_ahead_s * 1'000});
  if (!sane(latest) || latest <= earliest) {
    return fail(ErrorCode::time_invalid, say("it ends after {0}", format_instant(earliest)), "latest");
  }
  if (latest - context.now > Milliseconds{limits::quote_ahead_s_max * 1'000}) {
    return fail(ErrorCode::time_invalid, say("two years ahead at most"), "latest");
  }
  return QuoteRequest{
      .workload = command.workload,
      .use = command.use,
      .ranking = command.ranking,
      .test = test,
      .earliest = earliest,
      .latest = latest,
      .sites = SCRIP_TRY(ids_of<SiteId>(state, command.sites, site_called, "sites")),
      .resources = SCRIP_TRY(ids_of<ResourceId>(state, command.resources, resource_called, "resources")),
      .not_at = {},
      .after = no_id<ReservationId>};
}

network::Availability unreserved(const State& state, SiteId site, ResourceId resource, Without without) {
  network::Availability free;
  const auto& zone = state.authority->zone;
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (terms.site != site || terms.resource != resource || terms.use == registry::CapacityUse::own_use) continue;
    const bool is_out = terms.use == registry::CapacityUse::maintenance;
    const std::int64_t devices = terms.devices;
    free.promise({zone.start_of(terms.from), zone.start_of(terms.until)}, is_out ? -devices : devices);
  }
  const auto found = state.reservations.by_place.find({site, resource});
  if (found == state.reservations.by_place.end()) return free;
  for (const ReservationId id : found->second) {
    const auto& reservation = state.reservations.reservations[index(id)];
    if (&reservation != without) free.take(reservation.taken(), reservation.terms.devices);
  }
  return free;
}

network::Availability unclaimed(const State& state, SiteId site, ResourceId resource, Without without, QuoteId own) {
  auto free = unreserved(state, site, resource, without);
  if (const auto held = state.line.held_at.find({site, resource}); held != state.line.held_at.end()) {
    for (const WaitId id : held->second) {
      const auto& quote = state.reservations.quotes[index(state.line.entries[index(id)].quote)];
      if (quote.id != own) free.take(quote.offers.front().window, quote.offers.front().devices);
    }
  }
  return free;
}

network::Availability availability_of(const State& state, SiteId site, ResourceId resource, Without without,
                                      QuoteId own) {
  auto free = unclaimed(state, site, resource, without, own);
  if (const auto running = state.line.running_at.find({site, resource}); running != state.line.running_at.end()) {
    for (const HoldId id : running->second) {
      // From always: what is asked for is ahead.
      const Instant until = next_minute(state.holds[index(id)].expires_at);
      free.take({.from = instant_at(0), .until = until}, state.line.running.at(id));
    }
  }
  return free;
}

network::Availability& FreeDevices::at(SiteId site, ResourceId resource) {
  const auto known = places_.find({site, resource});
  if (known != places_.end()) return known->second;
  return places_.emplace(std::pair{site, resource}, availability_of(state_, site, resource, nullptr)).first->second;
}

Soonest soonest_offer(const State& state, const Asked& asked, FreeDevices& free, const Objection& objection) {
  const auto stocks = stocks_of(state, asked.request);
  Finder finder(state, asked, nullptr);
  for (const Stock& stock : stocks) finder.look_for_soonest(stock, free.at(stock.first, stock.second), objection);
  auto offers = finder.offers();
  if (!offers.empty()) return {.offer = std::move(offers.front()), .refusals = {}};
  finder.refuse_without(stocks);
  return {.offer = {}, .refusals = finder.refusals()};
}

std::string next_quote_key(const State& state, const std::string& key) {
  for (std::size_t i = 1;; ++i) {
    std::string next = key + "~" + std::to_string(i);
    if (state.reservations.find_quote(next) == nullptr) return next;
  }
}

Quote find_offers(const State& state, Asked asked, Instant now, Without without, const Takes& takes) {
  const auto stocks = stocks_of(state, asked.request);
  Finder finder(state, asked, without);
  for (const Stock& stock : stocks) {
    auto free = availability_of(state, stock.first, stock.second, without);
    if (const auto taken = takes.find(stock); taken != takes.end()) {
      for (const auto& [period, devices] : taken->second) free.take(period, devices);
    }
    finder.look_at(stock, free);
  }
  finder.refuse_without(stocks);
  return Quote{.id = id_at<QuoteId>(state.reservations.quotes.size()),
               .key = asked.key,
               .organisation = asked.organisation,
               .request = asked.request,
               .offers = finder.offers(),
               .refusals = finder.refusals(),
               .given_at = now,
               .valid_until = now + Milliseconds{state.reservations.rule.quote_valid_s * 1'000}};
}

Asked asked_again(const State& state, const ReservationState& broken, Instant now) {
  const auto& quote = state.reservations.quotes[index(broken.terms.quote)];
  Asked asked{.key = {}, .organisation = quote.organisation, .request = quote.request};
  auto& request = asked.request;
  const Milliseconds ahead = request.latest - request.earliest;
  request.earliest = std::max(soonest_start(state, now), request.earliest);
  request.latest = std::max(request.latest, request.earliest + ahead);
  request.sites.clear();  // any site is better than none
  if (!lists(request.not_at, broken.terms.site)) {
    request.not_at.insert(std::ranges::lower_bound(request.not_at, broken.terms.site), broken.terms.site);
  }
  request.after = broken.terms.id;
  asked.key = next_quote_key(state, broken.terms.key);
  return asked;
}

Result<Events> judge(const State& state, const AskQuote& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  const auto* organisation = SCRIP_TRY(organisation_called(state, command.organisation));
  auto request = SCRIP_TRY(request_of(state, command, context));
  if (const auto* existing = state.reservations.find_quote(command.key); existing != nullptr) {
    if (is_same(*existing, organisation->id, std::move(request), command)) return Events{};
    return reused(command.key);
  }
  if (state.reservations.quotes.size() >= limits::quotes_max) {
    return fail(ErrorCode::limit_reached, say("{0} quotes", limits::quotes_max), "quote");
  }
  Asked asked{.key = command.key, .organisation = organisation->id, .request = std::move(request)};
  // Who asks past the line is served after it.
  const Takes takes = line_takes(state, context.now, instant_max);
  return Events{QuoteGiven{find_offers(state, std::move(asked), context.now, nullptr, takes)}};
}

void apply_lifecycle(State& state, const QuoteGiven& event) {
  state.reservations.quote_by_key.emplace(event.quote.key, event.quote.id);
  state.reservations.quotes.push_back(event.quote);
}

}  // namespace scrip::engine
