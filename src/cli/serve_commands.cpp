// scrip serve: the HTTP service and the portal, on the journal's file.

#include <charconv>

#include "cli/claim_files.h"
#include "cli/describe.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/people.h"
#include "cli/proofs.h"
#include "cli/set_up.h"
#include "cli/signing.h"
#include "cli/texts.h"
#include "service/service.h"
#include "storage/sqlite/sqlite_store.h"

namespace scrip::cli {
namespace {

struct Serve {
  std::string store, listen = "127.0.0.1:8080", portal;
  std::string oidc_issuer, oidc_client, oidc_secret_file, oidc_name, public_url;
  std::string rate;
  std::string claims_key;
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
  if (port > 65'535) return fail(ErrorCode::value_invalid, say("'{0}': write ADDRESS:PORT", text), "--listen");
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

// The identity provider that people may sign in at; none where no issuer is given.
Result<identity::OidcClient> oidc_of(const Serve& options) {
  if (options.oidc_issuer.empty()) return identity::OidcClient{};
  identity::OidcClient client{.issuer = options.oidc_issuer,
                              .client_id = options.oidc_client,
                              .client_secret = {},
                              .name = options.oidc_name.empty() ? options.oidc_issuer : options.oidc_name,
                              .redirect_uri = options.public_url};
  while (client.issuer.ends_with('/')) client.issuer.pop_back();
  while (client.redirect_uri.ends_with('/')) client.redirect_uri.pop_back();
  if (!identity::is_safe_address(client.issuer)) {
    return fail(ErrorCode::value_invalid, say("an https address (http on this machine only)"), "--oidc-issuer");
  }
  if (client.client_id.empty()) return fail(ErrorCode::missing_field, say("as the provider knows it"), "--oidc-client");
  if (!identity::is_safe_address(client.redirect_uri)) {
    return fail(ErrorCode::missing_field, say("the https address of this server, for people to come back"),
                "--public-url");
  }
  client.redirect_uri += "/api/v1/session/oidc/callback";
  if (options.oidc_secret_file.empty()) {
    return fail(ErrorCode::missing_field, say("a file with the client's secret"), "--oidc-secret-file");
  }
  const std::string secret = SCRIP_TRY(read_file(options.oidc_secret_file));
  client.client_secret = secret.substr(0, secret.find_first_of("\r\n"));
  return client;
}

// "100,200,50000": by address, session and API key; a burst is five seconds' worth.
Result<service::Rates> rates_of(const std::string& text) {
  constexpr std::int64_t per_s_max = 1'000'000;
  constexpr std::int64_t burst_s = 5;
  service::Rates rates;
  if (text.empty()) return rates;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (service::Rate* rate : {&rates.address, &rates.session, &rates.key}) {
    const auto [behind, error] = std::from_chars(at, end, rate->per_s);
    const bool last = rate == &rates.key;
    const bool ends = behind == end ? last : !last && *behind == ',';
    if (error != std::errc{} || !ends || rate->per_s < 0 || rate->per_s > per_s_max) {
      return fail(ErrorCode::value_invalid, say("'{0}': write three numbers, such as 100,200,50000", text), "--rate");
    }
    rate->burst = rate->per_s * burst_s;
    at = last ? behind : behind + 1;
  }
  return rates;
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
  service::Service service(
      *store, *people, counters, portal,
      {.sign = [&] { return signer.sign(*running); },
       .prove = [&](std::uint64_t entry, const std::string& key) { return prove_entry(*store, key, entry); },
       .log = write_log,
       .secure_cookie = options.secure_cookie,
       .oidc = SCRIP_TRY(oidc_of(options)),
       .rates = SCRIP_TRY(rates_of(options.rate)),
       .digest_key = SCRIP_TRY(read_digest_key(options.claims_key)),
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
      .option("--oidc-issuer", &Serve::oidc_issuer, "An identity provider (OpenID Connect) to sign in at")
      .option("--oidc-client", &Serve::oidc_client, "This server's id at the provider")
      .option("--oidc-secret-file", &Serve::oidc_secret_file, "A file whose first line is its secret there")
      .option("--oidc-name", &Serve::oidc_name, "The provider's name on the sign-in page (default: its address)")
      .option("--public-url", &Serve::public_url, "This server's address for people, to which the provider leads back")
      .option("--claims-key", &Serve::claims_key, "A file with the key that authorities share (64 hexadecimal digits)")
      .option("--rate", &Serve::rate,
              "Requests a second by address, by session and by API key; 0: no limit (default: 100,200,50000)")
      .flag("--secure-cookie", &Serve::secure_cookie, "Sign-ins only over TLS, for use behind a proxy that has it");
}

}  // namespace scrip::cli
