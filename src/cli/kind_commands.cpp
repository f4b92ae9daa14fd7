// scrip organisation | resource | site | payer | programme | budget | rate | voucher: add, import, list; and what
// becomes of a voucher.

#include <CLI/CLI.hpp>

#include "cli/families.h"
#include "cli/kind_values.h"
#include "cli/set_up.h"
#include "reports/reports.h"

namespace scrip::cli {
namespace {

void add_add_command(Commands& commands, CLI::App& group, const Kind& kind) {
  CLI::App& app = commands.leaf(group, "add", "Adds one; the same again changes nothing",
                                {"scrip " + std::string(kind.name) + " add " + std::string(kind.example)});
  auto values =
      std::make_shared<KindValues>(kind.fields.size());  // shared by the parser, which fills it, and the handler
  for (std::size_t i = 0; i < kind.fields.size(); ++i) {
    const FieldSpec& field = kind.fields[i];
    const std::string option = field.name == "key" ? "key" : option_name(field.name);
    auto* added = app.add_option(option, (*values)[i], std::string(tr(commands.language(), field.help)));
    added->required(field.required)->allow_extra_args(false);
    if (field.form == FieldForm::text) added->expected(1);
  }
  commands.handle(app, [values, &kind](Context& context) -> Result<void> {
    const Node node = SCRIP_TRY(node_of(kind, *values));
    const auto* journal = SCRIP_TRY(context.write());
    if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
    return execute_and_print(context, SCRIP_TRY(kind.make(FieldReader(node), journal->state())));
  });
}

void add_import_command(Commands& commands, CLI::App& group, const Kind& kind) {
  struct Import {
    std::string file;
    bool check = false;
  };
  const std::string name(kind.name);
  CLI::App& app = commands.leaf(group, "import", "Adds the rows of a CSV file, all or none",
                                {"scrip " + name + " import " + name + "s.csv"});
  auto options = std::make_shared<Import>();  // shared by the parser, which fills it, and the handler
  app.add_option("file", options->file,
                 std::string(tr(commands.language(), "The file; its header names the fields of 'add'")))
      ->required();
  app.add_flag("--check", options->check,
               std::string(tr(commands.language(), "Only says what is wrong and what would be added")));
  commands.handle(app, [options, &kind](Context& context) -> Result<void> {
    SetUp set_up;
    const auto* journal = SCRIP_TRY(context.write());
    if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
    if (const auto rows = read_rows(options->file, kind, set_up); !rows) {
      context.note_problem({.file = options->file, .error = rows.error()});
      return rows;
    }
    const auto planned = SCRIP_TRY(plan(context, journal->state(), std::nullopt, set_up.items));
    return carry_out(context, planned, options->check);
  });
}

void add_list_command(Commands& commands, CLI::App& group, const Kind& kind) {
  CLI::App& app = commands.leaf(group, "list", "Lists them", {"scrip " + std::string(kind.name) + " list --json"});
  commands.handle(app, [&kind](Context& context) -> Result<void> {
    const auto* state = SCRIP_TRY(context.read());
    return context.show(SCRIP_TRY(reports::table(*state, kind.section)));
  });
}

struct ChangeStatus {
  std::string voucher, reason;
};

template <programme::VoucherStatus status>
Result<void> run_change_status(Context& context, const ChangeStatus& options) {
  return execute_and_print(
      context, engine::ChangeVoucherStatus{.voucher = options.voucher, .status = status, .reason = options.reason});
}

void add_voucher_commands(Commands& commands, CLI::App& group) {
  using programme::VoucherStatus;
  const auto add = [&](const char* name, const char* summary, auto run) {
    commands
        .add<ChangeStatus>(group, name, summary,
                           {"scrip voucher " + std::string(name) + " V-001 --reason \"under review\""}, run)
        .positional("voucher", &ChangeStatus::voucher, "The voucher's key")
        .required("--reason", &ChangeStatus::reason, "Why, for the journal");
  };
  add("suspend", "Stops a voucher from paying; it can resume", run_change_status<VoucherStatus::suspended>);
  add("resume", "Lets a suspended voucher pay again", run_change_status<VoucherStatus::active>);
  add("revoke", "Ends a voucher; what is left goes back to its budget line", run_change_status<VoucherStatus::revoked>);
}

}  // namespace

void add_kind_commands(Commands& commands) {
  for (const Kind& kind : kinds()) {
    if (!kind.has_commands) continue;
    CLI::App& group = commands.group(std::string(kind.name), kind.summary);
    add_add_command(commands, group, kind);
    add_import_command(commands, group, kind);
    add_list_command(commands, group, kind);
    if (kind.name == "voucher") add_voucher_commands(commands, group);
    if (kind.name == "programme") {
      add_new_programme_command(commands, group);
      add_programme_commands(commands, group);
      add_simulate_command(commands, group);
      add_publish_command(commands, group);
      add_forecast_command(commands, group);
    }
    if (kind.name == "rate") add_rate_proposal_commands(commands, group);
    if (kind.name == "site") {
      add_site_key_commands(commands, group);
      add_place_command(commands, group);
    }
  }
}

}  // namespace scrip::cli
