#include "settlement/settlement.h"

#include <algorithm>
#include <array>

#include "base/wide.h"
#include "settlement/payable.h"
#include "settlement/texts.h"

namespace scrip::settlement {
namespace {

constexpr std::array<std::string_view, 3> statement_names{"open", "proposed", "approved"};
constexpr std::array<std::string_view, 3> dispute_names{"filed", "upheld", "rejected"};
constexpr std::array<std::string_view, 3> due_names{"statement", "placement", "instalment"};
constexpr std::array<std::string_view, 5> payment_names{"proposed", "withdrawn", "in_flight", "paid", "rejected"};
constexpr std::array<std::string_view, 3> step_names{"proposed", "approved", "rejected"};
constexpr std::array<std::string_view, 2> relief_names{"set_off", "write_off"};

// Of what a journal says, too: a number that stands for nothing has a name that says so.
template <class Names, class Enumeration>
std::string_view name_in(const Names& names, Enumeration value) {
  const auto at = static_cast<std::size_t>(value);
  return at < names.size() ? names[at] : "unknown";
}

}  // namespace

bool less(const Portion& a, const Portion& b) {
  return Int128{a.numerator} * b.denominator < Int128{b.numerator} * a.denominator;
}

Amount part_of(Amount whole, const Portion& portion) {
  if (portion.numerator == portion.denominator) return whole;
  const Int128 product = Int128{whole.micro_units} * portion.numerator;
  const Int128 steps = divide(product, Int128{portion.denominator} * payable_step.micro_units, Rounding::half_up);
  return std::min(whole, Amount{static_cast<std::int64_t>(steps * payable_step.micro_units)});
}

Result<void> check_payable_amount(Amount amount, std::string_view field) {
  if (is_payable(amount)) return {};
  return fail(ErrorCode::value_invalid, say("banks move whole hundredths: at most two decimals"), std::string(field));
}

std::string_view name(StatementStatus status) { return name_in(statement_names, status); }
std::string_view name(DisputeStatus status) { return name_in(dispute_names, status); }
std::string_view name(DueKind kind) { return name_in(due_names, kind); }
std::string_view name(PaymentStatus status) { return name_in(payment_names, status); }
std::string_view name(StepStatus status) { return name_in(step_names, status); }
std::string_view name(ReliefKind kind) { return name_in(relief_names, kind); }

Result<ReliefKind> parse_relief_kind(std::string_view text) {
  if (text == "set_off") return ReliefKind::set_off;
  if (text == "write_off") return ReliefKind::write_off;
  return fail(ErrorCode::value_invalid, say("'{0}': set_off or write_off", text), "kind");
}

}  // namespace scrip::settlement
