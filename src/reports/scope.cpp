#include "reports/scope.h"

#include <algorithm>

#include "reports/texts.h"

namespace scrip::reports {

using engine::State;

namespace {

std::unexpected<Error> not_found(ErrorCode code, std::string_view field, std::string_view key) {
  return fail(code, "'" + std::string(key) + "'", std::string(field));
}

Result<void> check_allowed(const Filter& filter, FilterFields allowed, std::string_view table) {
  struct Field {
    FilterFields bit;
    std::string_view name;
    bool set;
  };
  const Field fields[] = {{by_organisation, "organisation", !filter.organisation.empty()},
                          {by_programme, "programme", !filter.programme.empty()},
                          {by_voucher, "voucher", !filter.voucher.empty()},
                          {by_site, "site", !filter.site.empty()},
                          {by_job, "job", !filter.job.empty()},
                          {by_month, "month", filter.month.has_value()}};
  for (const Field& field : fields) {
    if (!field.set || (allowed & field.bit) != 0) continue;
    return fail(ErrorCode::value_invalid, say("'{0}' cannot be restricted by {1}", table, field.name),
                std::string(field.name));
  }
  return {};
}

// What job_id() wrote; nothing for another text.
std::optional<engine::JobKey> parse_job_id(std::string_view id) {
  const auto bytes = from_hex(id);
  if (!bytes || bytes->size() != 16) return std::nullopt;
  engine::JobKey key;
  for (std::size_t i = 0; i < 8; ++i) {
    key.high = key.high << 8 | (*bytes)[i];
    key.low = key.low << 8 | (*bytes)[8 + i];
  }
  return key;
}

// A hold can name a job before any usage of it has come.
bool is_held(const State& state, SiteId site, std::string_view job) {
  return std::any_of(state.holds.begin(), state.holds.end(),
                     [&](const engine::Hold& hold) { return hold.site == site && hold.job == job; });
}

Result<engine::JobKey> resolve_job(const State& state, SiteId site, std::string_view job) {
  if (const auto* found = find_job(state, site, job); found != nullptr) return found->key;
  if (is_held(state, site, job)) return engine::job_key(site, job);
  return not_found(ErrorCode::job_not_found, "job", job);
}

}  // namespace

bool Scope::holds(const State& state, const engine::Line& line) const {
  if (!holds(line.posting)) return false;
  if (!asks_for_vouchers()) return true;
  return std::any_of(line.allocations.begin(), line.allocations.end(), [&](const engine::Allocation& allocation) {
    return holds(state.vouchers[index(allocation.voucher)].terms);
  });
}

const engine::Job* find_job(const State& state, SiteId site, std::string_view key_or_id) {
  if (const auto* job = state.find_job(site, key_or_id); job != nullptr) return job;
  const auto by_id = parse_job_id(key_or_id);
  const auto found = by_id ? state.job_by_key.find(*by_id) : state.job_by_key.end();
  if (found == state.job_by_key.end() || state.jobs[index(found->second)].site != site) return nullptr;
  return &state.jobs[index(found->second)];
}

std::span<const engine::Job> jobs_in(const State& state, const Scope& scope) {
  if (!scope.job_asked) return state.jobs;
  const auto found = state.job_by_key.find(scope.job_key);
  if (found == state.job_by_key.end()) return {};
  return std::span(state.jobs).subspan(index(found->second), 1);
}

Result<Scope> resolve(const State& state, const Filter& filter, FilterFields allowed, std::string_view table) {
  SCRIP_TRY_VOID(check_allowed(filter, allowed, table));
  Scope scope;
  scope.month = filter.month;
  if (!filter.organisation.empty()) {
    const auto* found = state.registry.find_organisation(filter.organisation);
    if (found == nullptr) return not_found(ErrorCode::organisation_not_found, "organisation", filter.organisation);
    scope.organisation = found->id;
  }
  if (!filter.programme.empty()) {
    const auto* found = state.find_programme(filter.programme);
    if (found == nullptr) return not_found(ErrorCode::programme_not_found, "programme", filter.programme);
    scope.programme = found->id;
  }
  if (!filter.voucher.empty()) {
    const auto* found = state.find_voucher(filter.voucher);
    if (found == nullptr) return not_found(ErrorCode::voucher_not_found, "voucher", filter.voucher);
    scope.voucher = found->terms.id;
  }
  if (!filter.site.empty()) {
    const auto* found = state.registry.find_site(filter.site);
    if (found == nullptr) return not_found(ErrorCode::site_not_found, "site", filter.site);
    scope.site = found->id;
  }
  if (!filter.job.empty()) {
    if (filter.site.empty()) return fail(ErrorCode::missing_field, say("a job is named with its site"), "site");
    scope.job_key = SCRIP_TRY(resolve_job(state, scope.site, filter.job));
    scope.job_asked = true;
  }
  return scope;
}

}  // namespace scrip::reports
