#include "casework/purchase.h"

#include <gtest/gtest.h>

#include "tests/sim/purchases.h"

namespace scrip::casework {
namespace {

using namespace scrip::sim;

// Two authorities with the same key, each with a register of its own.
class TwoCities : public ::testing::Test {
 protected:
  // A model of which nobody recorded the maker, and what the register calls a maker.
  static void register_maker(Purchases& town, const std::string& key, const std::string& name) {
    town.must_as("clerk", engine::AddResource{"k1", "K1", "", registry::ResourceKind::accelerator, {}});
    if (key.empty()) return;
    town.must_as("clerk", engine::RecordChips{.vendors = {{key, name, "CN", ""}}, .models = {}, .figures = {}});
  }
  static subsidy::Claim cards_of(const std::string& vendor, std::vector<std::string> serials,
                                 const std::string& invoice) {
    auto claim = purchase_of(std::move(serials), invoice);
    claim.deliveries[0].servers[0].resource = claim.invoices[0].lines[0].resource = "k1";
    claim.deliveries[0].servers[0].vendor = vendor;
    return claim;
  }
  void send(const Purchases& from, Purchases& to, const std::string& authority) const {
    to.must_as("clerk", read_digests(export_digests(from.state(), key_), authority).value());
  }
  // What a claim of a card is said to be at another authority, whose claim of it is under `written`.
  std::vector<subsidy::Match> found(Purchases& here, const std::string& written_here, Purchases& there,
                                    const std::string& written_there, const std::string& serial = "A1") const {
    there.submit_claim("theirs", cards_of(written_there, {"A1"}, "1"));
    here.submit_claim("ours", cards_of(written_here, {serial}, "2"));
    send(there, here, "There");
    return matches_of(here.state(), here.claim_called("ours"), key_);
  }

  subsidy::DigestKey key_ = subsidy::DigestKey::parse(std::string(64, '5')).value();
};

TEST_F(TwoCities, FindACardUnderTwoNamesOfARegisteredMaker) {
  Purchases here, there;
  register_maker(here, "kylin-chips", "Kylin Chips Ltd");
  register_maker(there, "kylin-chips", "Kylin");
  const auto matches = found(here, "KYLIN CHIPS LTD", there, "Kylin");
  ASSERT_EQ(matches.size(), 1u);
  EXPECT_FALSE(matches[0].alike);
  EXPECT_EQ(matches[0].subject.kind, subsidy::SubjectKind::device);
}

TEST_F(TwoCities, FindACardThoughOneHasNoRegisterOfMakers) {
  for (const char* written : {"kylin-chips", "Kylin Chips Ltd"}) {
    for (const bool is_here : {true, false}) {
      Purchases here, there;
      register_maker(here, is_here ? "kylin-chips" : "", "Kylin Chips Ltd");
      register_maker(there, is_here ? "" : "kylin-chips", "Kylin Chips Ltd");
      const std::string registered = "Kylin Chips Ltd";
      EXPECT_EQ(found(here, is_here ? registered : written, there, is_here ? written : registered).size(), 1u)
          << written << ", registered " << (is_here ? "here" : "there");
    }
  }
}

TEST_F(TwoCities, KeepAlikeAndOtherMakersApart) {
  Purchases here, there;
  register_maker(here, "kylin-chips", "Kylin Chips Ltd");
  register_maker(there, "kylin-chips", "Kylin");
  const auto alike = found(here, "kylin-chips", there, "kylin", "a-1");
  ASSERT_EQ(alike.size(), 1u);
  EXPECT_TRUE(alike[0].alike);
  Purchases other, theirs;
  register_maker(other, "opus", "Opus");
  register_maker(theirs, "kylin-chips", "Kylin");
  EXPECT_TRUE(found(other, "Opus", theirs, "kylin").empty()) << "another maker counts as the first does";
}

TEST_F(TwoCities, KnowByAReviewWhatWasNotKnownAtTheCheck) {
  Purchases here, there;
  register_maker(here, "kylin-chips", "Kylin Chips Ltd");
  register_maker(there, "kylin-chips", "Kylin");
  auto unpaid = cards_of("kylin-chips", {"A1"}, "1");
  unpaid.payments.clear();
  here.submit_claim("b", cards_of("kylin-chips", {"B1"}, "2"));
  EXPECT_EQ(review_of(here.state(), here.claim_called("b"), nullptr, day("2026-03-10")).error().code,
            ErrorCode::claim_state);
  here.accept("a", unpaid);
  const auto found = [&](const subsidy::DigestKey* key) {
    std::string names;
    const auto findings = review_of(here.state(), here.claim_called("a"), key, day("2026-03-10")).value();
    for (const auto& finding : findings) {
      names += std::string(name(finding.code)) + " ";
    }
    return names;
  };
  EXPECT_EQ(found(&key_), "") << "that nothing was paid was known, and waived";
  there.submit_claim("theirs", cards_of("Kylin", {"A1"}, "9"));
  send(there, here, "There");
  here.must_as("chen", engine::ReportDeviceDays{"west", {{{"kylin-chips", "A1", "k1"}, day("2026-03-01"), 60, 60}}});
  const auto before = here.state().last_sequence;
  EXPECT_EQ(found(nullptr), "seen_elsewhere ");
  EXPECT_EQ(found(&key_), "serial_elsewhere seen_elsewhere ");
  EXPECT_EQ(here.state().last_sequence, before);
}

}  // namespace
}  // namespace scrip::casework
