// Estimates, quotes and the times of reservations of an authority elsewhere.

#include "cli/case_commands.h"
#include "cli/json.h"
#include "cli/remote_commands.h"
#include "network/workload_text.h"
#include "reports/reservations.h"

namespace scrip::cli::remote {
namespace {

void fill(reports::Table& table, const Json& answer) {
  table.rows.clear();
  for (const auto& item : answer.items(table.name)) {
    auto& row = table.rows.emplace_back();
    for (const auto& column : table.columns) row.push_back(item.text(column.name));
  }
}

}  // namespace

Result<void> estimate(Remote& remote, const Given& given) {
  constexpr std::pair<std::string_view, std::string_view> fields[] = {{"kind", "kind"},
                                                                      {"devices", "devices"},
                                                                      {"hours", "hours"},
                                                                      {"parameters", "parameters"},
                                                                      {"active_parameters", "active-parameters"},
                                                                      {"tokens", "tokens"},
                                                                      {"sequence", "sequence"},
                                                                      {"layers", "layers"},
                                                                      {"hidden", "hidden"},
                                                                      {"precision", "precision"},
                                                                      {"requests_per_day", "requests"},
                                                                      {"tokens_in", "tokens-in"},
                                                                      {"tokens_out", "tokens-out"},
                                                                      {"latency", "latency"}};
  JsonObject body;
  for (const auto& [field, option] : fields) {
    if (given.has(std::string(option))) body.add(field, given.text(std::string(option)));
  }
  const auto answer = SCRIP_TRY(remote.act("POST", "/estimates", body.text()));
  auto made = reports::estimate(engine::State{}, {}, remote.context().language());
  fill(made.plans, answer);
  fill(made.assumptions, answer);
  SCRIP_TRY_VOID(remote.context().show(made.plans));
  return remote.context().show(made.assumptions);
}

Result<void> show_quote(Remote& remote, const Given& given) {
  const auto quote = SCRIP_TRY(remote.get(path_of({"quotes", given.text("key")})));
  const auto only = query_of({{"filter", "quote=" + quote.text("quote")}});
  SCRIP_TRY_VOID(remote.context().show(SCRIP_TRY(remote.list("quote_offers", "/quote-offers" + only))));
  return remote.context().show(SCRIP_TRY(remote.list("quote_refusals", "/quote-refusals" + only)));
}

Result<void> show_wait(Remote& remote, const Given& given) {
  const auto key = given.text("key");
  const auto answer = SCRIP_TRY(remote.get(path_of({"waiting-line", key})));
  const auto only = query_of({{"filter", "wait=" + key}});
  SCRIP_TRY_VOID(remote.context().show(SCRIP_TRY(remote.list("waiting_line", "/waiting-line" + only))));
  auto refusals = reports::wait_refusals();
  fill(refusals, answer);
  return refusals.rows.empty() ? Result<void>{} : remote.context().show(refusals);
}

Result<void> set_reservation_rule(Remote& remote, const Given& given) {
  JsonObject body;
  constexpr std::pair<std::string_view, std::string_view> fields[] = {
      {"quote_valid_s", "quote-valid"}, {"idle_s", "idle"}, {"grace_s", "grace"}};
  for (const auto& [field, option] : fields) {
    const std::string name(option);
    if (!given.has(name)) continue;
    const std::string shown = "--" + name;
    const std::int64_t seconds = SCRIP_TRY(for_option(shown.c_str(), network::parse_hours(given.text(name))));
    body.add(field, seconds);
  }
  return print_written(remote.context(), SCRIP_TRY(remote.write("POST", "/reservation-rule", body.text())));
}

}  // namespace scrip::cli::remote
