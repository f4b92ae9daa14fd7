#include "verify/entry_source.h"

#include <algorithm>
#include <string>
#include <utility>

#include "proof/hash.h"

namespace scrip::verify {

Error at_entry(std::uint64_t sequence, Error error) {
  error.detail = "entry " + std::to_string(sequence) + ": " + error.detail;
  error.field = "entry";
  error.line = sequence;
  return error;
}

EntrySource::EntrySource(ports::Store& store, std::set<std::uint64_t> frontiers_at, bool threaded)
    : store_(store), frontiers_at_(std::move(frontiers_at)), threaded_(threaded) {
  if (threaded_) thread_ = std::thread([this] { run(); });
}

EntrySource::~EntrySource() {
  if (!threaded_) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<std::optional<ReadEntry>> EntrySource::next() {
  if (!threaded_) {
    while (queue_.empty()) read_page();
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !queue_.empty(); });
  if (ended_ && queue_.size() == 1) return queue_.front();
  auto item = std::move(queue_.front());
  queue_.pop_front();
  changed_.notify_all();
  return item;
}

void EntrySource::run() {
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      if (ended_ || stopping_) return;
    }
    read_page();
  }
}

// Puts the next few entries into the queue. A page at a time, so that the store's read does not stay open for long.
void EntrySource::read_page() {
  const std::uint64_t first = next_;
  const auto read = store_.read(first, first + page_entries - 1,
                                [this](std::uint64_t sequence, ByteView bytes) { return take(sequence, bytes); });
  if (!read) {
    put(std::unexpected(read.error()));
  } else if (next_ == first) {
    put(std::optional<ReadEntry>{});
  }
}

bool EntrySource::take(std::uint64_t sequence, ByteView bytes) {
  auto checked = check(sequence, bytes);
  ++next_;
  if (!checked) {
    put(std::unexpected(at_entry(sequence, std::move(checked.error()))));
    return false;
  }
  put(std::optional(std::move(*checked)));
  const std::lock_guard lock(mutex_);
  return !stopping_;
}

Result<ReadEntry> EntrySource::check(std::uint64_t sequence, ByteView bytes) {
  ReadEntry read{
      .sequence = sequence, .bytes = bytes.size(), .entry = SCRIP_TRY(codec::decode_entry(bytes)), .frontier = {}};
  const auto& header = read.entry.header;
  if (sequence != next_ || header.sequence != sequence) {
    return fail(ErrorCode::entry_corrupt, "it carries the number " + std::to_string(header.sequence));
  }
  const Bytes again = std::visit([&](const auto& body) { return codec::encode(header, body); }, read.entry.body);
  if (!std::ranges::equal(bytes, again)) {
    return fail(ErrorCode::entry_corrupt, "what it says is written otherwise than it should be");
  }
  frontier_.append(proof::leaf_hash(bytes));
  if (frontiers_at_.contains(sequence)) read.frontier = frontier_;
  return read;
}

void EntrySource::put(Result<std::optional<ReadEntry>> item) {
  std::unique_lock lock(mutex_);
  if (threaded_) changed_.wait(lock, [this] { return queue_.size() < queue_max || stopping_; });
  ended_ = ended_ || !item || !*item;
  queue_.push_back(std::move(item));
  changed_.notify_all();
}

}  // namespace scrip::verify
