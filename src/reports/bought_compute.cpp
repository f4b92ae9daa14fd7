// What was bought with programmes' grants, and how long it was at work.

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/origin.h"
#include "reports/catalogue.h"
#include "reports/cells.h"
#include "reports/self_reliance.h"

namespace scrip::reports {
namespace {

using engine::State;
using registry::DeviceStepKind;

// From when a device that was bought counts, and until when.
struct Service {
  std::optional<Month> from;
  std::optional<Month> until;  // the month in which it was resold or retired

  [[nodiscard]] bool counts_in(Month month) const { return from && *from <= month && (!until || month < *until); }
};

Service service_of(const State& state, const registry::Device& device) {
  Service service;
  for (const std::uint32_t place : state.devices.steps_of[index(device.id)]) {
    const auto& step = state.devices.steps[place];
    const Month month = month_of(step.day);
    if (step.kind == DeviceStepKind::installed) service.from = std::min(service.from.value_or(month), month);
    if (step.kind == DeviceStepKind::resold || step.kind == DeviceStepKind::retired) service.until = month;
  }
  return service;
}

ProgrammeId programme_of(const State& state, ClaimId claim) {
  const auto application = state.claims.claims[index(claim)].application;
  return state.calls[index(state.applications[index(application)].terms.call)].terms.programme;
}

class Counter {
 public:
  Counter(const State& state, registry::OriginTest test, Month last)
      : state_(state), test_(test), last_(last), answers_(state) {}

  void add(const registry::Device& device) {
    const ProgrammeId programme = programme_of(state_, device.claim);
    const Service service = service_of(state_, device);
    const auto* figure = registry::used_dense_figure(state_.chips.figures, device.resource);
    if (!service.from) return;
    for (Month month = *service.from; month <= last_ && service.counts_in(month); month = next(month)) {
      auto& sums = of(month, programme);
      ++sums.devices;
      sums.flops += figure == nullptr ? 0 : figure->value;
      const Day end{count(first_day(next(month))) - 1};
      sums.domestic += answers_.passes(device.resource, test_, end).value_or(false) ? 1u : 0u;
    }
    for (const auto& day : state_.devices.days[index(device.id)]) {
      const Month month = month_of(day.day);
      if (month <= last_ && service.counts_in(month)) of(month, programme).busy_s += day.busy_s;
    }
  }

  std::vector<BoughtCompute> take() {
    std::vector<BoughtCompute> all;
    for (auto& [key, sums] : sums_) all.push_back(sums);
    return all;
  }

 private:
  BoughtCompute& of(Month month, ProgrammeId programme) {
    auto& sums = sums_[{month, programme}];
    sums.month = month;
    sums.programme = programme;
    return sums;
  }

  const State& state_;
  registry::OriginTest test_;
  Month last_;
  engine::OriginAnswers answers_;
  std::map<std::pair<Month, ProgrammeId>, BoughtCompute> sums_;
};

}  // namespace

std::vector<BoughtCompute> bought_compute(const State& state, registry::OriginTest test, Day as_of) {
  Counter counter(state, test, month_of(as_of));
  for (const auto& device : state.devices.devices) {
    if (device.claim != no_id<ClaimId>) counter.add(device);
  }
  return counter.take();
}

Table bought_table(const State& state, const std::vector<BoughtCompute>& bought) {
  Table table{.name = "self_reliance",
              .columns = {column::month, column::programme, column::bought_devices, column::bought_domestic,
                          column::bought_petaflops, column::busy_hours},
              .rows = {}};
  for (const auto& each : bought) {
    table.rows.push_back({cell(each.month), key_of(state, each.programme), std::to_string(each.devices),
                          std::to_string(each.domestic), petaflops(each.flops), hours(each.busy_s * micro)});
  }
  return table;
}

}  // namespace scrip::reports
