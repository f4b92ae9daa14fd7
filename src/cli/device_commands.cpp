// scrip device: single devices by serial number, what becomes of them, and what the meter saw.

#include "base/limits.h"
#include "cli/case_commands.h"
#include "cli/csv_file.h"
#include "cli/device_rows.h"
#include "cli/families.h"
#include "cli/json.h"
#include "cli/texts.h"
#include "engine/vendor_names.h"
#include "reports/reports.h"
#include "service/claim_json.h"

namespace scrip::cli {
namespace {

using registry::DeviceStepKind;

struct Step {
  std::string vendor, resource, site, day, reason;
  std::vector<std::string> serials;
};

template <DeviceStepKind kind>
Result<void> run_step(Context& context, const Step& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::RecordDevices command{.kind = kind,
                                .site = options.site,
                                .day = options.day.empty() ? state->authority->zone.day_of(runtime::system_time())
                                                           : SCRIP_TRY(for_option("--day", parse_day(options.day))),
                                .reason = options.reason,
                                .devices = {}};
  for (const auto& serial : options.serials) {
    command.devices.push_back({.vendor = options.vendor, .serial = serial, .resource = options.resource});
  }
  return execute_and_print(context, command);
}

struct Seen {
  std::string site, file;
};

Result<void> run_seen(Context& context, const Seen& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  const auto rows = SCRIP_TRY(read_device_days(options.file));
  for (std::size_t from = 0; from < rows.size(); from += limits::device_rows_max) {
    const auto until = std::min(rows.size(), from + limits::device_rows_max);
    engine::ReportDeviceDays command{.site = options.site, .rows = {}};
    command.rows.assign(rows.begin() + static_cast<std::ptrdiff_t>(from),
                        rows.begin() + static_cast<std::ptrdiff_t>(until));
    SCRIP_TRY_VOID(execute_and_print(context, command));
  }
  return {};
}

struct Show {
  std::string vendor, serial;
};

Result<void> run_show(Context& context, const Show& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto vendor = SCRIP_TRY(engine::maker_key(*state, nullptr, options.vendor));
  const auto serial = SCRIP_TRY(registry::serial_key(options.serial));
  const auto* device = state->devices.find(vendor, serial);
  if (device == nullptr) return fail(ErrorCode::device_not_found, say("'{0}' of '{1}'", serial, vendor), "serial");
  if (context.json()) {
    context.print(service::device_json(*state, *device) + "\n");
    return {};
  }
  auto table = SCRIP_TRY(reports::table(*state, "device_events"));
  std::erase_if(table.rows, [&](const auto& row) { return row[0] != vendor || row[1] != serial; });
  return context.show(table);
}

template <const char* table>
Result<void> run_list(Context& context, const NoOptions&) {
  return context.show(SCRIP_TRY(reports::table(*SCRIP_TRY(context.read()), table)));
}
constexpr char devices_table[] = "devices";
constexpr char events_table[] = "device_events";

}  // namespace

void add_device_commands(Commands& commands) {
  CLI::App& group = commands.group("device", "Single devices by serial number, and what becomes of them");
  commands.add<NoOptions>(group, "list", "Lists them", {"scrip device list --json"}, run_list<devices_table>);
  commands.add<NoOptions>(group, "events", "Lists what became of them, step by step", {"scrip device events"},
                          run_list<events_table>);
  commands
      .add<Show>(group, "show", "Shows a device: its history, and what the meter saw",
                 {"scrip device show huawei 2102312345"}, run_show)
      .positional("vendor", &Show::vendor, "The vendor")
      .positional("serial", &Show::serial, "The serial number");
  const auto add = [&](const char* name, const char* summary, const char* more, auto run) {
    auto command = commands.add<Step>(
        group, name, summary, {"scrip device " + std::string(name) + " 2102312345 2102312346 --vendor huawei " + more},
        run);
    command.positionals("serials", &Step::serials, "Serial numbers, of one vendor and chip model")
        .required("--vendor", &Step::vendor, "The vendor")
        .option("--day", &Step::day, "The day (default: today)");
    return command;
  };
  add("install", "Records that devices are installed at a site", "--resource ascend-910b --site east-1",
      run_step<DeviceStepKind::installed>)
      .required("--site", &Step::site, "The site")
      .option("--resource", &Step::resource, "The chip model, of devices that are not known yet");
  add("move", "Records that devices were moved to another site", "--site west-1 --reason \"cooling\"",
      run_step<DeviceStepKind::moved>)
      .required("--site", &Step::site, "The site")
      .required("--reason", &Step::reason, "Why, for the journal");
  add("retire", "Records that devices are retired", "--reason broken", run_step<DeviceStepKind::retired>)
      .required("--reason", &Step::reason, "Why, for the journal");
  add("resell", "Records that devices were sold on", "--reason \"sold to beta\"", run_step<DeviceStepKind::resold>)
      .required("--reason", &Step::reason, "Why, for the journal");
  commands
      .add<Seen>(group, "seen",
                 "Takes what a site's meter saw: a CSV file with vendor, serial, resource, day, present_s, busy_s",
                 {"scrip device seen days.csv --site east-1"}, run_seen)
      .positional("file", &Seen::file, "The CSV file")
      .required("--site", &Seen::site, "The site");
}

}  // namespace scrip::cli
