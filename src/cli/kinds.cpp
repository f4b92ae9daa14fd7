#include "cli/kinds.h"

#include <algorithm>

#include "cli/texts.h"
#include "cli/values.h"
#include "rating/tariff.h"
#include "runtime/zones.h"

namespace scrip::cli {
namespace {

using engine::Command;
using engine::State;

Result<Command> make_organisation(const FieldReader& fields, const State&) {
  engine::AddOrganisation command{.key = SCRIP_TRY(fields.text("key")), .name = SCRIP_TRY(fields.text("name"))};
  const std::string identifier = SCRIP_TRY(fields.text_or_none("identifier"));
  if (identifier.empty()) return command;
  const std::size_t colon = identifier.find(':');
  if (colon == std::string::npos) {
    return fields.located(
        "identifier",
        Result<Command>(fail(ErrorCode::value_invalid, say("write scheme:code, such as uscc:91310000MA1FL00X25"))));
  }
  command.identifier_scheme = identifier.substr(0, colon);
  command.identifier = identifier.substr(colon + 1);
  return command;
}

Result<Command> make_resource(const FieldReader& fields, const State&) {
  return engine::AddResource{
      .key = SCRIP_TRY(fields.text("key")),
      .name = SCRIP_TRY(fields.text("name")),
      .vendor = SCRIP_TRY(fields.text_or_none("vendor")),
      .kind = SCRIP_TRY(fields.parsed_or("kind", registry::ResourceKind::accelerator, registry::parse_resource_kind)),
      .aliases = SCRIP_TRY(fields.texts("aliases"))};
}

Result<Command> make_site(const FieldReader& fields, const State& state) {
  engine::AddSite command{.key = SCRIP_TRY(fields.text("key")),
                          .name = SCRIP_TRY(fields.text("name")),
                          .operator_key = SCRIP_TRY(fields.text("operator")),
                          .zone_name = SCRIP_TRY(fields.text_or_none("zone")),
                          .zone = {},
                          .city = SCRIP_TRY(fields.text_or_none("city"))};
  if (command.zone_name.empty()) return command;
  // A site that is there keeps its offsets, so that a newer time zone database does not make it another site.
  const auto* existing = state.registry.find_site(command.key);
  if (existing != nullptr && existing->zone_name == command.zone_name) {
    command.zone = existing->zone;
  } else {
    command.zone = SCRIP_TRY(fields.parsed("zone", runtime::load_zone));
  }
  return command;
}

Result<Command> make_payer(const FieldReader& fields, const State&) {
  return engine::MapPayer{.site = SCRIP_TRY(fields.text("site")),
                          .account = SCRIP_TRY(fields.text("account")),
                          .organisation = SCRIP_TRY(fields.text("organisation")),
                          .use = SCRIP_TRY(fields.parsed_or("use", registry::Use::unspecified, registry::parse_use))};
}

Result<Command> make_programme(const FieldReader& fields, const State&) {
  return engine::AddProgramme{.key = SCRIP_TRY(fields.text("key")),
                              .name = SCRIP_TRY(fields.text("name")),
                              .mode = SCRIP_TRY(fields.parsed("mode", programme::parse_redemption_mode))};
}

Result<Command> make_budget_line(const FieldReader& fields, const State& state) {
  const auto appropriation = SCRIP_TRY(fields.parsed(
      "appropriation", [&](const std::string& text) { return parse_measured(text, state.authority->currency); }));
  return engine::AddBudgetLine{.key = SCRIP_TRY(fields.text("key")),
                               .programme = SCRIP_TRY(fields.text("programme")),
                               .funder = SCRIP_TRY(fields.text("funder")),
                               .unit = appropriation.unit,
                               .appropriation = appropriation.amount};
}

// A tariff of one text (bands by semicolon) or a list of bands.
Result<std::vector<rating::Band>> bands_of(const Node& node, const FieldReader& prices, std::string_view resource,
                                           const State& state) {
  const auto* found = state.registry.find_resource(resource);
  if (found == nullptr) {
    return fail(ErrorCode::resource_not_found, "'" + std::string(resource) + "'", "prices", node.line);
  }
  const std::string& currency = state.authority->currency;
  if (node.kind == Node::Kind::scalar) {
    return prices.located(resource, rating::parse_tariff_text(node.text, found->kind, currency));
  }
  return prices.located(resource, rating::parse_tariff(SCRIP_TRY(prices.texts(resource)), found->kind, currency));
}

Result<Command> make_rate_card(const FieldReader& fields, const State& state) {
  engine::PublishRateCard command{.key = SCRIP_TRY(fields.text("key")), .site = SCRIP_TRY(fields.text("site"))};
  const auto* site = state.registry.find_site(command.site);
  if (site == nullptr)
    return fields.located("site", Result<Command>(fail(ErrorCode::site_not_found, "'" + command.site + "'")));
  command.period = {.from = SCRIP_TRY(fields.instant("from", site->zone)),
                    .until = SCRIP_TRY(fields.instant("until", site->zone))};
  const Node* prices = fields.find("prices");
  if (prices == nullptr || prices->kind != Node::Kind::map) {
    return fail(ErrorCode::missing_field, say("a price for each resource"), "prices", fields.line());
  }
  const FieldReader reader(*prices);
  for (std::size_t i = 0; i < prices->items.size(); ++i) {
    const std::string& resource = prices->names[i];
    command.prices.push_back(
        {.resource = resource, .bands = SCRIP_TRY(bands_of(prices->items[i], reader, resource, state))});
  }
  return command;
}

Result<Command> make_voucher(const FieldReader& fields, const State& state) {
  const std::string budget_line = SCRIP_TRY(fields.text("budget_line"));
  const auto* line = state.find_budget_line(budget_line);
  if (line == nullptr) {
    return fields.located("budget_line",
                          Result<Command>(fail(ErrorCode::budget_line_not_found, "'" + budget_line + "'")));
  }
  const auto in_its_unit = [&](const std::string& text) {
    return parse_in_unit(text, line->unit, state.authority->currency);
  };
  engine::IssueVoucher command{.key = SCRIP_TRY(fields.text("key")),
                               .budget_line = budget_line,
                               .organisation = SCRIP_TRY(fields.text("organisation")),
                               .face = SCRIP_TRY(fields.parsed("face", in_its_unit)),
                               .share = SCRIP_TRY(fields.parsed_or("share", whole_share, parse_share)),
                               .cap_job = SCRIP_TRY(fields.parsed_or("cap_job", Amount{}, in_its_unit)),
                               .cap_month = SCRIP_TRY(fields.parsed_or("cap_month", Amount{}, in_its_unit)),
                               .cap_year = SCRIP_TRY(fields.parsed_or("cap_year", Amount{}, in_its_unit)),
                               .sites = SCRIP_TRY(fields.texts("sites")),
                               .resources = SCRIP_TRY(fields.texts("resources")),
                               .valid_from = SCRIP_TRY(fields.day("valid_from")),
                               .valid_until = SCRIP_TRY(fields.day("valid_until")),
                               .grace_days = SCRIP_TRY(fields.small_number("grace_days", 0, 3660))};
  for (const auto& use : SCRIP_TRY(fields.texts("uses"))) {
    command.uses.push_back(SCRIP_TRY(fields.located("uses", registry::parse_use(use))));
  }
  return command;
}

std::vector<Kind> first_kinds() {
  return {
      {.name = "organisation",
       .section = "organisations",
       .summary = "Companies, operators and other legal entities",
       .example = "acme --name \"Acme AI Ltd\" --identifier lei:549300MLUDYVRQOOXS22",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"name", "Name for people", true},
                  {"identifier", "Identifier as scheme:code (uscc, lei, or another scheme)"}},
       .make = make_organisation},
      {.name = "resource",
       .section = "resources",
       .summary = "What is used and priced: chip models, cores, tokens",
       .example = "ascend-910b --name \"Ascend 910B\" --vendor Huawei --aliases ascend910b,910B",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"name", "Name for people", true},
                  {"vendor", "Who makes it"},
                  {"kind", "accelerator, cpu_core or token (default: accelerator)"},
                  {"aliases", "What sites call it, by comma", false, FieldForm::list}},
       .make = make_resource},
      {.name = "site",
       .section = "sites",
       .summary = "Data centres",
       .example = "east-1 --name \"East data centre\" --operator east-dc --zone Asia/Shanghai",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"name", "Name for people", true},
                  {"operator", "The organisation that is paid", true},
                  {"zone", "Time zone of its tariff periods (default: the authority's)"},
                  {"city", "The city it is in, as its people write it"}},
       .make = make_site},
      {.name = "payer",
       .section = "payers",
       .summary = "Who pays for what runs under a site's account",
       .example = "--site east-1 --account proj-llm --organisation acme --use training",
       .fields = {{"site", "The site", true},
                  {"account", "The site's account or project; * for all others", true},
                  {"organisation", "Whose wallet pays", true},
                  {"use", "training or inference, for jobs that do not say"}},
       .make = make_payer},
      {.name = "programme",
       .section = "programmes",
       .summary = "Support schemes",
       .example = "vouchers-2026 --name \"Compute vouchers 2026\" --mode deduct",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"name", "Name for people", true},
                  {"mode", "deduct, reimburse, reserve or in_kind: who is paid, and when", true}},
       .make = make_programme},
      {.name = "budget",
       .section = "budget_lines",
       .summary = "Budget lines: money, device-hours or tokens of a programme",
       .example = "city-2026 --programme vouchers-2026 --funder \"City budget\" --appropriation \"30000000 CNY\"",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"programme", "Its programme", true},
                  {"funder", "Who gives it", true},
                  {"appropriation", "How much: 30000000 CNY, 50000 h or 5000M tokens", true}},
       .make = make_budget_line},
      {.name = "rate",
       .section = "rate_cards",
       .summary = "Rate cards: dated prices of a site",
       .example = "east-2026 --site east-1 --from 2026-01-01 --until 2027-01-01 --prices ascend-910b=8.00",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"site", "The site", true},
                  {"from", "First day, on the site's calendar", true},
                  {"until", "The day after the last", true},
                  {"prices", "RESOURCE=PRICE, such as chip=8.00 or \"chip=mon-fri 08:00-22:00 8.00; otherwise 5.00\"",
                   true, FieldForm::prices}},
       .make = make_rate_card},
      {.name = "voucher",
       .section = "vouchers",
       .summary = "Vouchers",
       .example = "V-001 --budget-line city-2026 --organisation acme --face \"1000000 CNY\" --share 60%"
                  " --valid-from 2026-01-01 --valid-until 2027-01-01",
       .fields = {{"key", "Short name, used everywhere else", true},
                  {"budget_line", "Where its value comes from", true},
                  {"organisation", "Its holder", true},
                  {"face", "Its value: 1000000 CNY, 500 h or 5M tokens", true},
                  {"share", "The share of a bill it covers (default: 100%)"},
                  {"cap_job", "At most this for one job"},
                  {"cap_month", "At most this a month"},
                  {"cap_year", "At most this a year"},
                  {"uses", "training, inference (default: any)", false, FieldForm::list},
                  {"sites", "Only at these sites, by comma", false, FieldForm::list},
                  {"resources", "Only for these resources, by comma", false, FieldForm::list},
                  {"valid_from", "First day of use", true},
                  {"valid_until", "The day after the last day of use", true},
                  {"grace_days", "Days after that in which usage may still arrive"}},
       .make = make_voucher},
  };
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = [] {
    auto every = first_kinds();
    for (auto& kind : chip_kinds()) every.push_back(std::move(kind));
    return every;
  }();
  return all;
}

const Kind* find_section(std::string_view section) {
  const auto found =
      std::find_if(kinds().begin(), kinds().end(), [&](const Kind& kind) { return kind.section == section; });
  return found == kinds().end() ? nullptr : &*found;
}

Result<void> check_fields(const std::vector<FieldSpec>& fields, const Node& node) {
  if (node.kind != Node::Kind::map)
    return fail(ErrorCode::value_invalid, say("fields are expected here"), {}, node.line);
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    const std::string& name = node.names[i];
    if (std::any_of(fields.begin(), fields.end(), [&](const FieldSpec& field) { return field.name == name; })) continue;
    std::vector<std::string_view> known;
    for (const auto& field : fields) known.push_back(field.name);
    return fail(ErrorCode::unknown_field, joined(verbatim("'" + name + "'"), suggestion_or_all(name, known)), name,
                node.items[i].line);
  }
  return {};
}

}  // namespace scrip::cli
