#include "codec/usage_frame.h"

#include <algorithm>
#include <array>

#include "base/containers.h"
#include "base/limits.h"
#include "codec/binary.h"
#include "codec/columns.h"
#include "codec/texts.h"

namespace scrip::codec {
namespace {

using metering::JobInfo;
using metering::SuspenseReason;
using metering::UsageBatch;

constexpr std::array<std::uint8_t, 3> magic{'S', 'U', 'F'};
constexpr std::uint8_t version_plain = 1;
constexpr std::uint8_t version_marked = 2;  // with a column of what a reader could not trust

void write_text(Writer& out, std::string_view text) {
  out.unsigned_number(text.size());
  out.raw(as_bytes(text));
}

std::string_view read_text(Reader& in) {
  const std::size_t size = in.length();
  if (size > limits::text_max) in.refuse();
  return as_text(in.raw(size));
}

std::size_t shared_prefix(std::string_view a, std::string_view b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end - a.begin());
}

// Wraps, and is taken back by wrapping: any two instants survive.
std::int64_t difference(std::int64_t from, std::int64_t to) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from));
}

void write_jobs(Writer& out, const UsageBatch& batch) {
  TextMap<std::uint32_t> accounts;
  std::vector<std::string_view> account_list;
  std::vector<std::uint32_t> account_of;
  for (const JobInfo& job : batch.jobs) {
    const auto [at, added] = accounts.try_emplace(std::string(job.account), account_list.size());
    if (added) account_list.push_back(job.account);
    account_of.push_back(at->second);
  }
  out.unsigned_number(account_list.size());
  for (const auto account : account_list) write_text(out, account);
  out.unsigned_number(batch.resources.size());
  for (const auto resource : batch.resources) write_text(out, resource);

  out.unsigned_number(batch.jobs.size());
  std::string_view before;
  for (std::size_t i = 0; i < batch.jobs.size(); ++i) {
    const JobInfo& job = batch.jobs[i];
    const std::size_t shared = shared_prefix(before, job.key);
    out.unsigned_number(shared);
    write_text(out, job.key.substr(shared));
    out.unsigned_number(account_of[i]);
    write_text(out, job.requested);
    out.byte(static_cast<std::uint8_t>(job.use));
    out.byte(job.ended ? 1 : 0);
    before = job.key;
  }
}

void read_jobs(Reader& in, UsageBatch& batch) {
  std::vector<std::string_view> accounts;
  for (std::size_t i = in.length(); i > 0 && in.ok(); --i) accounts.push_back(batch.keep(read_text(in)));
  for (std::size_t i = in.length(); i > 0 && in.ok(); --i) batch.resources.push_back(batch.keep(read_text(in)));
  const std::size_t jobs = in.length();
  if (jobs > limits::batch_records_max) in.refuse();
  std::string key;
  for (std::size_t i = 0; i < jobs && in.ok(); ++i) {
    const auto shared = in.number<std::uint64_t>();
    if (shared > key.size()) in.refuse();
    if (!in.ok()) return;
    key.resize(shared);
    key += read_text(in);
    const auto account = in.number<std::uint64_t>();
    if (account >= accounts.size() || key.size() > limits::text_max) in.refuse();
    const std::string_view requested = read_text(in);
    const std::uint8_t use = in.byte();
    const std::uint8_t ended = in.byte();
    if (use > 2 || ended > 1) in.refuse();
    if (!in.ok()) return;
    batch.jobs.push_back({.key = batch.keep(key),
                          .account = accounts[account],
                          .requested = requested.empty() ? std::string_view{} : batch.keep(requested),
                          .use = static_cast<metering::Use>(use),
                          .ended = ended == 1});
  }
}

}  // namespace

Bytes encode_frame(const UsageBatch& batch) {
  Bytes out(magic.begin(), magic.end());
  const bool marked = std::ranges::any_of(batch.problem, [](auto mark) { return mark != SuspenseReason::none; });
  out.push_back(marked ? version_marked : version_plain);
  Writer writer(out);
  write_jobs(writer, batch);
  writer.unsigned_number(batch.size());
  std::vector<std::uint64_t> column(batch.size());
  const auto write = [&](auto&& value_at) {
    for (std::size_t i = 0; i < batch.size(); ++i) column[i] = value_at(i);
    write_column(writer, column);
  };
  write([&](std::size_t i) { return batch.job[i]; });
  write([&](std::size_t i) { return batch.resource[i]; });
  write([&](std::size_t i) { return batch.part[i]; });
  std::int64_t before = 0;
  write([&](std::size_t i) {
    const std::int64_t since = difference(before, batch.start_ms[i]);
    before = batch.start_ms[i];
    return zigzag(since);
  });
  write([&](std::size_t i) { return zigzag(difference(batch.start_ms[i], batch.end_ms[i])); });
  write([&](std::size_t i) { return zigzag(batch.units[i]); });
  if (marked) write([&](std::size_t i) { return std::to_underlying(batch.problem[i]); });
  return out;
}

Result<void> decode_frame(ByteView bytes, UsageBatch& batch) {
  batch.clear();
  Reader reader(bytes);
  const ByteView start = reader.raw(magic.size());
  const std::uint8_t version = reader.byte();
  if (!reader.ok() || !std::ranges::equal(start, magic)) {
    return fail(ErrorCode::encoding_invalid, say("not a usage frame"));
  }
  if (version != version_plain && version != version_marked) {
    return fail(ErrorCode::version_unsupported, say("frame version {0}", version));
  }
  read_jobs(reader, batch);
  const auto size = reader.number<std::uint64_t>();
  if (reader.ok() && size > limits::batch_records_max) {
    return fail(ErrorCode::too_large, say("a frame holds at most 65,536 records"));
  }
  std::vector<std::uint64_t> column;
  const auto read = [&](auto&& take) {
    if (!reader.ok()) return;
    read_column(reader, size, column);
    if (reader.ok()) take();
  };
  const auto narrow_into = [&](std::vector<std::uint32_t>& target, std::size_t limit) {
    target.reserve(size);
    for (const std::uint64_t value : column) {
      if (value >= limit) reader.refuse();
      target.push_back(static_cast<std::uint32_t>(value));
    }
  };
  read([&] { narrow_into(batch.job, batch.jobs.size()); });
  read([&] { narrow_into(batch.resource, batch.resources.size()); });
  read([&] { batch.part = column; });
  read([&] {
    std::uint64_t at = 0;
    batch.start_ms.reserve(size);
    for (const std::uint64_t value : column) {
      at += static_cast<std::uint64_t>(unzigzag(value));
      batch.start_ms.push_back(static_cast<std::int64_t>(at));
    }
  });
  read([&] {
    batch.end_ms.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
      batch.end_ms.push_back(static_cast<std::int64_t>(static_cast<std::uint64_t>(batch.start_ms[i]) +
                                                       static_cast<std::uint64_t>(unzigzag(column[i]))));
    }
  });
  read([&] {
    batch.units.reserve(size);
    for (const std::uint64_t value : column) batch.units.push_back(unzigzag(value));
  });
  batch.problem.assign(size, SuspenseReason::none);
  if (version == version_marked) {
    read([&] {
      for (std::size_t i = 0; i < size; ++i) {
        if (column[i] >= metering::suspense_reasons) reader.refuse();
        if (reader.ok()) batch.problem[i] = static_cast<SuspenseReason>(column[i]);
      }
    });
  }
  if (!reader.at_end()) {
    batch.clear();
    return fail(ErrorCode::encoding_invalid, say("the usage frame does not decode"));
  }
  return {};
}

}  // namespace scrip::codec
