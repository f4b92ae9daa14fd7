#include "cli/simulate_charts.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "base/system_error.h"
#include "cli/files.h"
#include "cli/text.h"
#include "cli/texts.h"
#include "policy/simulation_charts.h"

namespace scrip::cli {
namespace {

using Charts = std::vector<std::pair<std::string, std::string>>;  // file and picture

// `note` tells one set of rules from the other.
void add_side(const SimulatedSide& side, const std::string& prefix, const std::string& note, Language language,
              Charts& charts) {
  charts.emplace_back(prefix + "decisions", policy::decisions_chart(side.policy(), side.totals, note, language));
  charts.emplace_back(prefix + "refusals", policy::refusals_chart(side.simulator, side.totals, note, language));
  charts.emplace_back(prefix + "awards", policy::awards_chart(side.policy(), side.totals, note, language));
  for (const auto& pool : policy::pools_over_time(side.simulator.policy(), side.totals)) {
    charts.emplace_back(prefix + "pool-" + pool.pool, policy::pool_chart(side.policy(), pool, note, language));
  }
}

// What tells the two sets of rules from each other.
policy::SideNames names_of(const policy::Policy& before, const policy::Policy& after, std::string_view tried,
                           Language language) {
  if (&before == &after) return {std::string(tr(language, "as it is")), std::string(tried)};
  policy::SideNames names{before.id, after.id};
  if (before.id == after.id)
    names = {say(language, "version {}", before.version), say(language, "version {}", after.version)};
  if (!tried.empty()) names.after += ", " + std::string(tried);
  return names;
}

Charts draw(const SimulationSides& sides, std::string_view tried, Language language) {
  Charts charts;
  if (!sides.after) {
    add_side(sides.before, {}, {}, language, charts);
    return charts;
  }
  const policy::SideNames names = names_of(sides.before.policy(), sides.after->policy(), tried, language);
  add_side(sides.before, "before-", names.before, language, charts);
  add_side(*sides.after, "after-", names.after, language, charts);
  charts.emplace_back("side-by-side",
                      policy::side_by_side_chart(sides.before.policy(), sides.before.totals, sides.after->policy(),
                                                 sides.after->totals, names, language));
  for (const auto& [fact, values] : sides.comparison.by_fact) {
    charts.emplace_back("changes-by-" + fact,
                        policy::comparison_chart(sides.before.policy(), sides.comparison, fact, names, language));
  }
  return charts;
}

}  // namespace

Result<std::size_t> write_charts(const std::string& folder, const SimulationSides& sides, std::string_view tried,
                                 Language language) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(ErrorCode::store_unavailable, say("{0}: {1}", folder, system_error(error.value())), "--charts");
  const Charts charts = draw(sides, tried, language);
  for (const auto& [name, picture] : charts) {
    SCRIP_TRY_VOID(write_file((std::filesystem::path(folder) / (name + ".svg")).string(), picture));
  }
  return charts.size();
}

}  // namespace scrip::cli
