#include "engine/award_history.h"

#include "engine/settlement.h"
#include "proof/hash.h"

namespace scrip::engine {
namespace {

class Netstrings {
 public:
  void add(std::string_view text) {
    const std::string length = std::to_string(text.size()) + ":";
    digest_.update(as_bytes(length));
    digest_.update(as_bytes(text));
    digest_.update(as_bytes(","));
  }
  void add(Amount amount) { add(std::to_string(amount.micro_units)); }
  [[nodiscard]] Hash256 finish() { return digest_.finish(); }

 private:
  proof::Sha256 digest_;
};

enum class Scope : std::uint8_t { everything, grants };

Hash256 digest_of(const State& state, OrganisationId organisation, ApplicationId except, Scope scope) {
  Netstrings out;
  out.add(scope == Scope::everything ? "scrip award history 1" : "scrip award grants 1");
  out.add(state.registry.organisations()[index(organisation)].key);
  for (const AwardRecord& record : award_history(state, organisation, except)) {
    out.add(record.award);
    out.add(record.application);
    out.add(record.programme);
    out.add(format_day(record.decided_on));
    out.add(record.contract);
    out.add(record.project);
    out.add(name(record.unit));
    out.add(record.amount);
    if (scope == Scope::everything) {
      out.add(record.used);
      out.add(record.returned);
    }
    out.add(name(record.status));
  }
  return out.finish();
}

}  // namespace

std::vector<AwardRecord> award_history(const State& state, OrganisationId organisation, ApplicationId except) {
  std::vector<AwardRecord> history;
  for (const AwardId id : state.awards_of[index(organisation)]) {
    const AwardState& award = state.awards[index(id)];
    if (award.terms.application == except) continue;
    const auto& application = state.applications[index(award.terms.application)].terms;
    AwardRecord record{.award = award.terms.key,
                       .application = application.key,
                       .programme = state.programmes[index(award.terms.programme)].key,
                       .decided_on = state.authority->zone.day_of(award.approved_at),
                       .contract = application.contract,
                       .project = application.project,
                       .unit = award.terms.unit,
                       .amount = award.amount,
                       .used = {},
                       .returned = {},
                       .status = award.status};
    const bool grant = gives_of(state, award) == programme::Gives::grant;
    for (const AwardLine& line : award.lines) {
      record.returned += line.released + line.returned;
      if (grant) record.used += line.issued - line.returned;
    }
    for (const VoucherId voucher : award.vouchers) {
      const VoucherState& issued = state.vouchers[index(voucher)];
      record.used += issued.in_flight + issued.settled;
      record.returned += issued.returned;
    }
    history.push_back(std::move(record));
  }
  return history;
}

Hash256 history_digest(const State& state, OrganisationId organisation, ApplicationId except) {
  return digest_of(state, organisation, except, Scope::everything);
}
Hash256 grants_digest(const State& state, OrganisationId organisation, ApplicationId except) {
  return digest_of(state, organisation, except, Scope::grants);
}

}  // namespace scrip::engine
