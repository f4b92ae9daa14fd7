#include "runtime/appender.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "proof/hash.h"

namespace scrip::runtime {

Journal::Appender::Appender(ports::Store& store, proof::MerkleFrontier frontier, bool threaded)
    : store_(store), frontier_(std::move(frontier)) {
  if (threaded) thread_ = std::thread([this] { run(); });
}

Journal::Appender::~Appender() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Result<void> Journal::Appender::put(codec::Entry entry, Start start) {
  if (!thread_.joinable()) {
    if (failure_) return std::unexpected(*failure_);
    std::vector<codec::Entry> one;
    one.push_back(std::move(entry));
    auto result = append(one);
    if (!result) failure_ = result.error();
    return result;
  }
  std::unique_lock lock(mutex_);
  if (is_full()) {
    awaited_ = true;
    changed_.notify_all();
  }
  changed_.wait(lock, [this] { return !is_full() || failure_; });
  if (failure_) return std::unexpected(*failure_);
  if (const auto* block = std::get_if<engine::UsageBlock>(&entry.body)) queued_records_ += block->size();
  queue_.push_back(std::move(entry));
  if (start == Start::when_awaited) return {};
  awaited_ = true;
  changed_.notify_all();
  return {};
}

Result<void> Journal::Appender::wait_until_durable() {
  std::unique_lock lock(mutex_);
  if (!queue_.empty()) {
    awaited_ = true;
    changed_.notify_all();
  }
  changed_.wait(lock, [this] { return (queue_.empty() && !busy_) || failure_; });
  if (failure_) return std::unexpected(*failure_);
  return {};
}

Result<void> Journal::Appender::status() {
  const std::lock_guard lock(mutex_);
  return outcome();
}

void Journal::Appender::when_durable(Done done) {
  std::unique_lock lock(mutex_);
  if (failure_ || (queue_.empty() && !busy_)) {
    const auto result = outcome();
    lock.unlock();
    done(result);
  } else if (queue_.empty()) {
    wait_for_append_.push_back(std::move(done));
  } else {
    wait_for_queue_.push_back(std::move(done));
    awaited_ = true;
    changed_.notify_all();
  }
}

void Journal::Appender::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return (!queue_.empty() && awaited_) || stopping_; });
    if (queue_.empty() || failure_) return;
    std::vector<codec::Entry> entries(std::move_iterator(queue_.begin()), std::move_iterator(queue_.end()));
    queue_.clear();
    queued_records_ = 0;
    awaited_ = false;
    busy_ = true;
    wait_for_append_ = std::exchange(wait_for_queue_, {});
    lock.unlock();
    changed_.notify_all();
    auto result = append(entries);
    lock.lock();
    busy_ = false;
    if (!result) failure_ = result.error();
    auto waiting = std::exchange(wait_for_append_, {});
    // After a failure nothing more is appended: whoever waits for that is told too.
    if (failure_) std::ranges::move(std::exchange(wait_for_queue_, {}), std::back_inserter(waiting));
    result = outcome();
    changed_.notify_all();
    lock.unlock();
    for (const Done& done : waiting) done(result);
    lock.lock();
  }
}

// One durable commit for all of them.
Result<void> Journal::Appender::append(const std::vector<codec::Entry>& entries) {
  std::vector<Bytes> encoded;
  std::vector<ByteView> views;
  encoded.reserve(entries.size());
  for (const auto& entry : entries) {
    encoded.push_back(std::visit([&](const auto& body) { return codec::encode(entry.header, body); }, entry.body));
    views.emplace_back(encoded.back());
  }
  SCRIP_TRY_VOID(store_.append(entries.front().header.sequence, views));
  for (const auto& view : views) frontier_.append(proof::leaf_hash(view));
  return {};
}

}  // namespace scrip::runtime
