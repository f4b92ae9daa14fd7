#include "site/kept_nodes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scrip::site {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> gres{"gpu"};

TEST(KeptNodes, SlurmsNodesAreRead) {
  const auto nodes = read_nodes(
      "NodeName=b2 Arch=x86_64 Gres=gpu:h100:8 State=IDLE+DRAIN Partitions=main\n"
      "NodeName=a1 Gres=gpu:h100:6,gpu:a100:2 State=MIXED\nNodeName=c Gres=(null) State=IDLE\n",
      gres);
  ASSERT_TRUE(nodes.has_value());
  EXPECT_THAT(*nodes, ElementsAre(Node{"a1", {{"a100", 2}, {"h100", 6}}, true}, Node{"b2", {{"h100", 8}}, false},
                                  Node{"c", {}, true}));
}

TEST(KeptNodes, SlurmsReservationsAreRead) {
  const auto kept = read_kept(
      "ReservationName=scrip-R-1 StartTime=100 EndTime=200 Duration=00:01:40 Nodes=a[1-2] NodeCnt=2\n"
      "ReservationName=upkeep StartTime=50 EndTime=60 Nodes=(null)\n");
  ASSERT_TRUE(kept.has_value());
  EXPECT_THAT(*kept, ElementsAre(KeptNodes{"scrip-R-1", {"a1", "a2"}, 100, 200}, KeptNodes{"upkeep", {}, 50, 60}));
  EXPECT_TRUE(is_ours(kept->front()) && !is_ours(kept->back()));
  EXPECT_TRUE(read_kept("No reservations in the system\n")->empty());
  EXPECT_FALSE(read_kept("ReservationName=x StartTime=soon EndTime=1\n").has_value());
}

TEST(KeptNodes, AKeyThatSlurmWouldNotTakeHasADigest) {
  EXPECT_EQ(kept_name("R-1"), "scrip-R-1");
  EXPECT_EQ(kept_name("R,1").size(), 31u);
  EXPECT_NE(kept_name("R,1"), kept_name("R 1"));
  EXPECT_EQ(kept_name(std::string(200, 'a')).size(), 31u);
}

class Plan : public testing::Test {
 protected:
  static Reserved reserved(const std::string& key, std::int64_t devices, std::int64_t from_s, std::int64_t until_s) {
    return {.key = key,
            .organisation = "acme",
            .resource = "h100",
            .status = "reserved",
            .reason = {},
            .devices = devices,
            .from_s = from_s,
            .until_s = until_s};
  }
  [[nodiscard]] KeepPlan plan(const std::vector<Reserved>& rows, const std::vector<KeptNodes>& kept = {}) const {
    Reservations all;
    for (const auto& row : rows) all.emplace(row.key, row);
    return plan_kept(all, {.nodes = nodes, .reservations = kept, .resources = {{"hopper", "h100"}}, .untyped = {}}, 50);
  }
  std::vector<Node> nodes{{"a1", {{"hopper", 8}}, true},
                          {"a2", {{"hopper", 8}}, true},
                          {"a3", {{"hopper", 8}}, false},
                          {"b1", {{"other", 8}}, true}};
};

TEST_F(Plan, WholeNodesOfItsChipThatAreUsableAndFree) {
  const auto made = plan({reserved("R", 9, 100, 200)});
  ASSERT_EQ(made.create.size(), 1u);
  EXPECT_THAT(made.create[0].nodes, ElementsAre("a2", "a1"));
  EXPECT_THAT(plan({reserved("R", 17, 100, 200)}).impossible, ElementsAre("R"));
  EXPECT_THAT(plan({reserved("R", 8, 10, 50)}).create, IsEmpty()) << "it is over";
}

TEST_F(Plan, NoNodeTwiceAtATime) {
  const auto both = plan({reserved("R", 8, 100, 200), reserved("S", 1, 199, 300), reserved("T", 1, 150, 250)});
  ASSERT_EQ(both.create.size(), 2u);
  EXPECT_NE(both.create[0].nodes, both.create[1].nodes);
  EXPECT_THAT(both.impossible, ElementsAre("T"));
  EXPECT_EQ(plan({reserved("R", 16, 100, 200), reserved("S", 16, 200, 300)}).create.size(), 2u);
  const auto upkeep = plan({reserved("R", 8, 100, 200)}, {{"upkeep", {"a2"}, 0, 101}});
  EXPECT_THAT(upkeep.create.at(0).nodes, ElementsAre("a1"));
}

TEST_F(Plan, WhatStandsIsLeftAndWhatEndedGoes) {
  auto broken = reserved("B", 8, 100, 200);
  broken.status = "broken";
  const auto made = plan({reserved("R", 8, 100, 200), broken},
                         {{"scrip-R", {"a1"}, 100, 200}, {"scrip-B", {"a2"}, 100, 200}, {"upkeep", {"a2"}, 500, 600}});
  EXPECT_THAT(made.create, IsEmpty());
  EXPECT_THAT(made.remove, ElementsAre("scrip-B"));
}

}  // namespace
}  // namespace scrip::site
