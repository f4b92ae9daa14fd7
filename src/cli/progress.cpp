#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace scrip::cli {
namespace {

constexpr std::size_t bar_width = 24;

std::string bar(std::uint64_t percent) {
  const std::size_t full = static_cast<std::size_t>(percent) * bar_width / 100;
  std::string text;
  for (std::size_t i = 0; i < bar_width; ++i) text += i < full ? "█" : "░";
  return text;
}

}  // namespace

Progress::Progress(std::string label, std::uint64_t total, bool wanted, std::string things)
    : label_(std::move(label)),
      things_(std::move(things)),
      total_(total),
      shown_(wanted && ::isatty(STDERR_FILENO) == 1),
      begun_(std::chrono::steady_clock::now()),
      next_(begun_ + std::chrono::milliseconds{200}) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::uint64_t done, std::uint64_t records) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || now < next_) return;
  next_ = now + std::chrono::milliseconds{100};
  drawn_ = true;
  const auto passed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - begun_).count();
  const std::uint64_t rate = records * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(passed_ms, 1));
  const std::string place = total_ == 0
                                ? std::string{}
                                : fmt::format("{} {:3} %  ", bar(std::min<std::uint64_t>(done * 100 / total_, 100)),
                                              std::min<std::uint64_t>(done * 100 / total_, 100));
  fmt::print(stderr, "\r{}  {}{} {}, {}/s\033[K", label_, place, records, things_, rate);
}

}  // namespace scrip::cli
