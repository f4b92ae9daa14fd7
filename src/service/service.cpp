#include "service/service.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/limits.h"
#include "codec/entry.h"
#include "identity/secret.h"
#include "proof/hash.h"
#include "service/handlers.h"
#include "service/routes.h"
#include "service/texts.h"

namespace scrip::service {
namespace {

constexpr std::string_view session_cookie = "scrip_session";
constexpr std::string_view bearer = "Bearer ";
constexpr std::int64_t sign_every_s = 60;

http::Response text_answer(std::string text, std::string_view route) {
  http::Response response;
  response.content_type = "text/plain; charset=utf-8";
  response.body = std::move(text);
  response.route = route;
  return response;
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

// Who is at the other end. A proxy on this machine says for whom it asks, last of all in its header.
std::string address_of(const http::Request& request) {
  const auto forwarded = request.header("x-forwarded-for");
  if (!is_loopback(request.peer) || forwarded.empty()) return request.peer;
  const auto last = forwarded.substr(forwarded.find_last_of(", ") + 1);
  return std::string(last.substr(0, 64));
}

// Whom a rate without a session is for: one address, or the 2^64 of one network that one customer gets (RFC 6177).
std::string network_of(std::string address) {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return address;
  constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::ranges::equal(std::span(bytes).first<12>(), mapped)) return address;
  return to_hex(std::span(bytes).first<8>()) + "/64";
}

// Each costs some 20 ms of a processor, whether the password is right or not.
bool checks_password(const Route& route) {
  return route.pattern.starts_with("/session") && route.effect == Effect::act && route.handle != sign_out;
}

void complete(http::Response& response, const std::string& route, const std::string& person) {
  if (response.later) {
    response.later->finish = [finish = std::move(response.later->finish), route, person] {
      auto late = finish();
      complete(late, route, late.person.empty() ? person : late.person);
      return late;
    };
  }
  response.route = route;
  response.person = person;
  const bool says =
      std::ranges::any_of(response.headers, [](const auto& each) { return each.name == "cache-control"; });
  if (!says) response.headers.push_back({"cache-control", "no-store"});
}

// A page on another origin can make a browser send a request with the cookie, but cannot read the token.
Result<void> check_forgery(const http::Request& request, const identity::Caller& caller) {
  if (caller.by != identity::Caller::By::session) return {};
  const auto sent = request.header("x-csrf-token");
  if (!sent.empty() && identity::same_secret(sent, caller.csrf_token)) return {};
  return fail(ErrorCode::csrf_invalid, say("send the session's csrf_token"), "X-CSRF-Token");
}

Result<void> check_idempotency_key(const http::Request& request) {
  const auto key = request.header("idempotency-key");
  if (key.empty()) return fail(ErrorCode::missing_field, say("every write has one"), "Idempotency-Key");
  if (key.size() <= limits::idempotency_key_bytes_max) return {};
  return fail(ErrorCode::too_large, say("at most 256 bytes"), "Idempotency-Key");
}

// What a write asks for. Header fields do not count: sent again from another session it is the same request. A document
// is known by its hash already.
std::optional<Hash256> content_of(const http::Request& request, const Route& route) {
  if (route.effect != Effect::write || route.pattern == "/documents") return std::nullopt;
  proof::Sha256 digest;
  for (const std::string_view part :
       {http::name(request.method), std::string_view(request.path), std::string_view(request.query)}) {
    digest.update(as_bytes(part));
    digest.update(as_bytes(std::string_view{"\0", 1}));
  }
  digest.update(as_bytes(request.body));
  return digest.finish();
}

// The media types of a body by its address; none: a document may be of any.
std::vector<std::string_view> expected_types(std::string_view pattern) {
  if (pattern.ends_with("/usage")) return {"application/x-ndjson", usage_frame_type};
  if (pattern.starts_with("/policies")) return {"application/yaml"};
  if (pattern == "/set-up") return {"application/json", "application/yaml"};
  if (pattern == "/documents") return {};
  if (pattern == "/claim-tables") {
    return {"application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
  }
  return {"application/json"};
}

std::size_t body_bytes_max(std::string_view path) {
  if (path.ends_with("/usage")) return limits::http_usage_bytes_max;
  if (path.ends_with("/documents")) return limits::http_document_bytes_max;
  constexpr std::array<std::string_view, 5> of_claims{"/claims", "/claim-tables", "/claim-digests", "/device-days",
                                                      "/device-events"};
  const bool is_of_claims =
      std::ranges::any_of(of_claims, [&](std::string_view ending) { return path.ends_with(ending); });
  return is_of_claims ? limits::claim_file_bytes_max : limits::http_body_bytes_max;
}

// A body is taken as it is: what a few packed bytes come to is not known before they are unpacked.
Result<void> check_encoding(const http::Request& request) {
  const auto encoding = request.header("content-encoding");
  if (encoding.empty() || encoding == "identity") return {};
  return fail(ErrorCode::media_type_unsupported, say("bodies are sent as they are, not packed"), "Content-Encoding");
}

Result<void> check_media_type(const http::Request& request, const Route& route) {
  const auto expected = expected_types(route.pattern);
  if (request.body.empty() || expected.empty()) return {};
  std::string known;
  for (const auto type : expected) {
    if (http::is_media_type(request.header("content-type"), type)) return {};
    known += (known.empty() ? "" : ", ") + std::string(type);
  }
  return fail(ErrorCode::media_type_unsupported, known, "Content-Type");
}

Result<void> check_caller(const engine::State& state, const Route& route, const Call& call) {
  if (route.roles.empty()) return {};
  if (call.caller.person.empty()) return fail(ErrorCode::not_signed_in, say("this is not public"));
  // Whoever is signed in may look after their own account, whatever roles they have.
  if (route.roles == engine::all_roles) return {};
  if (engine::holds_any(state, call.caller.person, call.counting())) return {};
  return fail(ErrorCode::forbidden, say("this takes another role"));
}

Result<engine::Roles> allowed_by(const identity::Caller& caller) {
  if (caller.role.empty()) return engine::all_roles;
  return engine::Roles{SCRIP_TRY(registry::parse_role(caller.role))};
}

}  // namespace

Service::Service(ports::Store& store, ports::Register& people, http::Counters& counters,
                 const http::StaticFiles& portal, Surroundings surroundings)
    : store_(store),
      people_(people),
      counters_(counters),
      portal_(portal),
      surroundings_(std::move(surroundings)),
      identity_(people),
      oidc_(surroundings_.oidc),
      policies_(store) {
  for (const Route& route : routes()) router_.add(route.method, std::string(api_root) + std::string(route.pattern));
}

Result<void> Service::open() {
  journal_ = SCRIP_TRY(runtime::Journal::open(
      store_, {.clock = surroundings_.clock, .on_entry = [this](const codec::Entry& entry) { remember(entry); }}));
  if (!state().authority) return fail(ErrorCode::authority_missing, say("create one first (scrip init)"));
  SCRIP_TRY_VOID(commit());
  return tick();
}

Result<void> Service::close() {
  SCRIP_TRY_VOID(commit());
  SCRIP_TRY_VOID(sign_up_to(state().last_sequence));
  return journal_->save_snapshot();
}

Result<void> Service::commit() {
  SCRIP_TRY_VOID(journal_->sync());
  tell_until(state().last_sequence);
  return {};
}

void Service::begin_commit(runtime::Journal::Done done) {
  commit_until_ = state().last_sequence;
  journal_->when_durable(std::move(done));
}

void Service::tell_until(std::uint64_t sequence) {
  while (!pending_.empty() && pending_.front().sequence <= sequence) {
    happened_.push_back(std::move(pending_.front()));
    pending_.pop_front();
  }
  while (happened_.size() > limits::http_events_kept) happened_.pop_front();
}

Result<void> Service::tick() {
  identity_.forget();
  SCRIP_TRY_VOID(journal_->tick());
  SCRIP_TRY_VOID(commit());
  if (surroundings_.clock() - signed_at_ < std::chrono::seconds{sign_every_s}) return {};
  return sign_up_to(state().last_sequence);
}

Result<void> Service::sign_up_to(std::uint64_t sequence) {
  if (!surroundings_.sign || sequence <= signed_sequence_) return {};
  SCRIP_TRY_VOID(journal_->sync());
  signed_at_ = surroundings_.clock();
  signed_sequence_ = state().last_sequence;
  return surroundings_.sign();
}

http::Application Service::application() {
  return {.handle = [this](const http::Request& request) { return handle(request); },
          .commit = [this](runtime::Journal::Done done) { begin_commit(std::move(done)); },
          .committed = [this] { tell_until(commit_until_); },
          .body_room = [this](const http::Request& request) { return body_room(request); },
          .problem =
              [](const http::Request& request, const Error& error) {
                return problem_answer(error, http::accepted_language(request.header("accept-language")));
              },
          .tick = [this] { return tick(); },
          .log = surroundings_.log};
}

// More than a common body's bytes are read for those only who are signed in: nobody else fills the memory.
Result<http::BodyRoom> Service::body_room(const http::Request& request) {
  const std::size_t bytes_max = body_bytes_max(request.path);
  if (bytes_max <= limits::http_body_bytes_max) return http::BodyRoom{.bytes_max = bytes_max, .person = {}};
  auto caller = SCRIP_TRY(caller_of(request, surroundings_.clock()));
  if (caller.person.empty()) return fail(ErrorCode::not_signed_in, say("this is not public"));
  return http::BodyRoom{.bytes_max = bytes_max, .person = std::move(caller.person)};
}

http::Response Service::handle(const http::Request& request) {
  if (request.path == "/healthz") return text_answer("alive\n", "/healthz");
  if (request.path == "/readyz") return ready();
  if (request.path == "/metrics") {
    const auto seen = check_sees_metrics(request);
    return seen ? metrics() : problem_answer(seen.error(), http::accepted_language(request.header("accept-language")));
  }
  if (!request.path.starts_with("/api/") && !portal_.empty()) return portal_.find(request);
  const Language language = http::accepted_language(request.header("accept-language"));
  std::string route;
  std::string person;
  auto answered = answer(request, language, route, person);
  http::Response response = answered ? std::move(*answered) : problem_answer(answered.error(), language);
  complete(response, route.empty() ? "(none)" : route, person);
  return response;
}

Result<void> Service::check_rate(const http::Request& request, const Route& route, const identity::Caller& caller,
                                 Instant now) {
  using By = identity::Caller::By;
  const Rates& rates = surroundings_.rates;
  const auto take = [&](std::string_view what, std::string_view who, Rate rate) -> Result<void> {
    const std::int64_t wait_s = limiter_.take(std::string(what).append(who), rate, now);
    if (wait_s == 0) return {};
    ++rate_limited_;
    return fail(ErrorCode::too_many_requests, say("{0} s", wait_s));
  };
  if (caller.by == By::api_key) return take("key of ", caller.person + " " + caller.role, rates.key);
  const std::string who = caller.by == By::session ? caller.person : network_of(address_of(request));
  if (checks_password(route)) SCRIP_TRY_VOID(take("password of ", who, rates.password));
  return caller.by == By::session ? take("session ", caller.csrf_token, rates.session)
                                  : take("address ", who, rates.address);
}

// Whoever is on this machine, and not somebody behind a proxy on it; else an API key of who runs or watches the system.
Result<void> Service::check_sees_metrics(const http::Request& request) {
  if (is_loopback(request.peer) && request.header("x-forwarded-for").empty()) return {};
  const auto caller = SCRIP_TRY(caller_of(request, surroundings_.clock()));
  if (caller.person.empty()) return fail(ErrorCode::not_signed_in, say("from another machine this takes an API key"));
  constexpr engine::Roles watchers{registry::Role::administrator, registry::Role::auditor, registry::Role::officer};
  if (engine::holds(state(), caller.person, watchers, {})) return {};
  return fail(ErrorCode::forbidden, say("this takes a role for the whole authority"));
}

Result<http::Response> Service::answer(const http::Request& request, Language language, std::string& route_name,
                                       std::string& person) {
  auto match = SCRIP_TRY(router_.find(request.method, request.path));
  const Route& route = routes()[match.route];
  route_name = std::string(api_root) + std::string(route.pattern);
  Call call{.request = request,
            .bodies = bodies_,
            .language = language,
            .caller = {},
            .route_roles = route.roles,
            .names = std::move(match.names),
            .parameters = SCRIP_TRY(http::parse_query(request.query)),
            .now = surroundings_.clock()};
  texts_in_.reset();
  if (call.asks_for("texts") && surroundings_.describe) texts_in_ = language;
  call.caller = SCRIP_TRY(caller_of(request, call.now));
  SCRIP_TRY_VOID(check_rate(request, route, call.caller, call.now));
  call.allowed = SCRIP_TRY(allowed_by(call.caller));
  person = call.caller.person;
  SCRIP_TRY_VOID(check_caller(state(), route, call));
  if (route.effect != Effect::read && !route.roles.empty()) SCRIP_TRY_VOID(check_forgery(request, call.caller));
  if (route.effect == Effect::write) SCRIP_TRY_VOID(check_idempotency_key(request));
  SCRIP_TRY_VOID(check_encoding(request));
  SCRIP_TRY_VOID(check_media_type(request, route));
  call.content = content_of(request, route);
  return route.handle(*this, call);
}

Result<identity::Caller> Service::caller_of(const http::Request& request, Instant now) {
  const auto authorization = request.header("authorization");
  if (authorization.starts_with(bearer)) {
    auto caller = SCRIP_TRY(identity_.caller_of_key(authorization.substr(bearer.size()), now));
    if (caller.person.empty())
      return fail(ErrorCode::not_signed_in, say("the API key is not known, or its time is over"));
    return caller;
  }
  const auto token = http::cookie(request.header("cookie"), session_cookie);
  if (token.empty()) return identity::Caller{};
  return identity_.caller_of_session(token, now);
}

runtime::Request Service::request_of(const Call& call, std::string_view suffix) const {
  std::string key(call.request.header("idempotency-key"));
  if (!key.empty()) key += suffix;
  return {.actor = call.caller.person, .idempotency_key = std::move(key), .content = call.content};
}

Result<runtime::CommandReply> Service::submit(const Call& call, const engine::Command& command,
                                              std::string_view suffix) {
  SCRIP_TRY_VOID(engine::check_right(state(), call.caller.person, command, call.counting()));
  return journal_->submit(command, request_of(call, suffix));
}

Result<std::string> Service::written(const runtime::CommandReply& reply) {
  std::vector<std::string> events;
  for (const auto& event : reply.events) events.push_back(codec::json_event(event));
  if (reply.repeated) {
    SCRIP_TRY_VOID(journal_->sync());
    SCRIP_TRY_VOID(store_.read(reply.sequence, reply.sequence, [&](std::uint64_t, ByteView bytes) {
      const auto entry = codec::decode_entry(bytes);
      if (!entry) return false;
      if (const auto* before = std::get_if<std::vector<engine::Event>>(&entry->body)) {
        for (const auto& event : *before) events.push_back(codec::json_event(event));
      }
      return false;
    }));
  }
  codec::JsonObject object;
  object.add("sequence", reply.sequence).add("repeated", reply.repeated).raw("events", codec::json_array(events));
  if (texts_in_) object.add("texts", texts_of(reply.events));
  return object.text();
}

std::vector<std::string> Service::texts_of(const std::vector<engine::Event>& events) const {
  std::vector<std::string> texts;
  for (const auto& event : events) texts.push_back(surroundings_.describe(event, state(), *texts_in_));
  return texts;
}

Result<http::Response> Service::write(const Call& call, const engine::Command& command) {
  const auto reply = SCRIP_TRY(submit(call, command));
  auto response = json_answer(SCRIP_TRY(written(reply)));
  response.after_commit = true;
  return response;
}

http::Response Service::ready() const {
  // The journal is open, or this would not run; whether it can be written shows with each write.
  return text_answer("ready, entry " + std::to_string(state().last_sequence) + "\n", "/readyz");
}

http::Response Service::metrics() const {
  std::string text = counters_.prometheus();
  text += http::metric("scrip_journal_entries", "Entries of the journal.", "counter", state().last_sequence);
  text +=
      http::metric("scrip_charged_records_total", "Usage records charged.", "counter", state().totals.charged_records);
  text += http::metric("scrip_rate_limited_total", "Requests that came too fast.", "counter", rate_limited_);
  text += http::metric("scrip_suspense_records", "Usage records in suspense.", "gauge", state().suspense.size());
  auto response = text_answer(std::move(text), "/metrics");
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  return response;
}

}  // namespace scrip::service
