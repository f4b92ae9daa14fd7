#include <gtest/gtest.h>

#include "registry/device.h"
#include "subsidy/claim.h"
#include "subsidy/digest.h"
#include "subsidy/finding.h"

namespace scrip::subsidy {
namespace {

Invoice invoice(std::string issuer, std::string number) {
  return {.issuer = std::move(issuer), .number = std::move(number), .date = {}, .lines = {}, .document = {}};
}

TEST(Alike, IsBlindToMarksAndToWhatIsMistakenForOneAnother) {
  EXPECT_EQ(registry::alike("mk-1O3/l_i"), "MK10311");
  EXPECT_EQ(registry::alike("\uff2d\uff2b\uff0d\uff11"), "MK1") << "in full width";
  EXPECT_EQ(registry::alike("序号-1"), "序号1") << "letters that are no ASCII stay";
  EXPECT_EQ(registry::alike("--"), "");
}

TEST(Alike, InvoicesLoseLeadingZerosAndStayOfTheirIssuer) {
  EXPECT_EQ(invoice_key_alike(invoice("A1", "0012-3")), invoice_key_alike(invoice("a1", "12 3")));
  EXPECT_NE(invoice_key_alike(invoice("A1", "123")), invoice_key_alike(invoice("A2", "123")));
  EXPECT_NE(invoice_key_alike(invoice("A1", "1230")), invoice_key_alike(invoice("A1", "123")));
  EXPECT_NE(invoice_key(invoice("A1", "0123")), invoice_key(invoice("A1", "123")));
}

TEST(Alike, InvoicesLoseTheirCodeAndWhatSaysThatItIsANumber) {
  const auto key = invoice_key_alike(invoice("A1", "70000012"));
  for (const char* written :
       {"1100203130 70000012", "011002000411-70000012", "No.70000012", "№ 70000012", "发票号码：70000012"}) {
    EXPECT_EQ(invoice_key_alike(invoice("A1", written)), key) << written;
  }
  EXPECT_NE(invoice_key_alike(invoice("A1", "25112000000070000012")),
            invoice_key_alike(invoice("A1", "25112000000070000013")));
  EXPECT_NE(invoice_key_alike(invoice("A1", "1170000012")), key) << "no invoice's code has two digits";
  EXPECT_NE(invoice_key_alike(invoice("A1", "No.")), invoice_key_alike(invoice("A1", "")));
}

TEST(Alike, SerialNumbersLoseWhatSaysThatTheyAre) {
  EXPECT_EQ(device_key_alike("v", "SN:A1-7"), device_key_alike("v", "a17"));
  EXPECT_EQ(device_key_alike("v", "S/N A17"), device_key_alike("v", "A17"));
  EXPECT_NE(device_key_alike("v", "SN"), device_key_alike("v", ""));
}

TEST(Alike, HasDigestsOfItsOwn) {
  const auto key = DigestKey::parse(std::string(64, '5'));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->of_device_alike("v", "A1O"), key->of_device_alike("v", "A-10"));
  EXPECT_NE(key->of_device_alike("v", "A10"), key->of_device("v", "A10"));
  EXPECT_NE(key->of_device("v", "A1O"), key->of_device("v", "A10"));
}

TEST(Payments, AreTheSameByDayAmountAndReference) {
  const Payment one{.date = Day{20'000}, .amount = Amount{5'000'000}, .reference = "B-7", .document = {}};
  Payment other = one;
  other.reference = " b-7";
  EXPECT_EQ(payment_key(one), payment_key(other));
  other.amount = Amount{5'000'001};
  EXPECT_NE(payment_key(one), payment_key(other));
}

TEST(Sentences, PrintAmountsWithTheirThousandsApartAndNothingElse) {
  const Finding dear{.code = FindingCode::price_high,
                     .subject = {},
                     .values = {"npu-1000.00", "1234567.80", "1000000.00", "900000.00", "12", "30%"},
                     .evidence = {}};
  EXPECT_EQ(sentence(dear, Language::english),
            "npu-1000.00: the unit price 1,234,567.80 is above 1,000,000.00, the median 900,000.00 of 12 earlier "
            "claims with 30% "
            "on top");
  const Finding known{
      .code = FindingCode::model_differs, .subject = {}, .values = {"1000000.00", "maker", "a", "b"}, .evidence = {}};
  EXPECT_EQ(sentence(known, Language::english), "Card 1000000.00 of maker is claimed as a and was reported as b");
}

TEST(Sentences, NameATestOfOriginInWords) {
  const Finding unknown{.code = FindingCode::origin_unknown,
                        .subject = {},
                        .values = {"npu", "origin_of_goods", "2026-02-01"},
                        .evidence = {}};
  EXPECT_EQ(sentence(unknown, Language::english), "npu: nothing is recorded of the test origin of goods on 2026-02-01");
  EXPECT_EQ(sentence(unknown, Language::chinese), "npu：2026-02-01 没有 原产 测试的记录");
}

}  // namespace
}  // namespace scrip::subsidy
