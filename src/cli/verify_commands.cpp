// scrip verify: the same audit as scrip-verify, for who runs the journal.

#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "reports/people.h"
#include "verify/verify.h"

namespace scrip::cli {
namespace {

struct Verify {
  std::string key;
  std::vector<std::string> checkpoints;
};

Result<verify::VerifyOptions> options_of(const Verify& options) {
  verify::VerifyOptions wanted;
  if (!options.key.empty()) {
    auto key = proof::parse_public_key(options.key);
    if (!key) return fail(key.error().code, key.error().sentence(), "--key");
    wanted.key = std::move(*key);
  }
  for (const auto& file : options.checkpoints) wanted.checkpoints.push_back(SCRIP_TRY(read_file(file)));
  return wanted;
}

std::string json_report(const verify::VerifyReport& report) {
  std::vector<std::string> checkpoints;
  for (const auto& each : report.checkpoints) {
    checkpoints.push_back(JsonObject().add("size", each.size).add("origin", each.origin).text());
  }
  JsonObject answer;
  answer.add("holds", true)
      .add("entries", report.entries)
      .add("records", report.records)
      .add("signatures", report.signatures)
      .add("bodies", report.bodies)
      .add("root", report.root)
      .add("state_digest", report.state_digest)
      .add("snapshot", report.snapshot)
      .raw("checkpoints", json_array(checkpoints));
  return answer.text();
}

Result<void> run_verify(Context& context, const Verify& options) {
  const auto wanted = SCRIP_TRY(options_of(options));
  auto store = SCRIP_TRY(storage::SqliteStore::open(context.globals().db, storage::OpenMode::read_only));
  Progress bar("verify", SCRIP_TRY(store->last_sequence()), !context.globals().quiet && !context.json());
  const auto report =
      SCRIP_TRY(verify::verify(*store, wanted, [&](const verify::Progress& at) { bar.update(at.entry, at.records); }));
  if (context.json()) {
    context.print(json_report(report) + "\n");
    return {};
  }
  context.tell("The journal holds: {} entries with {} usage records, all decided again with the same result.",
               reports::grouped(std::to_string(report.entries)), reports::grouped(std::to_string(report.records)));
  context.tell("  root   {}", to_hex(report.root));
  context.tell("  state  {}", to_hex(report.state_digest));
  for (const auto& each : report.checkpoints) {
    context.tell("  signed by {}: the first {} entries", each.origin, each.size);
  }
  if (report.checkpoints.empty()) context.tell("  no checkpoint was signed: compare the root with one kept elsewhere");
  return {};
}

}  // namespace

void add_verify_commands(Commands& commands) {
  commands
      .add<Verify>(commands.root(), "verify", "Works out the whole journal again and compares every hash and figure",
                   {"scrip verify", "scrip verify --checkpoint kept-in-october.txt --key \"$(cat authority.pub)\""},
                   run_verify)
      .option("--key", &Verify::key, "The authority's public key, as it publishes it")
      .option("--checkpoint", &Verify::checkpoints, "A checkpoint that was kept elsewhere (repeat)");
}

}  // namespace scrip::cli
