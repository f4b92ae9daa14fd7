#include "programme/programme.h"

#include <algorithm>
#include <tuple>

#include "base/texts.h"
#include "base/wide.h"

namespace scrip::programme {
namespace {

Int128 paid_up_to(Share share, Amount position) {
  return divide(Int128{share.ppm} * position.micro_units, whole_share.ppm, Rounding::half_up);
}

}  // namespace

bool burns_before(const Voucher& a, const Voucher& b) {
  return std::tuple{count(a.valid_until), b.share.ppm, a.id} < std::tuple{count(b.valid_until), a.share.ppm, b.id};
}

Amount covered(Share share, Amount from, Amount until) {
  return Amount{static_cast<std::int64_t>(paid_up_to(share, until) - paid_up_to(share, from))};
}

Amount absorbable_until(Share share, Amount from, Amount room) {
  // paid_up_to(b) <= T  <=>  2 ppm b + d < 2 d (T + 1)  <=>  b < (2 d T + d) / (2 ppm), with d = 10^6.
  const Int128 target = paid_up_to(share, from) + room.micro_units;
  const Int128 d = whole_share.ppm;
  const Int128 limit = divide(2 * d * target + d, 2 * Int128{share.ppm}, Rounding::up) - 1;
  return Amount{static_cast<std::int64_t>(std::min(limit, Int128{amount_max.micro_units}))};
}

std::string_view name(RedemptionMode mode) {
  switch (mode) {
    case RedemptionMode::deduct:
      return "deduct";
    case RedemptionMode::reimburse:
      return "reimburse";
    case RedemptionMode::reserve:
      return "reserve";
    case RedemptionMode::in_kind:
      return "in_kind";
  }
  return "deduct";
}

Result<RedemptionMode> parse_redemption_mode(std::string_view text) {
  for (const auto mode :
       {RedemptionMode::deduct, RedemptionMode::reimburse, RedemptionMode::reserve, RedemptionMode::in_kind}) {
    if (text == name(mode)) return mode;
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "deduct, reimburse, reserve, in_kind"),
              "mode");
}

std::string_view name(VoucherStatus status) {
  switch (status) {
    case VoucherStatus::active:
      return "active";
    case VoucherStatus::suspended:
      return "suspended";
    case VoucherStatus::expired:
      return "expired";
    case VoucherStatus::revoked:
      return "revoked";
  }
  return "active";
}

Result<Unit> parse_unit(std::string_view text) {
  for (const auto unit : {Unit::money, Unit::device_time, Unit::tokens}) {
    if (text == name(unit)) return unit;
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "money, device_time, tokens"), "unit");
}

}  // namespace scrip::programme
