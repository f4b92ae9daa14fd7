#include "registry/registry.h"

#include <gtest/gtest.h>

namespace scrip::registry {
namespace {

bool is_valid(std::string_view scheme, std::string_view identifier) {
  const auto checked = check_identifier(scheme, identifier);
  EXPECT_TRUE(checked || checked.error().field == "identifier");
  return checked.has_value();
}

TEST(Identifier, OfAChineseOrganisationHasItsCheckCharacter) {
  // Published codes: Huawei Technologies, Alibaba (China), Tencent Computer Systems.
  for (const std::string_view code : {"914403001922038216", "91330100799655058B", "9144030071526726XG"}) {
    EXPECT_TRUE(is_valid("uscc", code)) << code;
  }
}

TEST(Identifier, OfAChineseOrganisationIsRefusedWithOneCharacterWrong) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const std::string right = "914403001922038216";
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (const char c : alphabet) {
      std::string wrong = right;
      wrong[i] = c;
      EXPECT_EQ(is_valid("uscc", wrong), c == right[i]) << wrong;
    }
  }
  for (const std::string_view code : {"", "91440300192203821", "9144030019220382166", "91440300192203821I",
                                      "91440300I922038216", "914403001922038216 ", "91440300192203821g"}) {
    EXPECT_FALSE(is_valid("uscc", code)) << code;
  }
}

TEST(Identifier, OfALegalEntityHasItsCheckDigits) {
  // Published identifiers: Deutsche Bank, Apple, GLEIF itself.
  for (const std::string_view code : {"7LTWFZYICNSX8D621K86", "HWUPKR0MPOU8FGXBT394", "506700GE1G29325QX363"}) {
    EXPECT_TRUE(is_valid("lei", code)) << code;
    std::string wrong(code);
    wrong[3] = wrong[3] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(is_valid("lei", wrong)) << wrong;
  }
  for (const std::string_view code :
       {"", "7LTWFZYICNSX8D621K8", "7LTWFZYICNSX8D621K866", "7ltwfzyicnsx8d621k86", "7LTWFZYICNSX8D621K-6"}) {
    EXPECT_FALSE(is_valid("lei", code)) << code;
  }
}

TEST(Identifier, OfAnotherSchemeIsTakenAsItIs) { EXPECT_TRUE(is_valid("vat", "anything")); }

TEST(Registry, FindsTheSameAfterASnapshot) {
  Registry registry;
  registry.add(
      Organisation{.id = OrganisationId{0}, .key = "o", .name = {}, .identifier_scheme = {}, .identifier = {}});
  registry.add(
      Site{.id = SiteId{0}, .key = "s", .name = {}, .operator_id = OrganisationId{0}, .zone_name = {}, .zone = {}});
  registry.put(Resource{.id = ResourceId{0}, .key = "r", .name = {}, .vendor = {}, .aliases = {"alias"}});
  registry.put(PayerMapping{.site = SiteId{0}, .account = "*", .organisation = OrganisationId{0}});
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(registry.find_organisation("o"), &registry.organisations()[0]);
    EXPECT_EQ(registry.find_site("s"), &registry.sites()[0]);
    EXPECT_EQ(registry.find_resource("r"), &registry.resources()[0]);
    EXPECT_EQ(registry.find_resource("alias"), &registry.resources()[0]);
    EXPECT_EQ(registry.find_payer(SiteId{0}, "anyone"), &registry.payers()[0]);
    EXPECT_EQ(registry.find_exact_payer(SiteId{0}, "anyone"), nullptr);
    EXPECT_EQ(registry.find_payer(SiteId{1}, "anyone"), nullptr);
    EXPECT_EQ(registry.find_organisation("s"), nullptr);
    registry.rebuild_indexes();
  }
}

TEST(Registry, PrefersAnAccountsOwnPayerAndTakesTheLatest) {
  Registry registry;
  for (std::uint32_t i = 0; i < 3; ++i) {
    registry.add(Organisation{
        .id = OrganisationId{i}, .key = std::to_string(i), .name = {}, .identifier_scheme = {}, .identifier = {}});
  }
  registry.put(PayerMapping{.site = SiteId{0}, .account = "*", .organisation = OrganisationId{0}});
  registry.put(PayerMapping{.site = SiteId{0}, .account = "a", .organisation = OrganisationId{1}});
  EXPECT_EQ(registry.find_payer(SiteId{0}, "a")->organisation, OrganisationId{1});
  EXPECT_EQ(registry.find_payer(SiteId{0}, "b")->organisation, OrganisationId{0});
  registry.put(PayerMapping{.site = SiteId{0}, .account = "a", .organisation = OrganisationId{2}});
  EXPECT_EQ(registry.find_payer(SiteId{0}, "a")->organisation, OrganisationId{2});
  EXPECT_EQ(registry.payers().size(), 2u);
}

TEST(Names, OfKindsAndUsesAreReadBack) {
  for (const auto kind : {ResourceKind::accelerator, ResourceKind::cpu_core, ResourceKind::token}) {
    EXPECT_EQ(parse_resource_kind(name(kind)), kind);
  }
  for (const auto use : {Use::unspecified, Use::training, Use::inference}) EXPECT_EQ(parse_use(name(use)), use);
  EXPECT_FALSE(parse_resource_kind("gpu").has_value());
  EXPECT_FALSE(parse_use("mining").has_value());
}

}  // namespace
}  // namespace scrip::registry
