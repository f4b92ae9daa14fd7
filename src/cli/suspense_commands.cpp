// scrip suspense list, retry, write-off, accept.

#include <charconv>
#include <map>

#include "base/limits.h"
#include "cli/families.h"
#include "cli/json.h"
#include "cli/suspense.h"
#include "cli/texts.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

struct List {
  std::string site;
};

// What to do about each reason that occurs.
void tell_advice(Context& context, const engine::State& state) {
  std::map<metering::SuspenseReason, std::uint64_t> reasons;
  for (const auto& [id, record] : state.suspense) ++reasons[record.reason];
  for (const auto& [reason, count] : reasons) {
    context.tell("{} {}: {}", count, name(reason), advice(reason, context.language()));
  }
}

Result<void> run_list(Context& context, const List& options) {
  const auto* state = SCRIP_TRY(context.read());
  const auto table = SCRIP_TRY(reports::table(*state, "suspense", {.site = options.site}));
  SCRIP_TRY_VOID(context.show(table));
  tell_advice(context, *state);
  return {};
}

struct Chosen {
  std::vector<std::string> ids;
  std::string site, reason, because, evidence;
  bool all = false;
};

// The records that the options choose: by number, or all those of a site and a reason.
Result<std::vector<SuspenseId>> choose(const engine::State& state, const Chosen& options) {
  std::vector<SuspenseId> chosen;
  for (const auto& text : options.ids) {
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size()) {
      return fail(ErrorCode::value_invalid, say("'{0}' is no number of a record in suspense", text), "ids");
    }
    chosen.push_back(SuspenseId{id});
  }
  if (!chosen.empty()) return chosen;
  if (!options.all && options.site.empty() && options.reason.empty()) {
    return fail(ErrorCode::missing_field, say("numbers of records, --site, --reason or --all"), "ids");
  }
  const registry::Site* site = state.registry.find_site(options.site);
  if (!options.site.empty() && site == nullptr)
    return fail(ErrorCode::site_not_found, "'" + options.site + "'", "--site");
  auto reason = metering::SuspenseReason::none;
  if (!options.reason.empty()) reason = SCRIP_TRY(metering::parse_suspense_reason(options.reason));
  for (const auto& [id, record] : state.suspense) {
    if (site != nullptr && record.site != site->id) continue;
    if (reason != metering::SuspenseReason::none && record.reason != reason) continue;
    chosen.push_back(id);
  }
  return chosen;
}

Result<void> run_retry(Context& context, const Chosen& options) {
  const auto* journal = SCRIP_TRY(context.write());
  const auto ids = SCRIP_TRY(choose(journal->state(), options));
  return print_retried(context, SCRIP_TRY(retry(context, ids)));
}

Result<void> run_write_off(Context& context, const Chosen& options) {
  const auto* journal = SCRIP_TRY(context.write());
  return execute_and_print(context, engine::WriteOffSuspense{.ids = SCRIP_TRY(choose(journal->state(), options)),
                                                             .reason = options.because});
}

Result<void> run_accept(Context& context, const Chosen& options) {
  const auto* journal = SCRIP_TRY(context.write());
  const auto ids = SCRIP_TRY(choose(journal->state(), options));
  Retried sum;
  for (const SuspenseId id : ids) {
    const auto one = SCRIP_TRY(accept_conflict(context, id, options.because));
    sum.tried += one.tried;
    sum.charged += one.charged;
  }
  return print_retried(context, sum);
}

Command<Chosen>& add_choice(Command<Chosen>& command) {
  return command.option("--site", &Chosen::site, "All of this site")
      .option("--reason", &Chosen::reason, "All with this reason, such as no_payer");
}

}  // namespace

void add_suspense_commands(Commands& commands) {
  CLI::App& group = commands.group("suspense", "Usage that was taken but not charged, with the reason");
  commands.add<List>(group, "list", "Lists them, each with what to do", {"scrip suspense list --site east-1"}, run_list)
      .option("--site", &List::site, "Only this site");
  auto retried =
      commands.add<Chosen>(group, "retry", "Tries to charge them again, after what was missing is there",
                           {"scrip suspense retry --reason no_payer", "scrip suspense retry 17 18"}, run_retry);
  retried.optional_positionals("ids", &Chosen::ids, "Numbers, as 'scrip suspense list' shows them")
      .flag("--all", &Chosen::all, "Every record in suspense");
  add_choice(retried);
  auto written_off =
      commands.add<Chosen>(group, "write-off", "Gives them up: they are never charged",
                           {"scrip suspense write-off 17 --because \"test job of the site\""}, run_write_off);
  written_off.optional_positionals("ids", &Chosen::ids, "Numbers, as 'scrip suspense list' shows them")
      .required("--because", &Chosen::because, "Why, for the journal");
  add_choice(written_off);
  auto accepted = commands.add<Chosen>(
      group, "accept", "Takes the later content of a conflict: the earlier charge is refunded, the later one made",
      {"scrip suspense accept 17 --because \"corrected by the site\""}, run_accept);
  accepted.optional_positionals("ids", &Chosen::ids, "Numbers, as 'scrip suspense list' shows them")
      .required("--because", &Chosen::because, "Why, for the journal");
  add_choice(accepted);
}

}  // namespace scrip::cli
