#pragma once
// One of many types: what std::variant is, for a hundred of them. The name of a std::variant spells all its types, in
// every function that touches it, and each type costs it a chain of constructors through all before it: compilers took
// a minute for the engine's events. Here the list of types has a name, which is all that other names spell, and what
// makes, copies, moves and destroys one is compiled in one file:
//
//   struct ThingTypes : Types<This, That> {};
//   using Thing = OneOf<ThingTypes>;
//   extern template class scrip::OneOf<ThingTypes>;   // beside it, and without `extern` in one .cpp

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace scrip {

// All different, default-constructible, copyable, and moved without an exception.
template <class First_, class... T>
struct Types {
  using First = First_;
  static constexpr std::size_t count = 1 + sizeof...(T);
  static constexpr std::size_t bytes = std::max({sizeof(First_), sizeof(T)...});
  static constexpr std::size_t alignment = std::max({alignof(First_), alignof(T)...});
};

namespace detail {

// What is done to one of the types where it lies.
struct Handling {
  void (*make)(void* at);
  void (*copy)(void* at, const void* from);
  void (*move)(void* at, void* from);
  void (*destroy)(void* at);
};

template <class T>
inline constexpr Handling handling{
    .make = [](void* at) { ::new (at) T(); },
    .copy = [](void* at, const void* from) { ::new (at) T(*static_cast<const T*>(from)); },
    .move = [](void* at, void* from) { ::new (at) T(std::move(*static_cast<T*>(from))); },
    .destroy = [](void* at) { std::destroy_at(static_cast<T*>(at)); }};

template <class... T>
[[nodiscard]] consteval std::array<Handling, sizeof...(T)> handlings(const Types<T...>* /*for its types*/) {
  return {handling<T>...};
}

template <class R, class Visitor, class T, class Held>
R call(Visitor& visitor, Held* held) {
  return visitor(*std::launder(static_cast<T*>(held)));
}

template <class R, class Visitor, class... T>
[[nodiscard]] consteval auto calls(const Types<T...>* /*for its types*/, const void*) {
  return std::array<R (*)(Visitor&, const void*), sizeof...(T)>{call<R, Visitor, const T, const void>...};
}
template <class R, class Visitor, class... T>
[[nodiscard]] consteval auto calls(const Types<T...>* /*for its types*/, void*) {
  return std::array<R (*)(Visitor&, void*), sizeof...(T)>{call<R, Visitor, T, void>...};
}

// How many types are before it; the number of all: it is none of them.
template <class Wanted, class... T>
[[nodiscard]] consteval std::size_t place(const Types<T...>* /*for its types*/) {
  std::size_t before = 0;
  static_cast<void>(((!std::is_same_v<Wanted, T> && ++before > 0) && ...));
  return before;
}

}  // namespace detail

template <class T, class List>
inline constexpr std::size_t place_in = detail::place<T>(static_cast<const List*>(nullptr));

template <class T, class List>
concept Among = place_in<std::remove_cvref_t<T>, List> < List::count;

template <class List>
class OneOf {
 public:
  static constexpr std::size_t count = List::count;

  OneOf() : OneOf(std::size_t{0}) {}
  template <Among<List> T>
  OneOf(T value) : OneOf(place_in<T, List>, &value) {}
  OneOf(const OneOf& other);
  OneOf(OneOf&& other) noexcept;
  OneOf& operator=(const OneOf& other);
  OneOf& operator=(OneOf&& other) noexcept;
  ~OneOf();

  // The type at that place of the list (below `count`), as it is made from nothing.
  [[nodiscard]] static OneOf at(std::size_t index) { return OneOf(index); }

  // The place of its type in the list.
  [[nodiscard]] std::size_t index() const { return index_; }

  template <Among<List> T>
  [[nodiscard]] bool is() const {
    return index_ == place_in<T, List>;
  }
  // What it holds, if that is a T; else null.
  template <Among<List> T>
  [[nodiscard]] const T* as() const {
    return is<T>() ? std::launder(reinterpret_cast<const T*>(held_)) : nullptr;
  }
  template <Among<List> T>
  [[nodiscard]] T* as() {
    return is<T>() ? std::launder(reinterpret_cast<T*>(held_)) : nullptr;
  }

  // Calls the visitor with what it holds; it gives the same type for each.
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) const {
    return visited<const void, const typename List::First>(visitor, held_);
  }
  template <class Visitor>
  decltype(auto) visit(Visitor&& visitor) {
    return visited<void, typename List::First>(visitor, held_);
  }

  friend bool operator==(const OneOf& a, const OneOf& b) {
    return a.index_ == b.index_ && a.visit([&b]<class T>(const T& own) { return own == *b.template as<T>(); });
  }

 private:
  explicit OneOf(std::size_t index);
  OneOf(std::size_t index, void* value);  // moves from what it points to

  [[nodiscard]] static const detail::Handling& handle(std::size_t index);

  template <class Held, class First, class Visitor>
  decltype(auto) visited(Visitor& visitor, Held* held) const {
    using R = std::invoke_result_t<Visitor&, First&>;
    static constexpr auto calls =
        detail::calls<R, Visitor>(static_cast<const List*>(nullptr), static_cast<Held*>(nullptr));
    return calls[index_](visitor, held);
  }

  alignas(List::alignment) std::byte held_[List::bytes];
  std::uint16_t index_ = 0;
};

template <class T>
inline constexpr bool is_one_of = false;
template <class List>
inline constexpr bool is_one_of<OneOf<List>> = true;

template <class List>
const detail::Handling& OneOf<List>::handle(std::size_t index) {
  static constexpr auto of = detail::handlings(static_cast<const List*>(nullptr));
  return of[index];
}

template <class List>
OneOf<List>::OneOf(std::size_t index) : index_(static_cast<std::uint16_t>(index)) {
  handle(index).make(held_);
}

template <class List>
OneOf<List>::OneOf(std::size_t index, void* value) : index_(static_cast<std::uint16_t>(index)) {
  handle(index).move(held_, value);
}

template <class List>
OneOf<List>::OneOf(const OneOf& other) : index_(other.index_) {
  handle(index_).copy(held_, other.held_);
}

template <class List>
OneOf<List>::OneOf(OneOf&& other) noexcept : index_(other.index_) {
  handle(index_).move(held_, other.held_);
}

template <class List>
OneOf<List>& OneOf<List>::operator=(const OneOf& other) {
  return *this = OneOf(other);
}

template <class List>
OneOf<List>& OneOf<List>::operator=(OneOf&& other) noexcept {
  if (this == &other) return *this;
  handle(index_).destroy(held_);
  index_ = other.index_;
  handle(index_).move(held_, other.held_);
  return *this;
}

template <class List>
OneOf<List>::~OneOf() {
  handle(index_).destroy(held_);
}

}  // namespace scrip
