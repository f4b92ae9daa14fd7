// Any bytes as a usage frame: refused, or a batch whose indexes are in range and that encodes and decodes to itself.

#include "base/check.h"
#include "codec/usage_frame.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrip;
  metering::UsageBatch batch;
  if (!codec::decode_frame({data, size}, batch)) return 0;
  for (const auto job : batch.job) SCRIP_CHECK(job < batch.jobs.size());
  for (const auto resource : batch.resource) SCRIP_CHECK(resource < batch.resources.size());
  metering::UsageBatch again;
  SCRIP_CHECK(codec::decode_frame(codec::encode_frame(batch), again).has_value());
  SCRIP_CHECK(again.part == batch.part);
  SCRIP_CHECK(again.end_ms == batch.end_ms);
  return 0;
}
