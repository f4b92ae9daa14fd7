#include "reports/uncovered.h"

#include "engine/wallet.h"
#include "reports/catalogue.h"
#include "reports/cells.h"

namespace scrip::reports {

using engine::NotCovered;
using engine::State;
using engine::VoucherState;
using programme::VoucherStatus;

namespace {

std::string uses_text(std::uint8_t uses, Language language) {
  std::string out;
  for (const auto use : {registry::Use::unspecified, registry::Use::training, registry::Use::inference}) {
    if ((uses >> static_cast<unsigned>(use) & 1) == 0) continue;
    if (!out.empty()) out += ", ";
    out += use_text(use, language);
  }
  return out;
}

std::string terms_text(const State& state, const programme::Voucher& terms, const UncoveredCase& of, NotCovered reason,
                       Language language) {
  switch (reason) {
    case NotCovered::none:
      return {};
    case NotCovered::not_valid_then:
      return say(language, Phrase::why_not_valid, cell(terms.valid_from), cell(Day{count(terms.valid_until) - 1}),
                 cell(of.line.day));
    case NotCovered::use_excluded:
      return say(language, Phrase::why_use, uses_text(terms.uses, language), use_text(of.job.use, language));
    case NotCovered::site_excluded:
      return say(language, Phrase::why_site, keys_of(state, terms.sites));
    case NotCovered::resource_excluded:
      return say(language, Phrase::why_resource, keys_of(state, terms.resources));
    case NotCovered::other_unit:
      return say(language, terms.unit == Unit::tokens ? Phrase::why_unit_tokens : Phrase::why_unit_device_time);
    case NotCovered::site_not_accredited:
      return say(language, Phrase::why_accreditation, key_of(state, terms.programme), key_of(state, of.job.site),
                 cell(of.line.day));
  }
  return {};
}

std::string status_text(VoucherStatus status, Language language) {
  switch (status) {
    case VoucherStatus::active:
      return {};
    case VoucherStatus::suspended:
      return say(language, Phrase::why_suspended);
    case VoucherStatus::expired:
      return say(language, Phrase::why_expired);
    case VoucherStatus::revoked:
      return say(language, Phrase::why_revoked);
  }
  return {};
}

Amount used_by_job(VoucherId voucher, const engine::Job& job) {
  Amount used;
  for (const auto& line : job.lines) {
    for (const auto& allocation : line.allocations) {
      if (allocation.voucher == voucher) used += allocation.covered - allocation.returned;
    }
  }
  return used;
}

struct PeriodUse {
  Amount month;
  Amount year;
};

PeriodUse used_around(const VoucherState& voucher, Day day) {
  PeriodUse used;
  for (const auto& [month, amount] : voucher.used_by_month) {
    if (month == month_of(day)) used.month += amount;
    if (year_of(month) == year_of(month_of(day))) used.year += amount;
  }
  return used;
}

std::string cap_text(const VoucherState& voucher, const UncoveredCase& of, Language language) {
  const auto& terms = voucher.terms;
  const auto reached = [](Amount limit, Amount used) { return !limit.is_zero() && used >= limit; };
  const PeriodUse used = used_around(voucher, of.line.day);
  if (reached(terms.cap_job, used_by_job(terms.id, of.job))) {
    return say(language, Phrase::why_cap_job, cell(terms.cap_job));
  }
  if (reached(terms.cap_month, used.month)) return say(language, Phrase::why_cap_month, cell(terms.cap_month));
  if (reached(terms.cap_year, used.year)) return say(language, Phrase::why_cap_year, cell(terms.cap_year));
  return {};
}

std::string balance_text(const State& state, const VoucherState& voucher, Language language) {
  const engine::Balance balance = engine::balance_of(state, voucher);
  if (!balance.available.is_zero()) return {};
  return balance.committed.is_zero() ? say(language, Phrase::why_empty)
                                     : say(language, Phrase::why_held, cell(balance.committed));
}

}  // namespace

std::string use_text(registry::Use use, Language language) {
  switch (use) {
    case registry::Use::unspecified:
      return say(language, Phrase::use_unspecified);
    case registry::Use::training:
      return say(language, Phrase::use_training);
    case registry::Use::inference:
      return say(language, Phrase::use_inference);
  }
  return {};
}

std::string why_uncovered(const State& state, const VoucherState& voucher, const UncoveredCase& of, Language language) {
  const engine::UseOf use{.site = of.job.site, .resource = of.line.resource, .use = of.job.use, .day = of.line.day};
  const NotCovered reason = of.covers_some ? NotCovered::none : engine::why_not_covered(state, voucher.terms, use);
  if (reason != NotCovered::none) return terms_text(state, voucher.terms, of, reason, language);
  if (of.is_covered) return say(language, Phrase::why_not_needed);
  if (auto text = status_text(voucher.status, language); !text.empty()) return text;
  if (auto text = cap_text(voucher, of, language); !text.empty()) return text;
  if (auto text = balance_text(state, voucher, language); !text.empty()) return text;
  return say(language, Phrase::why_not_then);
}

}  // namespace scrip::reports
