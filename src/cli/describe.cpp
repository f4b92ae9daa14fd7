#include "cli/describe.h"

#include "cli/text.h"
#include "cli/values.h"

namespace scrip::cli {
namespace {

struct Describer {
  const engine::State& state;
  Language language;

  std::string money(Amount amount) const { return format_measured(amount, Unit::money, state.authority->currency); }
  std::string measured(Amount amount, Unit unit) const {
    return format_measured(amount, unit, state.authority->currency);
  }
  template <class... Values>
  std::string text(std::string_view english, const Values&... values) const {
    return say(language, english, values...);
  }

  std::string operator()(const engine::AuthorityCreated& event) const {
    return text("Authority set up: {}", event.authority.name);
  }
  std::string operator()(const engine::OrganisationAdded& event) const {
    return text("Organisation added: {}", event.organisation.key);
  }
  std::string operator()(const engine::ResourceAdded& event) const {
    return text("Resource added: {}", event.resource.key);
  }
  std::string operator()(const engine::SiteAdded& event) const { return text("Site added: {}", event.site.key); }
  std::string operator()(const engine::PayerMapped& event) const {
    const auto& payer = state.registry.organisations()[index(event.mapping.organisation)];
    return text("Account {} is paid by {}", event.mapping.account, payer.key);
  }
  std::string operator()(const engine::ProgrammeAdded& event) const {
    return text("Programme added: {}", event.programme.key);
  }
  std::string operator()(const engine::BudgetLineAdded& event) const {
    return text("Budget line added: {}, {}", event.budget_line.key,
                measured(event.budget_line.appropriation, event.budget_line.unit));
  }
  std::string operator()(const engine::RateCardPublished& event) const {
    return text("Rate card published: {}", event.rate_card.key);
  }
  std::string operator()(const engine::VoucherIssued& event) const {
    return text("Voucher issued: {}, {}", event.voucher.key, measured(event.voucher.face, event.voucher.unit));
  }
  std::string operator()(const engine::VoucherStatusChanged& event) const {
    const auto& voucher = state.vouchers[index(event.voucher)].terms;
    return text("Voucher {} is now {}", voucher.key, tr(language, name(event.status)));
  }
  std::string operator()(const engine::HoldPlaced& event) const {
    std::string parts;
    for (const auto& part : event.hold.parts) {
      const auto& voucher = state.vouchers[index(part.voucher)].terms;
      parts += (parts.empty() ? "" : ", ") + voucher.key + " " + measured(part.placed, voucher.unit);
    }
    return text("Hold placed: {}, for a bill of {}; set aside: {}; expires {}", event.hold.key, money(event.hold.bill),
                parts, format_instant(event.hold.expires_at));
  }
  std::string operator()(const engine::HoldExtended& event) const {
    const auto& hold = state.holds[index(event.hold)];
    return text("Hold extended: {}, for a bill of {}; expires {}", hold.key, money(hold.bill),
                format_instant(hold.expires_at));
  }
  std::string operator()(const engine::HoldEnded& event) const {
    return text("Hold ended: {}", state.holds[index(event.hold)].key);
  }
  std::string operator()(const engine::SuspenseWrittenOff& event) const {
    return text("Written off: {} records in suspense", event.ids.size());
  }
  std::string operator()(const engine::ChargeAdjusted& event) const {
    return text("Refunded: {} of the bill of job {}, of which vouchers get back {}; it stands in the statement of {}",
                money(event.adjustment.gross), event.adjustment.job_text, money(event.adjustment.covered_money),
                format_month(event.adjustment.posting));
  }
  std::string operator()(const engine::PeriodClosed& event) const {
    return text("Month closed: {}, with {} statements", format_month(event.month), event.statements.size());
  }
};

}  // namespace

std::string describe(const engine::Event& event, const engine::State& state, Language language) {
  return std::visit(Describer{state, language}, event);
}

}  // namespace scrip::cli
