#include <gtest/gtest.h>

#include "codec/entry.h"
#include "runtime/journal.h"
#include "storage/memory/memory_store.h"
#include "verify/verify.h"

namespace scrip::engine {
namespace {

using registry::Role;
using registry::ScopeKind;

class RolesInTheJournal : public ::testing::Test {
 protected:
  void SetUp() override {
    journal_ = runtime::Journal::open(store_, {.clock = [this] { return now_ += Milliseconds{1}; }, .threaded = false})
                   .value();
    must(CreateAuthority{{.name = "City", .currency = "CNY", .zone_name = "UTC"}});
    must(AddOrganisation{.key = "acme", .name = "Acme", .identifier_scheme = {}, .identifier = {}});
  }
  Result<runtime::CommandReply> give(const Command& command, const std::string& actor = "cli") {
    return journal_->execute(command, {.actor = actor, .idempotency_key = {}});
  }
  void must(const Command& command) {
    const auto reply = give(command);
    ASSERT_TRUE(reply) << describe(reply.error(), Language::english);
  }
  ErrorCode refused(const Command& command, const std::string& actor = "cli") {
    const auto reply = give(command, actor);
    return reply ? ErrorCode{} : reply.error().code;
  }

  storage::MemoryDisk disk_;
  storage::MemoryStore store_{disk_};
  Instant now_ = instant_at(1'780'000'000'000);
  std::unique_ptr<runtime::Journal> journal_;
};

TEST_F(RolesInTheJournal, AreGrantedOnceAndRevoked) {
  const GrantRole grant{.person = "li", .role = Role::officer, .scope = ScopeKind::authority, .key = {}};
  EXPECT_EQ(give(grant)->events.size(), 1u);
  EXPECT_EQ(give(grant)->events.size(), 0u);
  EXPECT_EQ(journal_->state().roles.size(), 1u);
  must(RevokeRole{.person = "li", .role = Role::officer, .scope = ScopeKind::authority, .key = {}});
  EXPECT_TRUE(journal_->state().roles.empty());
  EXPECT_EQ(give(RevokeRole{.person = "li", .role = Role::officer})->events.size(), 0u);
}

TEST_F(RolesInTheJournal, GoWithTheirScopesOnly) {
  EXPECT_EQ(refused(GrantRole{.person = "li", .role = Role::company_member, .scope = ScopeKind::authority}),
            ErrorCode::value_invalid);
  EXPECT_EQ(refused(GrantRole{.person = "li", .role = Role::officer, .scope = ScopeKind::authority, .key = "acme"}),
            ErrorCode::value_invalid);
  EXPECT_EQ(
      refused(GrantRole{.person = "li", .role = Role::company_member, .scope = ScopeKind::organisation, .key = "x"}),
      ErrorCode::organisation_not_found);
  EXPECT_EQ(refused(GrantRole{
                .person = "l i", .role = Role::company_member, .scope = ScopeKind::organisation, .key = "acme"}),
            ErrorCode::value_invalid);
}

TEST_F(RolesInTheJournal, NobodyGivesToThemselves) {
  const GrantRole grant{.person = "li", .role = Role::administrator, .scope = ScopeKind::authority};
  EXPECT_EQ(refused(grant, "li"), ErrorCode::four_eyes);
  EXPECT_EQ(refused(grant, "wu"), ErrorCode{});
}

TEST_F(RolesInTheJournal, AreTheSameAfterAReplayAndInAnAudit) {
  must(GrantRole{.person = "li", .role = Role::company_member, .scope = ScopeKind::organisation, .key = "acme"});
  must(GrantRole{.person = "wu", .role = Role::auditor, .scope = ScopeKind::authority});
  must(RevokeRole{.person = "wu", .role = Role::auditor, .scope = ScopeKind::authority});
  const auto digest = codec::state_digest(journal_->state());
  const auto report = verify::verify(store_, {.key = {}, .checkpoints = {}, .threaded = false});
  ASSERT_TRUE(report) << describe(report.error(), Language::english);
  EXPECT_EQ(report->state_digest, digest);
  ASSERT_TRUE(journal_->save_snapshot());
  const auto restarted = runtime::Journal::open(store_, {.threaded = false});
  ASSERT_TRUE(restarted);
  EXPECT_EQ(codec::state_digest((*restarted)->state()), digest);
}

}  // namespace
}  // namespace scrip::engine
