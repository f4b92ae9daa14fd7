// What every register does, whatever keeps it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "storage/memory/memory_register.h"
#include "storage/sqlite/sqlite_register.h"
#include "tests/conformance/temporary_folder.h"

namespace scrip {
namespace {

using ports::ApiKeyRecord;
using ports::PersonRecord;
using ports::Register;
using ports::SessionRecord;
using ::testing::ElementsAre;
using ::testing::Field;

Hash256 hash_of(std::uint8_t byte) {
  Hash256 hash;
  hash.bytes.fill(byte);
  return hash;
}

PersonRecord person(const std::string& id) {
  return {.id = id,
          .name = "李伟 Li Wei",
          .email = "li@city.example",
          .language = "zh-CN",
          .password = "$argon2id$...",
          .totp_secret = "ABC",
          .totp_pending = {},
          .totp_step = 59'000'000,
          .failures = 3,
          .locked_until = instant_at(1'780'000'000'123),
          .created_at = instant_at(1'770'000'000'000)};
}

SessionRecord session(std::uint8_t byte, const std::string& id, std::int64_t at) {
  return {.token = hash_of(byte),
          .person = id,
          .csrf_token = "csrf",
          .created_at = instant_at(at),
          .used_at = instant_at(at + 5)};
}

ApiKeyRecord key(const std::string& id, std::uint8_t byte, const std::string& owner) {
  return {.id = id,
          .token = hash_of(byte),
          .person = owner,
          .label = "meter",
          .role = "site_operator",
          .created_at = instant_at(1'770'000'000'000),
          .used_at = {},
          .expires_at = instant_at(1'790'000'000'000)};
}

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Register>(const std::string& folder)> make;
};

class RegisterConformance : public ::testing::TestWithParam<Kind> {
 protected:
  testing::TemporaryFolder folder_;
  std::unique_ptr<Register> people_ = GetParam().make(folder_.path());
};

TEST_P(RegisterConformance, KeepsAPersonWithEveryField) {
  ASSERT_TRUE(people_->add_person(person("li")));
  EXPECT_EQ(people_->find_person("li").value(), person("li"));
  EXPECT_EQ(people_->find_person("wu").value(), std::nullopt);
  auto changed = person("li");
  changed.failures = 0;
  changed.totp_pending = "DEF";
  ASSERT_TRUE(people_->put_person(changed));
  EXPECT_EQ(people_->find_person("li").value(), changed);
}

TEST_P(RegisterConformance, RefusesASecondPersonOfOneIdAndAChangeOfNobody) {
  ASSERT_TRUE(people_->add_person(person("li")));
  EXPECT_EQ(people_->add_person(person("li")).error().code, ErrorCode::person_exists);
  EXPECT_EQ(people_->put_person(person("wu")).error().code, ErrorCode::person_not_found);
}

TEST_P(RegisterConformance, ListsPeopleById) {
  for (const char* id : {"wu", "li", "an"}) ASSERT_TRUE(people_->add_person(person(id)));
  EXPECT_THAT(people_->people().value(), ElementsAre(Field(&PersonRecord::id, "an"), Field(&PersonRecord::id, "li"),
                                                     Field(&PersonRecord::id, "wu")));
}

TEST_P(RegisterConformance, ErasingForgetsAllOfAPersonAndKeepsTheIdTaken) {
  ASSERT_TRUE(people_->add_person(person("li")));
  ASSERT_TRUE(people_->put_session(session(1, "li", 1'780'000'000'000)));
  ASSERT_TRUE(people_->put_api_key(key("k", 2, "li")));
  ASSERT_TRUE(people_->erase_person("li"));
  EXPECT_EQ(people_->find_person("li").value(), std::nullopt);
  EXPECT_EQ(people_->find_session(hash_of(1)).value(), std::nullopt);
  EXPECT_EQ(people_->find_api_key(hash_of(2)).value(), std::nullopt);
  EXPECT_EQ(people_->add_person(person("li")).error().code, ErrorCode::person_exists);
  EXPECT_EQ(people_->erase_person("li").error().code, ErrorCode::person_not_found);
}

TEST_P(RegisterConformance, KeepsSessionsUntilTheyAreDropped) {
  const auto first = session(1, "li", 1'780'000'000'000);
  auto second = session(2, "li", 1'780'000'100'000);
  ASSERT_TRUE(people_->put_session(first));
  ASSERT_TRUE(people_->put_session(second));
  second.used_at += Milliseconds{1};
  ASSERT_TRUE(people_->put_session(second));
  EXPECT_EQ(people_->find_session(hash_of(1)).value(), first);
  EXPECT_EQ(people_->find_session(hash_of(2)).value(), second);
  ASSERT_TRUE(people_->drop_sessions_before(instant_at(1'780'000'050'000), instant_at(0)));
  EXPECT_EQ(people_->find_session(hash_of(1)).value(), std::nullopt);
  ASSERT_TRUE(people_->drop_session(hash_of(9)));
  ASSERT_TRUE(people_->drop_sessions_of("li"));
  EXPECT_EQ(people_->find_session(hash_of(2)).value(), std::nullopt);
}

TEST_P(RegisterConformance, KeepsApiKeysByTokenAndByOwner) {
  ASSERT_TRUE(people_->put_api_key(key("b", 2, "li")));
  ASSERT_TRUE(people_->put_api_key(key("a", 1, "li")));
  ASSERT_TRUE(people_->put_api_key(key("c", 3, "wu")));
  EXPECT_EQ(people_->find_api_key(hash_of(1)).value(), key("a", 1, "li"));
  EXPECT_THAT(people_->api_keys_of("li").value(), ElementsAre(key("a", 1, "li"), key("b", 2, "li")));
  auto rotated = key("a", 9, "li");
  rotated.used_at = instant_at(1'780'000'000'000);
  ASSERT_TRUE(people_->put_api_key(rotated));
  EXPECT_EQ(people_->find_api_key(hash_of(1)).value(), std::nullopt);
  EXPECT_EQ(people_->find_api_key(hash_of(9)).value(), rotated);
  EXPECT_EQ(people_->drop_api_key("wu", "a").error().code, ErrorCode::api_key_not_found);
  ASSERT_TRUE(people_->drop_api_key("li", "a"));
  EXPECT_EQ(people_->find_api_key(hash_of(9)).value(), std::nullopt);
}

TEST_P(RegisterConformance, KeepsIdentitiesOfOnePersonEach) {
  const auto identity = [](const std::string& subject, const std::string& who) {
    return ports::IdentityRecord{.issuer = "https://id.example",
                                 .subject = subject,
                                 .person = who,
                                 .linked_at = instant_at(1'780'000'000'000),
                                 .linked_by = "admin"};
  };
  ASSERT_TRUE(people_->add_person(person("li")));
  ASSERT_TRUE(people_->add_identity(identity("b", "li")));
  ASSERT_TRUE(people_->add_identity(identity("a", "li")));
  EXPECT_EQ(people_->add_identity(identity("a", "wu")).error().code, ErrorCode::identity_taken);
  EXPECT_EQ(people_->find_identity("https://id.example", "a").value(), identity("a", "li"));
  EXPECT_EQ(people_->find_identity("https://other.example", "a").value(), std::nullopt);
  EXPECT_THAT(people_->identities_of("li").value(), ElementsAre(identity("a", "li"), identity("b", "li")));
  EXPECT_EQ(people_->drop_identity("wu", "https://id.example", "a").error().code, ErrorCode::oidc_not_linked);
  ASSERT_TRUE(people_->drop_identity("li", "https://id.example", "a"));
  EXPECT_EQ(people_->find_identity("https://id.example", "a").value(), std::nullopt);
  ASSERT_TRUE(people_->erase_person("li"));
  EXPECT_TRUE(people_->identities_of("li").value().empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, RegisterConformance,
    ::testing::Values(Kind{"Memory", [](const std::string&) { return std::make_unique<storage::MemoryRegister>(); }},
                      Kind{"Sqlite",
                           [](const std::string& folder) -> std::unique_ptr<Register> {
                             return storage::SqliteRegister::open(folder + "/r").value();
                           }}),
    [](const auto& kind) { return kind.param.name; });

TEST(SqliteRegister, KeepsWhatItHasAndNothingOfWhatWasErased) {
  testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/r";
  {
    const auto people = storage::SqliteRegister::open(path).value();
    ASSERT_TRUE(people->add_person(person("li")));
    ASSERT_TRUE(people->add_person(person("wu")));
    ASSERT_TRUE(people->erase_person("li"));
  }
  const auto again = storage::SqliteRegister::open(path).value();
  EXPECT_EQ(again->find_person("wu").value(), person("wu"));
  ASSERT_TRUE(again->erase_person("wu"));
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes.find("li@city.example"), std::string::npos);
}

}  // namespace
}  // namespace scrip
