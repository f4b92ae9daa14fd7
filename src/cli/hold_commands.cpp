// scrip hold place, extend, release, list.

#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/values.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

struct Place {
  std::string key, organisation, site, job, resource, devices, walltime, bill, use, expires;
  bool partial = false;
};

// An instant, or a duration from now.
Result<Instant> parse_expiry(const std::string& text, const engine::State& state) {
  if (const auto seconds = parse_duration_s(text)) return runtime::system_time() + std::chrono::seconds{*seconds};
  return for_option("--expires", parse_instant(text, state.authority->zone));
}

Result<Amount> parse_bill(const std::string& text, const engine::State& state) {
  if (text.empty()) return Amount{};
  return for_option("--bill", parse_in_unit(text, Unit::money, state.authority->currency));
}

Result<void> run_place(Context& context, const Place& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::PlaceHold command{.key = options.key,
                            .organisation = options.organisation,
                            .site = options.site,
                            .job = options.job,
                            .resource = options.resource,
                            .bill = SCRIP_TRY(parse_bill(options.bill, *state)),
                            .expires_at = SCRIP_TRY(parse_expiry(options.expires, *state)),
                            .partial = options.partial};
  if (!options.devices.empty()) command.units = SCRIP_TRY(for_option("--devices", parse_devices(options.devices)));
  if (!options.walltime.empty()) {
    command.walltime_s = SCRIP_TRY(for_option("--walltime", parse_duration_s(options.walltime)));
  }
  if (!options.use.empty()) command.use = SCRIP_TRY(for_option("--use", registry::parse_use(options.use)));
  return execute_and_print(context, command);
}

struct Extend {
  std::string hold, bill, expires;
};

Result<void> run_extend(Context& context, const Extend& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  engine::ExtendHold command{.hold = options.hold, .bill = SCRIP_TRY(parse_bill(options.bill, *state))};
  if (!options.expires.empty()) command.expires_at = SCRIP_TRY(parse_expiry(options.expires, *state));
  return execute_and_print(context, command);
}

struct Release {
  std::string hold;
};

Result<void> run_release(Context& context, const Release& options) {
  return execute_and_print(context, engine::ReleaseHold{.hold = options.hold});
}

struct List {
  std::string organisation, site;
};

Result<void> run_list(Context& context, const List& options) {
  const auto* state = SCRIP_TRY(context.read());
  return context.show(
      SCRIP_TRY(reports::table(*state, "holds", {.organisation = options.organisation, .site = options.site})));
}

}  // namespace

void add_hold_commands(Commands& commands) {
  CLI::App& group = commands.group("hold", "Money set aside for jobs before they run");
  commands
      .add<Place>(
          group, "place", "Authorises a job: sets aside what its largest bill takes from the wallet",
          {"scrip hold place H-1 --organisation acme --site east-1 --job c1/77@1793508909"
           " --resource ascend-910b --devices 8 --walltime 24h --expires 3d",
           "scrip hold place H-2 --organisation acme --site east-1 --job c1/78@1793508909 --bill 5000 --expires 3d"},
          run_place)
      .positional("key", &Place::key, "A name for the hold; the same again changes nothing")
      .required("--organisation", &Place::organisation, "Whose wallet")
      .required("--site", &Place::site, "Where the job runs")
      .required("--job", &Place::job, "The job's key at the site")
      .option("--resource", &Place::resource, "What it asks for")
      .option("--devices", &Place::devices, "How many of them")
      .option("--walltime", &Place::walltime, "For how long at most: 90m, 24h, 1-12:00:00")
      .option("--bill", &Place::bill, "Or its largest bill directly")
      .option("--use", &Place::use, "training or inference")
      .required("--expires", &Place::expires, "When what is left goes back: 2026-11-01T00:00:00Z, or 3d from now")
      .flag("--partial", &Place::partial, "Accepts a hold for the part that the wallet covers");
  commands
      .add<Extend>(group, "extend", "Adds to a hold's bill, or moves its end",
                   {"scrip hold extend H-1 --bill 2000 --expires 5d"}, run_extend)
      .positional("hold", &Extend::hold, "The hold's key")
      .option("--bill", &Extend::bill, "To add to its bill")
      .option("--expires", &Extend::expires, "Its new end");
  commands.add<Release>(group, "release", "Gives back what is left of a hold", {"scrip hold release H-1"}, run_release)
      .positional("hold", &Release::hold, "The hold's key");
  commands.add<List>(group, "list", "Lists them", {"scrip hold list --organisation acme"}, run_list)
      .option("--organisation", &List::organisation, "Only this organisation")
      .option("--site", &List::site, "Only this site");
}

}  // namespace scrip::cli
