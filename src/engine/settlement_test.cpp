#include "engine/settlement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/random.h"
#include "settlement/payable.h"
#include "tests/sim/office.h"
#include "verify/books.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using ledger::AccountKind;
using settlement::Portion;
using settlement::ReliefKind;

Usage in_month(std::string_view job, std::uint64_t part, std::string_view day_text, std::string_view account) {
  auto usage = hour_of(job, part);
  usage.account = std::string(account);
  usage.start_ms = count(at(std::string(day_text) + "T02:00:00Z"));
  usage.end_ms = usage.start_ms + hour_ms;
  return usage;
}

// A town in which January and February are closed: the operator is owed 3.60 (statement 0) and 7.20 (statement 1) for
// use that vouchers of "deduct" paid, and alpha 3.60 (statement 2, of "reimburse") at the same site in February.
class Paying : public Office {
 public:
  Paying() {
    must(voucher_called("v"));
    auto back = voucher_called("back");
    back.budget_line = "reimburse";
    back.organisation = "beta";
    must(back);
    use({in_month("a", 1, "2026-01-10", "alpha")});
    use({in_month("b", 1, "2026-02-10", "alpha"), in_month("b", 2, "2026-02-11", "alpha"),
         in_month("c", 1, "2026-02-12", "beta")});
    must_close("2026-01");
    must_close("2026-02");
    must(PublishPolicy{.programme = "deduct",
                       .version = "2",
                       .document = some_hash("policy 2"),
                       .effective_from = day("2026-02-01"),
                       .valid_from = day("2026-01-01"),
                       .valid_until = day("2027-01-01"),
                       .gives = programme::Gives::grant});
    auto call = a_call("grants");
    call.policy = "deduct@2";
    must(call);
  }

  void approve_statement(const std::string& number) {
    must_as("officer", ProposeStatement{number});
    const Amount total = state().statements[static_cast<std::size_t>(std::stoul(number))].total;
    must_as("director", ApproveStatement{number, total});
  }
  void grant(std::string_view key, std::string_view amount_text) {
    complete(key, "alpha", "grants");
    assess(key, amount_text);
    propose(key, amount_text);
    approve(key);
  }
  void pay_instalment(const std::string& award, const ProposeInstalment& instalment) {
    must_as("officer", instalment);
    const auto* found = state().settlement.find_instalment(award_called(award).terms.id, instalment.instalment);
    must_as("director", ApproveInstalment{award, instalment.instalment, found->terms.amount});
    pay(award + instalment.instalment, "alpha", {"instalment:" + award + "/" + instalment.instalment});
  }
  void pay(const std::string& key, const std::string& payee, const std::vector<std::string>& dues) {
    must_as("officer", payment(key, payee, dues));
    must_as("director", ApprovePayment{key, state().settlement.find_payment(key)->terms.amount});
    must_as("officer", paid(key));
  }
  static ProposePayment payment(const std::string& key, const std::string& payee, std::vector<std::string> dues) {
    return {.key = key, .payee = payee, .dues = std::move(dues), .bank_account = some_hash("account")};
  }
  static RecordPayment paid(const std::string& key) {
    return {.payment = key, .paid = true, .paid_on = day("2026-03-10"), .bank_reference = "B-" + key, .reason = {}};
  }
  static ProposeInstalment instalment(const std::string& award, const std::string& name, std::uint32_t number,
                                      Portion until) {
    return {.award = award,
            .instalment = name,
            .number = number,
            .until = until,
            .policy = "deduct@2",
            .facts = some_hash("later"),
            .explanation = some_hash("why"),
            .assessed_on = day("2026-03-10")};
  }
  [[nodiscard]] Amount of_operator(AccountKind kind) const { return of(kind, "operator"); }
  [[nodiscard]] Amount of(AccountKind kind, std::string_view organisation) const {
    const auto id = static_cast<std::uint32_t>(state().registry.find_organisation(organisation)->id);
    const auto programme = static_cast<std::uint32_t>(state().find_programme("deduct")->id);
    const auto found = state().ledger.find(kind, Unit::money, id, programme);
    return found == no_id<AccountId> ? Amount{} : state().ledger.balance(found);
  }
};

TEST(Statements, OpenDuesForWhomTheyPay) {
  Paying town;
  const auto& dues = town.state().settlement.dues;
  ASSERT_EQ(dues.size(), 3u);
  EXPECT_EQ(key_of_due(town.state(), dues[0]), "statement:0");
  EXPECT_EQ(dues[0].amount, amount("3.6"));
  EXPECT_EQ(dues[1].amount, amount("7.2"));
  EXPECT_EQ(town.state().registry.organisations()[index(dues[2].payee)].key, "beta");
  EXPECT_EQ(key_of_due(town.state(), dues[2]).substr(0, 10), "statement:");
  EXPECT_EQ(key_of_due(town.state(), dues[2]).substr(11), "/beta");
}

TEST(Statements, AreApprovedByTwoPersonsWhoSawTheTotal) {
  Paying town;
  EXPECT_EQ(town.as("director", ApproveStatement{"0", amount("3.6")}), "statement_state");
  EXPECT_EQ(town.as("officer", ProposeStatement{"99"}), "statement_not_found");
  EXPECT_EQ(town.as("officer", ProposeStatement{"00"}), "statement_not_found");
  town.must_as("officer", ProposeStatement{"0"});
  town.must_as("officer", ProposeStatement{"0"});  // already so
  EXPECT_EQ(town.as("officer", ApproveStatement{"0", amount("3.6")}), "four_eyes");
  EXPECT_EQ(town.as("director", ApproveStatement{"0", amount("3.7")}), "value_invalid");
  town.must_as("director", RejectStatement{"0", "look again"});
  EXPECT_EQ(town.as("director", RejectStatement{"0", "look again"}), "statement_state");
  town.approve_statement("0");
  EXPECT_EQ(town.as("officer", ProposeStatement{"0"}), "statement_state");
}

TEST(Statements, ThatAreDisputedWaitForAnAnswer) {
  Paying town;
  town.must_as("operator", DisputeStatement{"1", {}, "a job is missing", some_hash("log")});
  EXPECT_EQ(town.as("other", DisputeStatement{"1", {}, "another", {}}), "statement_state");
  EXPECT_EQ(town.as("officer", ProposeStatement{"1"}), "statement_state");
  EXPECT_EQ(town.as("operator", AnswerDispute{"1", true, "yes", {}}), "conflict_of_interest");
  EXPECT_EQ(town.as("officer", AnswerDispute{"1", true, "yes", "none"}), "value_invalid");
  town.must_as("officer", AnswerDispute{"1", false, "it stands in March", {}});
  EXPECT_EQ(town.as("officer", AnswerDispute{"1", false, "again", {}}), "statement_state");
  town.approve_statement("1");
  // A dispute that comes after the approval keeps it from being paid.
  town.must_as("operator", DisputeStatement{"1", "operator", "again", {}});
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {"statement:1"})), "due_state");
  EXPECT_EQ(town.as("alpha", DisputeStatement{"1", "alpha", "not mine", {}}), "value_invalid");
}

TEST(Payments, PayWhatIsApprovedOnce) {
  Paying town;
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {"statement:0"})), "due_state");  // not approved
  town.approve_statement("0");
  town.approve_statement("1");
  EXPECT_EQ(town.as("officer", Paying::payment("p", "alpha", {"statement:0"})), "due_state");  // another's
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {})), "missing_field");
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {"statement:0", "statement:0"})), "value_invalid");
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {"statement:0/alpha"})), "due_not_found");
  town.must_as("officer", Paying::payment("p", "operator", {"statement:1", "statement:0"}));
  town.must_as("officer", Paying::payment("p", "operator", {"statement:0", "statement:1"}));  // already so
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {"statement:0"})), "key_reused");
  EXPECT_EQ(town.as("officer", Paying::payment("q", "operator", {"statement:0"})), "due_state");
  EXPECT_EQ(town.as("officer", Paying::paid("p")), "payment_state");
  EXPECT_EQ(town.as("officer", ApprovePayment{"p", amount("10.8")}), "four_eyes");
  EXPECT_EQ(town.as("director", ApprovePayment{"p", amount("10.9")}), "value_invalid");
  town.must_as("director", ApprovePayment{"p", amount("10.8")});
  EXPECT_EQ(town.as("director", ApprovePayment{"p", amount("10.8")}), "payment_state");
  EXPECT_EQ(town.of_operator(AccountKind::payment_in_flight), amount("10.8"));
  town.must_as("officer", Paying::paid("p"));
  town.must_as("officer", Paying::paid("p"));  // already so
  EXPECT_EQ(town.of_operator(AccountKind::paid), amount("10.8"));
  EXPECT_EQ(town.of_operator(AccountKind::payment_in_flight), Amount{});
  EXPECT_EQ(town.as("officer", Paying::payment("q", "operator", {"statement:0"})), "due_state");
}

TEST(Payments, ThatTheBankRejectsArePayableAgain) {
  Paying town;
  town.approve_statement("0");
  town.must_as("officer", Paying::payment("p", "operator", {"statement:0"}));
  town.must_as("director", RejectPayment{"p", "not today"});
  town.must_as("officer", Paying::payment("q", "operator", {"statement:0"}));
  town.must_as("director", ApprovePayment{"q", amount("3.6")});
  EXPECT_EQ(town.as("officer", RecordPayment{.payment = "q", .paid = false, .bank_reference = {}, .reason = {}}),
            "missing_field");
  auto early = Paying::paid("q");
  early.paid_on = day("2026-03-01");
  EXPECT_EQ(town.as("officer", early), "time_invalid");
  early.paid_on = day("2027-03-01");
  EXPECT_EQ(town.as("officer", early), "time_invalid");
  town.must_as("officer", RecordPayment{.payment = "q", .paid = false, .bank_reference = {}, .reason = "closed"});
  EXPECT_EQ(town.as("officer", Paying::paid("q")), "payment_state");
  town.pay("r", "operator", {"statement:0"});
  EXPECT_EQ(town.of_operator(AccountKind::paid), amount("3.6"));
}

TEST(Payments, AndRefundsTakeNothingThatIsNotThere) {
  Paying town;
  town.approve_statement("0");
  town.approve_statement("1");
  town.must_as("officer", Paying::payment("p", "operator", {"statement:1"}));
  // January's use is refunded; the statement of March will say so. What is payable is 7.20 by now.
  town.must(RefundCharge{"r", "east", "a", Amount{}, "node failure", {}});
  EXPECT_EQ(town.as("officer", Paying::payment("q", "operator", {"statement:0"})), "");
  town.must_as("director", ApprovePayment{"p", amount("7.2")});
  EXPECT_EQ(town.as("director", ApprovePayment{"q", amount("3.6")}), "insufficient_payable");
  // All is with the bank: another refund has nothing to come from.
  EXPECT_EQ(town.try_to(RefundCharge{"s", "east", "b", Amount{}, "node failure", {}}), "insufficient_payable");
}

TEST(Instalments, AreForGrantsOnlyAndInTheirOrder) {
  Paying town;
  town.award("v-award", "100");
  town.grant("g", "100");
  EXPECT_EQ(town.as("officer", voucher_of("g", "vv", "10")), "award_kind");
  auto wrong = Paying::instalment("v-award", "first", 0, {1, 2});
  EXPECT_EQ(town.as("officer", wrong), "award_kind");
  wrong = Paying::instalment("g", "second", 1, {1, 1});
  EXPECT_EQ(town.as("officer", wrong), "instalment_state");
  wrong = Paying::instalment("g", "first", 0, {3, 2});
  EXPECT_EQ(town.as("officer", wrong), "out_of_range");
  wrong = Paying::instalment("g", "first", 0, {1, 3});
  wrong.policy = "deduct@1";
  EXPECT_EQ(town.as("officer", wrong), "value_invalid");
  const auto first = Paying::instalment("g", "first", 0, {1, 3});
  town.must_as("officer", first);
  town.must_as("officer", first);  // already so
  EXPECT_EQ(town.as("clerk", first), "instalment_state");
  EXPECT_EQ(town.as("officer", ApproveInstalment{"g", "first", amount("33.33")}), "four_eyes");
  EXPECT_EQ(town.as("director", ApproveInstalment{"g", "first", amount("33.34")}), "value_invalid");
  town.must_as("director", ApproveInstalment{"g", "first", amount("33.33")});
  EXPECT_EQ(town.as("officer", first), "instalment_state");
  EXPECT_EQ(town.as("officer", Paying::instalment("g", "second", 1, {1, 3})), "out_of_range");
  EXPECT_EQ(town.commitment("g"), amount("66.67"));
  EXPECT_EQ(town.of(AccountKind::grant_payable, "alpha"), amount("33.33"));
  town.must_as("officer", Paying::instalment("g", "second", 1, {1, 1}));
  town.must_as("director", ApproveInstalment{"g", "second", amount("66.67")});
  EXPECT_EQ(town.commitment("g"), Amount{});
  // 60 % and 40 % of it came from the two lines of the call.
  EXPECT_EQ(town.award_called("g").lines[0].issued, amount("60"));
  EXPECT_EQ(town.award_called("g").lines[1].issued, amount("40"));
}

TEST(Instalments, FollowAnAwardThatIsAmended) {
  Paying town;
  town.grant("g", "100");
  town.must_as("officer", Paying::instalment("g", "first", 0, {7, 10}));
  town.must_as("director", ReduceAward{"g", amount("90"), "less was bought"});
  EXPECT_EQ(town.as("director", ApproveInstalment{"g", "first", amount("70")}), "stale_assessment");
  town.must_as("director", RejectInstalment{"g", "first", "reckon again"});
  town.must_as("officer", Paying::instalment("g", "first", 0, {7, 10}));
  town.must_as("director", ApproveInstalment{"g", "first", amount("63")});
  EXPECT_EQ(town.as("director", ReduceAward{"g", amount("62"), "less"}), "out_of_range");
  town.must_as("director", ReduceAward{"g", amount("63"), "the rest is not due"});
  EXPECT_EQ(town.as("officer", Paying::instalment("g", "second", 1, {1, 1})), "out_of_range");
}

TEST(Clawbacks, TakeBackAtMostWhatWasPaid) {
  Paying town;
  town.grant("g", "100");
  const ProposeClawback command{
      .key = "c", .award = "g", .rule = {}, .amount = amount("50"), .reason = "resold", .evidence = {}};
  EXPECT_EQ(town.as("officer", command), "out_of_range");  // nothing was paid
  town.pay_instalment("g", Paying::instalment("g", "first", 0, {7, 10}));
  town.must_as("officer", command);
  town.must_as("officer", command);  // already so
  auto more = command;
  more.key = "d";
  more.amount = amount("20.01");
  EXPECT_EQ(town.as("officer", more), "out_of_range");
  EXPECT_EQ(town.as("officer", ApproveClawback{"c", amount("50")}), "four_eyes");
  town.must_as("director", ApproveClawback{"c", amount("50")});
  EXPECT_EQ(town.of(AccountKind::clawback_receivable, "alpha"), amount("-50"));
  const Amount before = town.left_on("deduct");
  const RecordRepayment back{"c", {"r1", amount("20"), day("2026-03-10"), "B-9"}};
  town.must_as("officer", back);
  town.must_as("officer", back);  // already so
  EXPECT_EQ(town.left_on("deduct") - before, amount("12"));
  EXPECT_EQ(town.of(AccountKind::paid, "alpha"), amount("50"));
  EXPECT_EQ(town.as("officer", RecordRepayment{"c", {"r2", amount("31"), day("2026-03-10"), "B-10"}}), "out_of_range");
}

TEST(Clawbacks, AreSetOffOrWrittenOffByTwoPersons) {
  Paying town;
  town.grant("g", "100");
  town.pay_instalment("g", Paying::instalment("g", "first", 0, {7, 10}));
  town.must_as("officer", Paying::instalment("g", "second", 1, {1, 1}));
  town.must_as("director", ApproveInstalment{"g", "second", amount("30")});
  town.must_as("officer", ProposeClawback{"c", "g", {}, amount("50"), "resold", {}});
  town.must_as("director", ApproveClawback{"c", amount("50")});
  const ProposeRelief set_off{"c", ReliefKind::set_off, "instalment:g/second", amount("20"), "agreed"};
  auto wrong = set_off;
  wrong.amount = amount("31");
  EXPECT_EQ(town.as("officer", wrong), "out_of_range");
  wrong.due = "statement:0";
  EXPECT_EQ(town.as("officer", wrong), "due_state");
  town.must_as("officer", set_off);
  EXPECT_EQ(town.as("officer", ApproveRelief{"c", amount("20")}), "four_eyes");
  town.must_as("director", ApproveRelief{"c", amount("20")});
  EXPECT_EQ(town.of(AccountKind::grant_payable, "alpha"), amount("10"));
  town.pay("p", "alpha", {"instalment:g/second"});
  EXPECT_EQ(town.of(AccountKind::paid, "alpha"), amount("80"));
  town.must_as("officer", ProposeRelief{"c", ReliefKind::write_off, {}, amount("30"), "insolvent"});
  town.must_as("director", ApproveRelief{"c", amount("30")});
  EXPECT_EQ(town.of(AccountKind::clawback_receivable, "alpha"), Amount{});
  EXPECT_EQ(town.as("officer", ProposeRelief{"c", ReliefKind::write_off, {}, amount("1"), "again"}), "out_of_range");
}

// What a site's statements of a programme charged one payee so far, and what their dues have paid of it.
struct RunningBook {
  Amount charged;
  Amount due;
};

// Use of any length and refunds of any size, month by month, for an operator and two companies that are reimbursed:
// each due is of whole hundredths, and what is owed and not due yet is below one. The books are audited after each
// entry (CheckedJournal).
TEST(Dues, OfWholeHundredthsAndWhatIsCarriedAreWhatWasCharged) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Office town;
    town.must(voucher_called("v"));
    for (const std::string company : {"alpha", "beta"}) {
      auto back = voucher_called("back-" + company);
      back.budget_line = "reimburse";
      back.organisation = company;
      town.must(back);
    }
    int refunds = 0;
    for (int month = 1; month <= 7; ++month) {
      const std::string text = "2026-0" + std::to_string(month);
      for (int job = 0; job < 4; ++job) {
        auto usage = in_month("j" + std::to_string(month * 10 + job), 1, text + "-10", job % 2 == 0 ? "alpha" : "beta");
        usage.end_ms = usage.start_ms + 1 + static_cast<std::int64_t>(random.below(30'000));
        town.set_now(std::max(town.now(), instant_at(usage.end_ms)));
        town.use({usage}, random.below(4) == 0 ? "west" : "east");
      }
      if (month > 1) {
        const std::string job = "j" + std::to_string((month - 1) * 10 + static_cast<int>(random.below(4)));
        const Amount some{1 + static_cast<std::int64_t>(random.below(9'999))};
        refunds += town.try_to(RefundCharge{"r" + text, "east", job, some, "node failure", {}}).empty() ? 1 : 0;
      }
      town.set_now(std::max(town.now(), at("2026-0" + std::to_string(month + 1) + "-02T00:00:00Z")));
      town.must_close(text);

      const State& state = town.state();
      std::map<std::pair<SiteId, ProgrammeId>, RunningBook> books;
      for (const auto& statement : state.statements) {
        if (statement.programme == no_id<ProgrammeId>) continue;
        auto& book = books[{statement.site, statement.programme}];
        book.charged += statement.total;
        const auto& dues = state.settlement.statements[index(statement.id)].dues;
        for (const DueId due : dues) {
          const Amount amount = state.settlement.dues[index(due)].amount;
          EXPECT_EQ(amount.micro_units % settlement::payable_step.micro_units, 0);
          EXPECT_FALSE(amount.is_zero());
          book.due += amount;
        }
        const Amount carried = book.charged - book.due;
        EXPECT_GE(carried, Amount{});
        EXPECT_LT(carried.micro_units, 2 * settlement::payable_step.micro_units);  // two companies at most
      }
      const auto checked = verify::check_books(state);
      EXPECT_TRUE(checked.has_value()) << (checked ? std::string{} : checked.error().detail);
    }
    EXPECT_GT(refunds, 0);
  }
}

TEST(Dues, BelowAHundredthWaitForMore) {
  Office town;
  town.must(voucher_called("v"));
  const auto use = [&](const std::string& job, const std::string& day_text, std::int64_t ms) {
    auto usage = in_month(job, 1, day_text, "alpha");
    usage.end_ms = usage.start_ms + ms;
    town.use({usage});
  };
  use("a", "2026-01-10", 6'000);
  use("b", "2026-02-10", 6'000);
  town.must_close("2026-01");
  EXPECT_TRUE(town.state().settlement.dues.empty());
  EXPECT_EQ(town.as("officer", Paying::payment("p", "operator", {"statement:0"})), "due_not_found");
  town.must_close("2026-02");
  ASSERT_EQ(town.state().settlement.dues.size(), 1u);
  EXPECT_EQ(town.state().settlement.dues[0].amount, amount("0.01"));
  EXPECT_EQ(key_of_due(town.state(), town.state().settlement.dues[0]), "statement:1");
}

TEST(Paying, MovesWholeHundredthsOnly) {
  Paying town;
  town.grant("g", "100.006");
  town.must_as("officer", Paying::instalment("g", "first", 0, {1, 1}));
  town.must_as("director", ApproveInstalment{"g", "first", amount("100")});
  EXPECT_EQ(town.commitment("g"), amount("0.006"));
  town.pay("p", "alpha", {"instalment:g/first"});
  EXPECT_EQ(town.as("officer", ProposeClawback{"c", "g", {}, amount("50.001"), "resold", {}}), "value_invalid");
  town.must_as("officer", ProposeClawback{"c", "g", {}, amount("50"), "resold", {}});
  town.must_as("director", ApproveClawback{"c", amount("50")});
  EXPECT_EQ(town.as("officer", RecordRepayment{"c", {"r", amount("0.001"), day("2026-03-10"), "B"}}), "value_invalid");
  EXPECT_EQ(town.as("officer", ProposeRelief{"c", ReliefKind::write_off, {}, amount("0.001"), "small"}),
            "value_invalid");
  auto placed = voucher_called("placed");
  placed.budget_line = "reserve";
  placed.sites = {"east"};
  placed.face = amount("10.001");
  EXPECT_EQ(town.try_to(placed), "value_invalid");
  placed.face = amount("10.01");
  EXPECT_EQ(town.try_to(placed), "");
}

// Whatever is asked for in whatever order: the books hold (every entry is checked and replayed), nothing is paid twice.
TEST(Paying, OfAnythingInAnyOrderKeepsTheBooks) {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Paying town;
    town.grant("g", "100");
    const std::vector<std::string> people{"officer", "director"};
    const std::vector<std::string> dues{"statement:0",        "statement:1",      "statement:2",
                                        "statement:2/beta",   "statement:3/beta", "instalment:g/first",
                                        "instalment:g/second"};
    for (int step = 0; step < 150; ++step) {
      const auto pick = [&](std::size_t size) { return static_cast<std::size_t>(random.below(size)); };
      const std::string& who = people[pick(2)];
      const std::string number = std::to_string(pick(4));
      const std::string key = "p" + std::to_string(pick(6));
      const Amount some{static_cast<std::int64_t>(pick(100)) * micro};
      const auto* payment = town.state().settlement.find_payment(key);
      switch (pick(13)) {
        case 0:
          town.as(who, ProposeStatement{number});
          break;
        case 1:
          if (std::stoul(number) < town.state().statements.size()) {
            town.as(who, ApproveStatement{number, town.state().statements[std::stoul(number)].total});
          }
          break;
        case 2:
          town.as(who, DisputeStatement{number, {}, "wrong", {}});
          break;
        case 3:
          town.as(who, AnswerDispute{number, false, "right", {}});
          break;
        case 4:
          town.as(who, Paying::payment(key, pick(2) == 0 ? "operator" : "alpha", {dues[pick(7)]}));
          break;
        case 5:
          if (payment != nullptr) town.as(who, ApprovePayment{key, payment->terms.amount});
          break;
        case 6:
          town.as(who, Paying::paid(key));
          break;
        case 7:
          town.as(who, RecordPayment{.payment = key, .paid = false, .bank_reference = {}, .reason = "closed"});
          break;
        case 8:
          town.as(who, Paying::instalment("g", pick(2) == 0 ? "first" : "second", static_cast<std::uint32_t>(pick(2)),
                                          {pick(2) == 0 ? 7 : 10, 10}));
          break;
        case 9:
          for (const char* name : {"first", "second"}) {
            const auto* found = town.state().settlement.find_instalment(town.award_called("g").terms.id, name);
            if (found != nullptr) town.as(who, ApproveInstalment{"g", name, found->terms.amount});
          }
          break;
        case 10:
          town.as(who, ProposeClawback{key, "g", {}, some, "resold", {}});
          break;
        case 11:
          if (const auto* found = town.state().settlement.find_clawback(key); found != nullptr) {
            town.as(who, ApproveClawback{key, found->terms.amount});
            town.as(who, RecordRepayment{key, {"r" + std::to_string(step), some, day("2026-03-10"), "B"}});
          }
          break;
        default:
          town.as(who, ProposeRelief{key, pick(2) == 0 ? ReliefKind::write_off : ReliefKind::set_off,
                                     pick(2) == 0 ? std::string{} : dues[pick(7)], some, "agreed"});
          town.as(who == "officer" ? "director" : "officer", ApproveRelief{key, some});
          if (pick(4) == 0) {
            town.try_to(RefundCharge{"refund" + std::to_string(step),
                                     "east",
                                     pick(2) == 0 ? "a" : "b",
                                     Amount{500'000},
                                     "node failure",
                                     {}});
          }
      }
    }
    std::map<DueId, int> paid;
    for (const auto& payment : town.state().settlement.payments) {
      if (payment.status != settlement::PaymentStatus::paid) continue;
      for (const DueId due : payment.terms.dues) EXPECT_EQ(++paid[due], 1);
    }
  }
}

}  // namespace
}  // namespace scrip::engine
