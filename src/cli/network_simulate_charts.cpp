#include "cli/network_simulate_charts.h"

#include <filesystem>
#include <functional>
#include <utility>

#include "base/system_error.h"
#include "cli/files.h"
#include "cli/text.h"
#include "cli/texts.h"
#include "policy/chart.h"

namespace scrip::cli {
namespace {

using cel::Decimal;
using network_simulation::Compared;
using network_simulation::Measures;
using network_simulation::millionths_of;

constexpr std::uint64_t hour_s = 3'600;

Decimal number(std::uint64_t count) { return cel::to_decimal(static_cast<std::int64_t>(count)); }
Decimal amount(Int128 micro_units) { return cel::to_decimal(Amount{static_cast<std::int64_t>(micro_units)}); }

std::string percent(std::uint64_t millionths) {
  const std::uint64_t tenths = (millionths + 500) / 1'000;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "%";
}

class Charts {
 public:
  Charts(const NetworkAnswer& answer, Language language) : answer_(answer), language_(language) {}

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> draw() const {
    const std::vector<std::string> payers{text("own share"), text("vouchers")};
    return {
        {"waits", bars("How long jobs wait, on average",
                       [](const Measures& each) {
                         return policy::Bar{.parts = {number(each.waits.mean_s)},
                                            .figure = clock_text(each.waits.mean_s)};
                       })},
        {"use", bars("How much of the devices is in use",
                     [](const Measures& each) {
                       return share_bar(millionths_of(static_cast<Int128>(each.all.held_in_window),
                                                      static_cast<Int128>(each.available)));
                     })},
        {"domestic", bars("How much of the use is domestic",
                          [](const Measures& each) {
                            return share_bar(millionths_of(static_cast<Int128>(each.used_domestic),
                                                           static_cast<Int128>(each.all.used)));
                          })},
        {"money", bars(
                      "What it costs, and who pays",
                      [](const Measures& each) {
                        return policy::Bar{
                            .parts = {amount(each.all.charged - each.all.by_vouchers), amount(each.all.by_vouchers)}};
                      },
                      payers)},
        {"over-time", over_time()},
    };
  }

 private:
  using MakeBar = std::function<policy::Bar(const Measures& measures)>;

  static policy::Bar share_bar(std::uint64_t millionths) {
    return {.label = {}, .parts = {number(millionths)}, .figure = percent(millionths)};
  }
  std::string text(std::string_view english) const { return std::string(tr(language_, english)); }
  std::string subtitle() const {
    const auto& loaded = answer_.loaded;
    return say(language_, "{} jobs, {} sites", loaded.jobs.size(), loaded.network.sites.size());
  }
  std::string bars(std::string_view title, const MakeBar& make, const std::vector<std::string>& names = {}) const {
    std::vector<policy::Bar> made;
    for (const Compared& each : answer_.compared) {
      made.push_back(make(each.measures));
      made.back().label = format(each.rule);
    }
    return policy::bar_chart({text(title), subtitle()}, made, names, language_);
  }
  // Devices held, on average over each step of the window.
  std::string over_time() const {
    std::vector<std::string> steps;
    std::vector<policy::Line> lines;
    for (const Compared& each : answer_.compared) {
      const auto& held = each.measures.over_time;
      const std::uint64_t window_s = each.measures.window_s;
      policy::Line line{.name = format(each.rule), .values = {}};
      for (std::size_t i = 0; i < held.size(); ++i) {
        const std::uint64_t from_s = window_s * i / held.size();
        const std::uint64_t length_s = std::max<std::uint64_t>(1, window_s * (i + 1) / held.size() - from_s);
        line.values.push_back(number(held[i] / length_s));
        if (lines.empty()) steps.push_back(say(language_, "{} h", from_s / hour_s));
      }
      lines.push_back(std::move(line));
    }
    return policy::line_chart({text("Devices in use, over time"), subtitle()}, steps, lines, language_);
  }

  const NetworkAnswer& answer_;
  Language language_;
};

}  // namespace

Result<std::size_t> write_network_charts(const std::string& folder, const NetworkAnswer& answer, Language language) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(ErrorCode::store_unavailable, say("{0}: {1}", folder, system_error(error.value())), "--charts");
  const auto charts = Charts(answer, language).draw();
  for (const auto& [name, picture] : charts) {
    SCRIP_TRY_VOID(write_file((std::filesystem::path(folder) / (name + ".svg")).string(), picture));
  }
  return charts.size();
}

}  // namespace scrip::cli
