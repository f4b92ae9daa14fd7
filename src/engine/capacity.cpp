// What sites declare to have, and how it stands.

#include <algorithm>

#include "base/limits.h"
#include "engine/network.h"
#include "engine/reservation.h"
#include "engine/texts.h"

namespace scrip::engine {
namespace {

Day today(const State& state, const EntryContext& context) { return state.authority->zone.day_of(context.now); }

Result<void> check_asked(const DeclareCapacity& command) {
  SCRIP_TRY_VOID(check_key(command.key, "capacity"));
  if (command.devices == 0 || command.devices > limits::capacity_devices_max) {
    return fail(ErrorCode::out_of_range, say("1 to 10,000,000 devices"), "devices");
  }
  if (command.from >= command.until) return fail(ErrorCode::time_invalid, say("it ends before it begins"), "until");
  if (command.use > registry::CapacityUse::maintenance)
    return fail(ErrorCode::value_invalid, say("no such use"), "use");
  return {};
}

}  // namespace

Result<Events> judge(const State& state, const DeclareCapacity& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_asked(command));
  const auto* site = SCRIP_TRY(site_called(state, command.site));
  const auto* resource = SCRIP_TRY(resource_called(state, command.resource));
  if (resource->kind == registry::ResourceKind::token) {
    return fail(ErrorCode::value_invalid, say("'{0}' is no device: tokens have no capacity", resource->key),
                "resource");
  }
  const auto& all = state.network.capacity;
  const auto* existing = state.network.find_capacity(command.key);
  registry::Capacity capacity{.id = existing != nullptr ? existing->terms.id : id_at<CapacityId>(all.size()),
                              .key = command.key,
                              .site = site->id,
                              .resource = resource->id,
                              .devices = command.devices,
                              .from = command.from,
                              .until = command.until,
                              .use = command.use};
  if (existing != nullptr) return existing->terms == capacity ? Result<Events>(Events{}) : reused(command.key);
  if (all.size() >= limits::capacity_declarations_max) {
    return fail(ErrorCode::limit_reached, say("{0} declarations", all.size()), "capacity");
  }
  if (command.use == registry::CapacityUse::maintenance) SCRIP_TRY_VOID(check_gone(state, capacity, "devices"));
  return Events{CapacityDeclared{std::move(capacity)}};
}

Result<Events> judge(const State& state, const EndCapacity& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.reason, "reason"));
  const auto* found = state.network.find_capacity(command.capacity);
  if (found == nullptr) return fail(ErrorCode::capacity_not_found, "'" + command.capacity + "'", "capacity");
  if (command.until == found->terms.until) return Events{};
  if (command.until > found->terms.until) {
    return fail(ErrorCode::time_invalid, say("it ends on {0}: declare more anew", format_day(found->terms.until)),
                "until");
  }
  // One that has not begun can be taken back whole; the past stays as it was declared.
  const Day soonest = std::max(found->terms.from, today(state, context));
  if (command.until < soonest)
    return fail(ErrorCode::time_invalid, say("{0} at the soonest", format_day(soonest)), "until");
  if (found->terms.use == registry::CapacityUse::programmes) {
    registry::Capacity gone = found->terms;
    gone.from = command.until;
    SCRIP_TRY_VOID(check_gone(state, gone, "until"));
  }
  return Events{CapacityEnded{.capacity = found->terms.id, .until = command.until, .reason = command.reason}};
}

Result<Events> judge(const State& state, const SetTopology& command, const EntryContext&) {
  SCRIP_TRY_VOID(registry::check_topology(command.topology));
  const auto* site = SCRIP_TRY(site_called(state, command.site));
  const auto* resource = SCRIP_TRY(resource_called(state, command.resource));
  if (resource->kind != registry::ResourceKind::accelerator) {
    return fail(ErrorCode::value_invalid, say("'{0}' is no accelerator", resource->key), "resource");
  }
  const auto said = state.network.topologies.find({site->id, resource->id});
  if (said != state.network.topologies.end() && said->second == command.topology) return Events{};
  return Events{TopologySet{.site = site->id, .resource = resource->id, .topology = command.topology}};
}

void apply_lifecycle(State& state, const CapacityDeclared& event) {
  state.network.capacity.push_back({.terms = event.capacity, .declared_by = state.last_actor});
}

void apply_lifecycle(State& state, const CapacityEnded& event) {
  state.network.capacity[index(event.capacity)].terms.until = event.until;
}

void apply_lifecycle(State& state, const TopologySet& event) {
  state.network.topologies[{event.site, event.resource}] = event.topology;
}

}  // namespace scrip::engine
