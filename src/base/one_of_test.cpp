#include "base/one_of.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace scrip {

namespace {

// Counts those that are alive, and refuses to be copied when it is told to.
struct Counted {
  static inline int alive = 0;
  static inline bool refuses = false;

  std::string text;

  Counted() { ++alive; }
  explicit Counted(std::string said) : text(std::move(said)) { ++alive; }
  Counted(const Counted& other) : text(other.text) {
    if (refuses) throw std::runtime_error("no copy");
    ++alive;
  }
  Counted(Counted&& other) noexcept : text(std::move(other.text)) { ++alive; }
  Counted& operator=(const Counted&) = default;
  Counted& operator=(Counted&&) noexcept = default;
  ~Counted() { --alive; }
  friend bool operator==(const Counted& a, const Counted& b) { return a.text == b.text; }
};

struct ThingTypes : Types<int, Counted, std::vector<std::string>> {};
using Thing = OneOf<ThingTypes>;

static_assert(Thing::count == 3);
static_assert(place_in<Counted, ThingTypes> == 1);
static_assert(!Among<double, ThingTypes>);
static_assert(std::is_nothrow_move_constructible_v<Thing>);

TEST(OneOf, IsTheFirstOfItsTypesWhenMadeFromNothing) {
  EXPECT_EQ(Thing().index(), 0U);
  EXPECT_EQ(*Thing().as<int>(), 0);
}

TEST(OneOf, HoldsWhatItWasMadeOfAndNothingElse) {
  Thing thing = Counted("here");
  EXPECT_EQ(thing.index(), 1U);
  EXPECT_TRUE(thing.is<Counted>());
  EXPECT_EQ(thing.as<Counted>()->text, "here");
  EXPECT_EQ(thing.as<int>(), nullptr);
  thing.as<Counted>()->text = "there";
  EXPECT_EQ(thing, Thing(Counted("there")));
  EXPECT_NE(thing, Thing(Counted("here")));
  EXPECT_NE(thing, Thing(0));
}

TEST(OneOf, MakesEachTypeByItsPlace) {
  for (std::size_t i = 0; i < Thing::count; ++i) EXPECT_EQ(Thing::at(i).index(), i);
}

TEST(OneOf, VisitsWhatItHolds) {
  Thing thing = std::vector<std::string>{"a"};
  thing.visit([]<class T>(T& held) {
    if constexpr (std::is_same_v<T, std::vector<std::string>>) held.emplace_back("b");
  });
  const Thing& seen = thing;
  EXPECT_EQ(seen.visit([]<class T>(const T&) { return sizeof(T); }), sizeof(std::vector<std::string>));
  EXPECT_EQ(seen.as<std::vector<std::string>>()->size(), 2U);
}

TEST(OneOf, CopiesMovesAndDestroysEachOnce) {
  {
    Thing a = Counted("a long text that is not kept in the string itself");
    const Thing b = a;
    EXPECT_EQ(Counted::alive, 2);
    Thing c = std::move(a);
    EXPECT_EQ(c, b);
    EXPECT_TRUE(a.is<Counted>()) << "what was moved from keeps its type";
    c = Thing(7);
    EXPECT_EQ(Counted::alive, 2);
    a = b;
    EXPECT_EQ(a, b);
    Thing& same = a;
    a = same;
    EXPECT_EQ(a, b);
    a = std::move(same);
    EXPECT_EQ(a, b);
    a = std::vector<std::string>{"x"};
    EXPECT_EQ(Counted::alive, 1);
  }
  EXPECT_EQ(Counted::alive, 0);
}

TEST(OneOf, ACopyThatFailsChangesNothing) {
  Thing a = 7;
  const Thing b = Counted("b");
  Counted::refuses = true;
  EXPECT_THROW(a = b, std::runtime_error);
  Counted::refuses = false;
  EXPECT_EQ(*a.as<int>(), 7);
  EXPECT_EQ(Counted::alive, 1);
}

}  // namespace

}  // namespace scrip
