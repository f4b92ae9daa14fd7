#pragma once
// Usage as a site reports it: which job used how much of which resource, from when to when. A batch holds many records
// column by column, because nothing about a single record is ever virtual, allocated or looked up by name.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/use.h"

namespace scrip::metering {

using registry::name;
using registry::parse_use;
using registry::Use;

// Why a record is in suspense: taken, kept and counted, but not charged until a person resolves it. Each has a text
// that says what to do (suspense_advice). Numbers are stored in journals: never reused.
enum class SuspenseReason : std::uint8_t {
  none = 0,
  no_payer = 1,            // no mapping from the site's account to an organisation
  unknown_resource = 2,    // the chip model, or other resource, is not in the registry
  no_price = 3,            // no rate card of the site prices the resource for the whole of the record's time
  conflict = 4,            // the record's id was seen before with other content
  unknown_state = 5,       // the source gives a job state that has no known meaning
  device_count_missing = 6,  // the job had devices, but the source does not say how many
  inconsistent_time = 7,   // start, end and elapsed contradict each other
  too_late = 8,            // older than the programme's window for late usage
  in_future = 9,           // ends after the time of its arrival
  out_of_range = 10,       // larger than any real job
  job_terms_differ = 11,   // the job was charged to another payer or use before
  not_accredited = 12,     // the voucher that would pay takes accredited sites only, and this one was not
};
inline constexpr std::uint8_t suspense_reasons = 13;

[[nodiscard]] std::string_view name(SuspenseReason reason);
// What to do about it. The command line's names its commands, the API's (and with it the portal's) what it does there.
enum class Door : std::uint8_t { command_line, api };
[[nodiscard]] std::string_view advice(SuspenseReason reason, Language language, Door door = Door::command_line);
// The operation of docs/openapi.json that helps first.
[[nodiscard]] std::string_view action(SuspenseReason reason);
[[nodiscard]] Result<SuspenseReason> parse_suspense_reason(std::string_view text);  // Errors: value_invalid

// A job as one batch names it. The texts live in the batch.
struct JobInfo {
  std::string_view key;        // unique within the site for ever, e.g. "dc_a/1005@1795314909" (id and submit time)
  std::string_view account;    // the site's account or project: the mapping to the payer is looked up by it
  std::string_view requested;  // the resource that was asked for, when known; a mismatch is reported
  Use use = Use::unspecified;
  bool ended = false;          // the job will use nothing more: what is left of its hold is released
};

// Parts given by the source itself, e.g. an attempt or a sequence number, are below this; parts derived from a text id
// (part_of_text_id) have the top bit set.
inline constexpr std::uint64_t part_text_bit = std::uint64_t{1} << 63;
// A record id given as text, as a part: 63 bits of the SHA-256 of the text.
[[nodiscard]] std::uint64_t part_of_text_id(std::string_view id);

// One batch of records of one site. Record i is element i of every column.
//
// Identity: (site, job key, part). The same identity with the same content is a duplicate and changes nothing; with
// other content it is a conflict and goes to suspense.
struct UsageBatch {
  std::vector<JobInfo> jobs;                // what `job` points into
  std::vector<std::string_view> resources;  // names, keys or aliases in the registry; what `resource` points into

  std::vector<std::uint32_t> job;
  std::vector<std::uint32_t> resource;
  std::vector<std::uint64_t> part;
  std::vector<std::int64_t> start_ms;  // since 1970, UTC
  std::vector<std::int64_t> end_ms;    // >= start_ms; the record is the half-open [start, end)
  std::vector<std::int64_t> units;     // thousandths of a device or core used at a time; for tokens: how many tokens
  std::vector<SuspenseReason> problem;  // set by a connector that could read a record but not trust it

  [[nodiscard]] std::size_t size() const { return job.size(); }
  [[nodiscard]] bool empty() const { return job.empty(); }
  void clear();

  // Copies a text into the batch and returns the copy; valid until clear() or destruction.
  std::string_view keep(std::string_view text);

  void add(std::uint32_t job_index, std::uint32_t resource_index, std::uint64_t part_number, std::int64_t start,
           std::int64_t end, std::int64_t unit_count, SuspenseReason trouble = SuspenseReason::none);

  UsageBatch() = default;
  UsageBatch(UsageBatch&&) = default;
  UsageBatch& operator=(UsageBatch&&) = default;
  UsageBatch(const UsageBatch&) = delete;  // the views point into the batch's own text
  UsageBatch& operator=(const UsageBatch&) = delete;

 private:
  std::deque<std::string> chunks_;  // chunks never move once filled
};

}  // namespace scrip::metering
