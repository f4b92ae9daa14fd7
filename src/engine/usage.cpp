#include "engine/usage.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "base/check.h"
#include "base/limits.h"
#include "engine/network.h"
#include "engine/pricing.h"
#include "engine/reservation.h"
#include "engine/texts.h"
#include "proof/hash.h"

namespace scrip::engine {

using metering::SuspenseReason;
using metering::UsageBatch;
using registry::ResourceKind;

namespace {

Result<void> check_tables(const UsageBatch& batch) {
  const auto same_length = [&](const auto& column) { return column.size() == batch.size(); };
  if (!same_length(batch.resource) || !same_length(batch.part) || !same_length(batch.start_ms) ||
      !same_length(batch.end_ms) || !same_length(batch.units) || !same_length(batch.problem)) {
    return fail(ErrorCode::encoding_invalid, say("the columns of the batch differ in length"));
  }
  if (batch.jobs.size() > limits::batch_records_max || batch.resources.size() > limits::batch_records_max) {
    return fail(ErrorCode::too_large, say("a batch names at most {0} jobs", limits::batch_records_max));
  }
  for (const auto& info : batch.jobs) {
    if (info.key.empty()) return fail(ErrorCode::missing_field, say("a job needs a key"), "job");
    if (info.key.size() > limits::text_max || info.account.size() > limits::text_max) {
      return fail(ErrorCode::too_large, say("a job key or account is longer than 512 bytes"), "job");
    }
  }
  for (const auto& text : batch.resources) {
    if (text.size() > limits::text_max) return fail(ErrorCode::too_large, say("longer than 512 bytes"), "resource");
  }
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch.job[i] >= batch.jobs.size() || batch.resource[i] >= batch.resources.size()) {
      return fail(ErrorCode::encoding_invalid, say("record {0} points outside its tables", i));
    }
  }
  return {};
}

// The batch's jobs, each once: known ones ascending by id, then new ones as they first appear.
struct JobTable {
  std::vector<PreparedBatch::Group> groups;
  std::vector<std::uint32_t> group_of_info;
};

JobTable resolve_jobs(const State& state, SiteId site, const UsageBatch& batch) {
  JobTable table;
  table.groups.reserve(batch.jobs.size());
  std::vector<PreparedBatch::Group> found(batch.jobs.size());
  for (std::uint32_t i = 0; i < batch.jobs.size(); ++i) {
    found[i] = {.key = job_key(site, batch.jobs[i].key), .info = i, .ended = batch.jobs[i].ended};
    state.job_by_key.prefetch(found[i].key);
  }
  for (auto& group : found) {
    const auto known = state.job_by_key.find(group.key);
    if (known == state.job_by_key.end()) continue;
    group.job = known->second;
    __builtin_prefetch(&state.jobs[index(group.job)].parts);
  }
  std::vector<std::uint32_t> by_id(found.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  const auto by_job = [&](std::uint32_t a, std::uint32_t b) { return found[a].job < found[b].job; };
  if (!std::is_sorted(by_id.begin(), by_id.end(), by_job)) std::stable_sort(by_id.begin(), by_id.end(), by_job);

  table.group_of_info.resize(found.size());
  FlatMap<JobKey, std::uint32_t> new_groups;
  for (const std::uint32_t i : by_id) {
    const bool known = found[i].job != no_id<JobId>;
    std::uint32_t group = static_cast<std::uint32_t>(table.groups.size());
    if (known && !table.groups.empty() && table.groups.back().job == found[i].job) {
      group -= 1;
    } else if (!known) {
      group = new_groups.try_emplace(found[i].key, group).first->second;
    }
    if (group == table.groups.size()) table.groups.push_back(found[i]);
    table.groups[group].ended = table.groups[group].ended || found[i].ended;
    table.group_of_info[i] = group;
  }
  return table;
}

// Counting sort of the records by group, then each group by part where it is not already in order.
void order_records(const UsageBatch& batch, const std::vector<std::uint32_t>& group_of_info, PreparedBatch& prepared) {
  auto& groups = prepared.groups;
  for (const auto job : batch.job) ++groups[group_of_info[job]].end;
  std::uint32_t at = 0;
  for (auto& group : groups) {
    group.begin = at;
    at += group.end;
    group.end = group.begin;
  }
  prepared.order.resize(batch.size());
  for (std::uint32_t i = 0; i < batch.size(); ++i) prepared.order[groups[group_of_info[batch.job[i]]].end++] = i;
  for (const auto& group : groups) {
    const auto first = prepared.order.begin() + group.begin;
    const auto last = prepared.order.begin() + group.end;
    const auto by_part = [&](std::uint32_t a, std::uint32_t b) { return batch.part[a] < batch.part[b]; };
    if (!std::is_sorted(first, last, by_part)) std::stable_sort(first, last, by_part);
  }
}

void find_seen(const State& state, const UsageBatch& batch, PreparedBatch& prepared) {
  constexpr std::size_t ahead = 16;
  for (std::size_t g = 0; g < prepared.groups.size(); ++g) {
    const auto& group = prepared.groups[g];
    if (group.job == no_id<JobId>) break;  // the new ones come last
    if (g + ahead < prepared.groups.size() && prepared.groups[g + ahead].job != no_id<JobId>) {
      __builtin_prefetch(&state.jobs[index(prepared.groups[g + ahead].job)].parts);
    }
    const Job& job = state.jobs[index(group.job)];
    for (std::uint32_t i = group.begin; i < group.end; ++i) {
      const std::uint64_t part = batch.part[prepared.order[i]];
      if (!job.parts.contains(part)) continue;
      prepared.seen.push_back(
          {.job = group.job, .part = part, .first_entry = job.first_entry, .last_entry = job.last_entry});
    }
  }
}

// Takes one batch. Groups in order, records in order of part.
class Recorder {
 public:
  Recorder(State& state, const UsageBatch& batch, const PreparedBatch& prepared, const EarlierRecords& earlier,
           const EntryContext& context)
      : state_(state),
        batch_(batch),
        prepared_(prepared),
        earlier_(earlier),
        context_(context),
        charger_(state),
        pricer_(state, prepared.site, outcome_.block.slots) {
    UsageBlock& block = outcome_.block;
    block.site = prepared.site;
    block.jobs.reserve(prepared.groups.size());
    for (auto* column : {&block.start_ms, &block.end_ms, &block.units}) column->reserve(batch.size());
    block.part.reserve(batch.size());
    block.slot.reserve(batch.size());
    outcome_.records.resize(batch.size());
  }

  // With `released`, record i of the batch is in suspense under (*released)[i].
  void take_suspense(const std::vector<SuspenseId>* released, bool accept_conflicts) {
    outcome_.block.source = UsageBlock::Source::suspense;
    released_ = released;
    accept_conflicts_ = accept_conflicts;
  }

  UsageOutcome run() {
    for (std::size_t i = 0; i < prepared_.groups.size(); ++i) {
      fetch_ahead(i);
      take_group(prepared_.groups[i]);
    }
    state_.totals.charged_records += outcome_.charged;
    state_.totals.suspended_records += outcome_.suspended;
    return std::move(outcome_);
  }

 private:
  void take_group(const PreparedBatch::Group& group);
  void take_record(std::uint32_t row, const metering::JobInfo& info, UsageBlock::Job& entry, Job& job);
  void suspend(std::uint32_t row, SuspenseReason reason, const metering::JobInfo& info, UsageBlock::Job& entry,
               Job& job);
  void charge(std::uint32_t row, std::span<const PricedPiece> pieces, Job& job);
  void keep(std::uint32_t row, std::uint64_t part, std::uint32_t slot);
  void add_delta(const UsageBlock::Slot& slot, Amount quantity);

  void fetch_ahead(std::size_t group) const;
  [[nodiscard]] JobId open_job(const PreparedBatch::Group& group);
  void find_payer(const metering::JobInfo& info, UsageBlock::Job& entry, Job& job);
  [[nodiscard]] SuspenseReason judge(const UsageRecord& record, ResourceId resource, const Job& job,
                                     const metering::JobInfo& info) const;
  [[nodiscard]] bool fits(std::span<const PricedPiece> pieces, ResourceKind kind) const;
  [[nodiscard]] bool waits_for_accreditation(std::span<const PricedPiece> pieces, const Job& job) const;
  [[nodiscard]] bool differs_from_request(ResourceId resource, const metering::JobInfo& info, const Job& job) const;
  [[nodiscard]] bool same_resource(std::uint32_t row, std::uint32_t other) const;
  [[nodiscard]] bool same_as_earlier(std::uint32_t row, JobId job) const;
  [[nodiscard]] UsageRecord record_at(std::uint32_t row) const {
    return {.part = batch_.part[row],
            .start_ms = batch_.start_ms[row],
            .end_ms = batch_.end_ms[row],
            .units = batch_.units[row]};
  }

  State& state_;
  const UsageBatch& batch_;
  const PreparedBatch& prepared_;
  const EarlierRecords& earlier_;
  const EntryContext& context_;
  const std::vector<SuspenseId>* released_ = nullptr;
  bool accept_conflicts_ = false;
  UsageOutcome outcome_;
  Charger charger_;
  Pricer pricer_;
  std::vector<LineDelta> deltas_;      // of the group in hand
  Amount line_quantity_max_;           // of the group in hand: the largest a line can have become
  std::optional<std::uint32_t> last_;  // the record before, in the group in hand
};

// Asks for the memory that the groups after this one will need: with many jobs, waiting for it is most of the work.
void Recorder::fetch_ahead(std::size_t group) const {
  constexpr std::size_t jobs_ahead = 16;
  constexpr std::size_t vouchers_ahead = 8;
  constexpr std::size_t cache_line = 64;
  const auto& groups = prepared_.groups;
  if (group + jobs_ahead < groups.size() && groups[group + jobs_ahead].job != no_id<JobId>) {
    const auto* job = reinterpret_cast<const char*>(&state_.jobs[index(groups[group + jobs_ahead].job)]);
    for (std::size_t at = 0; at < sizeof(Job); at += cache_line) __builtin_prefetch(job + at, 1);
  }
  if (group + vouchers_ahead < groups.size() && groups[group + vouchers_ahead].job != no_id<JobId>) {
    charger_.fetch(state_.jobs[index(groups[group + vouchers_ahead].job)]);
  }
}

void Recorder::take_group(const PreparedBatch::Group& group) {
  const bool is_new = group.job == no_id<JobId>;
  const JobId id = is_new ? open_job(group) : group.job;
  const metering::JobInfo& info = batch_.jobs[group.info];
  Job& job = state_.jobs[index(id)];
  UsageBlock::Job entry{.job = id, .is_new = is_new, .key = {}, .account = {}};
  if (is_new) {
    entry.key = info.key;
    entry.account = info.account;
  }
  if (job.payer == no_id<OrganisationId>) find_payer(info, entry, job);

  const std::size_t records_before = outcome_.block.size();
  deltas_.clear();
  line_quantity_max_ = Amount{};
  for (const Line& line : job.lines) line_quantity_max_ = std::max(line_quantity_max_, line.quantity);
  last_.reset();
  for (std::uint32_t i = group.begin; i < group.end; ++i) take_record(prepared_.order[i], info, entry, job);

  entry.records = static_cast<std::uint32_t>(outcome_.block.size() - records_before);
  if (!deltas_.empty()) {
    ChargedLines charged;
    entry.plain = charger_.charge(id, deltas_, charged);
    if (!entry.plain) outcome_.block.charged.push_back(std::move(charged));
  }
  entry.ended = group.ended && !job.ended;
  if (entry.ended) {
    job.ended = true;
    end_job_hold(state_, job, context_);
  }
  if (entry.records != 0) job.last_entry = context_.sequence;
  if (is_new || entry.records != 0 || entry.ended || entry.payer != no_id<OrganisationId>) {
    outcome_.block.jobs.push_back(std::move(entry));
  }
}

JobId Recorder::open_job(const PreparedBatch::Group& group) {
  const JobId id = id_at<JobId>(state_.jobs.size());
  Job& job = state_.jobs.emplace_back();
  job.key = group.key;
  job.site = prepared_.site;
  job.first_entry = context_.sequence;
  job.last_entry = context_.sequence;
  const auto hold = state_.hold_by_job.find(group.key);
  if (hold != state_.hold_by_job.end()) job.hold = hold->second;
  state_.job_by_key.emplace(group.key, id);
  return id;
}

void Recorder::find_payer(const metering::JobInfo& info, UsageBlock::Job& entry, Job& job) {
  const auto* mapping = state_.registry.find_payer(job.site, info.account);
  job.use = info.use;
  if (job.hold != no_id<HoldId>) {
    const Hold& hold = state_.holds[index(job.hold)];
    job.payer = hold.organisation;  // who authorised the job pays for it
    if (job.use == metering::Use::unspecified) job.use = hold.use;
  } else if (mapping != nullptr) {
    job.payer = mapping->organisation;
  } else {
    job.use = metering::Use::unspecified;
    return;
  }
  if (job.use == metering::Use::unspecified && mapping != nullptr) job.use = mapping->use;
  entry.payer = job.payer;
  entry.use = job.use;
}

void Recorder::take_record(std::uint32_t row, const metering::JobInfo& info, UsageBlock::Job& entry, Job& job) {
  const UsageRecord record = record_at(row);
  const bool from_site = released_ == nullptr;
  if (from_site && job.parts.contains(record.part)) {
    const bool same = last_ && batch_.part[*last_] == record.part
                          ? batch_.start_ms[*last_] == record.start_ms && batch_.end_ms[*last_] == record.end_ms &&
                                batch_.units[*last_] == record.units && same_resource(*last_, row)
                          : same_as_earlier(row, entry.job);
    if (same) {
      outcome_.records[row] = {.status = RecordStatus::duplicate};
      ++outcome_.duplicates;
    } else {
      suspend(row, SuspenseReason::conflict, info, entry, job);
    }
    return;
  }
  last_ = row;
  const ResourceId resource = prepared_.resources[batch_.resource[row]];
  SuspenseReason reason = batch_.problem[row];
  if (reason == SuspenseReason::none) reason = judge(record, resource, job, info);
  std::span<const PricedPiece> pieces;
  if (reason == SuspenseReason::none) {
    pieces = pricer_.pieces(resource, record);
    if (pieces.empty()) reason = SuspenseReason::no_price;
  }
  if (reason == SuspenseReason::none && !fits(pieces, state_.registry.resources()[index(resource)].kind)) {
    reason = SuspenseReason::out_of_range;
  }
  if (reason == SuspenseReason::none && waits_for_accreditation(pieces, job)) reason = SuspenseReason::not_accredited;
  if (reason != SuspenseReason::none) {
    suspend(row, reason, info, entry, job);
    return;
  }
  if (!job.mismatched && differs_from_request(resource, info, job)) {
    job.mismatched = true;
    entry.mismatch = true;
    ++outcome_.mismatched_jobs;
    ++state_.totals.mismatched_jobs;
  }
  charge(row, pieces, job);
}

SuspenseReason Recorder::judge(const UsageRecord& record, ResourceId resource, const Job& job,
                               const metering::JobInfo& info) const {
  if (resource == no_id<ResourceId>) return SuspenseReason::unknown_resource;
  if (record.end_ms < record.start_ms || record.start_ms < count(instant_min) || record.end_ms >= count(instant_max)) {
    return SuspenseReason::inconsistent_time;
  }
  if (record.end_ms - record.start_ms > limits::record_duration_ms_max || record.units < 0) {
    return SuspenseReason::out_of_range;
  }
  const bool token = state_.registry.resources()[index(resource)].kind == ResourceKind::token;
  const Int128 quantity =
      token ? Int128{record.units} * micro : Int128{record.units} * (record.end_ms - record.start_ms);
  if (quantity > limits::record_quantity_max) return SuspenseReason::out_of_range;
  if (record.end_ms > count(context_.now) + limits::future_tolerance_ms) return SuspenseReason::in_future;
  const std::int64_t age_ms = count(context_.now) - record.end_ms;
  const auto late_days = state_.authority->late_days;
  if (late_days != 0 && age_ms > late_days * std::int64_t{86'400'000}) return SuspenseReason::too_late;
  if (job.payer == no_id<OrganisationId>) return SuspenseReason::no_payer;
  if (info.use != metering::Use::unspecified && job.use != metering::Use::unspecified && info.use != job.use) {
    return SuspenseReason::job_terms_differ;
  }
  return SuspenseReason::none;
}

// The charge follows the chip that ran; that it is not the one asked for (of the site, or of Scrip when the job was
// authorised) is worth knowing.
bool Recorder::differs_from_request(ResourceId resource, const metering::JobInfo& info, const Job& job) const {
  const auto& resources = state_.registry.resources();
  const auto* asked = info.requested.empty() ? nullptr : state_.registry.find_resource(info.requested);
  if (asked == nullptr && job.hold != no_id<HoldId>) {
    const ResourceId held_for = state_.holds[index(job.hold)].resource;
    if (held_for != no_id<ResourceId>) asked = &resources[index(held_for)];
  }
  return asked != nullptr && asked->id != resource && asked->kind == ResourceKind::accelerator &&
         resources[index(resource)].kind == ResourceKind::accelerator;
}

// Whether the sums stay within their ranges.
bool Recorder::fits(std::span<const PricedPiece> pieces, ResourceKind kind) const {
  rating::Exact exact = state_.totals.exact;
  Amount quantity = line_quantity_max_;
  for (const auto& piece : pieces) {
    exact += rating::exact_price(kind, outcome_.block.slots[piece.slot].price, piece.quantity);
    quantity += piece.quantity;
  }
  return exact <= exact_max && quantity <= amount_max;
}

bool Recorder::waits_for_accreditation(std::span<const PricedPiece> pieces, const Job& job) const {
  return std::ranges::any_of(pieces, [&](const PricedPiece& piece) {
    const auto& slot = outcome_.block.slots[piece.slot];
    return engine::waits_for_accreditation(
        state_, job.payer, {.site = job.site, .resource = slot.resource, .use = job.use, .day = slot.day});
  });
}

// Whether two records of the batch name one resource, be it by its key and by an alias.
bool Recorder::same_resource(std::uint32_t row, std::uint32_t other) const {
  const std::uint32_t a = batch_.resource[row];
  const std::uint32_t b = batch_.resource[other];
  const bool known = prepared_.resources[a] != no_id<ResourceId>;
  return known ? prepared_.resources[a] == prepared_.resources[b] : batch_.resources[a] == batch_.resources[b];
}

bool Recorder::same_as_earlier(std::uint32_t row, JobId job) const {
  const auto found = earlier_.find(PartKey{.job = job, .part = batch_.part[row]});
  if (found == earlier_.end()) return false;
  const std::string_view text = batch_.resources[batch_.resource[row]];
  const auto* was = state_.registry.find_resource(found->second.resource);
  const ResourceId now = prepared_.resources[batch_.resource[row]];
  const bool same_resource =
      was != nullptr && now != no_id<ResourceId> ? was->id == now : text == found->second.resource;
  return same_resource && found->second.record == record_at(row);
}

void Recorder::suspend(std::uint32_t row, SuspenseReason reason, const metering::JobInfo& info, UsageBlock::Job& entry,
                       Job& job) {
  outcome_.records[row] = {.status = RecordStatus::suspended, .reason = reason};
  if (released_ != nullptr) return;  // it stays where it is
  UsageRecord record = record_at(row);
  const ResourceId resource = prepared_.resources[batch_.resource[row]];
  const std::string_view text = batch_.resources[batch_.resource[row]];
  std::uint64_t part = record.part;
  if (reason == SuspenseReason::conflict) {
    part = metering::part_of_text_id("conflict/" + std::to_string(record.part) + "/" + std::to_string(record.start_ms) +
                                     "/" + std::to_string(record.end_ms) + "/" + std::to_string(record.units) + "/" +
                                     std::string(text));
    if (job.parts.contains(part)) {
      outcome_.records[row] = {.status = RecordStatus::duplicate};
      ++outcome_.duplicates;
      return;
    }
    outcome_.block.conflicts.push_back(
        {.record = static_cast<std::uint32_t>(outcome_.block.size()), .part = record.part});
  }
  ++outcome_.suspended;
  entry.key = info.key;
  entry.account = info.account;
  if (entry.payer == no_id<OrganisationId>) entry.use = info.use;
  job.parts.insert(part);
  const bool known = resource != no_id<ResourceId>;
  keep(row, part, pricer_.suspense_slot(reason, resource, known ? std::string_view{} : text));
  const SuspenseId suspense{state_.next_suspense++};
  state_.suspense.emplace(
      suspense, Suspended{.id = suspense,
                          .site = prepared_.site,
                          .job = entry.job,
                          .job_text = entry.key,
                          .account = entry.account,
                          .resource = known ? state_.registry.resources()[index(resource)].key : std::string(text),
                          .use = entry.use,
                          .reason = reason,
                          .entry = context_.sequence,
                          .record = record});
}

void Recorder::charge(std::uint32_t row, std::span<const PricedPiece> pieces, Job& job) {
  if (released_ == nullptr) {
    job.parts.insert(batch_.part[row]);
  } else {
    outcome_.block.released.push_back((*released_)[row]);
    state_.suspense.erase((*released_)[row]);
  }
  ++outcome_.charged;
  job.first_start = std::min(job.first_start, instant_at(batch_.start_ms[row]));
  const auto& slots = outcome_.block.slots;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    outcome_.block.pieces.push_back({.record = static_cast<std::uint32_t>(outcome_.block.size()),
                                     .slot = pieces[i].slot,
                                     .quantity = pieces[i].quantity});
  }
  for (const auto& piece : pieces) add_delta(slots[piece.slot], piece.quantity);
  keep(row, batch_.part[row], pieces.front().slot);
}

void Recorder::add_delta(const UsageBlock::Slot& slot, Amount quantity) {
  const auto kind = state_.registry.resources()[index(slot.resource)].kind;
  const rating::Exact exact = rating::exact_price(kind, slot.price, quantity);
  state_.totals.exact += exact;
  line_quantity_max_ += quantity;
  add_to(deltas_,
         {.posting = slot.posting, .day = slot.day, .resource = slot.resource, .quantity = quantity, .exact = exact});
}

void Recorder::keep(std::uint32_t row, std::uint64_t part, std::uint32_t slot) {
  UsageBlock& block = outcome_.block;
  block.part.push_back(part);
  block.start_ms.push_back(batch_.start_ms[row]);
  block.end_ms.push_back(batch_.end_ms[row]);
  block.units.push_back(batch_.units[row]);
  block.slot.push_back(slot);
}

PreparedBatch resolve(const State& state, SiteId site, const UsageBatch& batch) {
  PreparedBatch prepared;
  prepared.site = site;
  for (const auto& text : batch.resources) {
    const auto* resource = state.registry.find_resource(text);
    prepared.resources.push_back(resource != nullptr ? resource->id : no_id<ResourceId>);
  }
  JobTable table = resolve_jobs(state, site, batch);
  prepared.groups = std::move(table.groups);
  order_records(batch, table.group_of_info, prepared);
  return prepared;
}

}  // namespace

Result<PreparedBatch> prepare(const State& state, std::string_view site_key, const UsageBatch& batch) {
  if (!state.authority) return fail(ErrorCode::authority_missing, "");
  const auto* site = state.registry.find_site(site_key);
  if (site == nullptr) return fail(ErrorCode::site_not_found, "'" + std::string(site_key) + "'", "site");
  if (batch.size() > limits::batch_records_max) {
    return fail(ErrorCode::too_large, say("a batch holds at most {0} records", limits::batch_records_max));
  }
  if (state.suspense.size() + batch.size() > limits::suspense_records_max) {
    return fail(ErrorCode::suspense_full, say("{0} records", state.suspense.size()));
  }
  SCRIP_TRY_VOID(check_tables(batch));
  PreparedBatch prepared = resolve(state, site->id, batch);
  find_seen(state, batch, prepared);
  return prepared;
}

UsageOutcome record_usage(State& state, const UsageBatch& batch, const PreparedBatch& prepared,
                          const EarlierRecords& earlier, const EntryContext& context) {
  return Recorder(state, batch, prepared, earlier, context).run();
}

UsageOutcome retry_suspense(State& state, const RetrySuspense& request, const EntryContext& context) {
  UsageBatch batch;
  std::vector<SuspenseId> ids;
  for (const SuspenseId id : request.ids) {
    const Suspended& suspended = state.suspense.at(id);
    SCRIP_CHECK(suspended.site == request.site);
    const auto position = static_cast<std::uint32_t>(ids.size());
    batch.jobs.push_back({.key = batch.keep(suspended.job_text),
                          .account = batch.keep(suspended.account),
                          .requested = {},
                          .use = suspended.use});
    batch.resources.push_back(batch.keep(suspended.resource));
    const bool stays = suspended.reason == SuspenseReason::conflict && !request.accept_conflicts;
    const bool lasting = suspended.reason == SuspenseReason::device_count_missing;
    batch.add(position, position, suspended.record.part, suspended.record.start_ms, suspended.record.end_ms,
              suspended.record.units, stays || lasting ? suspended.reason : SuspenseReason::none);
    ids.push_back(id);
  }
  const PreparedBatch prepared = resolve(state, request.site, batch);
  const EarlierRecords none;
  Recorder recorder(state, batch, prepared, none, context);
  recorder.take_suspense(&ids, request.accept_conflicts);
  return recorder.run();
}

}  // namespace scrip::engine
