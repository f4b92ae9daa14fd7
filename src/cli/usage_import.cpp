#include "cli/usage_import.h"

#include <filesystem>
#include <functional>

#include "base/limits.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/usage_signing.h"
#include "codec/usage_frame.h"
#include "connectors/open_usage.h"
#include "connectors/totals.h"
#include "reports/people.h"
#include "service/routes.h"
#include "verify/usage_body.h"

namespace scrip::cli {
namespace {

std::uint64_t size_of(const std::string& file) {
  std::error_code error;
  const auto size = file == "-" ? 0 : std::filesystem::file_size(file, error);
  return error ? 0 : size;
}

// Hands each batch of the file to `take`. The report is set also when reading fails.
Result<void> read_batches(Context& context, const std::string& file, const UsageImport& import,
                          connectors::ReadReport& report,
                          const std::function<Result<void>(const metering::UsageBatch&)>& take) {
  auto reader = SCRIP_TRY(connectors::open_usage(file, import.format, import.read));
  Progress progress(file, size_of(file), !context.globals().quiet && !context.json());
  metering::UsageBatch batch;
  std::uint64_t records = 0;
  while (true) {
    const auto more = reader->next(batch, limits::batch_records_default);
    report = reader->report();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    SCRIP_TRY_VOID(take(batch));
    records += batch.size();
    progress.update(reader->bytes_read(), records);
  }
}

void print_counts(Context& context, const FileOutcome& outcome) {
  const auto number = [](std::uint64_t value) { return reports::grouped(std::to_string(value)); };
  const auto& report = outcome.report;
  std::uint64_t suspended = 0;
  for (const auto& [reason, count] : outcome.suspended) suspended += count;
  context.tell("{}: {} rows, {} records: {} charged, {} seen before, {} in suspense",
               std::filesystem::path(outcome.file).filename().string(), number(report.rows), number(report.records),
               number(outcome.charged), number(outcome.duplicates), number(suspended));
  for (const auto& [reason, count] : outcome.suspended) {
    context.tell("  in suspense: {} {}\n      {}", number(count), name(reason), advice(reason, context.language()));
  }
  if (outcome.mismatched_jobs != 0) {
    context.tell("  ran on another chip than asked for: {} jobs", number(outcome.mismatched_jobs));
  }
  for (const auto& [kind, count] : report.left_out) context.tell("  left out: {} {}", number(count), kind);
  for (const auto& [kind, count] : report.warnings) context.tell("  remark: {} {}", number(count), kind);
  if (report.rejected_rows == 0) return;
  context.tell(
      "  NOT TAKEN: {} rows could not be read; the others were taken. Correct these and import the file again:",
      number(report.rejected_rows));
  for (const auto& error : report.rejected) context.tell("    {}", scrip::describe(error, context.language()));
}

std::string json_counts(const std::map<std::string, std::uint64_t>& counts) {
  JsonObject object;
  for (const auto& [kind, count] : counts) object.add(kind, count);
  return object.text();
}

std::string json_outcome(const FileOutcome& outcome, Language language) {
  JsonObject suspended;
  for (const auto& [reason, count] : outcome.suspended) suspended.add(name(reason), count);
  std::vector<std::string> rejected;
  for (const auto& error : outcome.report.rejected) {
    JsonObject row;
    row.add("line", error.line)
        .add("code", name(error.code))
        .add("field", error.field)
        .add("detail", error.detail_in(language));
    rejected.push_back(row.text());
  }
  JsonObject object;
  object.add("file", outcome.file)
      .add("complete", outcome.complete)
      .add("rows", outcome.report.rows)
      .add("records", outcome.report.records)
      .add("charged", outcome.charged)
      .add("duplicates", outcome.duplicates)
      .add("mismatched_jobs", outcome.mismatched_jobs)
      .raw("suspended", suspended.text())
      .raw("left_out", json_counts(outcome.report.left_out))
      .raw("warnings", json_counts(outcome.report.warnings))
      .add("rejected_rows", outcome.report.rejected_rows)
      .raw("rejected", json_array(rejected));
  return object.text();
}

}  // namespace

namespace {

TakenBatch taken_of(const runtime::UsageReply& reply) {
  TakenBatch taken{.charged = reply.charged,
                   .duplicates = reply.duplicates,
                   .mismatched_jobs = reply.mismatched_jobs,
                   .suspended = {}};
  for (const auto& record : reply.records) {
    if (record.status == engine::RecordStatus::suspended) ++taken.suspended[record.reason];
  }
  return taken;
}

Result<TakenBatch> taken_of(const Json& reply) {
  TakenBatch taken{.charged = reply.number("charged"),
                   .duplicates = reply.number("duplicates"),
                   .mismatched_jobs = reply.number("mismatched_jobs"),
                   .suspended = {}};
  for (const auto& outcome : reply.items("outcomes")) {
    if (outcome.text("outcome") != "suspended") continue;
    ++taken.suspended[SCRIP_TRY(metering::parse_suspense_reason(outcome.text("reason")))];
  }
  return taken;
}

// A batch on its way to a server. The same bytes under the same idempotency key have one effect.
Result<Json> send_usage(Remote& remote, const std::string& site, std::string body, std::string_view type,
                        const std::optional<proof::SignatureFields>& fields, const std::string& suffix) {
  Remote::Request request{.method = "POST",
                          .path = path_of({"sites", site, "usage"}) + "?outcomes=exceptions",
                          .body = std::move(body),
                          .type = type,
                          .key = remote.key(suffix)};
  if (fields) {
    request.headers = {{"Content-Digest", fields->content_digest},
                       {"Signature-Input", fields->signature_input},
                       {"Signature", fields->signature}};
  }
  return Json::parse(SCRIP_TRY(remote.send(request)).body);
}

FileOutcome outcome_of(const SignedFile& signed_file, TakenBatch taken, connectors::ReadReport report) {
  return {.file = signed_file.file,
          .charged = taken.charged,
          .duplicates = taken.duplicates,
          .mismatched_jobs = taken.mismatched_jobs,
          .suspended = std::move(taken.suspended),
          .report = std::move(report),
          .complete = true};
}

}  // namespace

UsageSink journal_sink(Context& context, const std::string& site, SigningKey key) {
  return {.take = [&context, site, key = std::move(key)](const metering::UsageBatch& batch) -> Result<TakenBatch> {
            std::optional<runtime::SignedBody> sent;
            const Bytes frame = key ? codec::encode_frame(batch) : Bytes{};
            if (key) sent = SCRIP_TRY(signed_body(sign_usage(*key, site, as_text(frame)), site, as_text(frame)));
            return taken_of(SCRIP_TRY(context.journal().record(
                site, batch, {.actor = context.globals().actor, .idempotency_key = {}}, sent)));
          },
          .sync = [&context] { return context.journal().sync(); }};
}

UsageSink remote_sink(Remote& remote, const std::string& site, SigningKey key) {
  return {.take = [&remote, site, key = std::move(key),
                   number = 0](const metering::UsageBatch& batch) mutable -> Result<TakenBatch> {
            const Bytes frame = codec::encode_frame(batch);
            std::optional<proof::SignatureFields> fields;
            if (key) fields = sign_usage(*key, site, as_text(frame));
            return taken_of(SCRIP_TRY(send_usage(remote, site, std::string(as_text(frame)), service::usage_frame_type,
                                                 fields, "/usage/" + std::to_string(++number))));
          },
          .sync = [] { return Result<void>{}; }};
}

Result<FileOutcome> import_signed(Context& context, const std::string& site, const SignedFile& signed_file) {
  const auto fields = SCRIP_TRY(read_signature_fields(SCRIP_TRY(read_file(signed_file.signature_file))));
  const std::string body = SCRIP_TRY(read_file(signed_file.file));
  const auto read = SCRIP_TRY(verify::read_usage_body(body, verify::is_usage_frame(body)));
  const auto sent = SCRIP_TRY(signed_body(fields, site, body));
  const auto reply = SCRIP_TRY(
      context.journal().record(site, read.batch, {.actor = context.globals().actor, .idempotency_key = {}}, sent));
  SCRIP_TRY_VOID(context.journal().sync());
  return outcome_of(signed_file, taken_of(reply), read.report);
}

Result<FileOutcome> import_signed(Remote& remote, const std::string& site, const SignedFile& signed_file) {
  const auto fields = SCRIP_TRY(read_signature_fields(SCRIP_TRY(read_file(signed_file.signature_file))));
  std::string body = SCRIP_TRY(read_file(signed_file.file));
  const bool is_frame = verify::is_usage_frame(body);
  const auto type = is_frame ? service::usage_frame_type : std::string_view("application/x-ndjson");
  auto report = SCRIP_TRY(verify::read_usage_body(body, is_frame)).report;
  const auto reply = SCRIP_TRY(send_usage(remote, site, std::move(body), type, fields, "/usage/1"));
  return outcome_of(signed_file, SCRIP_TRY(taken_of(reply)), std::move(report));
}

Result<void> import_file(Context& context, const UsageImport& import, const UsageSink& sink, FileOutcome& outcome) {
  const auto read = read_batches(context, outcome.file, import, outcome.report,
                                 [&](const metering::UsageBatch& batch) -> Result<void> {
                                   const auto taken = SCRIP_TRY(sink.take(batch));
                                   outcome.charged += taken.charged;
                                   outcome.duplicates += taken.duplicates;
                                   outcome.mismatched_jobs += taken.mismatched_jobs;
                                   for (const auto& [reason, count] : taken.suspended) {
                                     outcome.suspended[reason] += count;
                                   }
                                   return {};
                                 });
  SCRIP_TRY_VOID(sink.sync());
  outcome.complete = read.has_value();
  return read;
}

Result<void> check_strictly(Context& context, const std::string& file, const UsageImport& import) {
  connectors::ReadReport report;
  const auto read =
      read_batches(context, file, import, report, [](const metering::UsageBatch&) { return Result<void>{}; });
  for (const auto& error : report.rejected) context.note_problem({.file = file, .error = error});
  if (!read) context.note_problem({.file = file, .error = read.error()});
  if (!read) return read;
  if (!report.rejected.empty()) return std::unexpected(report.rejected.front());
  return {};
}

Result<std::string> totals_of(Context& context, const std::string& file, const UsageImport& import) {
  connectors::ReadReport report;
  connectors::Totals totals;
  const auto read = read_batches(context, file, import, report, [&](const metering::UsageBatch& batch) {
    totals.add(batch);
    return Result<void>{};
  });
  if (read) return totals.json(report);
  context.note_problem({.file = file, .error = read.error()});
  return std::unexpected(read.error());
}

void show_outcomes(Context& context, const std::vector<FileOutcome>& outcomes) {
  if (context.json()) {
    std::vector<std::string> objects;
    for (const auto& outcome : outcomes) objects.push_back(json_outcome(outcome, context.language()));
    context.print(json_array(objects) + "\n");
    return;
  }
  for (const auto& outcome : outcomes) {
    print_counts(context, outcome);
    if (!outcome.complete && outcome.report.records > 0) {
      context.tell("  the file is broken behind its record {}; what stood before was taken", outcome.report.records);
    }
  }
}

}  // namespace scrip::cli
