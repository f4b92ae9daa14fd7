#pragma once
// What a file holds in sum, before anything is charged: for a dry run, and to compare with an independent reading of
// the same file (tests/reference/usage_totals.py prints the same text).

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "base/wide.h"
#include "connectors/usage_reader.h"
#include "metering/usage.h"

namespace scrip::connectors {

class Totals {
 public:
  struct Sum {
    std::uint64_t records = 0;
    Int128 device_time = 0;  // micro-units: millionths of a device- or core-second
    Int128 tokens = 0;       // units of records without length
  };

  // Adds the records of a batch; those with a problem are only counted. Cost: one look-up for each run of records of
  // the same account, resource and month.
  void add(const metering::UsageBatch& batch);

  // By account, resource, and UTC month of the record's start ("2026-03").
  using Key = std::tuple<std::string, std::string, std::string>;
  [[nodiscard]] const std::map<Key, Sum>& sums() const { return sums_; }

  // One line of JSON with sorted members: left_out, problems, records, rejected, rows, totals[account,
  // device_micro_seconds, month, records, resource, tokens]; the sums are texts, since they may pass 2^53.
  [[nodiscard]] std::string json(const ReadReport& report) const;

 private:
  std::map<Key, Sum> sums_;
  std::map<std::string, std::uint64_t> problems_;
};

}  // namespace scrip::connectors
