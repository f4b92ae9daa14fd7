#include "cli/stake_import.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>

#include "base/limits.h"
#include "cli/case_commands.h"
#include "cli/csv_file.h"
#include "cli/field_reader.h"
#include "cli/files.h"
#include "cli/people.h"
#include "cli/texts.h"
#include "connectors/bods.h"
#include "engine/stake.h"

namespace scrip::cli {

using yaml::Node;

namespace {

using control::PartyKind;
using engine::EndStake;
using engine::RecordStakes;

constexpr std::string_view salt_note = "stakes.salt";
constexpr std::string_view columns[] = {"holder",
                                        "holder_kind",
                                        "holder_name",
                                        "holder_jurisdiction",
                                        "held",
                                        "held_name",
                                        "held_jurisdiction",
                                        "label",
                                        "capital",
                                        "votes",
                                        "from",
                                        "until",
                                        "document"};

Result<void> check_columns(const Node& row) {
  for (const std::string& name : row.names) {
    if (std::ranges::find(columns, name) != std::end(columns)) continue;
    return fail(ErrorCode::unknown_field, say("no such column; docs/formats/stakes.md has them"), name, row.line);
  }
  return {};
}

// What a file comes to, with the place in it of each part.
struct Plan : StakeRows {
  std::vector<EndStake> ends;
  std::vector<connectors::BodsPerson> persons;
  std::map<std::string, std::uint64_t> left_out;
};

Error at_line(Error error, std::uint64_t line) {
  if (error.line == 0) error.line = line;
  return error;
}

// --- CSV ---

Result<Plan> plan_csv(Context& context, const std::string& file) {
  return Plan{SCRIP_TRY(read_stake_rows(context, file))};
}

// --- the Beneficial Ownership Data Standard ---

Result<std::string> random_salt() {
  std::array<char, 32> bytes{};
  std::ifstream source("/dev/urandom", std::ios::binary);
  if (!source.read(bytes.data(), bytes.size()))
    return fail(ErrorCode::store_unavailable, say("no source of randomness"));
  return to_hex(as_bytes({bytes.data(), bytes.size()}));
}

// The same for all files of a journal, so that the same record is the same party again.
Result<std::string> salt_of(Context& context) {
  if (const auto note = SCRIP_TRY(context.store().get_note(salt_note))) return std::string(as_text(*note));
  const std::string salt = SCRIP_TRY(random_salt());
  SCRIP_TRY_VOID(context.store().put_note(salt_note, as_bytes(salt)));
  return salt;
}

Result<connectors::BodsOptions> bods_options(Context& context, const engine::State& state, const StakeFile& options) {
  connectors::BodsOptions bods{.salt = SCRIP_TRY(salt_of(context)), .persons = {}, .organisation_by_identifier = {}};
  for (const auto& text : options.persons) bods.persons.insert(SCRIP_TRY(parse_pair("--person", text)));
  for (const auto& organisation : state.registry.organisations()) {
    if (!organisation.identifier.empty()) {
      bods.organisation_by_identifier.emplace(organisation.identifier, organisation.key);
    }
  }
  return bods;
}

// What a stake that was recorded from an earlier file means for one of the same relationship now.
void add_stake(const control::Stakes& book, const connectors::BodsStake& stake, Plan& plan) {
  auto until = stake.until;
  const auto* holder = stake.holder_is_person ? book.find_person(stake.holder) : book.find_entity(stake.holder);
  const auto* held = book.find_entity(stake.held);
  if (holder != nullptr && held != nullptr) {
    for (const StakeId id : book.held_in(held->id)) {
      const auto& known = book.stake(id);
      const bool ends_already = std::ranges::find(plan.ends, id, &EndStake::stake) != plan.ends.end();
      if (known.holder != holder->id || known.label != stake.label || known.until || ends_already) continue;
      if (known.from < stake.from) plan.ends.push_back({.stake = id, .until = stake.from, .document = {}});
      if (known.from != stake.from || !until) continue;
      plan.ends.push_back({.stake = id, .until = *until, .document = {}});
    }
  }
  plan.record.stakes.push_back({.holder_kind = stake.holder_is_person ? PartyKind::person : PartyKind::organisation,
                                .holder = stake.holder,
                                .held = stake.held,
                                .label = stake.label,
                                .capital = stake.capital,
                                .votes = stake.votes,
                                .from = stake.from,
                                .until = until,
                                .document = {}});
  plan.stake_lines.push_back(stake.statement);
}

// A party as it is known already stays so: a file does not rename it.
void add_party(const control::Stakes& book, const connectors::BodsParty& party, Plan& plan) {
  if (book.find(party.kind, party.key) != nullptr) return;
  plan.record.parties.push_back(
      {.kind = party.kind, .key = party.key, .name = party.name, .jurisdiction = party.jurisdiction});
  plan.party_lines.push_back(party.statement);
}

Result<Plan> plan_bods(Context& context, const engine::State& state, const StakeFile& options, std::string_view text) {
  auto file = SCRIP_TRY(connectors::read_bods(text, SCRIP_TRY(bods_options(context, state, options))));
  Plan plan;
  for (auto& problem : file.problems) {
    context.note_problem({.file = options.file, .error = at_line(std::move(problem.error), problem.statement)});
  }
  for (const auto& party : file.parties) add_party(state.stakes, party, plan);
  for (const auto& stake : file.stakes) add_stake(state.stakes, stake, plan);
  plan.persons = std::move(file.persons);
  plan.left_out = std::move(file.left_out);
  return plan;
}

// --- both ---

// Judges all of it on a copy of the stakes.
void judge_plan(Context& context, const engine::State& state, const std::string& file, const Plan& plan) {
  control::Stakes copy = state.stakes;
  for (const auto& end : plan.ends) copy.end(end.stake, end.until, end.document);
  for (auto& problem : engine::problems_of(state.registry, copy, plan.record)) {
    const auto& lines = problem.of_party ? plan.party_lines : plan.stake_lines;
    context.note_problem({.file = file, .error = at_line(std::move(problem.error), lines[problem.place])});
  }
}

Result<std::size_t> execute_plan(Context& context, const Plan& plan) {
  const runtime::Request request{.actor = context.globals().actor, .idempotency_key = {}};
  for (const auto& end : plan.ends) SCRIP_TRY_VOID(context.journal().execute(end, request));
  const auto before = context.journal().state().stakes.stakes().size();
  SCRIP_TRY_VOID(context.journal().execute(plan.record, request));
  return context.journal().state().stakes.stakes().size() - before;
}

// Names are for the register; a person who is there already keeps what is known of them.
Result<void> keep_names(Context& context, const std::vector<connectors::BodsPerson>& persons) {
  if (persons.empty()) return {};
  const auto people = SCRIP_TRY(open_register(context.globals().db));
  for (const auto& person : persons) {
    const auto added = people->add_person({.id = person.id, .name = person.name, .created_at = runtime::system_time()});
    if (!added && added.error().code != ErrorCode::person_exists) return added;
  }
  return {};
}

void tell_left_out(const Context& context, const std::map<std::string, std::uint64_t>& left_out) {
  for (const auto& [why, count] : left_out) context.tell("Not a stake, and left out: {} x {}", count, why);
}

}  // namespace

bool is_bods(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '[' || text[first] == '{');
}

Result<StakeRows> read_stake_rows(Context& context, const std::string& file) {
  StakeRows rows;
  for (const Node& row : SCRIP_TRY(read_csv(file))) {
    if (auto added = add_stake_row(row, rows.record); !added) {
      context.note_problem({.file = file, .error = at_line(std::move(added.error()), row.line)});
    }
    rows.party_lines.resize(rows.record.parties.size(), row.line);
    rows.stake_lines.resize(rows.record.stakes.size(), row.line);
  }
  return rows;
}

Result<void> add_stake_row(const Node& row, RecordStakes& command) {
  SCRIP_TRY_VOID(check_columns(row));
  const FieldReader fields(row);
  const auto portion = [](const std::string& text) { return control::parse_range(text); };
  RecordStakes::StatedStake stake;
  stake.holder_kind = SCRIP_TRY(fields.parsed_or("holder_kind", PartyKind::organisation, control::parse_party_kind));
  stake.holder = SCRIP_TRY(fields.text("holder"));
  stake.held = SCRIP_TRY(fields.text("held"));
  stake.label = SCRIP_TRY(fields.text_or_none("label"));
  stake.capital = SCRIP_TRY(fields.parsed("capital", portion));
  stake.votes = SCRIP_TRY(fields.parsed_or("votes", stake.capital, portion));
  stake.from = SCRIP_TRY(fields.day("from"));
  if (fields.find("until") != nullptr) stake.until = SCRIP_TRY(fields.day("until"));
  stake.document = SCRIP_TRY(fields.parsed_or("document", Hash256{}, hash_from_hex));
  const std::string name = SCRIP_TRY(fields.text_or_none("holder_name"));
  const std::string jurisdiction = SCRIP_TRY(fields.text_or_none("holder_jurisdiction"));
  const std::string held_name = SCRIP_TRY(fields.text_or_none("held_name"));
  const std::string held_jurisdiction = SCRIP_TRY(fields.text_or_none("held_jurisdiction"));
  if (!name.empty() || !jurisdiction.empty() || stake.holder_kind != PartyKind::organisation) {
    command.parties.push_back(
        {.kind = stake.holder_kind, .key = stake.holder, .name = name, .jurisdiction = jurisdiction});
  }
  if (!held_name.empty() || !held_jurisdiction.empty()) {
    command.parties.push_back(
        {.kind = PartyKind::organisation, .key = stake.held, .name = held_name, .jurisdiction = held_jurisdiction});
  }
  command.stakes.push_back(std::move(stake));
  return {};
}

Result<RecordStakes> stake_of_options(const std::function<std::string(const std::string& option)>& given) {
  Node row = Node::map(0);
  for (const auto column : columns) {
    std::string option(column);
    std::ranges::replace(option, '_', '-');
    if (column == "document") continue;  // there it is a file
    if (const std::string text = given(option); !text.empty()) row.set(std::string(column), Node::scalar(text, 0));
  }
  RecordStakes command;
  SCRIP_TRY_VOID(add_stake_row(row, command));
  return command;
}

Result<void> import_stakes(Context& context, const StakeFile& options) {
  const auto* state = SCRIP_TRY(state_for_writing(context));
  const std::string text = SCRIP_TRY(read_file(options.file, limits::stakes_file_bytes_max));
  auto plan = is_bods(text) ? plan_bods(context, *state, options, text) : plan_csv(context, options.file);
  if (!plan) {
    context.note_problem({.file = options.file, .error = plan.error()});
    return std::unexpected(plan.error());
  }
  judge_plan(context, *state, options.file, *plan);
  if (!context.problems().empty()) return std::unexpected(context.problems().front().error);
  tell_left_out(context, plan->left_out);
  if (options.check) {
    context.tell("Nothing is wrong; {} stakes", plan->record.stakes.size());
    return {};
  }
  const auto added = SCRIP_TRY(execute_plan(context, *plan));
  SCRIP_TRY_VOID(keep_names(context, plan->persons));
  context.tell("{} stakes recorded, {} ended", added, plan->ends.size());
  return {};
}

}  // namespace scrip::cli
