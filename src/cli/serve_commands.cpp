// scrip serve: the HTTP service and the portal, on the journal's file.

#include <charconv>

#include "cli/describe.h"
#include "cli/families.h"
#include "cli/people.h"
#include "cli/proofs.h"
#include "cli/set_up.h"
#include "cli/signing.h"
#include "service/service.h"
#include "storage/sqlite/sqlite_store.h"

namespace scrip::cli {
namespace {

struct Serve {
  std::string store, listen = "127.0.0.1:8080", portal;
  bool secure_cookie = false;
};

// "127.0.0.1:8080", "[::1]:8080".
Result<http::ServerOptions> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  http::ServerOptions options;
  unsigned port = 65'536;
  if (colon != std::string::npos) {
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
    options.address = text.substr(0, colon);
  }
  if (port > 65'535) return fail(ErrorCode::value_invalid, "'" + text + "': write ADDRESS:PORT", "--listen");
  if (options.address.starts_with('[') && options.address.ends_with(']')) {
    options.address = options.address.substr(1, options.address.size() - 2);
  }
  options.port = static_cast<std::uint16_t>(port);
  return options;
}

// Signs the journal's head, again and again, each time trusting the head it signed before.
class Signer {
 public:
  Signer(Context& context, std::string db, ports::Store& store)
      : context_(context), db_(std::move(db)), store_(store) {}

  Result<void> sign(service::Service& service) {
    const auto head = SCRIP_TRY(service.journal().head());
    const auto note = sign_head(store_, service.state(), key_path(db_), head, trusted_);
    if (!note && note.error().code == ErrorCode::file_unreadable) {
      if (!told_) context_.remark("No checkpoint was signed: the key file {} cannot be read.", key_path(db_));
      told_ = true;
      return {};
    }
    if (!note) return std::unexpected(note.error());
    trusted_ = head;
    return {};
  }

 private:
  Context& context_;
  std::string db_;
  ports::Store& store_;
  runtime::Journal::Head trusted_;
  bool told_ = false;
};

void write_log(std::string_view line) {
  const std::string text = std::string(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

Result<http::StaticFiles> portal_files(const std::string& folder) {
  if (folder.empty()) return http::StaticFiles{};
  return http::StaticFiles::load(folder);
}

Result<void> run_serve(Context& context, const Serve& options) {
  const std::string db = options.store.empty() ? context.globals().db : options.store;
  const auto listen = SCRIP_TRY(parse_listen(options.listen));
  const auto portal = SCRIP_TRY(portal_files(options.portal));
  const auto store = SCRIP_TRY(storage::SqliteStore::open(db, storage::OpenMode::must_exist));
  const auto people = SCRIP_TRY(open_register(db));
  http::Counters counters;
  Signer signer(context, db, *store);
  service::Service* running = nullptr;  // the closures below are called by it
  service::Service service(*store, *people, counters, portal,
                           {.sign = [&] { return signer.sign(*running); },
                            .prove = [&](std::uint64_t entry) { return prove_entry(*store, running->state(), entry); },
                            .log = write_log,
                            .secure_cookie = options.secure_cookie,
                            .describe = describe,
                            .plan_set_up = plan_for_service});
  running = &service;
  SCRIP_TRY_VOID(service.open());
  const auto server = SCRIP_TRY(http::Server::listen(listen, service.application(), counters));
  context.tell("Scrip serves {} at http://{}:{}/", db, listen.address, server->port());
  std::fflush(stdout);
  const auto served = server->run();
  const auto closed = service.close();
  if (!served) return served;
  return closed;
}

}  // namespace

void add_serve_commands(Commands& commands) {
  commands
      .add<Serve>(commands.root(), "serve", "Serves the HTTP API and the portal; ends cleanly on SIGTERM",
                  {"scrip serve", "scrip serve --listen 127.0.0.1:8080 --portal portal/dist"}, run_serve)
      .option("--store", &Serve::store, "The journal's file, as --db")
      .option("--listen", &Serve::listen, "Address and port; 0 is any free port (default: 127.0.0.1:8080)")
      .option("--portal", &Serve::portal, "The folder of the built portal; without it only the API is served")
      .flag("--secure-cookie", &Serve::secure_cookie, "Sign-ins only over TLS, for use behind a proxy that has it");
}

}  // namespace scrip::cli
