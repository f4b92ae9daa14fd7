#pragma once
// Types that are a std::variant or derive from one. Deriving lets a variant of many alternatives have what makes,
// copies, moves and destroys them compiled in one file, instead of in every file that handles one.

#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace scrip {

namespace detail {
template <class... T>
std::variant<T...> variant_of(const std::variant<T...>&);  // never defined: for its type
template <class T, class Variant>
inline constexpr bool is_alternative = false;
template <class T, class... All>
inline constexpr bool is_alternative<T, std::variant<All...>> = (std::is_same_v<T, All> || ...);
template <class T, class Variant>
inline constexpr std::size_t place = 0;
template <class T, class... All>
inline constexpr std::size_t place<T, std::variant<All...>> = [] {
  std::size_t before = 0;
  static_cast<void>(((!std::is_same_v<T, All> && ++before > 0) && ...));
  return before;
}();
}  // namespace detail

// The variant that T is or derives from.
template <class T>
using VariantOf = decltype(detail::variant_of(std::declval<const T&>()));

template <class T>
concept SumType = requires { typename VariantOf<T>; };

template <class T, class Variant>
concept AlternativeOf = detail::is_alternative<std::remove_cvref_t<T>, Variant>;

// The number of alternatives before T.
template <class T, class Variant>
inline constexpr std::size_t place_of = detail::place<T, Variant>;

}  // namespace scrip
