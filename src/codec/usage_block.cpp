// A usage block as bytes: a few lists, then packed columns. Records follow each other by job and part, so a job's
// records after its first are stored as differences to the one before: for a regular meter all of them are equal and
// cost next to nothing.

#include <algorithm>

#include "base/limits.h"
#include "codec/binary.h"
#include "codec/columns.h"
#include "codec/entry.h"
#include "codec/texts.h"

namespace scrip::codec {
namespace {

using engine::UsageBlock;
using Column = std::vector<std::uint64_t>;

// What a job's entry has beside its id and its count.
constexpr std::uint64_t flag_new = 1;
constexpr std::uint64_t flag_ended = 2;
constexpr std::uint64_t flag_mismatch = 4;
constexpr std::uint64_t flag_not_plain = 8;
constexpr std::uint64_t flag_payer = 16;
constexpr std::uint64_t flag_texts = 32;
constexpr std::uint64_t flag_use = 64;
constexpr std::uint64_t flags_all = 127;

std::uint64_t flags_of(const UsageBlock::Job& job) {
  std::uint64_t flags = 0;
  const auto set_if = [&](bool condition, std::uint64_t flag) { flags |= condition ? flag : 0; };
  set_if(job.is_new, flag_new);
  set_if(job.ended, flag_ended);
  set_if(job.mismatch, flag_mismatch);
  set_if(!job.plain, flag_not_plain);
  set_if(job.payer != no_id<OrganisationId>, flag_payer);
  set_if(!job.key.empty(), flag_texts);
  set_if(job.use != metering::Use::unspecified, flag_use);
  return flags;
}

void write_jobs(Writer& out, const UsageBlock& block) {
  Column ids;
  Column counts;
  Column flags;
  std::uint64_t last = 0;
  for (const auto& job : block.jobs) {
    ids.push_back(index(job.job) - last);
    last = index(job.job);
    counts.push_back(job.records);
    flags.push_back(flags_of(job));
  }
  out.value(static_cast<std::uint64_t>(block.jobs.size()));
  write_column(out, ids);
  write_column(out, counts);
  write_column(out, flags);
  for (const auto& job : block.jobs) {
    if (job.payer != no_id<OrganisationId>) out.value(job.payer);
    if (job.use != metering::Use::unspecified) out.value(job.use);
    if (!job.key.empty()) {
      out.value(job.key);
      out.value(job.account);
    }
  }
}

void read_jobs(Reader& in, UsageBlock& block) {
  const auto size = in.number<std::uint64_t>();
  if (size > limits::batch_records_max) in.refuse();
  Column ids;
  Column counts;
  Column flags;
  read_column(in, in.ok() ? size : 0, ids);
  read_column(in, in.ok() ? size : 0, counts);
  read_column(in, in.ok() ? size : 0, flags);
  if (!in.ok()) return;
  block.jobs.resize(size);
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < size && in.ok(); ++i) {
    auto& job = block.jobs[i];
    if (ids[i] >= index(no_id<JobId>) || last + ids[i] >= index(no_id<JobId>) || (i > 0 && ids[i] == 0) ||
        counts[i] > limits::batch_records_max || flags[i] > flags_all) {
      in.refuse();
    }
    last += ids[i];
    job.job = id_at<JobId>(last);
    job.records = static_cast<std::uint32_t>(counts[i]);
    job.is_new = (flags[i] & flag_new) != 0;
    job.ended = (flags[i] & flag_ended) != 0;
    job.mismatch = (flags[i] & flag_mismatch) != 0;
    job.plain = (flags[i] & flag_not_plain) == 0;
    if ((flags[i] & flag_payer) != 0) in.value(job.payer);
    if ((flags[i] & flag_use) != 0) in.value(job.use);
    if ((flags[i] & flag_texts) != 0) {
      in.value(job.key);
      in.value(job.account);
    }
    if (flags[i] != flags_of(job)) in.refuse();
  }
}

// The records' columns, with a job's first record apart from those that follow it.
struct RecordColumns {
  Column first_part, first_start, next_part, next_start, duration, units, slot;

  void write(Writer& out) const {
    for (const auto* column : {&first_part, &first_start, &next_part, &next_start, &duration, &units, &slot}) {
      write_column(out, *column);
    }
  }
  void read(Reader& in, std::size_t firsts, std::size_t records) {
    const std::size_t nexts = records - firsts;
    read_column(in, firsts, first_part);
    read_column(in, firsts, first_start);
    read_column(in, nexts, next_part);
    read_column(in, nexts, next_start);
    for (auto* column : {&duration, &units, &slot}) read_column(in, in.ok() ? records : 0, *column);
  }
};

// Differences wrap: they are taken back by wrapping too, so that any value a site sends survives.
std::uint64_t distance(std::int64_t from, std::int64_t to) {
  return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}
std::int64_t onwards(std::int64_t from, std::uint64_t distance) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + distance);
}
std::uint64_t fold(std::uint64_t difference) { return zigzag(static_cast<std::int64_t>(difference)); }
std::uint64_t unfold(std::uint64_t folded) { return static_cast<std::uint64_t>(unzigzag(folded)); }

RecordColumns columns_of(const UsageBlock& block) {
  RecordColumns columns;
  std::size_t i = 0;
  for (const auto& job : block.jobs) {
    for (std::uint32_t k = 0; k < job.records; ++k, ++i) {
      if (k == 0) {
        columns.first_part.push_back(block.part[i]);
        columns.first_start.push_back(fold(static_cast<std::uint64_t>(block.start_ms[i])));
      } else {
        columns.next_part.push_back(block.part[i] - block.part[i - 1]);
        columns.next_start.push_back(fold(distance(block.end_ms[i - 1], block.start_ms[i])));
      }
      columns.duration.push_back(fold(distance(block.start_ms[i], block.end_ms[i])));
      columns.units.push_back(fold(static_cast<std::uint64_t>(block.units[i])));
      columns.slot.push_back(block.slot[i]);
    }
  }
  return columns;
}

void read_records(Reader& in, UsageBlock& block) {
  std::size_t records = 0;
  std::size_t firsts = 0;
  for (const auto& job : block.jobs) {
    records += job.records;
    firsts += job.records != 0 ? 1 : 0;
  }
  if (records > limits::batch_records_max) in.refuse();
  if (!in.ok()) return;
  RecordColumns columns;
  columns.read(in, firsts, records);
  if (!in.ok()) return;
  block.part.resize(records);
  block.start_ms.resize(records);
  block.end_ms.resize(records);
  block.units.resize(records);
  block.slot.resize(records);
  std::size_t i = 0;
  std::size_t first = 0;
  for (const auto& job : block.jobs) {
    for (std::uint32_t k = 0; k < job.records; ++k, ++i) {
      if (k == 0) {
        block.part[i] = columns.first_part[first];
        block.start_ms[i] = static_cast<std::int64_t>(unfold(columns.first_start[first++]));
      } else {
        block.part[i] = block.part[i - 1] + columns.next_part[i - first];
        block.start_ms[i] = onwards(block.end_ms[i - 1], unfold(columns.next_start[i - first]));
      }
      block.end_ms[i] = onwards(block.start_ms[i], unfold(columns.duration[i]));
      block.units[i] = static_cast<std::int64_t>(unfold(columns.units[i]));
      if (columns.slot[i] >= block.slots.size()) in.refuse();
      block.slot[i] = static_cast<std::uint32_t>(columns.slot[i]);
    }
  }
}

// Every index in the block points inside it.
bool consistent(const UsageBlock& block) {
  const auto inside = [&](const auto& list) {
    return std::all_of(list.begin(), list.end(), [&](const auto& item) { return item.record < block.size(); });
  };
  const bool slots = std::all_of(block.pieces.begin(), block.pieces.end(),
                                 [&](const auto& piece) { return piece.slot < block.slots.size(); });
  return slots && inside(block.pieces) && inside(block.conflicts);
}

}  // namespace

void write_block(Bytes& out, const UsageBlock& block) {
  Writer writer(out);
  writer.value(block.site);
  writer.value(block.source);
  write_jobs(writer, block);
  writer.value(block.slots);
  columns_of(block).write(writer);
  writer.value(block.pieces);
  writer.value(block.conflicts);
  writer.value(block.charged);
  writer.value(block.released);
}

Result<UsageBlock> read_block(ByteView bytes) {
  Reader reader(bytes);
  UsageBlock block;
  reader.value(block.site);
  reader.value(block.source);
  read_jobs(reader, block);
  reader.value(block.slots);
  if (reader.ok()) read_records(reader, block);
  reader.value(block.pieces);
  reader.value(block.conflicts);
  reader.value(block.charged);
  reader.value(block.released);
  if (!reader.at_end() || !consistent(block))
    return fail(ErrorCode::entry_corrupt, say("the usage block does not decode"));
  return block;
}

}  // namespace scrip::codec
