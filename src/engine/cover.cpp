// What a window of devices costs, and what a wallet would pay of it.

#include <algorithm>

#include "base/limits.h"
#include "engine/charging.h"
#include "engine/pricing.h"
#include "engine/reservation.h"
#include "engine/texts.h"
#include "engine/wallet.h"
#include "proof/hash.h"

namespace scrip::engine {
namespace {

// What vouchers are to pay so far of a window: the wallet itself does not change.
class Wallet {
 public:
  Wallet(const State& state, const CoverFor& whom, Without without) : state_(state), whom_(whom), without_(without) {}

  // Takes the stretch off the vouchers and returns what of it they spare the company.
  Amount pay(Stretch stretch, Day day, ResourceId resource) {
    Amount spared;
    const UseOf use{.site = whom_.site, .resource = resource, .use = whom_.use, .day = day};
    for (const VoucherId id : state_.wallets[index(whom_.organisation)]) {
      if (stretch.from == stretch.until) break;
      spared += pay_from(id, stretch, use);
    }
    return spared;
  }

  [[nodiscard]] std::vector<CoverPart> parts() && { return std::move(parts_); }
  [[nodiscard]] Unfit reason() const { return reason_; }

 private:
  struct Planned {
    Month month{};
    Amount amount;
  };

  Amount pay_from(VoucherId id, Stretch& stretch, const UseOf& use) {
    const VoucherState& voucher = state_.vouchers[index(id)];
    if (voucher.status != programme::VoucherStatus::active) return {};
    const NotCovered why = why_not_covered(state_, voucher.terms, use);
    if (why == NotCovered::site_not_accredited) reason_ = std::max(reason_, Unfit::not_accredited);
    if (why != NotCovered::none) return {};
    reason_ = Unfit::wallet_empty;
    if (voucher.terms.unit != Unit::money && stretch.quantity.is_zero()) return {};
    const Amount room = room_of(voucher, use.day);
    if (room <= Amount{}) return {};
    const Allocation allocation = absorb(voucher.terms, stretch, room);
    if (allocation.covered.is_zero()) return {};
    CoverPart* part = part_of(id);
    if (part == nullptr) {
      if (parts_.size() == limits::hold_parts_max) return {};
      parts_.push_back({.voucher = id, .covered = {}, .covered_money = {}});
      part = &parts_.back();
    }
    part->covered += allocation.covered;
    part->covered_money += allocation.covered_money;
    if (has_period_caps(voucher.terms)) by_month_.push_back({id, {month_of(use.day), allocation.covered}});
    return allocation.covered_money;
  }

  CoverPart* part_of(VoucherId id) {
    const auto found = std::ranges::find(parts_, id, &CoverPart::voucher);
    return found == parts_.end() ? nullptr : &*found;
  }

  Amount room_of(const VoucherState& voucher, Day day) {
    const auto& terms = voucher.terms;
    const CoverPart* part = part_of(terms.id);
    const Amount planned = part == nullptr ? Amount{} : part->covered;
    Amount room = state_.ledger.balance(voucher.available) + given_back(terms.id) - planned;
    if (!terms.cap_job.is_zero()) room = std::min(room, terms.cap_job - planned);
    if (!has_period_caps(terms)) return room;
    // A cap of the year takes everything planned in the year; one of the month what is planned in the month.
    Amount counted;
    for (const auto& [id, use] : by_month_) {
      if (id != terms.id) continue;
      const bool same =
          terms.cap_year.is_zero() ? use.month == month_of(day) : year_of(use.month) == year_of(month_of(day));
      if (same) counted += use.amount;
    }
    return std::min(room, room_under_period_caps(voucher, day) - counted);
  }

  // What the reservation that is looked away from would give back.
  [[nodiscard]] Amount given_back(VoucherId voucher) const {
    if (without_ == nullptr) return {};
    const Hold& hold = state_.holds[index(without_->terms.hold)];
    for (const HoldPart& part : hold.parts) {
      if (part.voucher == voucher && hold.status == HoldStatus::active) return part.remaining;
    }
    return {};
  }

  const State& state_;
  CoverFor whom_;
  Without without_;
  std::vector<CoverPart> parts_;
  std::vector<std::pair<VoucherId, Planned>> by_month_;
  Unfit reason_ = Unfit::not_covered;
};

Hash256 rates_of(const State& state, std::span<const UsageBlock::Slot> slots, std::span<const PricedPiece> pieces) {
  proof::Sha256 digest;
  for (const auto& piece : pieces) {
    const auto& slot = slots[piece.slot];
    digest.update(as_bytes(state.rate_cards.cards()[index(slot.rate_card)].key));
    digest.update(as_bytes("/" + format_day(slot.day) + "/" + format_amount(slot.price, 6) + "/" +
                           format_amount(piece.quantity, 6) + "\n"));
  }
  return digest.finish();
}

}  // namespace

Result<PricedWindow> price_window(const State& state, SiteId site, ResourceId resource, std::uint32_t devices,
                                  const Period& window) {
  const UsageRecord whole{
      .start_ms = count(window.from), .end_ms = count(window.until), .units = std::int64_t{devices} * 1'000};
  const std::int64_t length_ms = whole.end_ms - whole.start_ms;
  if (length_ms > limits::record_duration_ms_max || Int128{whole.units} * length_ms > limits::record_quantity_max) {
    return fail(ErrorCode::out_of_range, say("larger than any real job"), "devices");
  }
  std::vector<UsageBlock::Slot> slots;
  Pricer pricer(state, site, slots);
  const auto pieces = pricer.pieces(resource, whole);
  if (pieces.empty()) return fail(ErrorCode::no_price, say("the window is not fully priced"));
  const auto kind = state.registry.resources()[index(resource)].kind;
  PricedWindow priced;
  rating::Exact exact = 0;
  for (const auto& piece : pieces) {
    const auto& slot = slots[piece.slot];
    const rating::Exact each = rating::exact_price(kind, slot.price, piece.quantity);
    if (exact + each >= exact_max)
      return fail(ErrorCode::out_of_range, say("its bill is beyond any amount"), "devices");
    exact += each;
    add_to(priced.lines,
           {.posting = slot.posting, .day = slot.day, .resource = resource, .quantity = piece.quantity, .exact = each});
  }
  priced.price = rating::rounded(exact);
  priced.rates = rates_of(state, slots, pieces);
  return priced;
}

Cover cover_of(const State& state, const CoverFor& whom, const PricedWindow& priced, Without without) {
  Wallet wallet(state, whom, without);
  rating::Exact exact = 0;
  Amount from;
  Amount spared;
  for (const LineDelta& line : priced.lines) {
    exact += line.exact;
    const Amount until = rating::rounded(exact);
    spared += wallet.pay({.from = from, .until = until, .quantity = line.quantity}, line.day, line.resource);
    from = until;
  }
  Cover cover{.parts = {}, .own_share = priced.price - spared, .reason = wallet.reason()};
  cover.parts = std::move(wallet).parts();
  return cover;
}

}  // namespace scrip::engine
