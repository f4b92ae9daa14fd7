#include "engine/call.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "engine/application.h"
#include "engine/texts.h"
#include "engine/voucher.h"
#include "proof/hash.h"

namespace scrip::engine {

using programme::ApplicationStatus;
using programme::CallMethod;

const programme::Policy* policy_in_force(const State& state, ProgrammeId programme, Day day) {
  const programme::Policy* last = nullptr;
  for (const auto& policy : state.policies) {
    if (policy.programme == programme && policy.effective_from <= day) last = &policy;
  }
  const bool holds = last != nullptr && last->valid_from <= day && day < last->valid_until;
  return holds ? last : nullptr;
}

std::vector<programme::LinePart> split(const programme::Call& call, Amount amount) {
  std::vector<std::int64_t> weights;
  for (const auto& line : call.lines) weights.push_back(line.share.ppm);
  const auto shares = programme::share_out(amount, weights);
  std::vector<programme::LinePart> parts;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    parts.push_back({.budget_line = call.lines[i].budget_line, .amount = shares[i]});
  }
  return parts;
}

// --- policies ---

Result<Events> judge(const State& state, const PublishPolicy& command, const EntryContext&) {
  SCRIP_TRY_VOID(check_key(command.version, "version"));
  if (command.version.contains('@')) return fail(ErrorCode::value_invalid, say("a version has no @"), "version");
  if (command.document == Hash256{}) return fail(ErrorCode::missing_field, say("the file's hash"), "document");
  const auto day_of = [](Instant instant) { return ZoneOffsets{}.day_of(instant); };
  if (command.valid_from < day_of(instant_min) || command.valid_until > day_of(instant_max)) {
    return fail(ErrorCode::time_invalid, say("a policy's period lies between 1990 and 2200"), "valid_until");
  }
  if (command.valid_from >= command.valid_until) {
    return fail(ErrorCode::time_invalid, say("the period ends after it starts (the last day is exclusive)"),
                "valid_until");
  }
  if (command.effective_from < day_of(instant_min) || command.effective_from >= command.valid_until) {
    return fail(ErrorCode::time_invalid, say("a policy takes effect before its period ends"), "effective_from");
  }
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  const programme::Policy policy{.id = id_at<PolicyId>(state.policies.size()),
                                 .key = programme->key + "@" + command.version,
                                 .programme = programme->id,
                                 .version = command.version,
                                 .document = command.document,
                                 .effective_from = command.effective_from,
                                 .valid_from = command.valid_from,
                                 .valid_until = command.valid_until,
                                 .gives = command.gives};
  if (const auto* existing = state.find_policy(policy.key); existing != nullptr) {
    return added<PolicyPublished>(existing, policy);
  }
  for (const auto& earlier : state.policies) {
    if (earlier.programme != programme->id || earlier.effective_from <= policy.effective_from) continue;
    return fail(ErrorCode::time_invalid,
                say("'{0}' takes effect later, on {1}: versions take effect in the order in which they are published",
                    earlier.key, format_day(earlier.effective_from)),
                "effective_from");
  }
  return Events{PolicyPublished{policy}};
}

void apply_lifecycle(State& state, const PolicyPublished& event) {
  state.policy_by_key.emplace(event.policy.key, event.policy.id);
  state.policies.push_back(event.policy);
}

// --- calls ---

namespace {

std::unexpected<Error> closed(const CallState& call) {
  return fail(ErrorCode::call_closed, say("it closed at {0}", format_instant(*call.closes)), "call");
}

// The lines as ids: shares that make a whole, of one unit, all of the programme.
Result<std::vector<programme::CallLine>> lines_of(const State& state, const OpenCall& command,
                                                  const programme::Programme& programme) {
  std::vector<programme::CallLine> lines;
  std::uint64_t sum = 0;
  for (const auto& wanted : command.lines) {
    const auto* line = SCRIP_TRY(budget_line_called(state, wanted.budget_line));
    if (line->programme != programme.id) {
      return fail(ErrorCode::value_invalid, say("'{0}' is another programme's", line->key), "lines");
    }
    if (!lines.empty() && line->unit != state.budget_lines[index(lines.front().budget_line)].unit) {
      return fail(ErrorCode::unit_mismatch, say("the lines of a call have one unit"), "lines");
    }
    const auto same = [&](const programme::CallLine& other) { return other.budget_line == line->id; };
    if (std::any_of(lines.begin(), lines.end(), same)) {
      return fail(ErrorCode::value_invalid, say("'{0}' is there twice", line->key), "lines");
    }
    if (wanted.share.ppm == 0) return fail(ErrorCode::out_of_range, say("a share is above 0 %"), "lines");
    sum += wanted.share.ppm;
    lines.push_back({.budget_line = line->id, .share = wanted.share});
  }
  if (sum != whole_share.ppm) {
    return fail(ErrorCode::value_invalid,
                say("the shares of a call's lines sum to 100 %, not to {0} %",
                    format_amount(Amount{static_cast<std::int64_t>(sum) * 100}, 0)),
                "lines");
  }
  return lines;
}

Result<void> check_times(const OpenCall& command) {
  if (command.opens < instant_min || command.opens > instant_max) {
    return fail(ErrorCode::time_invalid, say("a call opens between 1990 and 2200"), "opens");
  }
  if (command.closes && (*command.closes <= command.opens || *command.closes > instant_max)) {
    return fail(ErrorCode::time_invalid, say("a call closes after it opens"), "closes");
  }
  return {};
}

}  // namespace

Result<Events> judge(const State& state, const OpenCall& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_key(command.key, "key"));
  SCRIP_TRY_VOID(check_times(command));
  if (command.lines.empty()) return fail(ErrorCode::missing_field, say("a call has a budget line"), "lines");
  if (command.lines.size() > limits::call_lines_max)
    return fail(ErrorCode::too_large, say("at most 64 lines"), "lines");
  if (command.method > CallMethod::batch) return fail(ErrorCode::value_invalid, say("no such method"), "method");
  if (command.appeal_days > limits::appeal_days_max) {
    return fail(ErrorCode::out_of_range, say("at most 3,660 days"), "appeal_days");
  }
  const auto* programme = SCRIP_TRY(programme_called(state, command.programme));
  const auto* policy = SCRIP_TRY(policy_called(state, command.policy));
  if (policy->programme != programme->id) {
    return fail(ErrorCode::value_invalid, say("'{0}' is another programme's", policy->key), "policy");
  }
  auto lines = SCRIP_TRY(lines_of(state, command, *programme));
  const Unit unit = state.budget_lines[index(lines.front().budget_line)].unit;
  if (programme->mode == programme::RedemptionMode::in_kind && unit == Unit::money) {
    return fail(ErrorCode::unit_mismatch, say("a programme in kind gives device_time or tokens"), "lines");
  }
  const programme::Call call{.id = id_at<CallId>(state.calls.size()),
                             .key = command.key,
                             .programme = programme->id,
                             .policy = policy->id,
                             .unit = unit,
                             .lines = std::move(lines),
                             .opens = command.opens,
                             .closes = command.closes,
                             .method = command.method,
                             .seed_commitment = command.seed_commitment,
                             .appeal_days = command.appeal_days};
  if (const auto* existing = state.find_call(command.key); existing != nullptr) {
    return added<CallOpened>(&existing->terms, call);
  }
  if (call.closes && *call.closes <= context.now) return fail(ErrorCode::time_invalid, say("that is over"), "closes");
  const Day day = state.authority->zone.day_of(call.opens);
  const auto* in_force = policy_in_force(state, programme->id, day);
  if (in_force != policy) {
    return fail(ErrorCode::policy_not_in_force,
                in_force == nullptr ? say("on {0} none is", format_day(day))
                                    : say("on {0} '{1}' is", format_day(day), in_force->key),
                "policy");
  }
  return Events{CallOpened{call}};
}

void apply_lifecycle(State& state, const CallOpened& event) {
  state.call_by_key.emplace(event.call.key, event.call.id);
  state.calls.push_back(
      {.terms = event.call, .closes = event.call.closes, .seed_commitment = event.call.seed_commitment, .round = {}});
  state.applications_of.emplace_back();
}

Result<Events> judge(const State& state, const SetDeadline& command, const EntryContext& context) {
  const auto* call = SCRIP_TRY(call_called(state, command.call));
  const Instant closes = command.closes.value_or(context.now);
  if (call->closes == closes) return Events{};
  if (call->is_closed(context.now)) return closed(*call);
  if (closes < context.now || closes <= call->terms.opens || closes > instant_max) {
    return fail(ErrorCode::time_invalid, say("a call closes after it opened, now or later"), "closes");
  }
  return Events{DeadlineSet{.call = call->terms.id, .closes = closes}};
}

void apply_lifecycle(State& state, const DeadlineSet& event) { state.calls[index(event.call)].closes = event.closes; }

Result<Events> judge(const State& state, const CommitSeed& command, const EntryContext& context) {
  const auto* call = SCRIP_TRY(call_called(state, command.call));
  if (command.commitment == Hash256{}) return fail(ErrorCode::missing_field, say("the seed's SHA-256"), "commitment");
  if (call->seed_commitment == command.commitment) return Events{};
  if (call->seed_commitment != Hash256{}) return reused(call->terms.key);
  // Who knows the applications could choose the seed that draws the one they like.
  if (call->is_closed(context.now)) return closed(*call);
  return Events{SeedCommitted{.call = call->terms.id, .commitment = command.commitment}};
}

void apply_lifecycle(State& state, const SeedCommitted& event) {
  state.calls[index(event.call)].seed_commitment = event.commitment;
}

// --- sharing out a round ---

namespace {

std::unexpected<Error> unfinished(Message why, std::string field = "call") {
  return fail(ErrorCode::round_unfinished, std::move(why), std::move(field));
}

// An application that may still become part of the round holds it up.
Result<void> check_settled(const ApplicationState& application, Instant now) {
  const auto status = application.status;
  const bool eligible = application.assessment && application.assessment->eligible;
  const bool waiting = status == ApplicationStatus::submitted || status == ApplicationStatus::complete ||
                       (status == ApplicationStatus::returned && now < *application.complete_until) ||
                       (status == ApplicationStatus::proposed && eligible);
  if (!waiting) return {};
  return unfinished(say("'{0}' is {1}", application.terms.key, described(name(status))));
}

Result<void> check_seed(const CallState& call, const std::string& seed) {
  if (seed.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "seed");
  if (call.seed_commitment == Hash256{}) {
    if (seed.empty()) return {};
    return fail(ErrorCode::seed_mismatch, say("the call has committed to no seed"), "seed");
  }
  if (seed.empty()) return fail(ErrorCode::missing_field, say("the call has committed to a seed: reveal it"), "seed");
  if (proof::sha256(as_bytes(seed)) == call.seed_commitment) return {};
  return fail(ErrorCode::seed_mismatch, say("its SHA-256 is not {0}", to_hex(call.seed_commitment)), "seed");
}

Result<void> check_affordable(const State& state, const programme::Call& call,
                              const std::vector<programme::RoundResult>& results) {
  std::vector<Int128> needed(call.lines.size());
  for (const auto& result : results) {
    const auto parts = split(call, result.amount);
    for (std::size_t i = 0; i < parts.size(); ++i) needed[i] += parts[i].amount.micro_units;
  }
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const auto& line = state.budget_lines[index(call.lines[i].budget_line)];
    const Amount left = state.ledger.balance(account_of(state, line));
    if (needed[i] <= left.micro_units) continue;
    return fail(ErrorCode::insufficient_budget,
                say("'{0}' has {1} left, less than the round", line.key, format_amount(left)), "results");
  }
  return {};
}

Result<std::vector<programme::RoundResult>> results_of(const State& state, const CallState& call,
                                                       const AllocateRound& command) {
  std::vector<programme::RoundResult> results;
  for (const auto& wanted : command.results) {
    const auto* application = SCRIP_TRY(application_called(state, wanted.application));
    if (application->terms.call != call.terms.id) {
      return fail(ErrorCode::value_invalid, say("'{0}' is of another call", wanted.application), "results");
    }
    if (wanted.tier.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "tier");
    if (wanted.rank == 0) return fail(ErrorCode::out_of_range, say("ranks start at 1"), "rank");
    if (wanted.amount < Amount{}) return fail(ErrorCode::out_of_range, say("an amount is zero or above"), "amount");
    results.push_back(
        {.application = application->terms.id, .rank = wanted.rank, .tier = wanted.tier, .amount = wanted.amount});
  }
  return results;
}

// Each application of the round once, and no other.
Result<void> check_complete(const State& state, const CallState& call,
                            const std::vector<programme::RoundResult>& results, Instant now) {
  std::set<ApplicationId> open;
  for (const ApplicationId id : state.applications_of[index(call.terms.id)]) {
    const auto& application = state.applications[index(id)];
    SCRIP_TRY_VOID(check_settled(application, now));
    if (application.status == ApplicationStatus::assessed && application.assessment->eligible) open.insert(id);
  }
  for (const auto& result : results) {
    const auto& application = state.applications[index(result.application)];
    if (open.erase(result.application) == 0) {
      return fail(ErrorCode::value_invalid, say("'{0}' is not of the round, or is there twice", application.terms.key),
                  "results");
    }
    if (result.amount > application.assessment->amount) {
      return fail(
          ErrorCode::out_of_range,
          say("'{0}' was assessed at {1}", application.terms.key, format_amount(application.assessment->amount)),
          "amount");
    }
  }
  if (open.empty()) return {};
  return unfinished(say("'{0}' is missing", state.applications[index(*open.begin())].terms.key), "results");
}

}  // namespace

Result<Events> judge(const State& state, const AllocateRound& command, const EntryContext& context) {
  SCRIP_TRY_VOID(check_text(command.method, "method"));
  if (command.inputs == Hash256{}) return fail(ErrorCode::missing_field, say("the published inputs' hash"), "inputs");
  if (command.outcome == Hash256{})
    return fail(ErrorCode::missing_field, say("the published outcome's hash"), "outcome");
  if (command.results.size() > limits::call_applications_max) {
    return fail(ErrorCode::too_large, say("at most 100,000 applications"), "results");
  }
  const auto* call = SCRIP_TRY(call_called(state, command.call));
  programme::Round round{.method = command.method,
                         .inputs = command.inputs,
                         .outcome = command.outcome,
                         .seed = command.seed,
                         .results = SCRIP_TRY(results_of(state, *call, command))};
  if (call->round) return *call->round == round ? Result<Events>(Events{}) : reused(command.call);
  if (call->terms.method != CallMethod::batch) return unfinished(say("the call decides one by one: it has no round"));
  if (!call->is_closed(context.now)) return unfinished(say("the call is still open"));
  SCRIP_TRY_VOID(check_seed(*call, command.seed));
  SCRIP_TRY_VOID(check_complete(state, *call, round.results, context.now));
  SCRIP_TRY_VOID(check_affordable(state, call->terms, round.results));
  return Events{RoundAllocated{.call = call->terms.id, .round = std::move(round)}};
}

void apply_lifecycle(State& state, const RoundAllocated& event) {
  for (const auto& result : event.round.results) {
    auto& application = state.applications[index(result.application)];
    application.result = result;
    application.status = ApplicationStatus::allocated;
  }
  state.calls[index(event.call)].round = event.round;
}

}  // namespace scrip::engine
