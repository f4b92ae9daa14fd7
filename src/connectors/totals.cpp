#include "connectors/totals.h"

#include <fmt/format.h>

#include "base/time.h"

namespace scrip::connectors {
namespace {

std::string decimal(Int128 value) {
  if (value == 0) return "0";
  std::string out;
  for (Int128 rest = value; rest != 0; rest /= 10)
    out.insert(out.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string counts(const std::map<std::string, std::uint64_t>& values) {
  std::string out;
  for (const auto& [name, count] : values) out += fmt::format("{}{}:{}", out.empty() ? "" : ",", quoted(name), count);
  return "{" + out + "}";
}

std::int32_t day_of(std::int64_t ms) { return count(ZoneOffsets{}.day_of(instant_at(ms))); }

}  // namespace

void Totals::add(const metering::UsageBatch& batch) {
  Sum* sum = nullptr;
  std::uint32_t job = 0;
  std::uint32_t resource = 0;
  std::int32_t day = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch.problem[i] != metering::SuspenseReason::none) {
      ++problems_[std::string(metering::name(batch.problem[i]))];
      continue;
    }
    const std::int32_t record_day = day_of(batch.start_ms[i]);
    if (sum == nullptr || batch.job[i] != job || batch.resource[i] != resource || record_day != day) {
      job = batch.job[i];
      resource = batch.resource[i];
      day = record_day;
      sum = &sums_[{std::string(batch.jobs[job].account), std::string(batch.resources[resource]),
                    format_month(month_of(Day{day}))}];
    }
    ++sum->records;
    if (batch.start_ms[i] == batch.end_ms[i]) {
      sum->tokens += batch.units[i];
    } else {
      sum->device_time += Int128{batch.end_ms[i] - batch.start_ms[i]} * batch.units[i];
    }
  }
}

std::string Totals::json(const ReadReport& report) const {
  std::string rows;
  for (const auto& [key, sum] : sums_) {
    const auto& [account, resource, month] = key;
    rows += fmt::format(
        R"({}{{"account":{},"device_micro_seconds":"{}","month":"{}","records":{},"resource":{},"tokens":"{}"}})",
        rows.empty() ? "" : ",", quoted(account), decimal(sum.device_time), month, sum.records, quoted(resource),
        decimal(sum.tokens));
  }
  return fmt::format(R"({{"left_out":{},"problems":{},"records":{},"rejected":{},"rows":{},"totals":[{}]}})",
                     counts(report.left_out), counts(problems_), report.records, report.rejected_rows, report.rows,
                     rows);
}

}  // namespace scrip::connectors
