#pragma once
// The HTTP API: docs/openapi.json is its description, routes.cpp its table. Every request is judged here: who asks, by
// which roles, with which token; then a handler reads the state or gives a command to the journal.
//
// Threads: one caller at a time.

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "casework/casework.h"
#include "http/counters.h"
#include "http/limits.h"
#include "http/router.h"
#include "http/server.h"
#include "http/static_files.h"
#include "identity/identity.h"
#include "lists/lists.h"
#include "ports/register.h"
#include "ports/store.h"
#include "runtime/journal.h"
#include "service/call.h"
#include "service/kept.h"
#include "service/oidc.h"
#include "service/rate.h"
#include "subsidy/digest.h"

namespace scrip::service {

// One thing of a set-up file, as a command.
struct SetUpItem {
  std::string kind;  // the section of the file: "organisations"
  std::string key;   // empty: things of this kind have none
  bool is_new = false;
  engine::Command command;
};

struct Route;

// What each kind of caller may ask for a second.
struct Rates {
  Rate address{.per_s = limits::rate_address_per_s, .burst = limits::rate_address_burst};
  Rate session{.per_s = limits::rate_session_per_s, .burst = limits::rate_session_burst};
  Rate key{.per_s = limits::rate_key_per_s, .burst = limits::rate_key_burst};
  Rate password{.per_s = limits::rate_password_per_s, .burst = limits::rate_password_burst};  // that is checked
};

// What the shell around it knows.
struct Surroundings {
  runtime::Clock clock = runtime::system_time;
  std::function<Result<void>()> sign;  // signs the journal's head; empty: nothing is signed
  // An inclusion proof as JSON, by the journal's public key; on any thread.
  std::function<Result<std::string>(std::uint64_t entry, const std::string& public_key)> prove;
  std::function<void(std::string_view)> log;
  bool secure_cookie = false;  // behind TLS
  identity::OidcClient oidc = {};  // an identity provider to sign in at; not set: none
  Rates rates = {};
  std::optional<subsidy::DigestKey> digest_key = {};  // that authorities share; none: claims are not compared
  // What happened, as one line for people; the state has it already.
  std::function<std::string(const engine::Event&, const engine::State&, Language)> describe;
  // The things of a set-up file (docs/cli.md), judged together on a copy of the state; on any thread.
  std::function<Result<std::vector<SetUpItem>>(engine::State copy, const std::string& text)> plan_set_up;
};

class Service {
 public:
  // All must outlive it.
  Service(ports::Store& store, ports::Register& people, http::Counters& counters, const http::StaticFiles& portal,
          Surroundings surroundings);

  // Opens the journal. Errors: those of Journal::open; authority_missing.
  [[nodiscard]] Result<void> open();
  // Makes a checkpoint of the journal's head, unless the newest has the entry already. Otherwise that is done once a
  // minute and at the end. Errors: those of the journal and of `sign`.
  [[nodiscard]] Result<void> sign_up_to(std::uint64_t sequence);
  // Makes everything durable, signs, and saves a snapshot. Errors: those of the journal.
  [[nodiscard]] Result<void> close();

  [[nodiscard]] http::Application application();
  [[nodiscard]] http::Response handle(const http::Request& request);

  // --- for handlers ---
  [[nodiscard]] const engine::State& state() const { return journal_->state(); }
  [[nodiscard]] runtime::Journal& journal() { return *journal_; }
  [[nodiscard]] ports::Store& store() const { return store_; }
  // Whoever takes it may change it: what is remembered of it is forgotten.
  [[nodiscard]] ports::Register& people() {
    identity_.forget();
    return people_;
  }
  [[nodiscard]] identity::Identity& identity() { return identity_; }
  [[nodiscard]] lists::Lists& lists() { return lists_; }
  [[nodiscard]] Kept& kept() { return kept_; }
  [[nodiscard]] Oidc& oidc() { return oidc_; }
  [[nodiscard]] const Oidc& oidc() const { return oidc_; }
  [[nodiscard]] casework::Policies& policies() { return policies_; }
  [[nodiscard]] const Surroundings& surroundings() const { return surroundings_; }
  [[nodiscard]] const std::string& currency() const { return state().authority->currency; }

  // Who asks, by the session's cookie or the API key. Errors: not_signed_in (a key that is not known), the register's.
  [[nodiscard]] Result<identity::Caller> caller_of(const http::Request& request, Instant now);

  // Judges the caller's right, then the command, and answers with what happened ("Written"). The answer waits for the
  // commit. Errors: forbidden, and those of decide().
  [[nodiscard]] Result<http::Response> write(const Call& call, const engine::Command& command);
  // The same without the answer; `suffix` tells several commands of one request apart. The caller sets after_commit.
  [[nodiscard]] Result<runtime::CommandReply> submit(const Call& call, const engine::Command& command,
                                                     std::string_view suffix = {});
  [[nodiscard]] runtime::Request request_of(const Call& call, std::string_view suffix = {}) const;
  // {"sequence":..,"repeated":..,"events":[..]}: of a repeated request, those of its entry. With "texts", where the
  // request at hand asks for them (?texts=true): the events as lines for people.
  [[nodiscard]] Result<std::string> written(const runtime::CommandReply& reply);

  // What happened, for live updates.
  struct Happened {
    std::uint64_t sequence = 0;
    std::string kind;
    engine::Subject subject;
    bool is_public = false;
  };
  [[nodiscard]] const std::deque<Happened>& happened() const { return happened_; }
  // Of the tables that are being made into files.
  [[nodiscard]] std::size_t& rows_in_work() const { return rows_in_work_; }
  // The last entry that was more than usage.
  [[nodiscard]] std::uint64_t last_control() const { return last_control_; }

 private:
  [[nodiscard]] Result<http::Response> answer(const http::Request& request, Language language, std::string& route,
                                              std::string& person);
  [[nodiscard]] Result<void> commit();
  void begin_commit(runtime::Journal::Done done);
  void tell_until(std::uint64_t sequence);  // what happened up to this entry, which is durable
  [[nodiscard]] Result<void> tick();
  [[nodiscard]] std::vector<std::string> texts_of(const std::vector<engine::Event>& events) const;
  [[nodiscard]] http::Response ready() const;
  [[nodiscard]] http::Response metrics() const;
  // Errors: too_many_requests, with the seconds to wait.
  [[nodiscard]] Result<void> check_rate(const http::Request& request, const Route& route,
                                        const identity::Caller& caller, Instant now);
  [[nodiscard]] Result<http::BodyRoom> body_room(const http::Request& request);
  [[nodiscard]] Result<void> check_sees_metrics(const http::Request& request);
  void remember(const codec::Entry& entry);

  ports::Store& store_;
  ports::Register& people_;
  http::Counters& counters_;
  const http::StaticFiles& portal_;
  Surroundings surroundings_;
  std::unique_ptr<runtime::Journal> journal_;
  identity::Identity identity_;
  Oidc oidc_;
  RateLimiter limiter_;
  std::uint64_t rate_limited_ = 0;
  casework::Policies policies_;
  lists::Lists lists_;
  http::Router router_;
  BodyReader bodies_;
  std::uint64_t last_control_ = 0;
  mutable std::size_t rows_in_work_ = 0;
  std::deque<Happened> pending_;  // applied, not durable yet
  std::uint64_t commit_until_ = 0;  // the last entry of the commit that was begun last
  std::deque<Happened> happened_;  // the newest limits::http_events_kept
  std::uint64_t signed_sequence_ = 0;
  Instant signed_at_{};
  std::optional<Language> texts_in_;  // the request at hand asks for events in words
  Kept kept_;
};

}  // namespace scrip::service
