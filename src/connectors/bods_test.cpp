#include "connectors/bods.h"

#include <gtest/gtest.h>

namespace scrip::connectors {
namespace {

constexpr std::string_view a_person = R"({"statementDate":"2020-01-01","recordId":"P1","recordType":"person",
  "recordDetails":{"personType":"knownPerson","names":[{"fullName":"Maria Esteves"}],"birthDate":"1956-05-24",
                   "nationalities":[{"code":"PT"}]}})";
constexpr std::string_view a_company = R"({"statementDate":"2020-01-01","recordId":"E1","recordType":"entity",
  "recordDetails":{"entityType":{"type":"registeredEntity"},"name":"Tecido","jurisdiction":{"code":"GB"},
                   "identifiers":[{"scheme":"XI-LEI","id":"549300MLUDYVRQOOXS22"}]}})";

std::string relationship(std::string_view date, std::string_view status, std::string_view interests,
                         std::string_view party = R"("P1")", std::string_view record = "R1") {
  return R"({"statementDate":")" + std::string(date) + R"(","recordId":")" + std::string(record) +
         R"(","recordType":"relationship","recordStatus":")" + std::string(status) +
         R"(","recordDetails":{"isComponent":false,"subject":"E1","interestedParty":)" + std::string(party) +
         R"(,"interests":)" + std::string(interests) + "}}";
}

BodsFile read(std::initializer_list<std::string_view> statements, const BodsOptions& options = {.salt = "salt"}) {
  std::string text = "[";
  for (const auto statement : statements) text += (text.size() > 1 ? "," : "") + std::string(statement);
  auto file = read_bods(text + "]", options);
  EXPECT_TRUE(file) << describe(file.error(), Language::english);
  return file ? std::move(*file) : BodsFile{};
}

// "60%/51% 2020-01-01..2021-01-01": capital, votes and days of each stake.
std::string shown(const BodsFile& file) {
  std::string text;
  for (const auto& stake : file.stakes) {
    text += (text.empty() ? "" : " ") + control::format_range(stake.capital) + "/" +
            control::format_range(stake.votes) + " " + format_day(stake.from) + ".." +
            (stake.until ? format_day(*stake.until) : "");
  }
  for (const auto& problem : file.problems) {
    text += "!" + std::to_string(problem.statement) + " " + std::string(name(problem.error.code));
  }
  return text;
}

std::string shown_of(std::string_view interests) {
  return shown(read({a_person, a_company, relationship("2020-05-01", "new", interests)}));
}

TEST(Bods, SharesAndVotesAreOneStake) {
  EXPECT_EQ(shown_of(R"([{"type":"shareholding","startDate":"2020-01-02","share":{"exact":60}},
                         {"type":"votingRights","startDate":"2020-01-02","share":{"exact":51.5}}])"),
            "60%/51.5% 2020-01-02..");
  EXPECT_EQ(shown_of(R"([{"type":"shareholding","share":{"exact":60}}])"), "60%/60% 2020-05-01..");
  EXPECT_EQ(shown_of(R"([{"type":"votingRights","share":{"exact":60}}])"), "0%/60% 2020-05-01..");
}

TEST(Bods, KeepsBothEndsOfARange) {
  EXPECT_EQ(shown_of(R"([{"type":"shareholding","share":{"minimum":25,"maximum":50}}])"),
            "25%-50%/25%-50% 2020-05-01..");
  EXPECT_EQ(shown_of(R"([{"type":"shareholding","share":{"exclusiveMinimum":50,"exclusiveMaximum":100}}])"),
            "50.000001%-99.999999%/50.000001%-99.999999% 2020-05-01..");
  EXPECT_EQ(shown_of(R"([{"type":"shareholding","share":{"exact":33.33333333}}])"),
            "33.333333%-33.333334%/33.333333%-33.333334% 2020-05-01..");
  EXPECT_EQ(shown_of(R"([{"type":"shareholding"}])"), "0%-100%/0%-100% 2020-05-01..");
  EXPECT_EQ(shown_of(R"([{"directOrIndirect":"unknown"}])"), "0%-100%/0%-100% 2020-05-01..");
}

TEST(Bods, WhatIsNoStakeIsCountedAndLeftOut) {
  const auto file = read({a_person, a_company,
                          relationship("2020-05-01", "new",
                                       R"([{"type":"boardMember"},{"type":"shareholding","directOrIndirect":"indirect",
                                           "share":{"exact":30}}])")});
  EXPECT_TRUE(file.stakes.empty());
  EXPECT_EQ(file.left_out.at("boardMember"), 1u);
  EXPECT_EQ(file.left_out.at("indirect"), 1u);
}

TEST(Bods, ALaterStatementReplacesAnEarlierOne) {
  // As in the standard's example "tecido": the share falls, and then the relationship is closed.
  EXPECT_EQ(shown(read({a_person, a_company,
                        relationship("2019-01-20", "new",
                                     R"([{"type":"shareholding","startDate":"2002-03-09","share":{"exact":100}}])"),
                        relationship("2021-09-25", "updated",
                                     R"([{"type":"shareholding","startDate":"2021-09-24","share":{"exact":40}}])"),
                        relationship("2023-03-03", "closed",
                                     R"([{"type":"shareholding","startDate":"2021-09-24","share":{"exact":40}}])")})),
            "100%/100% 2002-03-09..2021-09-24 40%/40% 2021-09-24..2023-03-03");
  // As in "fermcat": the share changes and its first day is not stated anew; then the statement's day counts.
  EXPECT_EQ(shown(read({a_person, a_company,
                        relationship("2022-01-21T11:56:47Z", "updated",
                                     R"([{"type":"shareholding","startDate":"2019-09-11","share":{"exact":100}}])"),
                        relationship("2019-09-11T11:17:23Z", "new",
                                     R"([{"type":"shareholding","startDate":"2019-09-11","share":{"exact":50}}])")})),
            "50%/50% 2019-09-11..2022-01-21 100%/100% 2022-01-21..");
  EXPECT_EQ(
      shown(read(
          {a_person, a_company,
           relationship("2020-05-01", "new",
                        R"([{"type":"shareholding","startDate":"2020-01-01","share":{"exact":50}}])"),
           relationship(
               "2020-06-01", "updated",
               R"([{"type":"shareholding","startDate":"2020-01-01","endDate":"2020-05-20","share":{"exact":50}}])")})),
      "50%/50% 2020-01-01..2020-05-20");
}

TEST(Bods, NothingThatTellsAPersonApartIsInAnId) {
  const auto statements = {a_person, a_company};
  const auto file = read(statements, {.salt = "one"});
  ASSERT_EQ(file.parties.size(), 2u);
  EXPECT_EQ(file.parties[0].kind, control::PartyKind::person);
  EXPECT_EQ(file.parties[0].name, "");
  EXPECT_EQ(file.parties[0].jurisdiction, "PT");
  EXPECT_TRUE(file.parties[0].key.starts_with("person-"));
  EXPECT_EQ(file.persons.at(0).name, "Maria Esteves");
  EXPECT_NE(read(statements, {.salt = "two"}).parties[0].key, file.parties[0].key) << "the salt decides";
  EXPECT_EQ(read(statements, {.salt = "two", .persons = {{"P1", "maria"}}}).parties[0].key, "maria");
}

TEST(Bods, ARegisteredOrganisationIsKnownByItsIdentifier) {
  EXPECT_EQ(read({a_company}).parties.at(0).key, "bods:E1");
  BodsOptions options{.salt = "salt"};
  options.organisation_by_identifier.emplace("549300MLUDYVRQOOXS22", "acme");
  EXPECT_EQ(read({a_company}, options).parties.at(0).key, "acme");
}

TEST(Bods, WhoIsNotSpecifiedIsAPartyOfItsOwn) {
  const auto file =
      read({a_company,
            relationship("2020-05-01", "new", R"([{"type":"shareholding","share":{"exact":60}}])",
                         R"({"reason":"noBeneficialOwners"})"),
            relationship("2020-05-01", "new", "null", R"({"reason":"subjectExemptFromDisclosure"})", "R2")});
  ASSERT_EQ(file.parties.size(), 2u);
  EXPECT_EQ(file.parties[1].kind, control::PartyKind::unknown);
  EXPECT_EQ(shown(file), "60%/60% 2020-05-01..");
  EXPECT_EQ(file.left_out.at("undisclosed"), 1u);
}

TEST(Bods, EachBrokenStatementIsNamed) {
  EXPECT_EQ(
      shown(read(
          {a_person, a_company, R"({"recordId":"X"})",
           relationship("2020-05-01", "new", R"([{"type":"shareholding","share":{"exact":160}}])"),
           relationship("2020-05-01", "new", R"([{"type":"shareholding","share":{"exact":"many"}}])", R"("P1")", "R2"),
           relationship("2020-05-01", "new", R"([{"type":"shareholding","share":{"exact":1e1}}])", R"("P1")", "R3"),
           relationship("2020-13-01", "new", "[]"), relationship("2020-05-01", "new", "[]", R"("nobody")", "R4"),
           relationship("2020-05-01", "new", R"([{"share":{"minimum":60,"maximum":50}}])", R"("P1")", "R5")})),
      "!3 missing_field!4 out_of_range!5 value_invalid!6 value_invalid!7 time_invalid!8 value_invalid!9 value_invalid");
}

TEST(Bods, ABrokenDocumentIsRefusedWhole) {
  for (const char* text :
       {"", "{}", "[1]", "[{]", "[{}", "[]x", "[{\"recordId\":\"a\",\"statementDate\":\"2020-01-01\"", "nonsense"}) {
    const auto file = read_bods(text, {});
    ASSERT_FALSE(file) << text;
    EXPECT_EQ(file.error().code, ErrorCode::syntax_error) << text;
  }
}

}  // namespace
}  // namespace scrip::connectors
