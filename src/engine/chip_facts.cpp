// Chip models as the estimator sees them: figures with sources, and the utilisation that jobs really reached.

#include <algorithm>

#include "base/limits.h"
#include "engine/reservation.h"
#include "registry/chip.h"

namespace scrip::engine {
namespace {

using registry::ChipQuantity;

std::int64_t figure(const State& state, ResourceId resource, ChipQuantity quantity) {
  const auto* used = registry::used_figure(state.chips.figures, resource, quantity);
  return used == nullptr ? 0 : used->value;
}

// What the jobs of a finished reservation reached together of their chip's peak; zero where one does not say.
std::uint32_t reached(const State& state, const ReservationState& reservation, std::int64_t flops_thousandths) {
  const auto& terms = reservation.terms;
  const auto& workload = state.reservations.quotes[index(terms.quote)].request.workload;
  if (reservation.status != ReservationStatus::used || workload.kind != network::WorkloadKind::train) return 0;
  Int128 device_ms = 0;
  for (const auto& each : reservation.jobs) {
    const Job* job = state.find_job(terms.site, each.job);
    if (job == nullptr || !job->ended || job->mismatched) return 0;
    for (const Line& line : job->lines) {
      if (line.resource == terms.resource) device_ms += line.quantity.micro_units / 1'000;
    }
  }
  return network::reached_ppm(network::training_work(workload), device_ms, flops_thousandths);
}

// A job that reached less was mostly idle; one that reached more stopped before its work was done.
constexpr std::uint32_t believable_min_ppm = 50'000;
constexpr std::uint32_t believable_max_ppm = 700'000;

}  // namespace

KnownChip known_chip(const State& state, ResourceId resource) {
  KnownChip known;
  const auto* speed = registry::used_dense_figure(state.chips.figures, resource);
  known.facts = {.flops_thousandths = speed == nullptr ? 0 : speed->value,
                 .memory_thousandths = figure(state, resource, ChipQuantity::memory),
                 .bandwidth_thousandths = figure(state, resource, ChipQuantity::memory_bandwidth)};
  known.facts.utilisation_ppm = network::stated_utilisation(state.registry.resources()[index(resource)].key).ppm;
  std::vector<std::uint32_t> all;
  for (const auto& reservation : state.reservations.reservations) {
    if (reservation.terms.resource != resource) continue;
    const auto ppm = reached(state, reservation, known.facts.flops_thousandths);
    if (ppm >= believable_min_ppm && ppm <= believable_max_ppm) all.push_back(ppm);
  }
  known.jobs = all.size();
  if (all.size() < limits::utilisation_jobs_min) return known;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>((all.size() - 1) / 2);
  std::ranges::nth_element(all, middle);
  known.facts.utilisation_ppm = *middle;
  known.learned = true;
  return known;
}

}  // namespace scrip::engine
