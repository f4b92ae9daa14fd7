// What the checks of claims find, and what they do not.

#include "engine/claim.h"

#include <gtest/gtest.h>

#include "tests/sim/purchases.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;

TEST(ClaimChecks, AnInvoiceIsKnownByIssuerAndNumber) {
  Purchases town;
  town.accept("a", purchase_of({"A1"}, "0001"));
  EXPECT_EQ(town.found("b", purchase_of({"B1"}, " 00 01 ")), "invoice_claimed");
  auto other = purchase_of({"C1"}, "0001");
  other.invoices[0].issuer = "another";
  EXPECT_EQ(town.found("c", other), "") << "the same number of another issuer";
}

TEST(ClaimChecks, APriceIsHighAgainstTheMarketOfItsTime) {
  Purchases town;
  const auto dear = [](std::string serial, std::string invoice, std::int64_t price) {
    auto claim = purchase_of({std::move(serial)}, std::move(invoice));
    auto& line = claim.invoices[0].lines[0];
    line.unit_price = line.amount = Amount{price * micro};
    claim.contract.amount = claim.payments[0].amount = line.amount + line.tax;
    return claim;
  };
  EXPECT_EQ(town.found("a", dear("A0", "9", 900'000)), "") << "nothing to compare with";
  town.must_as("applicant", WithdrawClaim{"a", "a test"});
  town.accept("b", dear("B0", "1", 100'000));
  town.accept("c", dear("C0", "2", 110'000));
  town.accept("d", dear("D0", "3", 90'000));
  EXPECT_EQ(town.found("e", dear("E0", "4", 130'000)), "");
  EXPECT_EQ(town.found("f", dear("F0", "5", 130'001)), "price_high");
  const auto& finding = *std::ranges::find_if(town.claim_called("f").check->findings, [](const auto& each) {
    return each.code == subsidy::FindingCode::price_high;
  });
  EXPECT_EQ(
      sentence(finding, Language::english),
      "a100: the unit price 130,001.00 is above 130,000.00, the median 100,000.00 of 3 earlier claims with 30% on top");
}

TEST(ClaimChecks, DatesInImpossibleOrder) {
  Purchases town;
  auto claim = purchase_of({"A1"});
  claim.deliveries[0].date = day("2026-01-09");
  claim.payments[0].date = day("2026-01-09");
  claim.acceptance->date = day("2026-01-08");
  EXPECT_EQ(town.found("a", claim), "delivered_too_early paid_too_early accepted_too_early");
  auto later = purchase_of({"B1"}, "2");
  later.contract.signed_on = day("2025-12-31");
  later.acceptance->date = day("2026-03-11");
  EXPECT_EQ(town.found("b", later), "outside_period in_the_future");
}

TEST(ClaimChecks, QuantitiesAndSums) {
  Purchases town;
  auto many = purchase_of({"1", "2", "3", "4", "5", "6", "7", "8", "9"});
  EXPECT_EQ(town.found("a", many), "too_many_cards");
  auto twice = purchase_of({"B1", "b1"}, "2");
  EXPECT_EQ(town.found("b", twice), "serial_twice");
  auto sums = purchase_of({"C1"}, "3");
  sums.invoices[0].lines[0].quantity = 2;
  sums.payments[0].amount += amount("1");
  sums.contract.amount -= amount("1");
  EXPECT_EQ(town.found("c", sums), "paid_too_much invoiced_too_much sum_wrong");
  auto ghost = purchase_of({"D1"}, "4");
  ghost.deliveries.clear();
  ghost.acceptance.reset();
  EXPECT_EQ(town.found("d", ghost), "not_delivered not_accepted");
  auto more = purchase_of({"E1", "E2"}, "5");
  more.invoices[0].lines[0].quantity = 1;
  more.invoices[0].lines[0].unit_price = amount("200000");
  EXPECT_EQ(town.found("e", more), "delivered_too_much");
  auto parts = purchase_of({"F1", "F2"}, "6");  // honest: paid by instalments, delivered in part
  parts.payments[0].amount = amount("100");
  parts.deliveries[0].servers[0].serials.pop_back();
  EXPECT_EQ(town.found("f", parts), "");
}

TEST(ClaimChecks, APaymentIsClaimedOnce) {
  Purchases town;
  EXPECT_EQ(town.found("a", purchase_of({"A1"})), "");
  auto again = purchase_of({"B1"}, "2");
  again.payments = purchase_of({"A1"}).payments;
  EXPECT_EQ(town.found("b", again), "payment_claimed");
  again.payments[0].reference = "another";
  EXPECT_EQ(town.found("c", again), "serial_claimed invoice_claimed invoiced_too_much")
      << "what b has claimed, but for the payment";
}

TEST(ClaimChecks, AnAffiliatedSupplierIsFoundWithThePath) {
  Purchases town;
  const auto range = control::parse_range("60%").value();
  RecordStakes stakes;
  stakes.parties.push_back(
      {.kind = control::PartyKind::organisation, .key = "holdco", .name = {}, .jurisdiction = "CN"});
  for (const char* held : {"alpha", "operator"}) {
    stakes.stakes.push_back({.holder_kind = control::PartyKind::organisation,
                             .holder = "holdco",
                             .held = held,
                             .label = {},
                             .capital = range,
                             .votes = range,
                             .from = day("2026-01-11"),
                             .until = {},
                             .document = {}});
  }
  town.must_as("clerk", stakes);
  EXPECT_EQ(town.found("a", purchase_of({"A1"})), "") << "since the day after the contract";
  auto later = purchase_of({"B1"}, "2");
  later.contract.signed_on = day("2026-01-11");
  EXPECT_EQ(town.found("b", later), "supplier_affiliated");
  EXPECT_NE(sentence(town.claim_called("b").check->findings[0], Language::english).find("'holdco' controls 'operator'"),
            std::string::npos);
}

TEST(ClaimChecks, TheMeterGivesOldGoodsAndIdleOnesAway) {
  Purchases town;
  town.report("A1", "2026-01-09", 3'600, 0);
  town.report("B1", "2026-02-20", 3'600, 60, "west");
  town.report("C1", "2026-02-20", 3'600, 60);
  auto terms = usual_terms();
  terms.runs_within_days = 10;
  EXPECT_EQ(town.found("a", purchase_of({"A1"}, "1"), terms), "older_than_contract never_runs");
  EXPECT_EQ(town.found("b", purchase_of({"B1"}, "2"), terms), "seen_elsewhere");
  EXPECT_EQ(town.found("c", purchase_of({"C1"}, "3"), terms), "");
  auto model = purchase_of({"C1"}, "4");
  model.deliveries[0].servers[0].resource = model.invoices[0].lines[0].resource = "h20";
  EXPECT_EQ(town.found("d", model, terms), "serial_claimed model_differs");
}

TEST(ClaimChecks, AnInvoiceIsNotOlderThanItsContract) {
  Purchases town;
  auto claim = purchase_of({"A1"}, "1");
  claim.invoices[0].date = day("2026-01-10");
  EXPECT_EQ(town.found("a", claim), "") << "an advance invoice of the day it was signed";
  auto early = purchase_of({"B1"}, "2");
  early.invoices[0].date = day("2026-01-09");
  EXPECT_EQ(town.found("b", early), "invoiced_too_early");
}

TEST(ClaimChecks, AnInvoiceIsOfTheSupplierOrItsAffiliate) {
  Purchases town;
  const std::string issuer = "91110000600007519E", other = "91440300MA5F6G7H8B";
  const auto bought_from = [&](std::string serial, std::string scheme, std::string identifier) {
    auto claim = purchase_of({serial}, serial);
    claim.contract.supplier.clear();
    claim.contract.supplier_name = "Maker";
    claim.contract.supplier_scheme = std::move(scheme);
    claim.contract.supplier_identifier = std::move(identifier);
    claim.invoices[0].issuer = issuer;
    return claim;
  };
  auto own = bought_from("A1", "uscc", issuer);
  own.invoices[0].issuer = " 91110000600007519e ";
  EXPECT_EQ(town.found("a", own), "");
  EXPECT_EQ(town.found("b", bought_from("B1", "uscc", other)), "issuer_not_supplier");
  EXPECT_EQ(town.found("c", bought_from("C1", "local", other)), "") << "a number of another kind";
  auto by_name = bought_from("D1", "uscc", other);
  by_name.invoices[0].issuer = "Maker";
  EXPECT_EQ(town.found("d", by_name), "") << "no code to compare";
  for (const auto& [key, identifier] : {std::pair{"house", issuer}, {"group", other}}) {
    town.must_as("clerk", AddOrganisation{key, key, "uscc", identifier});
  }
  auto registered = bought_from("E1", {}, {});
  registered.contract.supplier_name.clear();
  registered.contract.supplier = "group";
  EXPECT_EQ(town.found("e", registered), "issuer_not_supplier");
  const auto hold = [&](std::string_view capital, std::string_view from) {
    const auto range = control::parse_range(capital).value();
    RecordStakes stakes;
    stakes.stakes.push_back({.holder_kind = control::PartyKind::organisation,
                             .holder = "group",
                             .held = "house",
                             .label = {},
                             .capital = range,
                             .votes = range,
                             .from = day(from),
                             .until = {},
                             .document = {}});
    town.must_as("clerk", stakes);
  };
  hold("40%", "2025-01-01");
  auto minority = registered;
  minority.deliveries[0].servers[0].serials = {"F1"};
  minority.contract.number = minority.invoices[0].number = minority.payments[0].reference = "F1";
  EXPECT_EQ(town.found("f", minority), "issuer_not_supplier") << "a minority controls nothing";
  hold("20%", "2026-02-05");
  auto controlled = minority;
  controlled.deliveries[0].servers[0].serials = {"G1"};
  controlled.contract.number = controlled.invoices[0].number = controlled.payments[0].reference = "G1";
  EXPECT_EQ(town.found("g", controlled), "") << "the group's own house, since the day of the invoice";
}

TEST(ClaimChecks, ADocumentIsEvidenceOnce) {
  Purchases town;
  const auto hash = [](char digit) { return hash_from_hex(std::string(64, digit)).value(); };
  auto first = purchase_of({"A1"}, "1");
  first.contract.document = hash('1');
  first.invoices[0].document = first.deliveries[0].document = hash('2');
  EXPECT_EQ(town.found("a", first), "") << "an invoice that is the delivery note, too";
  auto second = purchase_of({"B1"}, "2");
  second.contract.document = hash('1');
  EXPECT_EQ(town.found("b", second), "") << "a company's second claim on one contract";
  auto third = purchase_of({"C1"}, "3");
  third.invoices[0].document = hash('2');
  EXPECT_EQ(town.found("c", third), "document_twice") << "one paper, two invoices";
  auto same = purchase_of({"D1"}, "4");
  same.invoices[0].document = hash('4');
  same.invoices.push_back(same.invoices[0]);
  same.invoices[1].number = "5";
  for (auto& invoice : same.invoices) {
    invoice.lines[0].amount = amount("50000");
    invoice.lines[0].unit_price = amount("50000");
    invoice.lines[0].tax = amount("6500");
  }
  EXPECT_EQ(town.found("d", same), "document_twice");
  auto theirs = purchase_of({"E1"}, "6");
  theirs.payments[0].document = hash('2');
  town.submit_claim("e", theirs, "beta");
  town.check_claim("e");
  EXPECT_EQ(town.accusations("e"), "document_claimed");
  const auto& found = town.claim_called("e").check->findings;
  const auto claimed = std::ranges::find(found, subsidy::FindingCode::document_claimed, &subsidy::Finding::code);
  ASSERT_NE(claimed, found.end());
  EXPECT_EQ(path(claimed->subject), "payments[1]");
  town.must_as("applicant", WithdrawClaim{"a", "a test"});
  town.must_as("applicant", WithdrawClaim{"c", "a test"});
  town.check_claim("e");
  EXPECT_EQ(town.accusations("e"), "") << "what was withdrawn is evidence of nothing";
}

TEST(ClaimChecks, APriceIsComparedWithWhatWasPublishedBefore) {
  Purchases town;
  const auto publish = [&](std::string_view value, std::string dated, registry::FigureGrade grade) {
    RecordChips::StatedFigure figure;
    figure.model = "a100";
    figure.quantity = registry::ChipQuantity::price;
    figure.value = registry::parse_chip_value(value).value();
    figure.grade = grade;
    figure.source = "a tender";
    figure.dated = std::move(dated);
    town.must_as("clerk", RecordChips{.vendors = {}, .models = {}, .figures = {figure}});
  };
  const auto notes = [&](const std::string& key) {
    const auto& findings = town.claim_called(key).check->findings;
    return std::ranges::count(findings, subsidy::FindingCode::price_not_compared, &subsidy::Finding::code);
  };
  EXPECT_EQ(town.found("a", purchase_of({"A1"}, "1")), "");
  EXPECT_EQ(notes("a"), 1) << "that nothing is known is said";
  publish("60000", "2026-01-11", registry::FigureGrade::b);
  publish("50000", "2025", registry::FigureGrade::d);
  EXPECT_EQ(town.found("b", purchase_of({"B1"}, "2")), "") << "published after the contract, or by nobody to rely on";
  EXPECT_EQ(notes("b"), 1);
  publish("70000", "2025-12", registry::FigureGrade::b);
  EXPECT_EQ(town.found("c", purchase_of({"C1"}, "3")), "price_above_published");
  EXPECT_EQ(notes("c"), 0);
  publish("77000", "2025-12-20", registry::FigureGrade::a);
  EXPECT_EQ(town.found("d", purchase_of({"D1"}, "4")), "") << "77,000 and 30 % are 100,100";
}

TEST(ClaimChecks, GoodsDoNotGoRound) {
  Purchases town;
  const auto sold = [&](const std::string& key, const std::string& seller, const std::string& buyer,
                        const std::string& chip = "a100") {
    auto claim = purchase_of({key}, key);
    claim.contract.supplier = seller;
    claim.deliveries[0].servers[0].resource = claim.invoices[0].lines[0].resource = chip;
    town.submit_claim(key, claim, buyer);
    town.check_claim(key);
    return town.accusations(key);
  };
  EXPECT_EQ(sold("a", "beta", "alpha"), "");
  EXPECT_EQ(sold("b", "operator", "beta"), "") << "a dealer buys, and sells on";
  EXPECT_EQ(sold("c", "alpha", "operator", "h20"), "") << "another model";
  EXPECT_EQ(sold("d", "alpha", "operator"), "goods_go_round");
  const auto& found = town.claim_called("d").check->findings;
  const auto round = std::ranges::find(found, subsidy::FindingCode::goods_go_round, &subsidy::Finding::code);
  EXPECT_EQ(sentence(*round, Language::english), "Cards of a100 go round: operator > beta > alpha > operator");
  EXPECT_EQ(round->evidence, (std::vector<std::string>{"claim:b", "claim:a"}));
}

TEST(ClaimChecks, ACardIsKnownThoughItsMakerWasRegisteredLater) {
  Purchases town;
  town.must_as("clerk", AddResource{"k1", "K1", "", registry::ResourceKind::accelerator, {}});
  auto before = purchase_of({"A1"}, "1");
  before.deliveries[0].servers[0].resource = before.invoices[0].lines[0].resource = "k1";
  before.deliveries[0].servers[0].vendor = "kylin-chips";
  EXPECT_EQ(town.found("a", before), "");
  town.must_as("clerk",
               RecordChips{.vendors = {{"kylin-chips", "Kylin Chips Ltd", "CN", ""}}, .models = {}, .figures = {}});
  auto after = before;
  after.contract.number = after.invoices[0].number = after.payments[0].reference = "2";
  EXPECT_EQ(town.found("b", after), "serial_claimed");
}

TEST(ClaimChecks, ACardHasOneMakerHoweverItIsWritten) {
  Purchases town;
  town.must_as("clerk", RecordChips{.vendors = {{"kylin-chips", "Kylin Chips Ltd", "CN", ""}},
                                    .models = {{.key = "k1", .name = "K1", .vendor = "kylin-chips"}},
                                    .figures = {}});
  const auto of_maker = [](const std::string& vendor, const std::string& invoice) {
    auto claim = purchase_of({"A1"}, invoice);
    claim.deliveries[0].servers[0].resource = claim.invoices[0].lines[0].resource = "k1";
    claim.deliveries[0].servers[0].vendor = vendor;
    claim.payments[0].reference = invoice;
    return claim;
  };
  EXPECT_EQ(town.found("a", of_maker("", "1")), "");
  int next = 0;
  for (const char* vendor : {"kylin-chips", "KYLIN CHIPS LTD", "Kylin", "another maker altogether"}) {
    const auto key = "b" + std::to_string(next++);
    EXPECT_EQ(town.found(key, of_maker(vendor, key)), "serial_claimed") << vendor;
  }
  town.must_as("chen", ReportDeviceDays{"east", {{{"Kylin (CN)", "A1", "k1"}, day("2026-02-20"), 3'600, 60}}});
  auto terms = usual_terms();
  terms.runs_within_days = 10;
  town.check_claim("a", terms);
  EXPECT_EQ(town.accusations("a"), "serial_claimed") << "the meter saw it, under whatever name";
}

TEST(ClaimChecks, ACardThatTheSiteKnowsAsAnotherMakersIsFound) {
  Purchases town;
  town.must_as("clerk", RecordChips{.vendors = {{"other", "Other", "CN", ""}},
                                    .models = {{.key = "o1", .name = "O1", .vendor = "other"}},
                                    .figures = {}});
  const auto report = [&](const char* vendor, const char* serial, const char* model) {
    town.must_as("chen", ReportDeviceDays{"east", {{{vendor, serial, model}, day("2026-02-20"), 3'600, 60}}});
  };
  report("other", "A1", "o1");
  EXPECT_EQ(town.found("a", purchase_of({"A1"}, "1")), "model_differs");
  report("other", "B1", "o1");
  report("nvidia", "B1", "a100");
  EXPECT_EQ(town.found("b", purchase_of({"B1"}, "2")), "") << "two makers count alike; both are there";
  report("other", "C1", "o1");
  auto theirs = purchase_of({"C1"}, "3");
  theirs.deliveries[0].servers[0].resource = theirs.invoices[0].lines[0].resource = "o1";
  theirs.deliveries[0].servers[0].vendor = "other";
  EXPECT_EQ(town.found("c", theirs), "");
  EXPECT_EQ(town.found("d", purchase_of({"C1"}, "4")), "") << "what was seen is another claim's";
}

TEST(ClaimChecks, NoMoreIsClaimedOfAContractThanThereIs) {
  Purchases town;
  const auto lot = [](const char* card, const char* invoice) {
    auto claim = purchase_of({card}, invoice);
    claim.contract.number = "HT-9";
    claim.contract.amount = Amount{claim.contract.amount.micro_units * 2};
    return claim;
  };
  EXPECT_EQ(town.found("a", lot("A1", "1")), "");
  EXPECT_EQ(town.found("b", lot("B1", "2")), "") << "the second lot";
  EXPECT_EQ(town.found("c", lot("C1", "3")), "invoiced_too_much") << "there is no third one";
  EXPECT_EQ(town.claim_called("c").check->findings[0].evidence.size(), 2U);
  auto other_day = lot("D1", "4");
  other_day.contract.signed_on = day("2026-01-11");
  EXPECT_EQ(town.found("d", other_day), "") << "a number that is given to another contract";
}

TEST(ClaimChecks, APaymentThatStandsTwiceInOneClaimIsFound) {
  Purchases town;
  auto claim = purchase_of({"A1", "A2"});
  claim.payments[0].amount = Amount{claim.payments[0].amount.micro_units / 2};
  claim.payments.push_back(claim.payments[0]);
  EXPECT_EQ(town.found("a", claim), "payment_claimed");
  auto halves = purchase_of({"B1", "B2"}, "2");
  halves.payments[0].amount = Amount{halves.payments[0].amount.micro_units / 2};
  halves.payments.push_back(halves.payments[0]);
  halves.payments[1].reference = "the second half";
  EXPECT_EQ(town.found("b", halves), "");
}

TEST(ClaimChecks, WhatIsNotRecordedOfAChipIsNeitherDomesticNorForeign) {
  Purchases town;
  auto terms = usual_terms();
  terms.domestic = {registry::OriginTest::origin_of_goods};
  EXPECT_EQ(town.found("a", purchase_of({"A1"}, "1"), terms), "origin_unknown");
  town.must_as("clerk", RecordOrigin{.resource = "a100",
                                     .test = registry::OriginTest::origin_of_goods,
                                     .passes = false,
                                     .from = day("2026-01-11"),
                                     .source = "a declaration"});
  town.check_claim("a", terms);
  EXPECT_EQ(town.accusations("a"), "origin_unknown") << "what came later says nothing of the contract's day";
  auto later = purchase_of({"B1"}, "2");
  later.contract.signed_on = day("2026-01-11");
  EXPECT_EQ(town.found("b", later, terms), "not_domestic");
}

TEST(ClaimChecks, DigestsOfAnotherAuthorityAreFound) {
  Purchases town;
  const Hash256 digest = some_hash("theirs");
  town.submit_claim("a", purchase_of({"A1"}));
  auto check = town.check_of("a");
  check.compared = true;
  check.matches = {{.subject = {.kind = subsidy::SubjectKind::device}, .digest = digest}};
  EXPECT_EQ(town.as("clerk", check), "value_invalid") << "nobody sent it";
  EXPECT_EQ(town.as("clerk", ImportDigests{"", {digest}}), "missing_field");
  EXPECT_EQ(town.as("clerk", ImportDigests{"Shanghai", {}}), "missing_field");
  town.must_as("clerk", ImportDigests{"Shanghai", {digest, digest}});
  const auto before = town.state().last_sequence;
  town.must_as("clerk", ImportDigests{"Elsewhere", {digest}});  // known from Shanghai already
  EXPECT_EQ(town.state().last_sequence, before);
  town.must_as("clerk", check);
  EXPECT_EQ(town.accusations("a"), "serial_elsewhere");
  EXPECT_EQ(town.claim_called("a").check->findings.front().values.back(), "Shanghai");
}

}  // namespace
}  // namespace scrip::engine
