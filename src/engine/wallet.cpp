#include "engine/wallet.h"

#include <algorithm>

namespace scrip::engine {
namespace {

using registry::ResourceKind;

bool unit_fits(Unit unit, ResourceKind kind) {
  switch (unit) {
    case Unit::money:
      return true;
    case Unit::device_time:
      return kind != ResourceKind::token;
    case Unit::tokens:
      return kind == ResourceKind::token;
  }
  return false;
}

// `whole` x part / of, rounded down.
Amount share_of(Amount whole, Amount part, Amount of) {
  return Amount{
      static_cast<std::int64_t>(divide(Int128{whole.micro_units} * part.micro_units, of.micro_units, Rounding::down))};
}

template <class T>
bool allows(const std::vector<T>& listed, T value) {
  return listed.empty() || std::find(listed.begin(), listed.end(), value) != listed.end();
}

}  // namespace

namespace {

NotCovered why_excluded(const State& state, const programme::Voucher& terms, const UseOf& use) {
  if (use.day < terms.valid_from || use.day >= terms.valid_until) return NotCovered::not_valid_then;
  if (terms.uses != 0 && (terms.uses >> static_cast<unsigned>(use.use) & 1) == 0) return NotCovered::use_excluded;
  if (!allows(terms.sites, use.site)) return NotCovered::site_excluded;
  if (use.resource == no_id<ResourceId>) {
    return terms.resources.empty() && terms.unit == Unit::money ? NotCovered::none : NotCovered::resource_excluded;
  }
  if (!allows(terms.resources, use.resource)) return NotCovered::resource_excluded;
  if (!unit_fits(terms.unit, state.registry.resources()[index(use.resource)].kind)) return NotCovered::other_unit;
  return NotCovered::none;
}

}  // namespace

NotCovered why_not_covered(const State& state, const programme::Voucher& terms, const UseOf& use) {
  const auto excluded = why_excluded(state, terms, use);
  if (excluded != NotCovered::none || state.network.accepts(terms.programme, use.site, use.day)) return excluded;
  return NotCovered::site_not_accredited;
}

std::string_view name(NotCovered reason) {
  switch (reason) {
    case NotCovered::none:
      return "none";
    case NotCovered::not_valid_then:
      return "not_valid_then";
    case NotCovered::use_excluded:
      return "use_excluded";
    case NotCovered::site_excluded:
      return "site_excluded";
    case NotCovered::resource_excluded:
      return "resource_excluded";
    case NotCovered::other_unit:
      return "other_unit";
    case NotCovered::site_not_accredited:
      return "site_not_accredited";
  }
  return "none";
}

Amount room_under_period_caps(const VoucherState& voucher, Day day) {
  const programme::Voucher& terms = voucher.terms;
  if (!has_period_caps(terms)) return amount_max;
  const Month month = month_of(day);
  Amount in_month;
  Amount in_year;
  for (const auto& [used_month, used] : voucher.used_by_month) {
    if (used_month == month) in_month += used;
    if (year_of(used_month) == year_of(month)) in_year += used;
  }
  Amount room = amount_max;
  if (!terms.cap_month.is_zero()) room = std::min(room, terms.cap_month - in_month);
  if (!terms.cap_year.is_zero()) room = std::min(room, terms.cap_year - in_year);
  return room;
}

Allocation absorb(const programme::Voucher& terms, Stretch& stretch, Amount room) {
  Allocation allocation{.voucher = terms.id};
  Amount until = stretch.until;
  if (terms.unit == Unit::money) {
    allocation.covered = programme::covered(terms.share, stretch.from, until);
    if (allocation.covered > room) {
      until = std::min(programme::absorbable_until(terms.share, stretch.from, room), stretch.until);
      allocation.covered = programme::covered(terms.share, stretch.from, until);
    }
    allocation.covered_money = allocation.covered;
    stretch.quantity -= share_of(stretch.quantity, until - stretch.from, stretch.until - stretch.from);
  } else {
    // A voucher in device-hours or tokens covers its share of the quantity; its stretch of the bill is in proportion.
    Amount absorbed = stretch.quantity;
    allocation.covered = programme::covered(terms.share, Amount{}, absorbed);
    if (allocation.covered > room) {
      absorbed = std::min(programme::absorbable_until(terms.share, Amount{}, room), stretch.quantity);
      allocation.covered = programme::covered(terms.share, Amount{}, absorbed);
      until = stretch.from + share_of(stretch.until - stretch.from, absorbed, stretch.quantity);
    }
    allocation.covered_money = programme::covered(terms.share, stretch.from, until);
    stretch.quantity -= absorbed;
  }
  allocation.absorbed = until - stretch.from;
  stretch.from = until;
  return allocation;
}

}  // namespace scrip::engine
