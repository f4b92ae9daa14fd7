#include "connectors/read_ahead.h"

#include <utility>

namespace scrip::connectors {

ReadAhead::ReadAhead(std::unique_ptr<UsageReader> reader, std::size_t records_max)
    : reader_(std::move(reader)), thread_([this, records_max] { run(records_max); }) {}

ReadAhead::~ReadAhead() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ReadAhead::run(std::size_t records_max) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ready_.size() < batches_ahead || stopping_; });
    if (stopping_) return;
    metering::UsageBatch batch;
    if (!spare_.empty()) {
      batch = std::move(spare_.back());
      spare_.pop_back();
    }
    lock.unlock();
    const auto more = reader_->next(batch, records_max);
    bytes_read_ = reader_->bytes_read();
    lock.lock();
    if (more && *more) {
      ready_.push_back(std::move(batch));
    } else {
      if (!more) failure_ = more.error();
      ended_ = true;
    }
    changed_.notify_all();
    if (ended_) return;
  }
}

Result<bool> ReadAhead::next(metering::UsageBatch& batch, std::size_t /*records_max*/) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !ready_.empty() || ended_; });
  if (ready_.empty()) {
    batch.clear();
    if (failure_) return std::unexpected(*failure_);
    return false;
  }
  std::swap(batch, ready_.front());
  spare_.push_back(std::move(ready_.front()));
  ready_.pop_front();
  changed_.notify_all();
  return true;
}

}  // namespace scrip::connectors
