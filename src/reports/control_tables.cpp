#include "reports/control_tables.h"

#include "base/bytes.h"
#include "control/look_through.h"

namespace scrip::reports {

using engine::State;

namespace {

constexpr Column stake{"stake", "Stake", "持股", ColumnKind::integer};
constexpr Column holder{"holder", "Holder", "持有方"};
constexpr Column holder_name{"holder_name", "Name of holder", "持有方名称"};
constexpr Column holder_kind{"holder_kind", "Kind of holder", "持有方类别"};
constexpr Column jurisdiction{"holder_jurisdiction", "Jurisdiction", "法域"};
constexpr Column held{"held", "Held", "被持有方"};
constexpr Column label{"label", "Label", "标识"};
constexpr Column capital{"capital", "Capital", "股权"};
constexpr Column votes{"votes", "Votes", "表决权"};
constexpr Column from{"from", "From", "起", ColumnKind::day};
constexpr Column until{"until", "Until", "止", ColumnKind::day};
constexpr Column document{"document", "Document", "文件摘要", ColumnKind::hash};
constexpr Column controller{"controller", "Controller", "控制方"};
constexpr Column controller_name{"controller_name", "Name", "名称"};
constexpr Column controller_kind{"controller_kind", "Kind", "类别"};
constexpr Column certainty{"certainty", "Certainty", "确定性"};
constexpr Column ultimate{"ultimate", "Ultimate", "最终控制方", ColumnKind::boolean};
constexpr Column proof{"proof", "Proof", "依据"};
constexpr Column affiliate{"affiliate", "Affiliate", "关联方"};
constexpr Column affiliate_name{"affiliate_name", "Name", "名称"};
constexpr Column relation{"relation", "Relation", "关系"};
constexpr Column through{"through", "Through", "经由"};
constexpr Column at_least{"at_least", "At least", "至少"};
constexpr Column at_most{"at_most", "At most", "至多"};
constexpr Column exact{"exact", "Exactly", "精确值"};
constexpr Column is_final{"final", "Final", "最终持有", ColumnKind::boolean};

std::string truth(bool value) { return value ? "true" : "false"; }

std::string percent(const control::Fraction& part) {
  return control::format_units(static_cast<std::uint64_t>(part.scaled(control::whole_portion.units)));
}

std::string exactly(const control::Fraction& low, const control::Fraction& high) {
  return low == high ? low.text() : low.text() + ".." + high.text();
}

std::string proofs_in_signs(const control::Stakes& stakes, const std::vector<control::Control>& proofs) {
  std::string text;
  for (const auto& control : proofs) text += (text.empty() ? "" : " | ") + proof_in_signs(stakes, control);
  return text;
}

}  // namespace

Table stakes_table(const State& state, std::optional<PartyId> party) {
  Table table{.name = "stakes",
              .columns = {stake, holder, holder_name, holder_kind, jurisdiction, held, label, capital, votes, from,
                          until, document},
              .rows = {}};
  for (const auto& one : state.stakes.stakes()) {
    if (party && one.holder != *party && one.held != *party) continue;
    const auto& by = state.stakes.party(one.holder);
    table.rows.push_back({std::to_string(index(one.id)), by.key, by.name, std::string(name(by.kind)), by.jurisdiction,
                          state.stakes.party(one.held).key, one.label, control::format_range(one.capital),
                          control::format_range(one.votes), format_day(one.from),
                          one.until ? format_day(*one.until) : std::string{},
                          one.document == Hash256{} ? std::string{} : to_hex(one.document)});
  }
  return table;
}

Table controllers_table(const State& state, std::optional<PartyId> company, Day day, const control::Rule& rule) {
  Table table{.name = "controllers",
              .columns = {controller, controller_name, controller_kind, jurisdiction, certainty, ultimate, proof},
              .rows = {}};
  if (!company) return table;
  for (const auto& one : control::controllers_of(state.stakes, *company, day, rule)) {
    const auto& by = state.stakes.party(one.controller);
    table.rows.push_back({by.key, by.name, std::string(name(by.kind)), by.jurisdiction,
                          std::string(name(one.certainty)), truth(one.ultimate), proof_in_signs(state.stakes, one)});
  }
  return table;
}

Table affiliates_table(const State& state, std::optional<PartyId> party, Day day, const control::Rule& rule) {
  Table table{
      .name = "affiliates", .columns = {affiliate, affiliate_name, relation, through, certainty, proof}, .rows = {}};
  if (!party) return table;
  for (const auto& one : control::affiliates_of(state.stakes, *party, day, rule)) {
    const auto& other = state.stakes.party(one.second);
    const bool is_common = one.relation == control::Relation::common_controller;
    table.rows.push_back({other.key, other.name, std::string(name(one.relation)),
                          is_common ? state.stakes.party(one.proofs.front().controller).key : std::string{},
                          std::string(name(one.certainty)), proofs_in_signs(state.stakes, one.proofs)});
  }
  return table;
}

Result<Table> look_through_table(const State& state, std::optional<PartyId> organisation, Day day) {
  Table table{.name = "look_through",
              .columns = {holder, holder_name, holder_kind, jurisdiction, is_final, at_least, at_most, exact},
              .rows = {}};
  if (!organisation) return table;
  const auto found = SCRIP_TRY(control::look_through(state.stakes, *organisation, day));
  for (const auto& line : found.lines) {
    const auto& by = state.stakes.party(line.holder);
    table.rows.push_back({by.key, by.name, std::string(name(by.kind)), by.jurisdiction, truth(line.is_final),
                          percent(line.low), percent(line.high), exactly(line.low, line.high)});
  }
  const auto add_rest = [&](const char* what, const control::Fraction& part) {
    if (!part.is_zero()) table.rows.push_back({what, "", "", "", "", percent(part), "", part.text()});
  };
  add_rest("(own)", found.own);
  add_rest("(unknown)", found.unknown);
  return table;
}

std::string proof_in_signs(const control::Stakes& stakes, const control::Control& control) {
  std::string text;
  for (const auto& step : control.proof) {
    text += (text.empty() ? "" : "; ") + stakes.party(step.company).key;
    if (step.own.units > 0) text += " (own " + control::format_portion(step.own) + ")";
    text += " <- ";
    for (const auto& counted : step.counted) {
      text += (&counted == &step.counted.front() ? "" : " + ") + stakes.party(counted.holder).key + " " +
              control::format_portion(counted.votes);
    }
    if (step.counted.size() > 1) text += " = " + control::format_units(step.sum);
  }
  return text;
}

Result<PartyId> party_called(const State& state, std::string_view key) {
  if (const auto* entity = state.stakes.find_entity(key); entity != nullptr) return entity->id;
  if (const auto* person = state.stakes.find_person(key); person != nullptr) return person->id;
  return fail(ErrorCode::party_not_found, "'" + std::string(key) + "'", "organisation");
}

}  // namespace scrip::reports
