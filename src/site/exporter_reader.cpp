#include "site/exporter_reader.h"

#include <algorithm>
#include <utility>

#include "client/http_client.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

Result<std::vector<DeviceSample>> read_one(client::HttpClient& client, const Exporter& exporter, std::int64_t wait_s) {
  const auto answer = SCRIP_TRY(client.send({.url = exporter.url, .headers = {}, .body = {}, .timeout_s = wait_s}));
  if (answer.status != 200) return fail(ErrorCode::server_unreachable, say("status {0}", answer.status), "exporters");
  return read_exporter(answer.body, exporter);
}

}  // namespace

ExporterReader::~ExporterReader() {
  ends_ = true;
  for (std::thread& thread : threads_) thread.join();
}

void ExporterReader::begin() {
  if (is_reading()) return;
  for (std::thread& thread : threads_) thread.join();  // they have nothing left to do
  threads_.clear();
  next_ = 0;
  unread_ = exporters_.size();
  const std::size_t count = std::min(exporters_.size(), limits::exporter_threads_max);
  for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { read_all(); });
}

std::vector<ExporterReading> ExporterReader::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(readings_, {});
}

void ExporterReader::read_all() {
  client::HttpClient client;
  while (!ends_) {
    const std::size_t at = next_++;
    if (at >= exporters_.size()) return;
    ExporterReading reading{.exporter = at, .samples = read_one(client, exporters_[at], wait_s_)};
    {
      const std::lock_guard lock(mutex_);
      readings_.push_back(std::move(reading));
    }
    --unread_;
  }
}

}  // namespace scrip::site
