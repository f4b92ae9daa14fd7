#include "verify/line.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/limits.h"
#include "base/wide.h"
#include "engine/reservation.h"
#include "verify/mismatch.h"

namespace scrip::verify {
namespace {

using engine::LineOrder;
using engine::State;
using engine::WaitState;
using engine::WaitStatus;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t usual_ahead_s = 604'800;

Instant to_minute(Instant at) {
  const std::int64_t over = count(at) % minute_ms;
  return over == 0 ? at : at + Milliseconds{minute_ms - over};
}

// --- who comes first ---

const engine::AllocationRule* rule_of(const State& state, ProgrammeId programme) {
  const auto found = state.line.rule_of.find(programme);
  return found == state.line.rule_of.end() ? nullptr : &state.line.rules[index(found->second)].terms;
}

std::int64_t standing_of(const engine::AllocationRule& rule, OrganisationId organisation) {
  for (const auto& each : rule.standings) {
    if (each.organisation == organisation) return each.value;
  }
  return rule.usual;
}

// Device-seconds, in micro-units: on the rule's days by the lines of its jobs, and of its reservations from now on.
Int128 used_by(const State& state, const engine::AllocationRule& rule, OrganisationId organisation, Instant now) {
  Int128 sum = 0;
  const Day today = state.authority->zone.day_of(now);
  for (const auto& job : state.jobs) {
    if (job.payer != organisation) continue;
    for (const auto& line : job.lines) {
      const bool counts = state.registry.resources()[index(line.resource)].kind == registry::ResourceKind::accelerator;
      const bool recent = line.day <= today && count(line.day) > count(today) - std::int64_t{rule.days};
      if (counts && recent) sum += line.quantity.micro_units;
    }
  }
  for (const auto& reservation : state.reservations.reservations) {
    const auto& window = reservation.terms.window;
    if (reservation.terms.organisation != organisation || !reservation.stands() || window.until <= now) continue;
    sum += Int128{(window.until - std::max(window.from, now)).count()} * reservation.terms.devices * 1'000;
  }
  return sum;
}

// Whether `a` is served before `b`, both of one programme.
bool is_before(const State& state, const WaitState& a, const WaitState& b, Instant now) {
  const auto earlier = a.terms.id < b.terms.id;
  const auto* rule = rule_of(state, a.terms.programme);
  if (rule == nullptr) return earlier;
  const auto& one = a.terms.organisation;
  const auto& other = b.terms.organisation;
  switch (rule->order) {
    case LineOrder::first_come:
      return earlier;
    case LineOrder::priority:
      if (standing_of(*rule, one) == standing_of(*rule, other)) return earlier;
      return standing_of(*rule, one) < standing_of(*rule, other);
    case LineOrder::fair_share: {
      const Int128 left = used_by(state, *rule, one, now) * standing_of(*rule, other);
      const Int128 right = used_by(state, *rule, other, now) * standing_of(*rule, one);
      return left == right ? earlier : left < right;
    }
    case LineOrder::deadline:
      if (a.terms.request.latest == b.terms.request.latest) return earlier;
      return a.terms.request.latest < b.terms.request.latest;
    case LineOrder::lottery:
      if (a.ticket && b.ticket && *a.ticket != *b.ticket) return *a.ticket < *b.ticket;
      if (a.ticket.has_value() != b.ticket.has_value()) return a.ticket.has_value();
      return earlier;
  }
  return earlier;
}

using Line = std::vector<const WaitState*>;

// Picks, again and again, the first of the programme whose first joined before those of the others.
Line in_order(const State& state, Line left, Instant now) {
  Line order;
  while (!left.empty()) {
    std::map<ProgrammeId, const WaitState*> firsts;
    for (const auto* entry : left) {
      auto& first = firsts[entry->terms.programme];
      if (first == nullptr || is_before(state, *entry, *first, now)) first = entry;
    }
    const WaitState* next = nullptr;
    for (const auto& [programme, first] : firsts) {
      if (next == nullptr || first->terms.id < next->terms.id) next = first;
    }
    order.push_back(next);
    std::erase(left, next);
  }
  return order;
}

// --- what is free ---

using Changes = std::map<Instant, std::int64_t>;
using Stock = std::pair<SiteId, ResourceId>;

void change(Changes& changes, Instant from, Instant until, std::int64_t devices) {
  if (from >= until) return;
  changes[from] += devices;
  changes[until] -= devices;
}

// Free devices as changes over time; the quote `own` is not looked on as held.
Changes free_of(const State& state, const Stock& stock, QuoteId own) {
  Changes free;
  const auto& zone = state.authority->zone;
  const auto is_here = [&](const auto& terms) { return Stock{terms.site, terms.resource} == stock; };
  for (const auto& declared : state.network.capacity) {
    const auto& terms = declared.terms;
    if (!is_here(terms) || terms.use == registry::CapacityUse::own_use) continue;
    const std::int64_t sign = terms.use == registry::CapacityUse::maintenance ? -1 : 1;
    change(free, zone.start_of(terms.from), zone.start_of(terms.until), sign * terms.devices);
  }
  for (const auto& reservation : state.reservations.reservations) {
    const auto& terms = reservation.terms;
    if (!is_here(terms)) continue;
    Instant until = terms.window.until;
    if (!reservation.stands()) until = std::min(until, std::max(terms.window.from, reservation.ended_at));
    change(free, terms.window.from, until, -std::int64_t{terms.devices});
  }
  for (const auto& entry : state.line.entries) {
    if (entry.status != WaitStatus::offered || entry.quote == own) continue;
    const auto& offer = state.reservations.quotes[index(entry.quote)].offers.front();
    if (is_here(offer)) change(free, offer.window.from, offer.window.until, -std::int64_t{offer.devices});
  }
  for (const auto& [id, devices] : state.line.running) {
    const auto& hold = state.holds[index(id)];
    if (is_here(hold)) change(free, instant_at(0), to_minute(hold.expires_at), -std::int64_t{devices});
  }
  return free;
}

std::int64_t least_in(const Changes& changes, Instant from, Instant until) {
  std::int64_t level = 0;
  for (const auto& [at, by] : changes) {
    if (at <= from) level += by;
  }
  std::int64_t least = level;
  for (const auto& [at, by] : changes) {
    if (at <= from || at >= until) continue;
    level += by;
    least = std::min(least, level);
  }
  return least;
}

// --- what each is to get ---

struct Planned {
  Stock stock{};
  Period window;
  std::uint32_t devices = 0;
  Amount price, own_share;
};

class Reference {
 public:
  Reference(const State& state, Instant now, QuoteId own) : state_(state), now_(now), own_(own) {}

  // The plan of the next in order; what it takes is gone for those after it.
  std::optional<Planned> plan(const WaitState& entry) {
    std::optional<Planned> best;
    for (const Stock& stock : stocks(entry)) {
      const auto found = at(entry, stock);
      if (found && (!best || key(*found) < key(*best))) best = found;
    }
    if (best) change(free(best->stock), best->window.from, best->window.until, -std::int64_t{best->devices});
    return best;
  }

  Changes& free(const Stock& stock) {
    const auto known = free_.find(stock);
    return known != free_.end() ? known->second : free_.emplace(stock, free_of(state_, stock, own_)).first->second;
  }

 private:
  static std::tuple<Instant, Amount, Amount, Stock> key(const Planned& planned) {
    return {planned.window.until, planned.own_share, planned.price, planned.stock};
  }

  [[nodiscard]] std::vector<Stock> stocks(const WaitState& entry) const {
    const auto& request = entry.terms.request;
    std::vector<Stock> all;
    for (const auto& declared : state_.network.capacity) {
      const auto& terms = declared.terms;
      const auto kind = state_.registry.resources()[index(terms.resource)].kind;
      const bool site = request.sites.empty() || std::ranges::find(request.sites, terms.site) != request.sites.end();
      const bool resource = request.resources.empty()
                                ? kind == registry::ResourceKind::accelerator
                                : std::ranges::find(request.resources, terms.resource) != request.resources.end();
      if (site && resource && terms.use == registry::CapacityUse::programmes)
        all.emplace_back(terms.site, terms.resource);
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  std::optional<Planned> at(const WaitState& entry, const Stock& stock) {
    const auto& request = entry.terms.request;
    const auto takes = plan_at(request.workload, stock);
    if (!takes) return std::nullopt;
    const Milliseconds length{takes->duration_s * 1'000};
    const std::int64_t valid_ms = state_.reservations.rule.quote_valid_s * 1'000;
    const Instant from = std::max(request.earliest, to_minute(now_ + Milliseconds{valid_ms}));
    const auto first = earliest(stock, from, request.latest, takes->devices, length);
    if (!first) return std::nullopt;
    for (const Instant start : starts(entry, stock, *first, *takes)) {
      if (least_in(free(stock), start, start + length) < takes->devices) continue;
      Planned planned{.stock = stock, .window = {start, start + length}, .devices = takes->devices};
      const Answer answer = answer_to(entry, planned);
      if (answer == Answer::yes) return planned;
      if (start == *first && answer == Answer::no) break;
    }
    return std::nullopt;
  }

  // What the work takes where the devices stand as they do; none if it fits no island.
  [[nodiscard]] std::optional<network::Plan> plan_at(const network::Workload& workload, const Stock& stock) const {
    const bool as_asked = workload.kind == network::WorkloadKind::devices;
    auto facts = as_asked ? network::ChipFacts{} : engine::known_chip(state_, stock.second).facts;
    const auto said = state_.network.topologies.find(stock);
    const bool is_said = said != state_.network.topologies.end();
    if (is_said) facts.devices_per_server = said->second.devices_per_server;
    const auto plan = network::plan(workload, facts);
    if (!plan) return std::nullopt;
    if (as_asked || !is_said || said->second.servers_per_island == 0) return *plan;
    // Each server holds so many whole groups that share their layers.
    const bool trains = workload.kind == network::WorkloadKind::train;
    const std::uint64_t groups = std::uint64_t{trains ? plan->copies : 1U} * plan->pipeline;
    const std::uint64_t in_an_island =
        std::uint64_t{said->second.devices_per_server / plan->tensor} * said->second.servers_per_island;
    return groups <= in_an_island ? std::optional(*plan) : std::nullopt;
  }

  // The earliest; then, for each price that follows, the earliest from when it holds, and so that the work ends before
  // it.
  std::vector<Instant> starts(const WaitState& entry, const Stock& stock, Instant first, const network::Plan& plan) {
    const auto& site = state_.registry.sites()[index(stock.first)];
    const Instant latest = entry.terms.request.latest;
    const Milliseconds length{plan.duration_s * 1'000};
    std::vector<Instant> all{first};
    Instant at = first;
    for (std::size_t prices = 0; prices < limits::quote_starts_max / 2; ++prices) {
      const auto span = state_.rate_cards.price_at(site, stock.second, at);
      if (!span || span->period.until > latest) break;
      at = span->period.until;
      if (const auto start = earliest(stock, at, latest, plan.devices, length)) all.push_back(*start);
      const Instant before = to_minute(at - length);
      if (before > first && before + length <= latest) all.push_back(before);
    }
    std::ranges::sort(all);
    return all;
  }

  std::optional<Instant> earliest(const Stock& stock, Instant from, Instant latest, std::uint32_t devices,
                                  Milliseconds length) {
    std::vector<Instant> starts{from};
    for (const auto& [at, by] : free(stock)) {
      if (at > from) starts.push_back(at);
    }
    for (const Instant start : starts) {  // ascending
      if (start + length > latest) break;
      if (least_in(free(stock), start, start + length) >= devices) return start;
    }
    return std::nullopt;
  }

  enum class Answer : std::uint8_t { yes, too_dear, no };

  // Whether the wallet would pay of it, with a voucher of the programme, and the rest is not more than is accepted.
  Answer answer_to(const WaitState& entry, Planned& planned) const {
    const auto& terms = entry.terms;
    const auto& [site, resource] = planned.stock;
    const auto priced = engine::price_window(state_, site, resource, planned.devices, planned.window);
    if (!priced) return Answer::no;
    const auto cover = engine::cover_of(
        state_, {.organisation = terms.organisation, .site = site, .use = terms.request.use}, *priced, nullptr);
    planned.price = priced->price;
    planned.own_share = cover.own_share;
    if (terms.domestic_only) {
      const Day day = state_.authority->zone.day_of(planned.window.from);
      if (!state_.chips.origins.passes(resource, terms.request.test, day).value_or(false)) return Answer::no;
    }
    const bool pays = std::ranges::any_of(cover.parts, [&](const auto& part) {
      return state_.vouchers[index(part.voucher)].terms.programme == terms.programme;
    });
    if (!pays) return Answer::no;
    return terms.own_share_max && cover.own_share > *terms.own_share_max ? Answer::too_dear : Answer::yes;
  }

  const State& state_;
  Instant now_;
  QuoteId own_;
  std::map<Stock, Changes> free_;
};

Line waiting(const State& state, std::optional<Instant> joined_before) {
  Line line;
  for (const auto& entry : state.line.entries) {
    if (entry.status != WaitStatus::waiting || (joined_before && entry.joined_at >= *joined_before)) continue;
    line.push_back(&entry);
  }
  return line;
}

bool starts_in_time(const State& state, const WaitState& entry, Instant start, Instant now) {
  const auto* rule = rule_of(state, entry.terms.programme);
  const std::int64_t ahead_s = rule == nullptr ? usual_ahead_s : rule->ahead_s;
  return start <= std::max(now, entry.terms.request.earliest) + Milliseconds{ahead_s * 1'000};
}

Result<void> check_offered(const State& state, const engine::LineOffered& event, Instant now) {
  if (index(event.wait) >= state.line.entries.size()) return mismatch("nobody waits there");
  const std::string who = "in line as '" + state.line.entries[index(event.wait)].terms.key + "': ";
  if (event.quote.offers.size() != 1) return mismatch(who + "one offer is held");
  const auto& offer = event.quote.offers.front();
  Reference reference(state, now, no_id<QuoteId>);
  std::uint32_t place = 0;
  for (const auto* entry : in_order(state, waiting(state, std::nullopt), now)) {
    ++place;
    const auto planned = reference.plan(*entry);
    if (entry->terms.id != event.wait) {
      if (!planned || !starts_in_time(state, *entry, planned->window.from, now)) continue;
      return mismatch(who + "'" + entry->terms.key + "' comes before and could start at " +
                      format_instant(planned->window.from));
    }
    if (!planned || !starts_in_time(state, *entry, planned->window.from, now)) {
      return mismatch(who + "it cannot start in time");
    }
    if (place != event.place) return mismatch(who + "its place is " + std::to_string(place));
    const bool same = planned->stock == Stock{offer.site, offer.resource} && planned->window == offer.window &&
                      planned->devices == offer.devices && planned->price == offer.price &&
                      planned->own_share == offer.own_share;
    return same ? Result<void>{} : mismatch(who + "those before leave another offer");
  }
  return mismatch(who + "it does not wait");
}

// One who reserves by a quote of their own; not in place of a reservation that a site broke, nor what is held for them.
Result<void> check_past(const State& state, const engine::Reservation& terms, Instant now) {
  if (index(terms.quote) >= state.reservations.quotes.size()) return mismatch("no such quote");
  const auto& quote = state.reservations.quotes[index(terms.quote)];
  if (quote.request.after != no_id<ReservationId>) return {};
  for (const auto& entry : state.line.entries) {
    if (entry.status == WaitStatus::offered && entry.quote == quote.id) return {};
  }
  Reference reference(state, now, quote.id);
  for (const auto* entry : in_order(state, waiting(state, quote.given_at), now)) reference.plan(*entry);
  if (least_in(reference.free({terms.site, terms.resource}), terms.window.from, terms.window.until) >= terms.devices) {
    return {};
  }
  return mismatch("reservation '" + terms.key + "' takes what those are to get who wait");
}

}  // namespace

Result<void> check_line(const State& before, const codec::Entry& entry) {
  const auto* events = std::get_if<std::vector<engine::Event>>(&entry.body);
  if (events == nullptr || events->empty() || !before.authority) return {};
  if (const auto* offered = events->front().as<engine::LineOffered>()) {
    if (events->size() != 1) return mismatch("one quote out of the line is an entry of its own");
    return check_offered(before, *offered, entry.header.time);
  }
  const auto* made = events->front().as<engine::ReservationMade>();
  return made == nullptr ? Result<void>{} : check_past(before, made->reservation, entry.header.time);
}

}  // namespace scrip::verify
