#pragma once
// Strong ids. Each is a dense index into one table of the state, given out in journal order starting at 0, so that
// an id is both a name that never changes and an array subscript. Nothing converts silently between two kinds.

#include <cstdint>
#include <functional>
#include <type_traits>

namespace scrip {

enum class ProgrammeId : std::uint32_t {};
enum class BudgetLineId : std::uint32_t {};
enum class OrganisationId : std::uint32_t {};
enum class SiteId : std::uint32_t {};
enum class ResourceId : std::uint32_t {};
enum class RateCardId : std::uint32_t {};
enum class VoucherId : std::uint32_t {};
enum class HoldId : std::uint32_t {};
enum class JobId : std::uint32_t {};
enum class AccountId : std::uint32_t {};
enum class SuspenseId : std::uint64_t {};
enum class AdjustmentId : std::uint32_t {};
enum class StatementId : std::uint32_t {};
enum class PolicyId : std::uint32_t {};
enum class CallId : std::uint32_t {};
enum class ApplicationId : std::uint32_t {};
enum class AwardId : std::uint32_t {};
enum class PartyId : std::uint32_t {};
enum class StakeId : std::uint32_t {};
enum class CapacityId : std::uint32_t {};
enum class AccreditationId : std::uint32_t {};
enum class RateProposalId : std::uint32_t {};
enum class SiteKeyId : std::uint32_t {};
enum class DeviceId : std::uint32_t {};
enum class ClaimId : std::uint32_t {};
enum class PaymentId : std::uint32_t {};
enum class VendorId : std::uint32_t {};
enum class FigureId : std::uint32_t {};
enum class QuoteId : std::uint32_t {};
enum class ReservationId : std::uint32_t {};
enum class WaitId : std::uint32_t {};
enum class AllocationRuleId : std::uint32_t {};

// A strong id is an unsigned scoped enumeration with no enumerators of its own.
template <class T>
concept Id = std::is_enum_v<T> && !std::is_convertible_v<T, std::underlying_type_t<T>> &&
             (std::is_same_v<std::underlying_type_t<T>, std::uint32_t> ||
              std::is_same_v<std::underlying_type_t<T>, std::uint64_t>);

// Stands for "none" where an id is optional; no table ever grows to this size.
template <Id T>
inline constexpr T no_id = static_cast<T>(~std::underlying_type_t<T>{0});

// The subscript of an id in its table.
template <Id T>
[[nodiscard]] constexpr std::size_t index(T id) {
  return static_cast<std::size_t>(id);
}

// The id at a subscript.
template <Id T>
[[nodiscard]] constexpr T id_at(std::size_t index) {
  return static_cast<T>(static_cast<std::underlying_type_t<T>>(index));
}

}  // namespace scrip
