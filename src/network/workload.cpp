#include "network/workload.h"

#include <string>

#include "base/limits.h"
#include "base/wide.h"
#include "network/texts.h"

namespace scrip::network {
namespace {

Result<void> within(std::int64_t value, std::int64_t from, std::int64_t to, const char* field) {
  if (value >= from && value <= to) return {};
  if (value == 0) return fail(ErrorCode::missing_field, say("it is needed here"), field);
  return fail(ErrorCode::out_of_range, say("{0} to {1}", from, to), field);
}

Result<void> none(std::int64_t value, const char* field) {
  if (value == 0) return {};
  return fail(ErrorCode::value_invalid, say("it does not belong to this kind of workload"), field);
}

Result<void> check_model(const Workload& workload) {
  SCRIP_TRY_VOID(within(workload.parameters, 1'000, limits::parameters_max, "parameters"));
  SCRIP_TRY_VOID(within(workload.active_parameters, 0, workload.parameters, "active_parameters"));
  SCRIP_TRY_VOID(within(workload.sequence, 0, limits::sequence_max, "sequence"));
  SCRIP_TRY_VOID(within(workload.layers, 0, limits::layers_max, "layers"));
  SCRIP_TRY_VOID(within(workload.hidden, 0, limits::hidden_max, "hidden"));
  if (workload.precision > Precision::bits8)
    return fail(ErrorCode::value_invalid, say("no such precision"), "precision");
  return {};
}

Result<void> check_no_model(const Workload& workload) {
  SCRIP_TRY_VOID(none(workload.parameters, "parameters"));
  SCRIP_TRY_VOID(none(workload.active_parameters, "active_parameters"));
  SCRIP_TRY_VOID(none(workload.sequence, "sequence"));
  SCRIP_TRY_VOID(none(workload.layers, "layers"));
  return none(workload.hidden, "hidden");
}

Result<void> check_requests(const Workload& workload) {
  SCRIP_TRY_VOID(within(workload.requests_per_day, 1, limits::requests_per_day_max, "requests_per_day"));
  SCRIP_TRY_VOID(within(workload.tokens_in, 1, limits::sequence_max, "tokens_in"));
  SCRIP_TRY_VOID(within(workload.tokens_out, 1, limits::sequence_max, "tokens_out"));
  if (workload.latency > LatencyClass::interactive)
    return fail(ErrorCode::value_invalid, say("no such class"), "latency");
  return {};
}

Result<void> check_no_requests(const Workload& workload) {
  SCRIP_TRY_VOID(none(workload.requests_per_day, "requests_per_day"));
  SCRIP_TRY_VOID(none(workload.tokens_in, "tokens_in"));
  return none(workload.tokens_out, "tokens_out");
}

}  // namespace

Result<void> check(const Workload& workload) {
  SCRIP_TRY_VOID(
      within(workload.devices, workload.kind == WorkloadKind::devices ? 1 : 0, limits::devices_wanted_max, "devices"));
  const std::int64_t soonest = workload.kind == WorkloadKind::train ? 0 : 60;
  SCRIP_TRY_VOID(within(workload.duration_s, soonest, limits::workload_s_max, "hours"));
  switch (workload.kind) {
    case WorkloadKind::devices:
      SCRIP_TRY_VOID(none(workload.tokens, "tokens"));
      SCRIP_TRY_VOID(check_no_model(workload));
      return check_no_requests(workload);
    case WorkloadKind::train:
      SCRIP_TRY_VOID(check_model(workload));
      SCRIP_TRY_VOID(within(workload.tokens, 1, limits::training_tokens_max, "tokens"));
      return check_no_requests(workload);
    case WorkloadKind::serve:
      SCRIP_TRY_VOID(check_model(workload));
      SCRIP_TRY_VOID(none(workload.tokens, "tokens"));
      return check_requests(workload);
  }
  return fail(ErrorCode::value_invalid, say("no such kind of workload"), "kind");
}

std::string_view name(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::devices:
      return "devices";
    case WorkloadKind::train:
      return "train";
    case WorkloadKind::serve:
      return "serve";
  }
  return "devices";
}

std::string_view name(Precision precision) { return precision == Precision::bits8 ? "8bit" : "16bit"; }

std::string_view name(LatencyClass latency) {
  switch (latency) {
    case LatencyClass::batch:
      return "batch";
    case LatencyClass::standard:
      return "standard";
    case LatencyClass::interactive:
      return "interactive";
  }
  return "standard";
}

Result<WorkloadKind> parse_workload_kind(std::string_view text) {
  for (const auto kind : {WorkloadKind::devices, WorkloadKind::train, WorkloadKind::serve}) {
    if (text == name(kind)) return kind;
  }
  return fail(ErrorCode::value_invalid, say("devices, train or serve"), "kind");
}

Result<Precision> parse_precision(std::string_view text) {
  if (text == "16bit" || text == "fp16" || text == "bf16") return Precision::bits16;
  if (text == "8bit" || text == "fp8" || text == "int8") return Precision::bits8;
  return fail(ErrorCode::value_invalid, say("16bit (fp16, bf16) or 8bit (fp8, int8)"), "precision");
}

Result<LatencyClass> parse_latency(std::string_view text) {
  for (const auto latency : {LatencyClass::batch, LatencyClass::standard, LatencyClass::interactive}) {
    if (text == name(latency)) return latency;
  }
  return fail(ErrorCode::value_invalid, say("batch, standard or interactive"), "latency");
}

Result<std::int64_t> parse_count(std::string_view text) {
  const auto malformed = [&] {
    return fail(ErrorCode::value_invalid, say("'{0}': a number such as 7B, 1.5T or 300000", text));
  };
  if (text.empty() || text.size() > 24) return malformed();
  std::string_view digits = text;
  std::int64_t scale = 1;
  switch (text.back()) {
    case 'K':
    case 'k':
      scale = 1'000;
      break;
    case 'M':
    case 'm':
      scale = 1'000'000;
      break;
    case 'B':
    case 'b':
    case 'G':
    case 'g':
      scale = 1'000'000'000;
      break;
    case 'T':
    case 't':
      scale = 1'000'000'000'000;
      break;
    default:
      break;
  }
  if (scale != 1) digits.remove_suffix(1);
  Int128 value = 0;
  Int128 divisor = 1;
  bool point = false;
  bool any = false;
  for (const char c : digits) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return malformed();
    any = true;
    value = value * 10 + (c - '0');
    if (point) divisor *= 10;
  }
  if (!any) return malformed();
  const Int128 whole = value * scale;
  if (whole % divisor != 0) return malformed();
  const auto narrowed = narrow(whole / divisor);
  if (!narrowed) return fail(ErrorCode::out_of_range, "'" + std::string(text) + "'");
  return *narrowed;
}

}  // namespace scrip::network
