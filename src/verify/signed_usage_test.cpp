// Usage that sites sign: what is taken and what is refused, and what an audit finds of it afterwards.

#include <gtest/gtest.h>

#include <functional>

#include "base/limits.h"
#include "codec/entry.h"
#include "codec/usage_frame.h"
#include "engine/signing.h"
#include "proof/hash.h"
#include "tests/sim/town.h"
#include "verify/usage_body.h"
#include "verify/verify.h"

namespace scrip::verify {
namespace {

using namespace scrip::sim;
using engine::AddSiteKey;
using engine::RevokeSiteKey;
using engine::SetSigningRule;

proof::PrivateKey key_called(std::string_view name, std::uint8_t seed) {
  return {.name = std::string(name), .seed = {seed}};
}
std::string public_text(const proof::PrivateKey& key) { return to_base64(proof::public_key_of(key).bytes); }

// A batch on its way, with everything that a test may spoil.
struct Sent {
  std::string site = "east";
  std::string body;
  proof::SignatureFields fields;
  std::string path = "/api/v1/sites/east/usage";
};

class SignedUsage : public ::testing::Test {
 protected:
  SignedUsage() {
    town_.must(AddSiteKey{"k1", "east", public_text(key_), {}});
    town_.advance(Milliseconds{60'000});
  }

  // An hour of a job of that name, signed now.
  [[nodiscard]] Sent sent(std::string_view job, std::int64_t later_s = 0) { return signed_by(key_, job, later_s); }
  [[nodiscard]] Sent signed_by(const proof::PrivateKey& key, std::string_view job, std::int64_t later_s = 0) {
    Sent made{.body = std::string(as_text(codec::encode_frame(batch_of({hour_of(job, 1)})))), .fields = {}};
    made.fields = proof::sign_body(
        key, {.path = made.path, .body = as_bytes(made.body), .created_s = count(town_.now()) / 1'000 + later_s});
    return made;
  }

  // The name of the error; "" for none.
  std::string take(const Sent& sent) {
    const auto signature = proof::read_message_signature(
        sent.fields.signature_input, sent.fields.signature,
        {.method = "POST",
         .path = sent.path,
         .query = {},
         .authority = {},
         .scheme = {},
         .field = [&](std::string_view) -> std::optional<std::string_view> { return sent.fields.content_digest; }});
    if (!signature) return std::string(name(signature.error().code));
    const auto read = read_usage_body(sent.body, is_usage_frame(sent.body));
    if (!read) return std::string(name(read.error().code));
    const auto reply =
        town_.record(sent.site, read->batch, {}, runtime::SignedBody{.signature = *signature, .body = sent.body});
    return reply ? std::string{} : std::string(name(reply.error().code));
  }
  std::string take_unsigned(std::string_view job) {
    const auto reply = town_.record("east", batch_of({hour_of(job, 1)}));
    return reply ? std::string{} : std::string(name(reply.error().code));
  }

  // The journal with its newest entry changed and encoded again: what an audit makes of it.
  [[nodiscard]] Result<VerifyReport> audit(const std::function<void(engine::UsageBlock&)>& forge = {}) {
    storage::MemoryStore store(town_.disk());
    std::vector<Bytes> entries;
    EXPECT_TRUE(store.read(1, ports::to_the_end, [&](std::uint64_t, ByteView bytes) {
      entries.emplace_back(bytes.begin(), bytes.end());
      return true;
    }));
    if (forge) {
      auto entry = codec::decode_entry(entries.back()).value();
      auto& block = std::get<engine::UsageBlock>(entry.body);
      forge(block);
      entries.back() = codec::encode(entry.header, block);
    }
    storage::MemoryDisk disk;
    storage::MemoryStore copy(disk);
    const std::vector<ByteView> views(entries.begin(), entries.end());
    EXPECT_TRUE(copy.append(1, views));
    for (const auto& [hash, bytes] : documents_) EXPECT_TRUE(copy.put_document(hash, as_bytes(bytes)));
    return verify(copy, {.key = {}, .checkpoints = {}, .threaded = false});
  }
  [[nodiscard]] std::string finding(const std::function<void(engine::UsageBlock&)>& forge = {}) {
    const auto report = audit(forge);
    return report ? "nothing" : std::string(name(report.error().code)) + ": " + report.error().detail;
  }

  Town town_;
  proof::PrivateKey key_ = key_called("k1", 1);
  std::vector<std::pair<Hash256, std::string>> documents_;
};

// --- keys ---

TEST_F(SignedUsage, AKeyIsRegisteredOnceUnderOneName) {
  const auto second = key_called("k2", 2);
  EXPECT_EQ(town_.try_to(AddSiteKey{"k1", "east", public_text(key_), {}}), "");  // already so
  EXPECT_EQ(town_.try_to(AddSiteKey{"k1", "east", public_text(second), {}}), "key_reused");
  EXPECT_EQ(town_.try_to(AddSiteKey{"k1", "west", public_text(key_), {}}), "key_reused");
  EXPECT_EQ(town_.try_to(AddSiteKey{"k9", "west", public_text(key_), {}}), "key_reused");  // the same public key
  EXPECT_EQ(town_.try_to(AddSiteKey{"k2", "nowhere", public_text(second), {}}), "site_not_found");
  EXPECT_EQ(town_.try_to(AddSiteKey{"k2", "east", "short", {}}), "key_invalid");
  EXPECT_EQ(town_.try_to(AddSiteKey{"", "east", public_text(second), {}}), "missing_field");
  EXPECT_EQ(town_.try_to(AddSiteKey{"k2", "east", public_text(second), at("2026-03-11T00:00:00Z")}), "");
  EXPECT_EQ(town_.state().signing.keys.size(), 2U);
}

TEST_F(SignedUsage, AKeyEndsWhenItIsToldToAndNotBackwards) {
  const Instant later = town_.now() + Milliseconds{3'600'000};
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "east", {}, ""}), "missing_field");
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k2", "east", {}, "lost"}), "site_key_not_found");
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "west", {}, "lost"}), "site_key_not_found");
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "east", at("2026-03-01T00:00:00Z"), "lost"}), "time_invalid");
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "east", later, "replaced"}), "");
  EXPECT_EQ(take(sent("a")), "");
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "east", later, "replaced"}), "");  // already so
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "east", later + Milliseconds{1}, "later"}), "site_key_revoked");
  EXPECT_EQ(town_.try_to(RevokeSiteKey{"k1", "east", {}, "stolen"}), "");  // sooner than it was to be
  EXPECT_EQ(take(sent("b")), "site_key_revoked");
  EXPECT_EQ(finding(), "nothing");
}

TEST_F(SignedUsage, KeysOverlapWhileOneReplacesTheOther) {
  const auto next = key_called("k2", 2);
  town_.must(AddSiteKey{"k2", "east", public_text(next), {}});
  EXPECT_EQ(take(sent("a")), "");
  EXPECT_EQ(take(signed_by(next, "b")), "");
  town_.must(RevokeSiteKey{"k1", "east", {}, "replaced"});
  EXPECT_EQ(take(sent("c")), "site_key_revoked");
  EXPECT_EQ(take(signed_by(next, "d")), "");
  EXPECT_EQ(finding(), "nothing");
}

// --- what is refused ---

TEST_F(SignedUsage, EveryKindOfWrongSignatureHasItsOwnError) {
  town_.must(AddSiteKey{"w1", "west", public_text(key_called("w1", 3)), {}});
  town_.must(AddSiteKey{"k3", "east", public_text(key_called("k3", 4)), at("2026-03-20T00:00:00Z")});
  EXPECT_EQ(take(signed_by(key_called("none", 5), "a")), "site_key_not_found");
  EXPECT_EQ(take(signed_by(key_called("w1", 3), "a")), "site_key_of_other_site");
  EXPECT_EQ(take(signed_by(key_called("k3", 4), "a")), "site_key_early");
  EXPECT_EQ(take(signed_by(key_called("k1", 6), "a")), "signature_wrong");  // another key under that name
  EXPECT_EQ(take(sent("a", limits::signature_skew_s_max + 1)), "signature_stale");
  EXPECT_EQ(take(sent("a", -limits::signature_age_s_max - 1)), "signature_stale");

  Sent changed = sent("a");
  changed.body = sent("z").body;
  EXPECT_EQ(take(changed), "digest_mismatch");
  changed = sent("a");
  changed.fields.content_digest = proof::content_digest(proof::sha256(as_bytes("other")));
  EXPECT_EQ(take(changed), "digest_mismatch");
  changed.body = std::string(as_text(codec::encode_frame(batch_of({hour_of("b", 1)}))));
  changed.fields.content_digest = proof::content_digest(proof::sha256(as_bytes(changed.body)));
  EXPECT_EQ(take(changed), "signature_wrong");
  changed = sent("a");
  changed.site = "west";  // what east signed is not taken as west's
  EXPECT_EQ(take(changed), "signature_malformed");
  changed = sent("a");
  changed.fields.signature_input.replace(changed.fields.signature_input.find("\"@method\" "), 10, "");
  EXPECT_EQ(take(changed), "signature_malformed");
  EXPECT_EQ(town_.state().jobs.size(), 0U);
  EXPECT_EQ(take(sent("a")), "");
}

TEST_F(SignedUsage, TheSameSignatureIsTakenOnceAlsoAfterARestart) {
  const Sent batch = sent("a");
  EXPECT_EQ(take(batch), "");
  EXPECT_EQ(take(batch), "signature_replayed");
  town_.restart();
  EXPECT_EQ(take(batch), "signature_replayed");
  ASSERT_TRUE(town_.journal().save_snapshot());
  town_.restart();
  EXPECT_EQ(take(batch), "signature_replayed");
  EXPECT_EQ(take(sent("a", 1)), "");  // signed again: the records are duplicates, and there is nothing to keep
  EXPECT_EQ(town_.state().totals.charged_records, 1U);
}

TEST_F(SignedUsage, WhoSignsNeedNotButWhoMustDoes) {
  EXPECT_EQ(take_unsigned("a"), "");
  const Day tomorrow = next(town_.state().authority->zone.day_of(town_.now()));
  EXPECT_EQ(town_.try_to(SetSigningRule{"nowhere", tomorrow, false}), "site_not_found");
  town_.must(SetSigningRule{"east", tomorrow, false});
  EXPECT_EQ(take_unsigned("b"), "");
  town_.advance(Milliseconds{86'400'000});
  EXPECT_EQ(take_unsigned("c"), "signature_missing");
  EXPECT_TRUE(town_.record("west", batch_of({hour_of("w", 1)})));  // another site
  EXPECT_EQ(take(sent("c")), "");
  EXPECT_EQ(finding(), "nothing");
  EXPECT_NE(finding([](auto& block) { block.signature.reset(); }).find("signature_missing"), std::string::npos);
  town_.must(SetSigningRule{"east", {}, false});
  EXPECT_EQ(take_unsigned("d"), "");
}

// --- what an audit finds ---

TEST_F(SignedUsage, AnAuditCountsSignaturesAndFindsEveryChangedOne) {
  EXPECT_EQ(take(sent("a")), "");
  const auto report = audit();
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->signatures, 1U);
  EXPECT_EQ(report->bodies, 0U);

  const auto kept = std::get<engine::UsageBlock>(
      codec::decode_entry([&] {
        storage::MemoryStore store(town_.disk());
        Bytes last;
        EXPECT_TRUE(store.read(town_.state().last_sequence, ports::to_the_end, [&](std::uint64_t, ByteView bytes) {
          last.assign(bytes.begin(), bytes.end());
          return true;
        }));
        return last;
      }())
          .value()
          .body);
  const auto base = kept.signature->base;
  for (std::size_t i = 0; i < base.size(); ++i) {
    EXPECT_NE(finding([&](auto& block) { block.signature->base[i] = static_cast<char>(base[i] ^ 1); }), "nothing") << i;
  }
  for (std::size_t i = 0; i < kept.signature->signature.size(); i += 7) {
    EXPECT_NE(
        finding([&](auto& block) { block.signature->signature[i] = block.signature->signature[i] == 'A' ? 'B' : 'A'; }),
        "nothing")
        << i;
  }
  EXPECT_NE(finding([](auto& block) { block.signature->signature = "no base 64"; }), "nothing");
  EXPECT_NE(finding([](auto& block) { block.signature->body_kept = true; }), "nothing");
  EXPECT_NE(finding([](auto& block) { block.signature->key = SiteKeyId{7}; }), "nothing");
}

TEST_F(SignedUsage, AnotherKeyOfTheSiteDoesNotStandInForTheOneThatSigned) {
  town_.must(AddSiteKey{"k2", "east", public_text(key_called("k2", 2)), {}});
  EXPECT_EQ(take(sent("a")), "");
  EXPECT_NE(finding([](auto& block) { block.signature->key = SiteKeyId{1}; }), "nothing");
}

TEST_F(SignedUsage, AKeptBodyIsComparedWithWhatBecameOfIt) {
  town_.must(SetSigningRule{"east", {}, true});
  const Sent batch = sent("a");
  EXPECT_EQ(take(batch), "");
  const Hash256 hash = proof::sha256(as_bytes(batch.body));
  EXPECT_NE(finding().find("document_missing"), std::string::npos);
  documents_ = {{hash, batch.body + "x"}};
  EXPECT_NE(finding().find("hash_mismatch"), std::string::npos);
  documents_ = {{hash, batch.body}};
  const auto report = audit();
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->bodies, 1U);
  // Another hour, or another number of devices, than the site signed: the books alone would let it pass.
  EXPECT_NE(finding([](auto& block) { block.start_ms[0] += 1'000; }), "nothing");
  EXPECT_NE(finding([](auto& block) { block.units[0] *= 2; }).find("not one that the site signed"), std::string::npos);
  EXPECT_EQ(finding([](auto& block) { block.signature->base += ""; }), "nothing");  // the forger itself changes nothing
}

TEST_F(SignedUsage, ABodyWithRecordsInSuspenseDuplicatesAndConflictsCompares) {
  town_.must(SetSigningRule{"east", {}, true});
  EXPECT_EQ(take_unsigned("a"), "");
  Usage conflict = hour_of("a", 1);
  conflict.units = 2'000;
  Usage stranger = hour_of("b", 1);
  stranger.account = "nobody";
  Usage odd = hour_of("c", 1);
  odd.resource = "unheard-of";
  Usage aliased = hour_of("d", 1);
  aliased.resource = "A100-SXM4";
  Sent batch{.body = std::string(as_text(codec::encode_frame(
                 batch_of({hour_of("a", 1), conflict, stranger, odd, aliased, hour_of("e", 1), hour_of("e", 1)})))),
             .fields = {}};
  batch.fields = proof::sign_body(
      key_, {.path = batch.path, .body = as_bytes(batch.body), .created_s = count(town_.now()) / 1'000});
  EXPECT_EQ(take(batch), "");
  documents_ = {{proof::sha256(as_bytes(batch.body)), batch.body}};
  EXPECT_EQ(finding(), "nothing");
}

}  // namespace
}  // namespace scrip::verify
