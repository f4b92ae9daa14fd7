#include "service/names.h"

#include <algorithm>

#include "policy/policy.h"

namespace scrip::service {
namespace {

struct Names {
  std::string english, chinese;
};

Names names_of(Service& service, ProgrammeId id) {
  const auto& state = service.state();
  const std::string& name = state.programmes[index(id)].name;
  const auto newest =
      std::ranges::find(state.policies.rbegin(), state.policies.rend(), id, &programme::Policy::programme);
  if (newest == state.policies.rend()) return {name, name};
  const auto rules = service.policies().find(newest->document);
  if (!rules) return {name, name};
  const auto& published = (*rules)->policy.name;
  const std::string& one = published.en.empty() ? published.zh : published.en;
  return {one, published.zh.empty() ? one : published.zh};
}

std::string json(const Names& names) { return json_text_pair(names.english, names.chinese); }

using Row = std::vector<std::string>;
using AddFields = std::function<void(const Row&, codec::JsonObject&)>;

AddFields naming(Service& service, const reports::Table& table) {
  if (table.name == "programmes") {
    return [&service](const Row& row, codec::JsonObject& item) {
      item.raw("names", names_json(service, service.state().find_programme(row.front())->id));
    };
  }
  if (table.name == "calls") {
    return [&service](const Row& row, codec::JsonObject& item) {
      const auto& found = *service.state().find_call(row.front());
      item.raw("names", names_json(service, found.terms.id)).add("shared_out", found.round.has_value());
    };
  }
  if (table.name == "sites") {
    return [&service](const Row& row, codec::JsonObject& item) {
      const auto& registry = service.state().registry;
      const auto& site = *registry.find_site(row.front());
      item.add("operator_name", registry.organisations()[index(site.operator_id)].name);
    };
  }
  if (table.name == "reservations") {
    return [&service](const Row& row, codec::JsonObject& item) {
      const auto& state = service.state();
      const auto& terms = state.reservations.find(row.front())->terms;
      item.add("organisation_name", state.registry.organisations()[index(terms.organisation)].name);
    };
  }
  const auto column = std::ranges::find(table.columns, "programme", &reports::Column::name);
  if (column == table.columns.end()) return {};
  const auto at = static_cast<std::size_t>(column - table.columns.begin());
  return [&service, at](const Row& row, codec::JsonObject& item) {
    const auto* programme = service.state().find_programme(row[at]);
    item.raw("programme_names", programme == nullptr ? "null" : names_json(service, programme->id));
  };
}

}  // namespace

std::string names_json(Service& service, ProgrammeId programme) { return json(names_of(service, programme)); }

std::string names_json(Service& service, CallId id) {
  const auto& call = service.state().calls[index(id)].terms;
  const Names names = names_of(service, call.programme);
  return json({names.english + ", call " + call.key, names.chinese + "，申报批次 " + call.key});
}

ListOptions with_names(Service& service, const reports::Table& table, ListOptions options) {
  auto names = naming(service, table);
  if (!names) return options;
  options.add_fields = [names = std::move(names), before = std::move(options.add_fields)](const Row& row,
                                                                                          codec::JsonObject& item) {
    if (before) before(row, item);
    names(row, item);
  };
  return options;
}

}  // namespace scrip::service
