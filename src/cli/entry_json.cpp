#include "cli/entry_json.h"

#include "cli/json.h"

namespace scrip::cli {
namespace {

std::string json_record(const engine::UsageBlock& block, std::size_t row) {
  JsonObject object;
  const auto& slot = block.slots[block.slot[row]];
  object.add("part", block.part[row])
      .add("start", instant_at(block.start_ms[row]))
      .add("end", instant_at(block.end_ms[row]))
      .add("units", block.units[row])
      .raw("slot", json(slot));
  return object.text();
}

std::string json_block(const engine::UsageBlock& block, bool records) {
  JsonObject object;
  std::vector<std::string> jobs;
  std::size_t row = 0;
  for (const auto& job : block.jobs) {
    JsonObject each;
    each.add("job", job.job).add("key", job.key).add("account", job.account).add("records", job.records);
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < job.records; ++i, ++row) {
      if (records) rows.push_back(json_record(block, row));
    }
    if (records) each.raw("usage", json_array(rows));
    jobs.push_back(each.text());
  }
  object.add("site", block.site)
      .add("source", block.source == engine::UsageBlock::Source::site ? "site" : "suspense")
      .add("records", block.size())
      .raw("jobs", json_array(jobs));
  if (block.signature) object.raw("signature", json(*block.signature));
  return object.text();
}

}  // namespace

std::string json_entry(const codec::Entry& entry, bool records) {
  JsonObject object;
  object.add("sequence", entry.header.sequence)
      .add("time", entry.header.time)
      .add("actor", entry.header.actor)
      .add("request", entry.header.request);
  if (const auto* block = std::get_if<engine::UsageBlock>(&entry.body)) {
    object.raw("usage", json_block(*block, records));
  } else {
    std::vector<std::string> events;
    for (const auto& event : std::get<std::vector<engine::Event>>(entry.body)) events.push_back(json_event(event));
    object.raw("events", json_array(events));
  }
  return object.text();
}

}  // namespace scrip::cli
