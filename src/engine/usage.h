#pragma once
// The heavy path: a batch of usage records becomes charges and one journal entry.
//
// A batch is taken in two steps. prepare() judges and changes nothing: it resolves names, groups the records by job and
// says which ones were seen before, so that the shell can fetch what they were. record_usage() then cannot fail: it
// takes every record, as a charge, a duplicate or a record in suspense, and changes the state. Should the append that
// follows fail, the state is dropped and reloaded (STYLE.md, "crash-only").

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/charging.h"
#include "engine/state.h"
#include "metering/usage.h"

namespace scrip::engine {

// A record of a prepared batch that was taken before: the shell looks up with what content.
struct SeenRecord {
  JobId job = no_id<JobId>;
  std::uint64_t part = 0;
  std::uint64_t first_entry = 0;  // the journal entries it can be in
  std::uint64_t last_entry = 0;
};

// The content a seen record had when it was taken.
struct EarlierRecord {
  UsageRecord record;
  std::string resource;  // as it was written, or the key of the resource
};

struct PartKey {
  JobId job = no_id<JobId>;
  std::uint64_t part = 0;
  friend bool operator==(const PartKey&, const PartKey&) = default;
  template <class H>
  friend H AbslHashValue(H h, const PartKey& key) {
    return H::combine(std::move(h), key.job, key.part);
  }
};
using EarlierRecords = FlatMap<PartKey, EarlierRecord>;

// A batch with its names resolved and its records grouped by job.
struct PreparedBatch {
  struct Group {
    JobKey key;
    JobId job = no_id<JobId>;  // none: the batch brings it
    std::uint32_t info = 0;  // position in the batch's jobs
    std::uint32_t begin = 0;  // its records are order[begin] .. order[end - 1], ascending by part
    std::uint32_t end = 0;
    bool ended = false;
  };
  SiteId site = no_id<SiteId>;
  std::vector<ResourceId> resources;  // by the batch's resource index; none: unknown
  std::vector<Group> groups;  // known jobs ascending by id, then new ones as they appear
  std::vector<std::uint32_t> order;
  std::vector<SeenRecord> seen;
};

// Errors: authority_missing, site_not_found, too_large, suspense_full, encoding_invalid (an index out of its table, a
// text too long).
[[nodiscard]] Result<PreparedBatch> prepare(const State& state, std::string_view site,
                                            const metering::UsageBatch& batch);

// The result of a batch: what the journal keeps, and enough to reach the same state again without judging anything.
struct UsageBlock {
  enum class Source : std::uint8_t { site = 0, suspense = 1 };

  struct Job {
    JobId job = no_id<JobId>;
    std::uint32_t records = 0;
    bool is_new = false;
    bool ended = false;
    bool mismatch = false;  // found here to run on another chip model than it asked for
    bool plain = true;  // the allocation follows from the job (Charger::charge)
    OrganisationId payer = no_id<OrganisationId>;  // set where the job gets its payer here
    metering::Use use = metering::Use::unspecified;  // with its payer; or of its records that went to suspense
    std::string key;  // with is_new, or with records that went to suspense
    std::string account;
    friend bool operator==(const Job&, const Job&) = default;
  };

  // What records share: why they are in suspense, or where and at which price they are charged.
  struct Slot {
    metering::SuspenseReason reason = metering::SuspenseReason::none;
    std::string resource_text;  // where the resource is not known
    ResourceId resource = no_id<ResourceId>;
    Month posting{};
    Day day{};
    RateCardId rate_card = no_id<RateCardId>;
    Amount price;
    friend bool operator==(const Slot&, const Slot&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("reason", self.reason);
      visit("resource_text", self.resource_text);
      visit("resource", self.resource);
      visit("posting", self.posting);
      visit("day", self.day);
      visit("rate_card", self.rate_card);
      visit("price", self.price);
    }
  };

  // A record that crosses midnight, a tariff period or the end of a rate card: part of it belongs to another slot.
  struct Piece {
    std::uint32_t record = 0;
    std::uint32_t slot = 0;
    Amount quantity;
    friend bool operator==(const Piece&, const Piece&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("record", self.record);
      visit("slot", self.slot);
      visit("quantity", self.quantity);
    }
  };

  // A record in suspense as a conflict: its part in the columns is derived from its content, so that sending it again
  // is a duplicate; this is the part it came with.
  struct Conflict {
    std::uint32_t record = 0;
    std::uint64_t part = 0;
    friend bool operator==(const Conflict&, const Conflict&) = default;
    static void fields(auto& self, auto&& visit) {
      visit("record", self.record);
      visit("part", self.part);
    }
  };

  SiteId site = no_id<SiteId>;
  Source source = Source::site;
  std::vector<Job> jobs;  // ascending by id; their records follow each other in the columns
  std::vector<Slot> slots;
  std::vector<std::uint64_t> part;
  std::vector<std::int64_t> start_ms;
  std::vector<std::int64_t> end_ms;
  std::vector<std::int64_t> units;
  std::vector<std::uint32_t> slot;
  std::vector<Piece> pieces;  // ascending by record
  std::vector<Conflict> conflicts;  // ascending by record
  std::vector<ChargedLines> charged;  // of the jobs that are not plain, in order
  std::vector<SuspenseId> released;  // with Source::suspense: the records that left it
  std::optional<BatchSignature> signature;  // with Source::site, where the site signed what it sent

  [[nodiscard]] std::size_t size() const { return part.size(); }
  friend bool operator==(const UsageBlock&, const UsageBlock&) = default;
};

enum class RecordStatus : std::uint8_t { charged = 0, duplicate = 1, suspended = 2 };

struct RecordOutcome {
  RecordStatus status = RecordStatus::charged;
  metering::SuspenseReason reason = metering::SuspenseReason::none;
};

struct UsageOutcome {
  UsageBlock block;
  std::vector<RecordOutcome> records;  // by the batch's own order
  std::uint64_t charged = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t suspended = 0;
  std::uint64_t mismatched_jobs = 0;  // found in this batch to run on another chip model than they asked for
};

// Takes the batch and changes the state. An outcome whose block is empty (all duplicates) needs no entry.
[[nodiscard]] UsageOutcome record_usage(State& state, const metering::UsageBatch& batch, const PreparedBatch& prepared,
                                        const EarlierRecords& earlier, const EntryContext& context);

// Tries records of one site in suspense again; those that can be charged now leave it, the others stay as they are.
// A conflict is charged only with `accept_conflicts`: then the caller has refunded what it corrects.
struct RetrySuspense {
  SiteId site = no_id<SiteId>;
  std::vector<SuspenseId> ids;  // each once, all in suspense, of this site, at most limits::batch_records_max
  bool accept_conflicts = false;
};
[[nodiscard]] UsageOutcome retry_suspense(State& state, const RetrySuspense& request, const EntryContext& context);

// What one record costs by the site's rate cards, to the micro-unit. Errors: no_price.
[[nodiscard]] Result<Amount> price_of(const State& state, SiteId site, ResourceId resource, const UsageRecord& record);

// A record's quantity: device-seconds in millionths, or millionths of tokens.
[[nodiscard]] constexpr Amount quantity_of(registry::ResourceKind kind, const UsageRecord& record) {
  return kind == registry::ResourceKind::token ? Amount{record.units * micro}
                                               : Amount{record.units * (record.end_ms - record.start_ms)};
}

}  // namespace scrip::engine
