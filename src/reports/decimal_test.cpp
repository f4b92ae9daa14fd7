#include "reports/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/amount.h"

namespace scrip::reports {
namespace {

TEST(Decimal, ShowsTheDecimalsThatAreThereAndTheLeastAskedFor) {
  EXPECT_EQ(decimal(0), "0.00");
  EXPECT_EQ(decimal(1'500'000), "1.50");
  EXPECT_EQ(decimal(-1), "-0.000001");
  EXPECT_EQ(decimal(3'000'000, 0), "3");
  EXPECT_EQ(decimal(3'000'000, 6), "3.000000");
  EXPECT_EQ(decimal(Int128{amount_max.micro_units} * 1'000'000), "4000000000000000000.00");
}

RC_GTEST_PROP(Decimal, IsTheSameTextAsAnAmountsAndReadsBack, ()) {
  const Amount amount{*rc::gen::inRange(-amount_max.micro_units, amount_max.micro_units + 1)};
  const int decimals = *rc::gen::inRange(0, 7);
  RC_ASSERT(decimal(amount.micro_units, decimals) == format_amount(amount, decimals));
  RC_ASSERT(micro_units_of(decimal(amount.micro_units, decimals)) == amount.micro_units);
}

TEST(ExactDecimal, EndsWhereTheDecimalsEnd) {
  EXPECT_EQ(exact_decimal(0), "0.00");
  EXPECT_EQ(exact_decimal(rating::exact_per_micro_unit * 10'500'000), "10.50");
  EXPECT_EQ(exact_decimal(rating::exact_per_micro_unit / 2), "0.0000005");
  EXPECT_EQ(exact_decimal(9), "0.000000000000000001");
}

TEST(ExactDecimal, GivesTheRestAsAFractionWhereTheyDoNotEnd) {
  EXPECT_EQ(exact_decimal(rating::exact_per_micro_unit * 33 + rating::exact_per_micro_unit / 3),
            "0.000033 + 1/3 x 10^-6");
  EXPECT_EQ(exact_decimal(rating::exact_per_micro_unit * 7 / 9), "0.00 + 7/9 x 10^-6");
}

}  // namespace
}  // namespace scrip::reports
