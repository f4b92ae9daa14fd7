// Replay of usage blocks: the state that record_usage left.
//
// What a record may do depends on the records before it, in the same block too, so each is checked when its turn comes.

#include <algorithm>
#include <optional>
#include <string>

#include "base/limits.h"
#include "engine/network.h"
#include "engine/pricing.h"
#include "engine/replay.h"
#include "engine/reservation.h"
#include "engine/signing.h"

namespace scrip::engine {
namespace {

using metering::SuspenseReason;
using registry::ResourceKind;

constexpr std::int32_t day_max = 4'000'000;
constexpr std::int32_t month_max = 12 * 10'000;

class Replayer {
 public:
  Replayer(State& state, const UsageBlock& block, const EntryContext& context, Replay how)
      : state_(state), block_(block), context_(context), judge_(how == Replay::judge), charger_(state) {}

  Result<void> run() {
    SCRIP_TRY_VOID(check_outside());
    SCRIP_TRY_VOID(take_signature());
    if (judge_) slots_ = block_.slots;
    constexpr std::size_t ahead = 8;
    for (std::size_t i = 0; i < block_.jobs.size(); ++i) {
      const bool known = i + ahead < block_.jobs.size() && index(block_.jobs[i + ahead].job) < state_.jobs.size();
      if (known) __builtin_prefetch(&state_.jobs[index(block_.jobs[i + ahead].job)]);
      if (auto taken = take_job(block_.jobs[i]); !taken) {
        taken.error().detail = "job " + std::to_string(index(block_.jobs[i].job)) + ": " + taken.error().detail;
        return taken;
      }
    }
    return check_all_used();
  }

 private:
  static std::unexpected<Error> mismatch(std::string detail) {
    return fail(ErrorCode::replay_mismatch, std::move(detail));
  }
  static Result<void> require(bool condition, std::string_view otherwise) {
    if (condition) return {};
    return mismatch(std::string(otherwise));
  }

  Result<void> check_outside();
  Result<void> take_signature();
  Result<void> check_slot(const UsageBlock::Slot& slot) const;
  Result<void> check_all_used() const;

  Result<void> take_job(const UsageBlock::Job& entry);
  Result<void> open_job(const UsageBlock::Job& entry);
  Result<void> take_payer(const UsageBlock::Job& entry, Job& job);
  [[nodiscard]] bool is_payer(const UsageBlock::Job& entry, const Job& job) const;
  [[nodiscard]] OrganisationId payer_of(std::string_view account) const;
  Result<void> take_charges(const UsageBlock::Job& entry);
  void end_job(Job& job);

  Result<void> take_record(const UsageBlock::Job& entry, Job& job);
  Result<void> suspend(const UsageBlock::Job& entry, const UsageBlock::Slot& slot);
  Result<void> charge(const UsageBlock::Job& entry, Job& job, const UsageBlock::Slot& slot);
  Result<void> charge_pieces(const UsageBlock::Slot& slot, Amount& quantity);
  Result<void> release(const UsageBlock::Job& entry, const UsageBlock::Slot& slot);
  Result<void> judge_record(const Job& job, const UsageBlock::Job& entry) const;
  Result<void> judge_price(const Job& job, ResourceId resource);
  Result<void> add_quantity(std::uint32_t slot, Amount quantity);
  Result<void> price_pending();

  [[nodiscard]] UsageRecord record() const {
    return {.part = block_.part[at_],
            .start_ms = block_.start_ms[at_],
            .end_ms = block_.end_ms[at_],
            .units = block_.units[at_]};
  }
  [[nodiscard]] ResourceKind kind_of(ResourceId resource) const {
    return state_.registry.resources()[index(resource)].kind;
  }
  [[nodiscard]] bool from_site() const { return block_.source == UsageBlock::Source::site; }

  State& state_;
  const UsageBlock& block_;
  const EntryContext& context_;
  const bool judge_;
  Charger charger_;
  std::optional<Pricer> pricer_;  // when judging; starts with the block's slots, so it finds their positions
  std::vector<UsageBlock::Slot> slots_;
  std::vector<LineDelta> deltas_;  // of the job in hand
  Amount line_quantity_max_;  // of the job in hand: the largest a line can have become
  Amount pending_;  // usage of the job in hand that is not priced yet, all in pending_slot_
  std::uint32_t pending_slot_ = 0;
  bool any_pending_ = false;
  std::size_t at_ = 0;  // the record in hand
  std::size_t next_charged_ = 0;
  std::size_t next_piece_ = 0;
  std::size_t next_conflict_ = 0;
  std::size_t next_released_ = 0;
};

Result<void> Replayer::check_outside() {
  SCRIP_TRY_VOID(require(state_.authority.has_value(), "there is no authority yet"));
  SCRIP_TRY_VOID(require(index(block_.site) < state_.registry.sites().size(), "no such site"));
  SCRIP_TRY_VOID(require(block_.source <= UsageBlock::Source::suspense, "no such source"));
  const std::size_t size = block_.size();
  std::size_t records = 0;
  for (const auto& job : block_.jobs) records += job.records;
  const bool equal = records == size && block_.start_ms.size() == size && block_.end_ms.size() == size &&
                     block_.units.size() == size && block_.slot.size() == size;
  SCRIP_TRY_VOID(require(equal, "the columns differ in length"));
  for (std::size_t i = 0; i < block_.slots.size(); ++i) {
    if (auto fits = check_slot(block_.slots[i]); !fits) {
      fits.error().detail = "slot " + std::to_string(i) + ": " + fits.error().detail;
      return fits;
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (block_.slot[i] >= block_.slots.size()) return mismatch("a record is in no slot");
  }
  if (judge_) pricer_.emplace(state_, block_.site, slots_);
  return {};
}

// That the site signed what it sent, with a key that held then.
Result<void> Replayer::take_signature() {
  const auto& kept = block_.signature;
  if (!from_site()) return require(!kept, "nobody signs what comes out of suspense");
  if (kept) {
    SCRIP_TRY_VOID(require(index(kept->key) < state_.signing.keys.size(), "no such key of a site"));
    SCRIP_TRY_VOID(require(kept->base.size() <= limits::signature_base_bytes_max, "the signature covers too much"));
  }
  if (judge_) {
    const auto judged =
        kept ? judge_signature(state_, block_.site, *kept, context_.now)
             : judge_signature(state_, block_.site, std::optional<proof::MessageSignature>{}, context_.now);
    if (!judged) {
      return mismatch("the signature: " + std::string(name(judged.error().code)) + ": " + judged.error().detail);
    }
    SCRIP_TRY_VOID(require(*judged == kept, "the signature's key comes out differently when judged again"));
  }
  if (kept) engine::take_signature(state_, *kept);
  return {};
}

Result<void> Replayer::check_slot(const UsageBlock::Slot& slot) const {
  const bool known = index(slot.resource) < state_.registry.resources().size();
  if (slot.reason != SuspenseReason::none) {
    return require(known || slot.resource == no_id<ResourceId>, "no such resource");
  }
  SCRIP_TRY_VOID(require(known, "no such resource"));
  SCRIP_TRY_VOID(require(index(slot.rate_card) < state_.rate_cards.cards().size(), "no such rate card"));
  SCRIP_TRY_VOID(require(slot.price > Amount{} && slot.price.micro_units <= limits::price_max, "no price"));
  SCRIP_TRY_VOID(require(count(slot.day) > -day_max && count(slot.day) < day_max, "no such day"));
  SCRIP_TRY_VOID(require(count(slot.posting) > -month_max && count(slot.posting) < month_max, "no such month"));
  return require(!state_.first_open_month || slot.posting >= *state_.first_open_month, "the month is closed");
}

Result<void> Replayer::check_all_used() const {
  return require(next_charged_ == block_.charged.size() && next_piece_ == block_.pieces.size() &&
                     next_conflict_ == block_.conflicts.size() && next_released_ == block_.released.size(),
                 "the block has more allocations, pieces, conflicts or releases than records that ask for them");
}

Result<void> Replayer::take_job(const UsageBlock::Job& entry) {
  if (entry.is_new) {
    SCRIP_TRY_VOID(open_job(entry));
  } else {
    SCRIP_TRY_VOID(require(index(entry.job) < state_.jobs.size(), "no such job"));
  }
  Job& job = state_.jobs[index(entry.job)];
  SCRIP_TRY_VOID(require(job.site == block_.site, "the job is another site's"));
  if (!entry.is_new && !entry.key.empty()) {
    SCRIP_TRY_VOID(require(job_key(block_.site, entry.key) == job.key, "the job has another key"));
  }
  SCRIP_TRY_VOID(take_payer(entry, job));

  deltas_.clear();
  line_quantity_max_ = Amount{};
  for (const Line& line : job.lines) line_quantity_max_ = std::max(line_quantity_max_, line.quantity);
  for (const std::size_t end = at_ + entry.records; at_ < end; ++at_) {
    if (auto taken = take_record(entry, job); !taken) {
      taken.error().detail = "record " + std::to_string(at_) + ": " + taken.error().detail;
      return taken;
    }
  }
  SCRIP_TRY_VOID(price_pending());
  SCRIP_TRY_VOID(take_charges(entry));
  if (entry.ended) {
    SCRIP_TRY_VOID(require(!job.ended, "the job had ended"));
    end_job(job);
  }
  if (entry.mismatch) {
    SCRIP_TRY_VOID(require(!job.mismatched, "the mismatch was found before"));
    job.mismatched = true;
    ++state_.totals.mismatched_jobs;
  }
  if (entry.records != 0) job.last_entry = context_.sequence;
  return {};
}

Result<void> Replayer::open_job(const UsageBlock::Job& entry) {
  SCRIP_TRY_VOID(require(index(entry.job) == state_.jobs.size(), "the job's id is not the next"));
  SCRIP_TRY_VOID(require(!entry.key.empty(), "a new job has a key"));
  const JobKey key = job_key(block_.site, entry.key);
  SCRIP_TRY_VOID(require(state_.job_by_key.emplace(key, entry.job).second, "the job's key is taken"));
  Job& job = state_.jobs.emplace_back();
  job.key = key;
  job.site = block_.site;
  job.first_entry = context_.sequence;
  job.last_entry = context_.sequence;
  const auto hold = state_.hold_by_job.find(key);
  if (hold != state_.hold_by_job.end()) job.hold = hold->second;
  return {};
}

Result<void> Replayer::take_payer(const UsageBlock::Job& entry, Job& job) {
  SCRIP_TRY_VOID(require(entry.use <= metering::Use::inference, "no such use"));
  if (judge_ && job.payer == no_id<OrganisationId>) {
    SCRIP_TRY_VOID(
        require(is_payer(entry, job), "the payer is not who authorised the job or whom its account is mapped to"));
  }
  if (entry.payer == no_id<OrganisationId>) return {};
  SCRIP_TRY_VOID(require(job.payer == no_id<OrganisationId>, "the job has a payer already"));
  SCRIP_TRY_VOID(require(index(entry.payer) < state_.registry.organisations().size(), "no such payer"));
  job.payer = entry.payer;
  job.use = entry.use;
  return {};
}

// As far as the journal tells: the account of a job that was known before is named only by its records in suspense.
bool Replayer::is_payer(const UsageBlock::Job& entry, const Job& job) const {
  if (job.hold != no_id<HoldId>) return entry.payer == state_.holds[index(job.hold)].organisation;
  if (!entry.key.empty()) return entry.payer == payer_of(entry.account);
  if (entry.payer == no_id<OrganisationId> || from_site()) return true;
  const auto named_by = [&](const Suspended& suspended) {
    return suspended.job == entry.job && payer_of(suspended.account) == entry.payer;
  };
  if (next_released_ < block_.released.size()) {
    const auto first = state_.suspense.find(block_.released[next_released_]);
    if (first != state_.suspense.end() && named_by(first->second)) return true;
  }
  return std::any_of(state_.suspense.begin(), state_.suspense.end(), [&](const auto& s) { return named_by(s.second); });
}

OrganisationId Replayer::payer_of(std::string_view account) const {
  const auto* mapping = state_.registry.find_payer(block_.site, account);
  return mapping != nullptr ? mapping->organisation : no_id<OrganisationId>;
}

Result<void> Replayer::take_charges(const UsageBlock::Job& entry) {
  if (deltas_.empty()) return require(entry.plain, "an allocation without usage");
  const ChargedLines* stated = nullptr;
  if (!entry.plain) {
    SCRIP_TRY_VOID(require(next_charged_ < block_.charged.size(), "its allocation is missing"));
    stated = &block_.charged[next_charged_++];
  }
  if (!judge_) {
    return require(charger_.recharge(entry.job, deltas_, stated),
                   "its allocation does not fit the job and its vouchers");
  }
  ChargedLines charged;
  const bool plain = charger_.charge(entry.job, deltas_, charged);
  return require(plain == entry.plain && (plain || charged == *stated),
                 "the vouchers that pay for it come out differently when charged again");
}

void Replayer::end_job(Job& job) {
  job.ended = true;
  end_job_hold(state_, job, context_);
}

Result<void> Replayer::take_record(const UsageBlock::Job& entry, Job& job) {
  const UsageBlock::Slot& slot = block_.slots[block_.slot[at_]];
  if (from_site()) {
    if (job.parts.contains(block_.part[at_])) return mismatch("the record was taken before");
    job.parts.insert(block_.part[at_]);
  }
  return slot.reason != SuspenseReason::none ? suspend(entry, slot) : charge(entry, job, slot);
}

Result<void> Replayer::suspend(const UsageBlock::Job& entry, const UsageBlock::Slot& slot) {
  SCRIP_TRY_VOID(require(from_site(), "a record goes from suspense to suspense"));
  SCRIP_TRY_VOID(require(!entry.key.empty(), "a record in suspense without its job's key"));
  const bool known = slot.resource != no_id<ResourceId>;
  UsageRecord kept = record();
  if (next_conflict_ < block_.conflicts.size() && block_.conflicts[next_conflict_].record == at_) {
    kept.part = block_.conflicts[next_conflict_++].part;
    SCRIP_TRY_VOID(require(slot.reason == SuspenseReason::conflict, "it is no conflict"));
  }
  ++state_.totals.suspended_records;
  const SuspenseId id{state_.next_suspense++};
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
                    .record = kept});
  return {};
}

Result<void> Replayer::charge(const UsageBlock::Job& entry, Job& job, const UsageBlock::Slot& slot) {
  const UsageRecord taken = record();
  if (taken.start_ms > taken.end_ms || taken.start_ms < count(instant_min) || taken.end_ms >= count(instant_max) ||
      taken.units < 0) {
    return mismatch("its times or units are out of range");
  }
  const ResourceKind kind = kind_of(slot.resource);
  const Int128 wide = Int128{taken.units} * (kind == ResourceKind::token ? micro : taken.end_ms - taken.start_ms);
  if (wide > limits::record_quantity_max) return mismatch("it is larger than any real job");
  if (job.payer == no_id<OrganisationId>) return mismatch("no one pays for it");
  if (!from_site()) SCRIP_TRY_VOID(release(entry, slot));
  if (judge_) {
    SCRIP_TRY_VOID(judge_record(job, entry));
    SCRIP_TRY_VOID(judge_price(job, slot.resource));
  }
  ++state_.totals.charged_records;
  job.first_start = std::min(job.first_start, instant_at(taken.start_ms));
  Amount quantity{static_cast<std::int64_t>(wide)};
  const bool in_pieces = next_piece_ < block_.pieces.size() && block_.pieces[next_piece_].record == at_;
  if (in_pieces) SCRIP_TRY_VOID(charge_pieces(slot, quantity));
  return add_quantity(block_.slot[at_], quantity);
}

// Takes the pieces that lie in other slots off the record's quantity.
Result<void> Replayer::charge_pieces(const UsageBlock::Slot& slot, Amount& quantity) {
  for (; next_piece_ < block_.pieces.size() && block_.pieces[next_piece_].record == at_; ++next_piece_) {
    const auto& piece = block_.pieces[next_piece_];
    const bool fits = piece.slot < block_.slots.size() && piece.quantity >= Amount{} && piece.quantity <= quantity &&
                      block_.slots[piece.slot].reason == SuspenseReason::none &&
                      block_.slots[piece.slot].resource == slot.resource;
    if (!fits) return mismatch("a piece is not a part of it");
    quantity -= piece.quantity;
    SCRIP_TRY_VOID(add_quantity(piece.slot, piece.quantity));
  }
  return {};
}

// The record leaves suspense: it must be there, with this content.
Result<void> Replayer::release(const UsageBlock::Job& entry, const UsageBlock::Slot& slot) {
  SCRIP_TRY_VOID(require(next_released_ < block_.released.size(), "it was in no suspense"));
  const auto found = state_.suspense.find(block_.released[next_released_++]);
  SCRIP_TRY_VOID(require(found != state_.suspense.end(), "it is not in suspense"));
  const Suspended& suspended = found->second;
  SCRIP_TRY_VOID(
      require(suspended.job == entry.job && suspended.record == record(), "what was in suspense is another record"));
  const auto* resource = state_.registry.find_resource(suspended.resource);
  SCRIP_TRY_VOID(require(!judge_ || (resource != nullptr && resource->id == slot.resource),
                         "what was in suspense is another resource"));
  state_.suspense.erase(found);
  return {};
}

// What a record must be to be charged.
Result<void> Replayer::judge_record(const Job& job, const UsageBlock::Job& entry) const {
  const UsageRecord taken = record();
  if (taken.end_ms - taken.start_ms > limits::record_duration_ms_max) return mismatch("it lasts too long");
  if (taken.end_ms > count(context_.now) + limits::future_tolerance_ms) return mismatch("it ends in the future");
  const auto late_days = state_.authority->late_days;
  if (late_days != 0 && count(context_.now) - taken.end_ms > late_days * std::int64_t{86'400'000}) {
    return mismatch("it came too late to be charged");
  }
  const bool other_use =
      entry.use != metering::Use::unspecified && job.use != metering::Use::unspecified && entry.use != job.use;
  if (other_use) return mismatch("the job was for another use");
  return {};
}

// Cuts and prices the record again: the pieces must lie in the same slots with the same quantities.
Result<void> Replayer::judge_price(const Job& job, ResourceId resource) {
  const auto pieces = pricer_->pieces(resource, record());
  if (pieces.empty()) return mismatch("no rate card prices it");
  if (pieces.front().slot != block_.slot[at_]) return mismatch("its day, month, rate card or price is another");
  std::size_t next = next_piece_;
  for (std::size_t i = 1; i < pieces.size(); ++i, ++next) {
    const bool same = next < block_.pieces.size() && block_.pieces[next].record == at_ &&
                      block_.pieces[next].slot == pieces[i].slot && block_.pieces[next].quantity == pieces[i].quantity;
    if (!same) return mismatch("it is cut at other midnights or prices");
  }
  if (next < block_.pieces.size() && block_.pieces[next].record == at_) return mismatch("it is cut too often");
  for (const auto& piece : pieces) {
    const auto& slot = block_.slots[piece.slot];
    const UseOf use{.site = job.site, .resource = slot.resource, .use = job.use, .day = slot.day};
    if (waits_for_accreditation(state_, job.payer, use)) return mismatch("its site is not accredited");
  }
  return {};
}

// Usage in one slot is summed up before it is priced: the price is exact, so the sum's is the sum of the prices.
Result<void> Replayer::add_quantity(std::uint32_t slot, Amount quantity) {
  if (slot != pending_slot_) {
    SCRIP_TRY_VOID(price_pending());
    pending_slot_ = slot;
  }
  const auto sum = checked_add(pending_, quantity);
  if (!sum) return mismatch("the usage is beyond the largest amount");
  pending_ = *sum;
  any_pending_ = true;
  return {};
}

// As Recorder::fits() has it: all bills together and each line stay within their ranges.
Result<void> Replayer::price_pending() {
  if (!any_pending_) return {};
  const UsageBlock::Slot& slot = block_.slots[pending_slot_];
  const rating::Exact exact = rating::exact_price(kind_of(slot.resource), slot.price, pending_);
  state_.totals.exact += exact;
  const auto line = checked_add(line_quantity_max_, pending_);
  if (state_.totals.exact > exact_max || !line) return mismatch("the bills are beyond the largest amount");
  line_quantity_max_ = *line;
  add_to(deltas_,
         {.posting = slot.posting, .day = slot.day, .resource = slot.resource, .quantity = pending_, .exact = exact});
  pending_ = Amount{};
  any_pending_ = false;
  return {};
}

}  // namespace

Result<void> replay(State& state, const UsageBlock& block, const EntryContext& context, Replay how) {
  return Replayer(state, block, context, how).run();
}

}  // namespace scrip::engine
