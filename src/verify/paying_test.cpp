#include "verify/paying.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "codec/binary.h"
#include "tests/sim/office.h"
#include "verify/books.h"

namespace scrip::verify {
namespace {

using namespace scrip::engine;
using namespace scrip::sim;
using engine::State;
using settlement::ReliefKind;

// A statement paid, a grant with two instalments of which one is paid, a clawback that is repaid in part, set off in
// part, and written off in part.
void settle(Office& town) {
  town.must(voucher_called("v"));
  auto usage = hour_of("a", 1);
  usage.start_ms = count(at("2026-02-10T02:00:00Z"));
  usage.end_ms = usage.start_ms + hour_ms;
  town.use({usage});
  town.must_close("2026-02");
  town.must(PublishPolicy{.programme = "deduct",
                          .version = "2",
                          .document = some_hash("policy 2"),
                          .effective_from = day("2026-02-01"),
                          .valid_from = day("2026-01-01"),
                          .valid_until = day("2027-01-01"),
                          .gives = programme::Gives::grant});
  auto call = a_call("grants");
  call.policy = "deduct@2";
  town.must(call);
  town.must_as("officer", ProposeStatement{"0"});
  town.must_as("director", ApproveStatement{"0", amount("3.6")});
  const auto pay = [&](const std::string& key, const std::string& payee, const std::string& due, const char* sum) {
    town.must_as("officer",
                 ProposePayment{.key = key, .payee = payee, .dues = {due}, .bank_account = some_hash("account")});
    town.must_as("director", ApprovePayment{key, amount(sum)});
    town.must_as("officer", RecordPayment{key, true, day("2026-03-10"), "B-" + key, {}});
  };
  pay("p", "operator", "statement:0", "3.6");
  town.complete("g", "alpha", "grants");
  town.assess("g", "100");
  town.propose("g", "100");
  town.approve("g");
  const auto instalment = [&](const std::string& name, std::uint32_t number, settlement::Portion until,
                              const char* sum) {
    town.must_as("officer", ProposeInstalment{"g", name, number, until, "deduct@2", some_hash("later"),
                                              some_hash("why"), day("2026-03-10")});
    town.must_as("director", ApproveInstalment{"g", name, amount(sum)});
  };
  instalment("first", 0, {7, 10}, "70");
  pay("q", "alpha", "instalment:g/first", "70");
  instalment("second", 1, {1, 1}, "30");
  town.must_as("officer", ProposeClawback{"c", "g", {}, amount("50"), "resold", {}});
  town.must_as("director", ApproveClawback{"c", amount("50")});
  town.must_as("officer", RecordRepayment{"c", {"r", amount("10"), day("2026-03-10"), "B-9"}});
  town.must_as("officer", ProposeRelief{"c", ReliefKind::set_off, "instalment:g/second", amount("15"), "agreed"});
  town.must_as("director", ApproveRelief{"c", amount("15")});
  town.must_as("officer", ProposeRelief{"c", ReliefKind::write_off, {}, amount("5"), "insolvent"});
  town.must_as("director", ApproveRelief{"c", amount("5")});
}

// A state cannot be copied; its bytes can be read again.
std::unique_ptr<State> copy_of(const State& state) {
  Bytes bytes;
  codec::Writer(bytes).value(state);
  auto copy = std::make_unique<State>();
  codec::Reader(bytes).value(*copy);
  copy->rebuild_indexes();
  return copy;
}

TEST(PayingAudit, FindsTheBooksInOrderAndEveryFigureThatWasChanged) {
  Office town;
  settle(town);
  const State& honest = town.state();
  const auto checked = check_books(honest);
  ASSERT_TRUE(checked) << checked.error().detail;

  const std::vector<std::function<void(State&)>> forgeries{
      [](State& state) { state.settlement.dues[0].amount += Amount{1}; },
      [](State& state) { state.settlement.dues[0].payment = no_id<PaymentId>; },
      [](State& state) { state.settlement.dues[2].set_off -= Amount{1}; },
      [](State& state) { state.settlement.dues.pop_back(); },
      [](State& state) { state.settlement.statements[0].approver = state.settlement.statements[0].proposer; },
      [](State& state) { state.settlement.payments[0].approver = state.settlement.payments[0].proposer; },
      [](State& state) { state.settlement.payments[0].status = settlement::PaymentStatus::in_flight; },
      [](State& state) { state.settlement.payments[0].terms.amount += Amount{1}; },
      [](State& state) { state.settlement.payments[1].terms.dues.push_back(DueId{0}); },
      [](State& state) { state.settlement.instalments[0].terms.amount += Amount{1}; },
      [](State& state) { state.settlement.instalments[1].decided_by = state.settlement.instalments[1].proposer; },
      [](State& state) { state.settlement.instalments[0].status = settlement::StepStatus::proposed; },
      [](State& state) { state.settlement.clawbacks[0].terms.amount += Amount{1}; },
      [](State& state) { state.settlement.clawbacks[0].repayments[0].amount += Amount{1}; },
      [](State& state) { state.settlement.clawbacks[0].reliefs[0].terms.amount += Amount{1}; },
      [](State& state) { state.settlement.clawbacks[0].decided_by = state.settlement.clawbacks[0].proposer; },
      [](State& state) { state.awards[0].lines[0].returned += Amount{1}; },
      [](State& state) { state.awards[0].lines[0].issued -= Amount{1}; },
  };
  for (std::size_t i = 0; i < forgeries.size(); ++i) {
    const auto forged = copy_of(honest);
    forgeries[i](*forged);
    EXPECT_FALSE(check_books(*forged)) << "forgery " << i;
  }
}

}  // namespace
}  // namespace scrip::verify
