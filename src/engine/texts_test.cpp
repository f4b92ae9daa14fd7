#include "engine/texts.h"

#include <gtest/gtest.h>

#include <utility>

#include "base/amount.h"
#include "base/test_support.h"
#include "engine/claim_state.h"
#include "engine/line_state.h"
#include "engine/network_state.h"
#include "engine/reservation_state.h"
#include "programme/accreditation.h"
#include "programme/application.h"
#include "programme/award.h"
#include "programme/programme.h"
#include "registry/device.h"
#include "registry/role.h"
#include "settlement/settlement.h"
#include "subsidy/finding.h"

namespace scrip::engine {
namespace {

// All values of an enumeration that begins at 0.
template <class E>
void expect_all_described(E last) {
  for (unsigned i = 0; i <= std::to_underlying(last); ++i) {
    const auto word = described(name(static_cast<E>(i)));
    EXPECT_EQ(word.text(), name(static_cast<E>(i)));
    scrip::testing::expect_chinese(word);
  }
}

TEST(EngineTexts, EveryStateOutcomeRoleAndUnitThatARefusalNamesHasChinese) {
  expect_all_described(Unit::tokens);
  expect_all_described(registry::DeviceStatus::resold);
  expect_all_described(registry::Role::administrator);
  expect_all_described(registry::ScopeKind::site);
  expect_all_described(programme::ApplicationStatus::withdrawn);
  expect_all_described(programme::DecisionOutcome::refuse);
  expect_all_described(programme::AwardStatus::closed);
  expect_all_described(programme::VoucherStatus::revoked);
  expect_all_described(programme::AccreditationStatus::withdrawn);
  expect_all_described(programme::AccreditationOutcome::refuse);
  expect_all_described(subsidy::SubjectKind::acceptance);
  expect_all_described(settlement::StatementStatus::approved);
  expect_all_described(settlement::PaymentStatus::rejected);
  expect_all_described(settlement::StepStatus::rejected);
  expect_all_described(ClaimStatus::withdrawn);
  expect_all_described(RateProposalStatus::rejected);
  expect_all_described(ReservationStatus::reclaimed);
  expect_all_described(WaitStatus::expired);
  expect_all_described(AllocationRuleStatus::rejected);
}

TEST(EngineTexts, AWordThatNobodyKnowsStaysAsItIs) {
  EXPECT_EQ(described("no_such_word").text(Language::chinese), "no_such_word");
}

}  // namespace
}  // namespace scrip::engine
