#include "site/idle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/register_check.h"

namespace scrip::site {
namespace {

using testing::ElementsAre;
using Places = std::vector<DevicePlace>;

TEST(NodeList, AListIsReadAsItsNames) {
  EXPECT_THAT(*nodes_of("a1"), ElementsAre("a1"));
  EXPECT_THAT(*nodes_of("a[1-2,9],b"), ElementsAre("a1", "a2", "a9", "b"));
  EXPECT_THAT(*nodes_of("n[08-10]-x"), ElementsAre("n08-x", "n09-x", "n10-x"));
  EXPECT_TRUE(nodes_of("")->empty());
  for (const std::string bad : {"a[1", "a[]", "a[2-1]", "a[1-]", "a[x]", "a[1-999999999]"}) {
    EXPECT_FALSE(nodes_of(bad).has_value()) << bad;
  }
}

TEST(DevicePlaces, TheDevicesOfEachGroupOfNodesAreFound) {
  const auto places = read_places(
      "JobId=1 JobName=Nodes=x\n   TRES=cpu=4\n"
      "     Nodes=a1 CPU_IDs=0-3 Mem=0 GRES=gpu:h100:3(IDX:0-1,4)\n"
      "     Nodes=a[2-3] CPU_IDs=0 Mem=0 GRES=gpu:h100:1(IDX:7),shard:0\n"
      "     Nodes=b CPU_IDs=0 Mem=0 GRES=\n   MinCPUsNode=4\n");
  ASSERT_TRUE(places.has_value());
  EXPECT_EQ(*places, (Places{{"a1", 0}, {"a1", 1}, {"a1", 4}, {"a2", 7}, {"a3", 7}}));
  EXPECT_FALSE(read_places("     Nodes=a1 GRES=gpu:1(IDX:x)\n").has_value());
  EXPECT_TRUE(read_places("")->empty());
}

TEST(IdleDevices, AllMustBeIdleAndKnownToBe) {
  IdleDevices devices(50);
  const Places both{{"a", 0}, {"a", 1}};
  devices.seen(both[0], 0, 100);
  EXPECT_EQ(devices.since_s(both, 100, 60), std::nullopt) << "nobody has read the other";
  devices.seen(both[1], 49, 110);
  EXPECT_EQ(devices.since_s(both, 110, 60), 110);
  devices.seen(both[0], 0, 170);
  devices.seen(both[1], 0, 170);
  EXPECT_EQ(devices.since_s(both, 170, 60), 110) << "it began before";
  EXPECT_EQ(devices.since_s(both, 231, 60), std::nullopt) << "the readings are old";
  devices.seen(both[1], 50, 180);
  EXPECT_EQ(devices.since_s(both, 180, 60), std::nullopt);
  devices.seen(both[1], 0, 190);
  EXPECT_EQ(devices.since_s(both, 190, 60), 190) << "it was at work between";
  devices.seen(both[1], std::nullopt, 200);
  EXPECT_EQ(devices.since_s(both, 200, 60), std::nullopt) << "no value is no idleness";
  EXPECT_EQ(devices.since_s({}, 200, 60), std::nullopt);
}

TEST(RegisterCheck, WhatDoesNotAgreeIsNamed) {
  const auto found =
      compare({{"huawei", "A1", "910b"}, {"huawei", "a2", "910b"}, {"huawei", "A3", "910b"}, {"nvidia", "N1", "h100"}},
              {{"Huawei", "a1", "910b"}, {"huawei", "A2", "310p"}, {"huawei", "NEW", "910b"}}, {"910b", "310p"});
  std::vector<std::string> subjects;
  for (const auto& [subject, text] : found) subjects.push_back(subject + ": " + text.text(Language::english));
  EXPECT_THAT(subjects, ElementsAre("huawei/a2: its exporter says '310p', the register says '910b'",
                                    "huawei/a3: the register has it at this site, and no exporter sees it",
                                    "huawei/new: an exporter sees it here, and the register has no such device at this "
                                    "site"));
}

}  // namespace
}  // namespace scrip::site
