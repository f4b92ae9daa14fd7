// scrip backup, restore.

#include <unistd.h>

#include "cli/families.h"
#include "cli/json.h"
#include "cli/signing.h"

namespace scrip::cli {
namespace {

struct File {
  std::string file;
};

Result<void> tell_copied(Context& context, const std::string& path, std::uint64_t entries) {
  if (context.json()) {
    JsonObject answer;
    answer.add("file", path).add("entries", entries);
    context.print(answer.text() + "\n");
    return {};
  }
  context.tell("{}: a copy of {} entries", path, entries);
  return {};
}

Result<void> run_backup(Context& context, const File& options) {
  const auto* state = SCRIP_TRY(context.read());
  SCRIP_TRY_VOID(context.store().backup_to(options.file));
  SCRIP_TRY_VOID(tell_copied(context, options.file, state->last_sequence));
  context.remark("The signing key {} is not in it: keep a copy of that, too.", key_path(context.globals().db));
  return {};
}

// The copy is read as a journal before it becomes one.
Result<void> run_restore(Context& context, const File& options) {
  Globals source = context.globals();
  source.db = options.file;
  Context backup(source);
  const auto* state = SCRIP_TRY(backup.read());
  SCRIP_TRY_VOID(backup.store().backup_to(context.globals().db));
  SCRIP_TRY_VOID(tell_copied(context, context.globals().db, state->last_sequence));
  if (::access(key_path(context.globals().db).c_str(), F_OK) != 0) {
    context.remark("Put the authority's signing key beside it as {}.", key_path(context.globals().db));
  }
  return {};
}

}  // namespace

void add_backup_commands(Commands& commands) {
  commands
      .add<File>(commands.root(), "backup", "Copies the whole journal as of one moment, while others use it",
                 {"scrip backup scrip-2026-11-01.db"}, run_backup)
      .positional("file", &File::file, "The copy; it must not exist yet");
  commands
      .add<File>(commands.root(), "restore", "Makes a journal of a backup",
                 {"scrip restore scrip-2026-11-01.db --db new.db"}, run_restore)
      .positional("file", &File::file, "The backup");
}

}  // namespace scrip::cli
