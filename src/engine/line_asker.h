#pragma once
// The commands that events of the waiting line are the results of; for judging them again.

#include <string>

#include "engine/commands.h"

namespace scrip::engine {

// check() has found every id to be there.
struct LineAsker {
  const State& state;

  const std::string& key(ProgrammeId id) const { return state.programmes[index(id)].key; }
  const std::string& key(OrganisationId id) const { return state.registry.organisations()[index(id)].key; }

  JoinLine operator()(const LineJoined& event) const {
    const auto& terms = event.waiting;
    const auto& request = terms.request;
    JoinLine command{.key = terms.key,
                     .organisation = key(terms.organisation),
                     .programme = key(terms.programme),
                     .workload = request.workload,
                     .use = request.use,
                     .domestic_only = terms.domestic_only,
                     .test = request.test,
                     .own_share_max = terms.own_share_max,
                     .earliest = request.earliest,
                     .latest = request.latest,
                     .sites = {},
                     .resources = {}};
    for (const SiteId site : request.sites) command.sites.push_back(state.registry.sites()[index(site)].key);
    for (const ResourceId resource : request.resources) {
      command.resources.push_back(state.registry.resources()[index(resource)].key);
    }
    return command;
  }
  LeaveLine operator()(const LineEnded& event) const {
    return {.wait = state.line.entries[index(event.wait)].terms.key, .reason = event.reason};
  }
  DrawLine operator()(const LineDrawn& event) const {
    return {.programme = key(event.programme), .seed = event.seed, .commitment = event.commitment};
  }
  ProposeAllocationRule operator()(const AllocationRuleProposed& event) const {
    const auto& rule = event.rule;
    ProposeAllocationRule command{.key = rule.key,
                                  .programme = key(rule.programme),
                                  .order = rule.order,
                                  .usual = rule.usual,
                                  .standings = {},
                                  .days = rule.days,
                                  .ahead_s = rule.ahead_s,
                                  .commitment = rule.commitment};
    for (const auto& each : rule.standings) command.standings.emplace_back(key(each.organisation), each.value);
    return command;
  }
  Command operator()(const AllocationRuleDecided& event) const {
    const auto& rule = state.line.rules[index(event.rule)].terms.key;
    if (event.status == AllocationRuleStatus::approved) return ApproveAllocationRule{rule};
    return RejectAllocationRule{.rule = rule, .reason = event.reason};
  }
};

}  // namespace scrip::engine
