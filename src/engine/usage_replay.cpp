// Replay of usage blocks: the state that record_usage left, without judging, pricing or choosing anything again.

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "engine/usage.h"

namespace scrip::engine {
namespace {

using metering::SuspenseReason;

class Replayer {
 public:
  Replayer(State& state, const UsageBlock& block, const EntryContext& context)
      : state_(state), block_(block), context_(context), charger_(state) {}

  void run() {
    std::size_t record = 0;
    for (const auto& entry : block_.jobs) {
      take_job(entry, record);
      record += entry.records;
    }
    SCRIP_CHECK(record == block_.size());
    for (const SuspenseId id : block_.released) state_.suspense.erase(id);
  }

 private:
  Job& open_job(const UsageBlock::Job& entry) {
    if (!entry.is_new) return state_.jobs[index(entry.job)];
    SCRIP_CHECK(index(entry.job) == state_.jobs.size());
    Job& job = state_.jobs.emplace_back();
    job.key = job_key(block_.site, entry.key);
    job.site = block_.site;
    job.first_entry = context_.sequence;
    job.last_entry = context_.sequence;
    const auto hold = state_.hold_by_job.find(job.key);
    if (hold != state_.hold_by_job.end()) job.hold = hold->second;
    state_.job_by_key.emplace(job.key, entry.job);
    return job;
  }

  void take_job(const UsageBlock::Job& entry, std::size_t first_record) {
    Job& job = open_job(entry);
    if (entry.payer != no_id<OrganisationId>) {
      job.payer = entry.payer;
      job.use = entry.use;
    }
    deltas_.clear();
    for (std::size_t i = first_record; i < first_record + entry.records; ++i) take_record(entry, job, i);
    if (!deltas_.empty()) charger_.recharge(entry.job, deltas_, entry.plain ? nullptr : &block_.charged[next_charged_++]);
    if (entry.ended) {
      job.ended = true;
      if (job.hold != no_id<HoldId> && state_.holds[index(job.hold)].status == HoldStatus::active) {
        end_hold(state_, job.hold, HoldStatus::released);
      }
    }
    if (entry.mismatch) {
      job.mismatched = true;
      ++state_.totals.mismatched_jobs;
    }
    if (entry.records != 0) job.last_entry = context_.sequence;
  }

  void take_record(const UsageBlock::Job& entry, Job& job, std::size_t i) {
    const UsageBlock::Slot& slot = block_.slots[block_.slot[i]];
    if (block_.source == UsageBlock::Source::site) job.parts.insert(block_.part[i]);
    if (slot.reason != SuspenseReason::none) {
      suspend(entry, slot, i);
      return;
    }
    ++state_.totals.charged_records;
    job.first_start = std::min(job.first_start, instant_at(block_.start_ms[i]));
    const UsageRecord record{.part = block_.part[i], .start_ms = block_.start_ms[i], .end_ms = block_.end_ms[i],
                             .units = block_.units[i]};
    Amount quantity = quantity_of(state_.registry.resources()[index(slot.resource)].kind, record);
    const std::size_t first_piece = next_piece_;
    while (next_piece_ < block_.pieces.size() && block_.pieces[next_piece_].record == i) {
      quantity -= block_.pieces[next_piece_++].quantity;
    }
    add_delta(slot, quantity);
    for (std::size_t p = first_piece; p < next_piece_; ++p) {
      add_delta(block_.slots[block_.pieces[p].slot], block_.pieces[p].quantity);
    }
  }

  void suspend(const UsageBlock::Job& entry, const UsageBlock::Slot& slot, std::size_t i) {
    ++state_.totals.suspended_records;
    const SuspenseId id{state_.next_suspense++};
    std::uint64_t part = block_.part[i];
    if (next_conflict_ < block_.conflicts.size() && block_.conflicts[next_conflict_].record == i) {
      part = block_.conflicts[next_conflict_++].part;
    }
    const bool known = slot.resource != no_id<ResourceId>;
    state_.suspense.emplace(
        id, Suspended{.id = id,
                      .site = block_.site,
                      .job = entry.job,
                      .job_text = entry.key,
                      .account = entry.account,
                      .resource = known ? state_.registry.resources()[index(slot.resource)].key : slot.resource_text,
                      .use = entry.use,
                      .reason = slot.reason,
                      .entry = context_.sequence,
                      .record = {.part = part, .start_ms = block_.start_ms[i], .end_ms = block_.end_ms[i],
                                 .units = block_.units[i]}});
  }

  void add_delta(const UsageBlock::Slot& slot, Amount quantity) {
    const auto kind = state_.registry.resources()[index(slot.resource)].kind;
    const rating::Exact exact = rating::exact_price(kind, slot.price, quantity);
    state_.totals.exact += exact;
    add_to(deltas_, {.posting = slot.posting, .day = slot.day, .resource = slot.resource, .quantity = quantity,
                     .exact = exact});
  }

  State& state_;
  const UsageBlock& block_;
  const EntryContext& context_;
  Charger charger_;
  std::vector<LineDelta> deltas_;
  std::size_t next_charged_ = 0;
  std::size_t next_piece_ = 0;
  std::size_t next_conflict_ = 0;
};

}  // namespace

void apply(State& state, const UsageBlock& block, const EntryContext& context) {
  Replayer(state, block, context).run();
}

}  // namespace scrip::engine
