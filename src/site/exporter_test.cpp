#include "site/exporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "site/device_meter.h"

namespace scrip::site {
namespace {

using testing::ElementsAre;

const Exporter dcgm{
    .url = "", .kind = ExporterKind::dcgm, .vendor = "nvidia", .resource = "h100", .label = "DCGM_FI_DEV_SERIAL"};
const Exporter npu{
    .url = "", .kind = ExporterKind::npu, .vendor = "huawei", .resource = "ascend-910b", .label = "vdie_id"};

TEST(ExporterText, ReadsEachDeviceOfDcgmOnce) {
  const auto samples = read_exporter(R"(# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
# TYPE DCGM_FI_DEV_GPU_UTIL gauge
DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",modelName="NVIDIA H100",DCGM_FI_DEV_SERIAL="165"} 37
DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",DCGM_FI_DEV_SERIAL="166",pod="a\"b,}"} 9223372036854775794
DCGM_FI_DEV_GPU_UTIL{gpu="2",GPU_I_ID="1",DCGM_FI_DEV_SERIAL="167"} 0.4 1795391988000
DCGM_FI_DEV_GPU_UTIL{gpu="2",GPU_I_ID="2",DCGM_FI_DEV_SERIAL="167"} 99.96
DCGM_FI_DEV_GPU_UTIL{gpu="3",UUID="GPU-4"} 5
DCGM_FI_DEV_GPU_UTIL_MAX{DCGM_FI_DEV_SERIAL="170"} 5
DCGM_FI_DEV_GPU_TEMP{gpu="0",DCGM_FI_DEV_SERIAL="165} 50
)",
                                     dcgm);
  ASSERT_TRUE(samples.has_value());
  EXPECT_THAT(*samples, ElementsAre(DeviceSample{"165", 370, 0}, DeviceSample{"166", std::nullopt, 1},
                                    DeviceSample{"167", 999, 2}));
}

TEST(ExporterText, ReadsNpusByTheirDie) {
  const auto samples = read_exporter(
      "npu_chip_info_utilization{id=\"0\",model_name=\"910B\",vdie_id=\"A1-B2\"} 100 1795391988000\n", npu);
  ASSERT_TRUE(samples.has_value());
  EXPECT_THAT(*samples, ElementsAre(DeviceSample{"A1-B2", 1'000, 0}));
}

TEST(ExporterText, WhatDoesNotReadIsAnErrorWithItsLine) {
  for (const std::string bad : {"{", "{vdie_id=\"a", "{vdie_id=\"a\"", "{vdie_id=a} 1", "{a=\"b\" "}) {
    const auto samples = read_exporter("\nnpu_chip_info_utilization" + bad + "\n", npu);
    ASSERT_FALSE(samples.has_value()) << bad;
    EXPECT_EQ(samples.error().line, 2u);
  }
  for (const std::string none : {"NaN", "-1", "1e2", "100.1", "", "1.2.3", "+Inf"}) {
    const auto samples = read_exporter("npu_chip_info_utilization{vdie_id=\"a\"} " + none + "\n", npu);
    ASSERT_TRUE(samples.has_value()) << none;
    EXPECT_EQ(samples->front().busy_permille, std::nullopt) << none;
  }
  EXPECT_TRUE(read_exporter("", npu)->empty());
}

TEST(DeviceMeter, CountsSeenAndBusyTimeWithoutGaps) {
  const auto path = (std::filesystem::temp_directory_path() / ("scrip-days-" + std::to_string(::getpid()))).string();
  auto spool = Spool::open(path);
  ASSERT_TRUE(spool.has_value());
  Config config;
  config.scrape_s = 60;
  DeviceMeter meter(config, *spool);
  const std::int64_t noon = 1'795'392'000 / 86'400 * 86'400 + 43'200;
  ASSERT_TRUE(meter.seen(dcgm, {{"165", 500, {}}, {"166", 0, {}}}, noon).has_value());
  ASSERT_TRUE(meter.seen(dcgm, {{"165", 500, {}}, {"166", 9, {}}}, noon + 60).has_value());
  ASSERT_TRUE(meter.seen(dcgm, {{"165", std::nullopt, {}}}, noon + 130).has_value());
  ASSERT_TRUE(meter.seen(dcgm, {{"165", 10, {}}, {"166", 800, {}}}, noon + 3'600).has_value());
  const auto days = *spool->days_to_report(10);
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].serial, "165");
  EXPECT_EQ(days[0].present_s, 60 + 70 + 120) << "an hour unseen is not an hour present";
  EXPECT_EQ(days[0].busy_s, 60 + 120);
  EXPECT_EQ(days[1].present_s, 60 + 120);
  EXPECT_EQ(days[1].busy_s, 120);
  ASSERT_TRUE(spool->mark_reported(days[0]).has_value());
  EXPECT_EQ(spool->days_to_report(10)->size(), 1u);
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path + suffix);
}

}  // namespace
}  // namespace scrip::site
