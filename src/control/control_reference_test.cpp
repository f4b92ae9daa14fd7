// Control and look-through against slow solvers that do what the definitions say, on small random graphs with cycles.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/random.h"
#include "control/control.h"
#include "control/look_through.h"
#include "control/ultimate.h"
#include "tests/support/structure.h"

namespace scrip::control {
namespace {

using scrip::testing::some_day;
using scrip::testing::Structure;

std::string called(std::uint64_t party) { return "p" + std::to_string(party); }

// Up to `parties` parties with random stakes, in all at most the whole of each; coarse portions, so that sums often
// come close to the threshold, and sometimes own shares and closed circles.
Structure random_structure(Random& random, std::uint64_t parties, bool with_ranges) {
  Structure s;
  for (std::uint64_t i = 0; i < parties; ++i) s.party(called(i));
  for (std::uint64_t held = 0; held < parties; ++held) {
    std::int64_t capital_left = 20, votes_left = 20;  // twentieths
    for (auto stakes = random.below(5); stakes > 0; --stakes) {
      const auto capital = random.between(0, capital_left);
      const auto votes = random.between(0, votes_left);
      if (capital == 0 && votes == 0) continue;
      capital_left -= capital;
      votes_left -= votes;
      const auto text = [&](std::int64_t twentieths) {
        const auto more = with_ranges ? random.between(0, 2) : 0;
        const auto high = std::min<std::int64_t>(20, twentieths + more);
        return std::to_string(5 * twentieths) + "%-" + std::to_string(5 * high) + "%";
      };
      s.holds(called(random.below(parties)), called(held), text(capital), text(votes));
    }
  }
  return s;
}

Portion of(const Range& range, Certainty certainty) { return certainty == Certainty::certain ? range.min : range.max; }

// All that the controller controls: adds whatever has enough votes, and looks at everything again, until nothing comes.
std::set<PartyId> controlled_by(const Stakes& book, PartyId controller, Certainty certainty) {
  std::set<PartyId> group{controller};
  for (bool grew = true; grew;) {
    grew = false;
    for (const Party& party : book.parties()) {
      if (group.contains(party.id)) continue;
      std::int64_t votes = 0, own_min = 0, own_max = 0, others = 0;
      for (const Stake& stake : book.stakes()) {
        if (stake.held != party.id) continue;
        if (stake.holder == party.id) {
          own_min += stake.votes.min.units;
          own_max += stake.votes.max.units;
        } else if (group.contains(stake.holder)) {
          votes += of(stake.votes, certainty).units;
        } else {
          others += stake.votes.min.units;
        }
      }
      bool is_enough = 2 * votes > whole_portion.units - own_min;
      if (certainty == Certainty::possible) {  // some own votes, in steps of the structure, that leave the group enough
        is_enough = false;
        for (auto own = own_min; own <= std::min<std::int64_t>(own_max, whole_portion.units); own += 5'000'000)
          is_enough |= 2 * std::min(votes, whole_portion.units - others - own) > whole_portion.units - own;
      }
      if (is_enough) grew = group.insert(party.id).second;
    }
  }
  group.erase(controller);
  return group;
}

TEST(ControlReference, ControllersAreThoseOfTheDefinition) {
  Random random(2026);
  std::size_t certain = 0, possible = 0;
  for (int round = 0; round < 400; ++round) {
    const auto s = random_structure(random, 2 + random.below(9), round % 2 == 1);
    std::map<PartyId, std::set<PartyId>> sure, maybe;
    for (const Party& party : s.book().parties()) {
      sure[party.id] = controlled_by(s.book(), party.id, Certainty::certain);
      maybe[party.id] = controlled_by(s.book(), party.id, Certainty::possible);
    }
    for (const Party& company : s.book().parties()) {
      std::map<PartyId, Certainty> expected, found;
      for (const Party& party : s.book().parties()) {
        if (sure[party.id].contains(company.id)) {
          expected[party.id] = Certainty::certain;
        } else if (maybe[party.id].contains(company.id)) {
          expected[party.id] = Certainty::possible;
        }
      }
      for (const auto& control : controllers_of(s.book(), company.id, some_day, {})) {
        found[control.controller] = control.certainty;
        bool is_ultimate = true;
        for (const auto& [other, controls] : sure) {
          if (controls.contains(control.controller) && !sure[control.controller].contains(other)) is_ultimate = false;
        }
        EXPECT_EQ(control.ultimate, is_ultimate) << "round " << round;
        (control.certainty == Certainty::certain ? certain : possible) += 1;
      }
      EXPECT_EQ(found, expected) << "round " << round << ", company " << company.key;
    }
  }
  EXPECT_GT(certain, 1000u);
  EXPECT_GT(possible, 100u);
}

TEST(ControlReference, EveryProofProvesWhatItSays) {
  Random random(7);
  for (int round = 0; round < 300; ++round) {
    const auto s = random_structure(random, 2 + random.below(9), round % 2 == 1);
    for (const Party& company : s.book().parties()) {
      for (const auto& control : controllers_of(s.book(), company.id, some_day, {})) {
        std::set<PartyId> group{control.controller};
        for (const Step& step : control.proof) {
          std::uint64_t sum = 0;
          std::set<StakeId> stakes;
          for (const auto& counted : step.counted) {
            const Stake& stake = s.book().stake(counted.stake);
            EXPECT_TRUE(group.contains(stake.holder));
            EXPECT_EQ(stake.holder, counted.holder);
            EXPECT_EQ(stake.held, step.company);
            EXPECT_EQ(of(stake.votes, control.certainty), counted.votes);
            EXPECT_TRUE(stakes.insert(counted.stake).second) << "no stake counts twice";
            sum += counted.votes.units;
          }
          EXPECT_EQ(sum, step.sum);
          EXPECT_GT(2 * sum, whole_portion.units - std::min(step.own, whole_portion).units);
          group.insert(step.company);
        }
        ASSERT_FALSE(control.proof.empty());
        EXPECT_EQ(control.proof.back().company, company.id);
      }
    }
  }
}

TEST(ControlReference, AffiliatesAreThoseOfTheDefinition) {
  Random random(11);
  std::size_t affiliated = 0;
  for (int round = 0; round < 150; ++round) {
    const auto s = random_structure(random, 2 + random.below(7), round % 2 == 1);
    std::map<PartyId, std::set<PartyId>> reach;
    for (const Party& party : s.book().parties()) {
      reach[party.id] = controlled_by(s.book(), party.id, Certainty::possible);
      const auto sure = controlled_by(s.book(), party.id, Certainty::certain);
      reach[party.id].insert(sure.begin(), sure.end());
      reach[party.id].insert(party.id);
    }
    for (const Party& a : s.book().parties()) {
      std::set<PartyId> expected, found;
      for (const auto& [controller, group] : reach) {
        if (group.contains(a.id)) expected.insert(group.begin(), group.end());
      }
      expected.erase(a.id);
      for (const auto& one : affiliates_of(s.book(), a.id, some_day, {})) found.insert(one.second);
      EXPECT_EQ(found, expected) << "round " << round;
      for (const Party& b : s.book().parties()) {
        const auto between = affiliation_between(s.book(), a.id, b.id, some_day, {});
        EXPECT_EQ(between.has_value(), expected.contains(b.id));
        affiliated += between.has_value() ? 1u : 0u;
      }
    }
  }
  EXPECT_GT(affiliated, 500u);
}

TEST(ControlReference, UltimateControllersOfAllAreThoseOfEach) {
  Random random(5);
  for (int round = 0; round < 600; ++round) {
    const auto s = random_structure(random, 2 + random.below(14), false);
    std::vector<VoteStake> stakes;
    for (const Stake& stake : s.book().stakes()) {
      stakes.push_back(
          {static_cast<std::uint32_t>(stake.holder), static_cast<std::uint32_t>(stake.held), stake.votes.min});
    }
    const auto parties = static_cast<std::uint32_t>(s.book().parties().size());
    const auto heads = ultimate_controllers(parties, stakes, half_portion);
    for (std::uint32_t party = 0; party < parties; ++party) {
      std::set<std::uint32_t> ultimate;
      for (const auto& control : controllers_of(s.book(), PartyId{party}, some_day, {})) {
        if (control.ultimate) ultimate.insert(static_cast<std::uint32_t>(control.controller));
      }
      if (ultimate.empty()) {
        EXPECT_EQ(heads[party], party) << "round " << round;
        continue;
      }
      // One who is controlled by those only whom it controls is the head of its own group.
      const auto of_head = controllers_of(s.book(), PartyId{party}, some_day, {});
      const bool is_itself =
          heads[party] == party && std::ranges::all_of(of_head, [&](const Control& control) {
            return control_between(s.book(), PartyId{party}, control.controller, some_day, {}).has_value();
          });
      EXPECT_TRUE(ultimate.contains(heads[party]) || is_itself) << "round " << round;
    }
  }
}

// The chance that a walk up from `start` ever comes to `goal`: one equation for each party, solved as they stand.
// h(goal) = 1, h(p) = sum of portion(p, holder) x h(holder); the least solution, where that is not the only one.
Fraction chance(const Stakes& book, PartyId start, PartyId goal) {
  const std::size_t n = book.parties().size();
  std::set<PartyId> leading{goal};  // those from which the goal can be reached: for all others the chance is none
  for (bool grew = true; grew;) {
    grew = false;
    for (const Stake& stake : book.stakes()) {
      if (stake.capital.min.units > 0 && leading.contains(stake.holder)) grew |= leading.insert(stake.held).second;
    }
  }
  std::vector<std::vector<Fraction>> rows(n, std::vector<Fraction>(n + 1));
  for (std::size_t i = 0; i < n; ++i) rows[i][i] = Fraction(1);
  rows[index(goal)][n] = Fraction(1);
  for (const Stake& stake : book.stakes()) {
    if (stake.held == goal || !leading.contains(stake.held)) continue;
    auto& cell = rows[index(stake.held)][index(stake.holder)];
    cell = cell - Fraction(Integer(stake.capital.min.units), Integer(whole_portion.units));
  }
  for (std::size_t pivot = 0; pivot < n; ++pivot) {
    std::size_t row = pivot;
    while (rows[row][pivot].is_zero()) ++row;
    std::swap(rows[row], rows[pivot]);
    for (std::size_t i = 0; i < n; ++i) {
      if (i == pivot || rows[i][pivot].is_zero()) continue;
      const Fraction factor = rows[i][pivot] / rows[pivot][pivot];
      for (std::size_t j = 0; j <= n; ++j) rows[i][j] = rows[i][j] - factor * rows[pivot][j];
    }
  }
  return rows[index(start)][n] / rows[index(start)][index(start)];
}

TEST(ControlReference, LookThroughIsTheSolutionOfTheEquations) {
  Random random(3);
  std::size_t thirds = 0;
  for (int round = 0; round < 150; ++round) {
    const auto s = random_structure(random, 2 + random.below(6), false);
    for (const Party& company : s.book().parties()) {
      const auto found = look_through(s.book(), company.id, some_day);
      ASSERT_TRUE(found) << describe(found.error(), Language::english);
      std::map<PartyId, Fraction> parts;
      for (const auto& line : found->lines) {
        EXPECT_TRUE(line.low == line.high) << "known exactly";
        parts[line.holder] = line.low;
        thirds += divide(Integer(whole_portion.units), line.low.denominator()).second.is_zero() ? 0u : 1u;
      }
      for (const Party& party : s.book().parties()) {
        if (party.id == company.id) continue;
        const auto expected = chance(s.book(), company.id, party.id);
        EXPECT_EQ(parts[party.id].text(), expected.text())
            << "round " << round << ": " << party.key << " of " << company.key;
      }
    }
  }
  EXPECT_GT(thirds, 20u) << "fractions that no decimal can be";
}

TEST(ControlReference, LookThroughBoundsHoldForAllThatTheRangesAllow) {
  Random random(4);
  for (int round = 0; round < 150; ++round) {
    const auto s = random_structure(random, 2 + random.below(5), true);
    Structure exact;  // one of the structures that the ranges allow
    for (const Party& party : s.book().parties()) exact.party(party.key);
    std::map<PartyId, std::uint32_t> left;
    for (const Stake& stake : s.book().stakes()) {
      if (!left.contains(stake.held)) {
        left[stake.held] = whole_portion.units;
        for (const StakeId id : s.book().held_in(stake.held)) left[stake.held] -= s.book().stake(id).capital.min.units;
      }
      const auto more = static_cast<std::uint32_t>(
          random.below(std::min(left[stake.held], stake.capital.max.units - stake.capital.min.units) + 1));
      left[stake.held] -= more;
      const Portion portion{stake.capital.min.units + more};
      if (portion.units > 0) exact.holds(s.key(stake.holder), s.key(stake.held), format_portion(portion));
    }
    for (const Party& company : s.book().parties()) {
      const auto bounds = look_through(s.book(), company.id, some_day);
      ASSERT_TRUE(bounds);
      std::map<PartyId, LookThroughLine> lines;
      for (const auto& line : bounds->lines) lines[line.holder] = line;
      for (const Party& party : s.book().parties()) {
        if (party.id == company.id) continue;
        const auto part = chance(exact.book(), company.id, party.id);
        EXPECT_LE(lines[party.id].low, part) << "round " << round;
        EXPECT_GE(lines[party.id].high, part) << "round " << round;
      }
    }
  }
}

}  // namespace
}  // namespace scrip::control
