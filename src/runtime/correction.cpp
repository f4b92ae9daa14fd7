#include "runtime/correction.h"

#include "codec/entry.h"
#include "runtime/texts.h"

namespace scrip::runtime {
namespace {

using engine::UsageBlock;

// Looks through the journal's usage blocks for the content that a conflict stands against, and what that was charged at
// the prices frozen then.
class Earlier {
 public:
  Earlier(const engine::State& state, const engine::Suspended& conflict) : state_(state), conflict_(conflict) {}

  // In the order of the journal, from the job's first entry on.
  void look_at(const UsageBlock& block) {
    std::uint32_t begin = 0;
    for (const auto& job : block.jobs) {
      if (job.job == conflict_.job) look_at(block, begin, begin + job.records);
      begin += job.records;
    }
  }

  // The bill of the content that was charged last, which may itself be an accepted correction; none if none was.
  [[nodiscard]] std::optional<Amount> bill() const { return bill_; }

 private:
  void look_at(const UsageBlock& block, std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t row = begin; row < end; ++row) {
      const bool was_charged = block.slots[block.slot[row]].reason == metering::SuspenseReason::none;
      if (was_charged && block.part[row] == conflict_.record.part) bill_ = bill_of(block, row);
    }
  }

  [[nodiscard]] Amount bill_of(const UsageBlock& block, std::uint32_t row) const {
    const engine::UsageRecord record{
        .start_ms = block.start_ms[row], .end_ms = block.end_ms[row], .units = block.units[row]};
    const auto kind = state_.registry.resources()[index(block.slots[block.slot[row]].resource)].kind;
    Amount rest = engine::quantity_of(kind, record);
    rating::Exact exact = 0;
    for (const auto& piece : block.pieces) {
      if (piece.record != row) continue;
      exact += rating::exact_price(kind, block.slots[piece.slot].price, piece.quantity);
      rest -= piece.quantity;
    }
    return rating::rounded(exact + rating::exact_price(kind, block.slots[block.slot[row]].price, rest));
  }

  const engine::State& state_;
  const engine::Suspended& conflict_;
  std::optional<Amount> bill_;
};

Result<std::optional<Amount>> earlier_bill(Journal& journal, ports::Store& store, const engine::Suspended& conflict) {
  SCRIP_TRY_VOID(journal.sync());
  const auto& state = journal.state();
  Earlier earlier(state, conflict);
  std::optional<Error> error;
  const auto& job = state.jobs[index(conflict.job)];
  SCRIP_TRY_VOID(store.read(job.first_entry, job.last_entry, [&](std::uint64_t, ByteView bytes) {
    const auto entry = codec::decode_entry(bytes);
    if (!entry) {
      error = entry.error();
      return false;
    }
    if (const auto* block = std::get_if<UsageBlock>(&entry->body)) earlier.look_at(*block);
    return true;
  }));
  if (error) return std::unexpected(*error);
  return earlier.bill();
}

}  // namespace

Result<std::optional<engine::RefundCharge>> correction_of(Journal& journal, ports::Store& store, SuspenseId id,
                                                          const std::string& because) {
  const auto& state = journal.state();
  const auto found = state.suspense.find(id);
  if (found == state.suspense.end()) return fail(ErrorCode::suspense_not_found, std::to_string(index(id)), "ids");
  const engine::Suspended& conflict = found->second;
  if (conflict.reason != metering::SuspenseReason::conflict) {
    return fail(ErrorCode::value_invalid, say("{0} is no conflict but {1}: retry it", index(id), name(conflict.reason)),
                "ids");
  }
  const auto bill = SCRIP_TRY(earlier_bill(journal, store, conflict));
  if (!bill || bill->is_zero()) return std::optional<engine::RefundCharge>{};
  return engine::RefundCharge{.key = "correction:" + std::to_string(index(id)),
                              .site = state.registry.sites()[index(conflict.site)].key,
                              .job = conflict.job_text,
                              .gross = *bill,
                              .reason = because,
                              .evidence = {}};
}

}  // namespace scrip::runtime
