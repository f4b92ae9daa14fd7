#include "cli/network_simulate_tables.h"

#include <algorithm>

namespace scrip::cli {
namespace {

using network_simulation::Compared;
using network_simulation::Measures;
using network_simulation::millionths_of;
using reports::Column;
using reports::ColumnKind;
using reports::Table;

constexpr std::uint64_t hour_s = 3'600;

std::string whole(std::uint64_t count) { return std::to_string(count); }
// A number of any size, which is not negative.
std::string digits_of(Int128 number) {
  std::string made;
  do {
    made.insert(made.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
    number /= 10;
  } while (number > 0);
  return made;
}
std::string money(Int128 micro_units) { return format_amount(Amount{static_cast<std::int64_t>(micro_units)}); }

// "12.3%", half up; empty of nothing.
std::string share(Int128 part, Int128 of_all) {
  if (of_all == 0) return {};
  const auto tenths = static_cast<std::uint64_t>(divide(part * 1'000, of_all, Rounding::half_up));
  return whole(tenths / 10) + "." + whole(tenths % 10) + "%";
}
std::string share(std::uint64_t part, std::uint64_t of_all) {
  return share(static_cast<Int128>(part), static_cast<Int128>(of_all));
}

// Device-seconds as device-hours, to the hundredth.
std::string device_hours(std::uint64_t device_s) {
  const auto hundredths =
      static_cast<std::uint64_t>(divide(static_cast<Int128>(device_s) * 100, Int128{hour_s}, Rounding::half_up));
  const std::string cents = whole(hundredths % 100);
  return whole(hundredths / 100) + "." + (cents.size() == 1 ? "0" : "") + cents;
}

class Tables {
 public:
  Tables(const NetworkAnswer& answer, bool for_people) : answer_(answer), for_people_(for_people) {}

  std::vector<SimulationSection> run(bool by_site) {
    add("The network's gain", gain());
    add("How long jobs wait", waits());
    add("What becomes of the jobs", outcomes());
    add("How the devices are used", use());
    if (!for_people_) add("How the devices are used", totals());
    add("What it costs, and who pays", costs());
    add("What was read", sources());
    if (by_site) add("Site by site", sites());
    return std::move(sections_);
  }

 private:
  void add(std::string_view title, Table table) {
    if (!table.rows.empty()) sections_.push_back({title, std::move(table)});
  }
  template <class Row>
  Table by_rule(std::string_view name, std::vector<Column> columns, const Row& row) const {
    columns.insert(columns.begin(), {"rule", "Rule", "规则"});
    Table made{.name = name, .columns = std::move(columns), .rows = {}};
    for (const Compared& each : answer_.compared) {
      made.rows.push_back(row(each.measures));
      made.rows.back().insert(made.rows.back().begin(), format(each.rule));
    }
    return made;
  }
  std::string time(std::uint64_t seconds) const { return for_people_ ? clock_text(seconds) : whole(seconds); }
  Column time_column(std::string_view name, std::string_view english, std::string_view chinese) const {
    return {name, english, chinese, for_people_ ? ColumnKind::text : ColumnKind::integer};
  }

  // Against the first rule: what of the waiting is left, and how much more of the devices is in use.
  Table gain() const {
    if (answer_.compared.size() < 2) return {};
    const Measures& base = answer_.compared.front().measures;
    return by_rule(
        "gain",
        {{"wait_mean_of_first", "Mean wait, of the first rule's", "平均等待（占首条规则）", ColumnKind::share},
         {"wait_p90_of_first", "p90 wait, of the first rule's", "p90 等待（占首条规则）", ColumnKind::share},
         {"jobs_more", "Jobs more started", "多启动的作业", ColumnKind::integer},
         {"charged_of_first", "Charged, of the first rule's", "费用（占首条规则）", ColumnKind::share}},
        [&](const Measures& each) {
          const std::int64_t more =
              static_cast<std::int64_t>(each.waits.jobs) - static_cast<std::int64_t>(base.waits.jobs);
          return std::vector<std::string>{
              share(Int128{each.waits.sum_s} * base.waits.jobs, Int128{base.waits.sum_s} * each.waits.jobs),
              share(Int128{each.waits.p90_s}, Int128{base.waits.p90_s}), std::to_string(more),
              share(each.all.charged, base.all.charged)};
        });
  }

  Table waits() const {
    return by_rule("waits",
                   {time_column("mean_s", "Mean", "平均"),
                    time_column("p50_s", "p50", "p50"),
                    time_column("p90_s", "p90", "p90"),
                    time_column("p99_s", "p99", "p99"),
                    time_column("longest_s", "Longest", "最长"),
                    {"with_deadline", "With deadline", "有期限", ColumnKind::integer},
                    {"late", "Late", "逾期", ColumnKind::integer}},
                   [&](const Measures& each) {
                     return std::vector<std::string>{
                         time(each.waits.mean_s), time(each.waits.p50_s),     time(each.waits.p90_s),
                         time(each.waits.p99_s),  time(each.waits.longest_s), whole(each.with_deadline),
                         whole(each.late)};
                   });
  }

  Table outcomes() const {
    return by_rule("outcomes",
                   {{"jobs", "Jobs", "作业", ColumnKind::integer},
                    {"finished", "Finished", "完成", ColumnKind::integer},
                    {"running", "Running at the end", "结束时运行中", ColumnKind::integer},
                    {"waiting", "Never started", "未启动", ColumnKind::integer},
                    {"rejected", "Fit nowhere", "无处可放", ColumnKind::integer},
                    {"cuts", "Cut by closures", "因停用中断", ColumnKind::integer},
                    {"away", "Away from home", "异地运行", ColumnKind::integer},
                    time_column("end_s", "All done after", "全部结束用时")},
                   [&](const Measures& each) {
                     return std::vector<std::string>{whole(each.jobs),    whole(each.finished), whole(each.running),
                                                     whole(each.waiting), whole(each.rejected), whole(each.cuts),
                                                     whole(each.away),    time(each.end_s)};
                   });
  }

  Table use() const {
    return by_rule("use",
                   {{"in_use", "In use", "利用率", ColumnKind::share},
                    {"lowest_site", "Lowest site", "最低中心", ColumnKind::share},
                    {"median_site", "Median site", "居中中心", ColumnKind::share},
                    {"highest_site", "Highest site", "最高中心", ColumnKind::share},
                    {"used_hours", "Device-hours used", "使用卡时", ColumnKind::quantity},
                    {"beside_hours", "Held beside", "整机占用余量", ColumnKind::quantity},
                    {"lost_hours", "Lost by closures", "停用损失", ColumnKind::quantity},
                    {"domestic", "Domestic", "国产占比", ColumnKind::share}},
                   [&](const Measures& each) {
                     std::vector<std::uint64_t> sorted = each.use;
                     std::ranges::sort(sorted);
                     constexpr std::uint64_t all = 1'000'000;
                     return std::vector<std::string>{share(each.all.held_in_window, each.available),
                                                     share(sorted.front(), all),
                                                     share(sorted[sorted.size() / 2], all),
                                                     share(sorted.back(), all),
                                                     device_hours(each.all.used),
                                                     device_hours(each.all.beside),
                                                     device_hours(each.all.lost),
                                                     share(each.used_domestic, each.all.used)};
                   });
  }

  // For those who make the sums again: nothing is rounded.
  Table totals() const {
    return by_rule("totals",
                   {{"started_jobs", "Jobs that started", "已启动作业", ColumnKind::integer},
                    {"wait_sum_s", "Waited, seconds", "等待秒数", ColumnKind::integer},
                    {"used_device_s", "Device-seconds used", "使用卡秒", ColumnKind::integer},
                    {"beside_device_s", "Held beside", "整机占用余量卡秒", ColumnKind::integer},
                    {"lost_device_s", "Lost by closures", "停用损失卡秒", ColumnKind::integer},
                    {"held_in_window_device_s", "Held in the window", "窗口内占用卡秒", ColumnKind::integer},
                    {"available_device_s", "Open in the window", "窗口内可用卡秒", ColumnKind::integer},
                    {"window_s", "Window, seconds", "窗口秒数", ColumnKind::integer},
                    {"used_domestic_device_s", "Used, domestic", "国产使用卡秒", ColumnKind::integer}},
                   [&](const Measures& each) {
                     return std::vector<std::string>{
                         whole(each.waits.jobs), whole(each.waits.sum_s), whole(each.all.used),
                         whole(each.all.beside), whole(each.all.lost),    whole(each.all.held_in_window),
                         whole(each.available),  whole(each.window_s),    whole(each.used_domestic)};
                   });
  }

  Table costs() const {
    return by_rule("money",
                   {{"unit", "Unit", "单位"},
                    {"charged", "Charged", "费用", ColumnKind::amount},
                    {"by_vouchers", "By vouchers", "算力券支付", ColumnKind::amount},
                    {"own_share", "Own share", "自付", ColumnKind::amount},
                    {"vouchers_used", "Vouchers used", "券使用率", ColumnKind::share},
                    {"domestic", "Spent on domestic", "国产支出占比", ColumnKind::share}},
                   [&](const Measures& each) {
                     const auto& network = answer_.loaded.network;
                     const Int128 issued = network.vouchers.covers.ppm == 0
                                               ? Int128{0}
                                               : Int128{network.vouchers.each.micro_units} * network.organisations;
                     return std::vector<std::string>{network.currency,
                                                     money(each.all.charged),
                                                     money(each.all.by_vouchers),
                                                     money(each.all.charged - each.all.by_vouchers),
                                                     share(each.all.by_vouchers, issued),
                                                     share(each.charged_domestic, each.all.charged)};
                   });
  }

  Table sources() const {
    Table made{.name = "sources",
               .columns = {{"file", "File", "文件"},
                           {"format", "Format", "格式"},
                           {"home", "Home", "所属中心"},
                           {"rows", "Rows", "行数", ColumnKind::integer},
                           {"jobs", "Jobs", "作业", ColumnKind::integer},
                           {"left_out", "Left out", "略去", ColumnKind::integer},
                           {"device_s", "Device-seconds a copy", "每份卡秒", ColumnKind::integer},
                           {"remarks", "Remarks", "备注"}},
               .rows = {}};
    for (const auto& source : answer_.loaded.sources) {
      std::uint64_t left_out = 0;
      std::string remarks;
      const auto note = [&](const std::string& what, std::uint64_t rows) {
        remarks += (remarks.empty() ? "" : ", ") + what + " " + whole(rows);
      };
      for (const auto& [what, rows] : source.left_out) {
        left_out += rows;
        note(what, rows);
      }
      for (const auto& [what, rows] : source.remarks) note(what, rows);
      made.rows.push_back({source.file, source.from, source.home, whole(source.rows), whole(source.jobs),
                           whole(left_out), digits_of(source.device_s), remarks});
    }
    return made;
  }

  Table sites() const {
    Table made{.name = "sites",
               .columns = {{"rule", "Rule", "规则"},
                           {"site", "Site", "算力中心"},
                           {"chip", "Chip", "芯片"},
                           {"domestic", "Domestic", "国产", ColumnKind::boolean},
                           {"devices", "Devices", "卡数", ColumnKind::integer},
                           {"in_use", "In use", "利用率", ColumnKind::share},
                           {"starts", "Starts", "启动", ColumnKind::integer},
                           {"cuts", "Cuts", "中断", ColumnKind::integer},
                           {"used_hours", "Device-hours", "卡时", ColumnKind::quantity},
                           {"charged", "Charged", "费用", ColumnKind::amount},
                           {"by_vouchers", "By vouchers", "算力券支付", ColumnKind::amount}},
               .rows = {}};
    for (const Compared& each : answer_.compared) {
      for (std::size_t i = 0; i < each.sites.size(); ++i) {
        const auto& site = answer_.loaded.network.sites[i];
        const auto& totals = each.sites[i];
        made.rows.push_back({format(each.rule), site.id, site.chip, site.domestic ? "true" : "false",
                             whole(site.devices()), share(each.measures.use[i], 1'000'000), whole(totals.starts),
                             whole(totals.cuts), device_hours(totals.used), money(totals.charged),
                             money(totals.by_vouchers)});
      }
    }
    return made;
  }

  const NetworkAnswer& answer_;
  bool for_people_;
  std::vector<SimulationSection> sections_;
};

}  // namespace

std::string clock_text(std::uint64_t seconds) {
  const auto two = [](std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(seconds / hour_s) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

std::vector<SimulationSection> network_tables(const NetworkAnswer& answer, bool for_people, bool by_site) {
  return Tables(answer, for_people).run(by_site);
}

}  // namespace scrip::cli
