// scrip stake, scrip control: who holds what part of whom, and who controls whom by it.

#include "base/limits.h"
#include "casework/casework.h"
#include "cli/case_commands.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/stake_import.h"
#include "reports/control_tables.h"
#include "yaml/node.h"

namespace scrip::cli {
using yaml::Node;

namespace {

struct Add {
  std::string holder, holder_kind, holder_name, holder_jurisdiction, held, held_name, held_jurisdiction, label, capital,
      votes, from, until, document;
};

constexpr std::pair<const char*, std::string Add::*> add_options[] = {
    {"holder", &Add::holder},
    {"holder-kind", &Add::holder_kind},
    {"holder-name", &Add::holder_name},
    {"holder-jurisdiction", &Add::holder_jurisdiction},
    {"held", &Add::held},
    {"held-name", &Add::held_name},
    {"held-jurisdiction", &Add::held_jurisdiction},
    {"label", &Add::label},
    {"capital", &Add::capital},
    {"votes", &Add::votes},
    {"from", &Add::from},
    {"until", &Add::until}};

Result<Hash256> keep_document(Context& context, const std::string& file) {
  if (file.empty()) return Hash256{};
  return casework::put_document(context.store(), SCRIP_TRY(read_file(file)));
}

Result<void> run_add(Context& context, const Add& options) {
  SCRIP_TRY_VOID(state_for_writing(context));
  engine::RecordStakes command = SCRIP_TRY(stake_of_options([&](const std::string& option) {
    const auto* found = std::ranges::find(add_options, option, [](const auto& one) { return one.first; });
    return found == std::end(add_options) ? std::string{} : options.*found->second;
  }));
  command.stakes.front().document = SCRIP_TRY(keep_document(context, options.document));
  return execute_and_print(context, command);
}

struct End {
  std::string stake, until, document;
};

Result<StakeId> stake_numbered(const engine::State& state, const std::string& text) {
  for (const auto& stake : state.stakes.stakes()) {
    if (std::to_string(index(stake.id)) == text) return stake.id;
  }
  return fail(ErrorCode::stake_not_found, "'" + text + "'", "stake");
}

Result<void> run_end(Context& context, const End& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  return execute_and_print(context,
                           engine::EndStake{.stake = SCRIP_TRY(stake_numbered(*state, options.stake)),
                                            .until = SCRIP_TRY(for_option("--until", parse_day(options.until))),
                                            .document = SCRIP_TRY(keep_document(context, options.document))});
}

struct List {
  std::string party;
};

Result<void> run_list(Context& context, const List& options) {
  const auto* state = SCRIP_TRY(context.read());
  std::optional<PartyId> party;
  if (!options.party.empty()) party = SCRIP_TRY(for_option("--of", reports::party_called(*state, options.party)));
  return context.show(reports::stakes_table(*state, party));
}

struct Ask {
  std::string organisation, on, threshold;
};

struct Asked {
  std::optional<PartyId> party;  // none: an organisation without stakes
  Day day{};
  control::Rule rule;
};

Result<Asked> asked(const engine::State& state, const Ask& options) {
  Asked asked;
  if (auto party = reports::party_called(state, options.organisation)) {
    asked.party = *party;
  } else if (state.registry.find_organisation(options.organisation) == nullptr) {
    return fail(ErrorCode::organisation_not_found, "'" + options.organisation + "'", "organisation");
  }
  asked.day = options.on.empty() ? state.authority->zone.day_of(runtime::system_time())
                                 : SCRIP_TRY(for_option("--on", parse_day(options.on)));
  if (!options.threshold.empty()) {
    asked.rule.threshold =
        SCRIP_TRY(for_option("--threshold", control::parse_portion(options.threshold, Rounding::half_even)));
  }
  return asked;
}

Result<void> run_control(Context& context, const Ask& options) {
  const auto* state = SCRIP_TRY(context.read());
  const Asked what = SCRIP_TRY(asked(*state, options));
  return context.show(reports::controllers_table(*state, what.party, what.day, what.rule));
}

Result<void> run_look_through(Context& context, const Ask& options) {
  const auto* state = SCRIP_TRY(context.read());
  const Asked what = SCRIP_TRY(asked(*state, options));
  return context.show(SCRIP_TRY(reports::look_through_table(*state, what.party, what.day)));
}

Result<void> run_affiliates(Context& context, const Ask& options) {
  const auto* state = SCRIP_TRY(context.read());
  const Asked what = SCRIP_TRY(asked(*state, options));
  return context.show(reports::affiliates_table(*state, what.party, what.day, what.rule));
}

void add_stake_group(Commands& commands) {
  CLI::App& group = commands.group("stake", "Stakes: who holds what part of whom, from when to when");
  commands
      .add<Add>(
          group, "add", "Records a stake; the same again changes nothing",
          {"scrip stake add --holder holdco --held acme --capital 60% --from 2024-01-01",
           "scrip stake add --holder li --holder-kind person --held acme --capital 10% --votes 51% --from 2024-01-01"},
          run_add)
      .required("--holder", &Add::holder, "Who holds it: a key, or a person's id")
      .option("--holder-kind", &Add::holder_kind,
              "organisation, person, state_body, arrangement or unknown (default: organisation)")
      .option("--holder-name", &Add::holder_name, "The holder's name, where the key is new; none for a person")
      .option("--holder-jurisdiction", &Add::holder_jurisdiction, "The holder's ISO 3166 code, such as CN")
      .required("--held", &Add::held, "The organisation in which it is held")
      .option("--held-name", &Add::held_name, "Its name, where it is not registered")
      .option("--held-jurisdiction", &Add::held_jurisdiction, "Its ISO 3166 code, such as CN")
      .option("--label", &Add::label, "What tells several stakes of one holder apart, such as a class of shares")
      .required("--capital", &Add::capital, "The part of all shares: 60%, or 25%-50% where it is known within bounds")
      .option("--votes", &Add::votes, "The part of all votes (default: as the shares)")
      .required("--from", &Add::from, "The first day on which it is held")
      .option("--until", &Add::until, "The first day on which it is held no longer")
      .option("--document", &Add::document, "The document that proves it");
  commands
      .add<End>(group, "end", "Ends a stake; from its first day on: it never was",
                {"scrip stake end 3 --until 2026-03-01"}, run_end)
      .positional("stake", &End::stake, "The stake's number, as 'scrip stake list' shows it")
      .required("--until", &End::until, "The first day on which it is held no longer")
      .option("--document", &End::document, "The document that proves it");
  commands
      .add<StakeFile>(group, "import", "Records the stakes of a file, all or none: CSV, or BODS 0.4 (JSON)",
                      {"scrip stake import stakes.csv", "scrip stake import declarations.json --person 018AF6B3EB=li"},
                      import_stakes)
      .positional("file", &StakeFile::file, "The file; its columns are in docs/formats/stakes.md")
      .option("--person", &StakeFile::persons, "The id of a person of a BODS record, as RECORD=ID (repeat)")
      .flag("--check", &StakeFile::check, "Only says what is wrong");
  commands.add<List>(group, "list", "Lists them", {"scrip stake list --of acme"}, run_list)
      .option("--of", &List::party, "Only those that this one holds, or that are held in it");
}

void add_question(Commands& commands, CLI::App& group, const char* name, const char* summary, bool with_threshold,
                  Result<void> (*run)(Context&, const Ask&)) {
  auto command =
      commands.add<Ask>(group, name, summary, {"scrip control " + std::string(name) + " acme --on 2026-03-01"}, run);
  command.positional("organisation", &Ask::organisation, "The organisation")
      .option("--on", &Ask::on, "The day (default: today)");
  if (with_threshold) {
    command.option("--threshold", &Ask::threshold, "More than this part of the votes is control (default: 50%)");
  }
}

}  // namespace

void add_stake_commands(Commands& commands) {
  add_stake_group(commands);
  CLI::App& group = commands.group("control", "Who controls whom, and whose an organisation is in the end");
  add_question(commands, group, "of", "Who controls it, each with the proof", true, run_control);
  add_question(commands, group, "look-through", "Whose it is in the end, through all that stand between", false,
               run_look_through);
  add_question(commands, group, "affiliates", "Who is affiliated with it: above, below, or under one controller", true,
               run_affiliates);
}

}  // namespace scrip::cli
