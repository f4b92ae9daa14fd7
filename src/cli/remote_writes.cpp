// The commands that are one write of the API: their options, field by field.

#include <span>

#include "cli/case_commands.h"
#include "cli/json.h"
#include "cli/remote_commands.h"
#include "cli/site_key.h"
#include "cli/texts.h"
#include "cli/values.h"
#include "network/workload_text.h"
#include "runtime/journal.h"

namespace scrip::cli {
namespace {

// How an option becomes a field of the body.
enum class Form : std::uint8_t {
  text,
  texts,
  truth,
  days,
  duration,  // "24h" as seconds
  expiry,    // an instant, or a duration from now
  moment,    // an instant or a day; now where it is absent
  money,     // "5000 CNY"
  of_award,  // an amount in the unit of the award that the path names
  lines,     // LINE=50% (repeat)
  criteria,  // CRITERION=80 (repeat)
  prices,    // RESOURCE=8.00 (repeat)
  number,
  given,     // whether the option is
  refusal,   // "refuse" where the option is given, else "accredit"
  relief,    // "set_off" where the option is given, else "write_off"
  public_key,  // or the file of it
  length,      // "7d" as seconds
  standings,   // ORGANISATION=2 (repeat)
};

struct Field {
  std::string_view name;
  std::string_view option = {};  // empty: called as the field
  Form form = Form::text;
  std::string_view otherwise = {};  // where the option is absent; empty: nothing
};

struct Write {
  std::string_view command;  // behind "scrip "
  std::string_view path;     // "{key}" stands for the option of that name
  std::span<const Field> fields;
};

constexpr Field reason[] = {{"reason"}};
constexpr Field hold_place[] = {{"hold", "key"},
                                {"organisation"},
                                {"site"},
                                {"job"},
                                {"resource"},
                                {"units", "devices"},
                                {"walltime_s", "walltime", Form::duration},
                                {"bill", "bill", Form::money},
                                {"use"},
                                {"expires_at", "expires", Form::expiry},
                                {"partial", "partial", Form::truth}};
constexpr Field hold_extend[] = {{"bill", "bill", Form::money}, {"expires_at", "expires", Form::expiry}};
constexpr Field call_open[] = {{"call", "key"},
                               {"programme"},
                               {"policy"},
                               {"lines", "line", Form::lines},
                               {"opens", "opens", Form::moment},
                               {"closes"},
                               {"method"},
                               {"seed_commitment", "seed-commitment"},
                               {"appeal_days", "appeal-days", Form::days}};
constexpr Field commitment[] = {{"commitment"}};
constexpr Field application_return[] = {{"reason"}, {"until"}};
constexpr Field application_assign[] = {{"person"}, {"organisation"}, {"conflicts", "conflict", Form::texts}};
constexpr Field application_unassign[] = {{"person"}, {"reason"}};
constexpr Field application_score[] = {{"criteria", "criterion", Form::criteria}};
constexpr Field award_issue[] = {{"voucher", "key"},
                                 {"face", "face", Form::of_award},
                                 {"share"},
                                 {"valid_from", "valid-from"},
                                 {"valid_until", "valid-until"},
                                 {"uses", "use", Form::texts},
                                 {"sites", "site", Form::texts},
                                 {"resources", "resource", Form::texts},
                                 {"grace_days", "grace-days", Form::days}};
constexpr Field award_reduce[] = {{"amount", "to", Form::of_award}, {"reason"}};

constexpr Field rate_propose[] = {
    {"rate_card", "key"}, {"site"}, {"from"}, {"until"}, {"prices", "price", Form::prices}};
constexpr Field capacity_declare[] = {{"capacity", "key"},
                                      {"site"},
                                      {"resource"},
                                      {"devices", "devices", Form::number},
                                      {"from"},
                                      {"until"},
                                      {"use", "use", Form::text, "programmes"}};
constexpr Field topology[] = {{"resource"},
                              {"devices_per_server", "devices-per-server", Form::number},
                              {"servers_per_island", "servers-per-island", Form::number}};
constexpr Field capacity_end[] = {{"until"}, {"reason"}};
constexpr Field accreditation_propose[] = {
    {"outcome", "refuse", Form::refusal}, {"valid_from", "from"}, {"valid_until", "until"}, {"reason"}};
constexpr Field outcome[] = {{"outcome"}};
constexpr Field claim_settle[] = {{"finding", "finding", Form::number}, {"settlement"}, {"reason"}};
constexpr Field accreditation_rule[] = {{"required", "from", Form::given}, {"from"}};
constexpr Field site_key_add[] = {
    {"site_key", "key"}, {"public_key", "public-key", Form::public_key}, {"holds_from", "from"}};
constexpr Field site_key_revoke[] = {{"from"}, {"reason"}};
constexpr Field signing_rule[] = {
    {"required", "from", Form::given}, {"from"}, {"keep_bodies", "keep-bodies", Form::truth}};

constexpr Field of_total[] = {{"total", "amount", Form::money}};
constexpr Field of_amount[] = {{"amount", "amount", Form::money}};
constexpr Field statement_answer[] = {{"upheld", "upheld", Form::given}, {"reason"}, {"adjustment"}};
constexpr Field payment_propose[] = {
    {"payment", "key"}, {"payee"}, {"dues", "due", Form::texts}, {"bank_account", "bank-account"}};
constexpr Field payment_record[] = {
    {"paid_on", "paid-on"}, {"bank_reference", "bank-reference"}, {"rejected_for", "rejected"}};
constexpr Field repaid[] = {{"repayment"},
                            {"amount", "amount", Form::money},
                            {"received_on", "received-on"},
                            {"bank_reference", "bank-reference"}};
constexpr Field set_off[] = {{"kind", "due", Form::relief}, {"due"}, {"amount", "amount", Form::money}, {"reason"}};
constexpr Field target_set[] = {{"test"}, {"by"}, {"share"}, {"source"}};
constexpr Field control_test[] = {
    {"from"}, {"jurisdiction"}, {"votes"}, {"foreign_at_most", "foreign-at-most"}, {"source"}};
constexpr Field place[] = {{"latitude"}, {"longitude"}};
constexpr Field of_city[] = {{"city"}};

constexpr Field quote_ask[] = {{"quote", "key"},
                               {"organisation"},
                               {"kind"},
                               {"devices"},
                               {"hours"},
                               {"parameters"},
                               {"active_parameters", "active-parameters"},
                               {"tokens"},
                               {"sequence"},
                               {"layers"},
                               {"hidden"},
                               {"precision"},
                               {"requests_per_day", "requests"},
                               {"tokens_in", "tokens-in"},
                               {"tokens_out", "tokens-out"},
                               {"latency"},
                               {"use"},
                               {"rank"},
                               {"test"},
                               {"earliest"},
                               {"latest"},
                               {"sites", "site", Form::texts},
                               {"resources", "resource", Form::texts}};
constexpr Field reserve[] = {{"reservation", "key"}, {"quote"}, {"offer", "offer", Form::number}};
constexpr Field of_job_alone[] = {{"job"}};
constexpr Field of_job[] = {{"job"}, {"devices", "devices", Form::number}};
constexpr Field line_join[] = {{"wait", "key"},
                               {"organisation"},
                               {"programme"},
                               {"kind"},
                               {"devices"},
                               {"hours"},
                               {"parameters"},
                               {"active_parameters", "active-parameters"},
                               {"tokens"},
                               {"sequence"},
                               {"layers"},
                               {"hidden"},
                               {"precision"},
                               {"requests_per_day", "requests"},
                               {"tokens_in", "tokens-in"},
                               {"tokens_out", "tokens-out"},
                               {"latency"},
                               {"use"},
                               {"domestic_only", "domestic-only", Form::truth},
                               {"test"},
                               {"own_share_max", "own-share", Form::money},
                               {"earliest"},
                               {"latest"},
                               {"sites", "site", Form::texts},
                               {"resources", "resource", Form::texts}};
constexpr Field line_rule[] = {{"rule", "key"},
                               {"order"},
                               {"usual", "usual", Form::number},
                               {"standings", "standing", Form::standings},
                               {"days", "days", Form::number},
                               {"ahead_s", "ahead", Form::length},
                               {"commitment"}};
constexpr Field of_draw[] = {{"seed"}, {"commitment"}};
constexpr Field of_share[] = {{"share"}};

constexpr Write writes[] = {
    {"statement propose", "/statements/{statement}/propose", {}},
    {"statement approve", "/statements/{statement}/approve", of_total},
    {"statement reject", "/statements/{statement}/reject", reason},
    {"statement answer", "/statements/{statement}/answer", statement_answer},
    {"payment propose", "/payments", payment_propose},
    {"payment approve", "/payments/{key}/approve", of_amount},
    {"payment reject", "/payments/{key}/reject", reason},
    {"payment record", "/payments/{key}/record", payment_record},
    {"instalment approve", "/awards/{award}/instalments/{instalment}/approve", of_amount},
    {"instalment reject", "/awards/{award}/instalments/{instalment}/reject", reason},
    {"clawback approve", "/clawbacks/{key}/approve", of_amount},
    {"clawback reject", "/clawbacks/{key}/reject", reason},
    {"clawback repaid", "/clawbacks/{key}/repayments", repaid},
    {"clawback set-off", "/clawbacks/{key}/reliefs", set_off},
    {"clawback write-off", "/clawbacks/{key}/reliefs", set_off},
    {"clawback approve-relief", "/clawbacks/{key}/reliefs/approve", of_amount},
    {"clawback reject-relief", "/clawbacks/{key}/reliefs/reject", reason},
    {"rate propose", "/rate-cards", rate_propose},
    {"rate approve", "/rate-cards/{key}/approve", {}},
    {"rate reject", "/rate-cards/{key}/reject", reason},
    {"capacity declare", "/capacity", capacity_declare},
    {"capacity end", "/capacity/{key}/end", capacity_end},
    {"capacity topology", "/sites/{site}/topology", topology},
    {"claim submit", "/claims/{key}/submit", {}},
    {"claim settle-finding", "/claims/{key}/settle", claim_settle},
    {"claim return", "/claims/{key}/return", reason},
    {"claim withdraw", "/claims/{key}/withdraw", reason},
    {"accreditation propose", "/accreditations/{key}/propose", accreditation_propose},
    {"accreditation approve", "/accreditations/{key}/approve", outcome},
    {"accreditation reject", "/accreditations/{key}/reject", reason},
    {"accreditation suspend", "/accreditations/{key}/suspend", reason},
    {"accreditation resume", "/accreditations/{key}/resume", reason},
    {"accreditation withdraw", "/accreditations/{key}/withdraw", reason},
    {"accreditation require", "/programmes/{programme}/accreditation-rule", accreditation_rule},
    {"chip withdraw", "/chip-figures/{figure}/withdraw", reason},
    {"target set", "/domestic-targets", target_set},
    {"chip control-test", "/control-tests", control_test},
    {"site place", "/sites/{site}/place", place},
    {"site city", "/sites/{site}/city", of_city},
    {"application conflict", "/applications/{key}/conflict", reason},
    {"hold place", "/holds", hold_place},
    {"hold extend", "/holds/{hold}/extend", hold_extend},
    {"hold release", "/holds/{hold}/release", {}},
    {"voucher suspend", "/vouchers/{voucher}/suspend", reason},
    {"voucher resume", "/vouchers/{voucher}/resume", reason},
    {"voucher revoke", "/vouchers/{voucher}/revoke", reason},
    {"call open", "/calls", call_open},
    {"call commit-seed", "/calls/{key}/seed", commitment},
    {"application submit", "/applications/{key}/submit", {}},
    {"application complete", "/applications/{key}/complete", {}},
    {"application withdraw", "/applications/{key}/withdraw", reason},
    {"application return", "/applications/{key}/return", application_return},
    {"application assign", "/applications/{key}/assessors", application_assign},
    {"application unassign", "/applications/{key}/assessors/remove", application_unassign},
    {"application score", "/applications/{key}/score", application_score},
    {"application appeal", "/applications/{key}/appeal", reason},
    {"application uphold", "/applications/{key}/uphold", reason},
    {"application dismiss", "/applications/{key}/dismiss", reason},
    {"decision reject", "/applications/{application}/reject", reason},
    {"award issue", "/awards/{award}/vouchers", award_issue},
    {"award reduce", "/awards/{award}/reduce", award_reduce},
    {"award suspend", "/awards/{award}/suspend", reason},
    {"award resume", "/awards/{award}/resume", reason},
    {"award revoke", "/awards/{award}/revoke", reason},
    {"award close", "/awards/{award}/close", reason},
    {"period close", "/periods/{month}/close", {}},
    {"site key add", "/sites/{site}/keys", site_key_add},
    {"site key revoke", "/sites/{site}/keys/{key}/revoke", site_key_revoke},
    {"site signing", "/sites/{site}/signing-rule", signing_rule},
    {"quote ask", "/quotes", quote_ask},
    {"reserve", "/reservations", reserve},
    {"reservation use", "/reservations/{key}/use", of_job},
    {"reservation leave", "/reservations/{key}/leave", of_job_alone},
    {"reservation cancel", "/reservations/{key}/cancel", reason},
    {"reservation break", "/reservations/{key}/break", reason},
    {"backing propose", "/programmes/{programme}/backing-rule", of_share},
    {"backing approve", "/programmes/{programme}/backing-rule/approve", of_share},
    {"backing reject", "/programmes/{programme}/backing-rule/reject", reason},
    {"line join", "/waiting-line", line_join},
    {"line leave", "/waiting-line/{key}/leave", reason},
    {"line draw", "/programmes/{programme}/draw", of_draw},
    {"line rule propose", "/programmes/{programme}/allocation-rules", line_rule},
    {"line rule approve", "/allocation-rules/{key}/approve", {}},
    {"line rule reject", "/allocation-rules/{key}/reject", reason},
};

// Whether the absence of the option says something.
bool says_without(Form form) {
  return form == Form::moment || form == Form::given || form == Form::refusal || form == Form::relief;
}

Result<std::string> pair_json(const std::string& text, const char* left, const char* right, const std::string& option) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fail(ErrorCode::value_invalid, say("'{0}': write NAME=VALUE", text), "--" + option);
  }
  return JsonObject().add(left, text.substr(0, equals)).add(right, text.substr(equals + 1)).text();
}

Result<std::string> pairs_json(const Given& given, const std::string& option, const char* left, const char* right) {
  std::vector<std::string> items;
  for (const auto& text : given.texts(option)) items.push_back(SCRIP_TRY(pair_json(text, left, right, option)));
  return json_array(items);
}

// "LINE" alone bears all of each award.
Result<std::string> lines_json(const Given& given, const std::string& option) {
  std::vector<std::string> items;
  for (const auto& text : given.texts(option)) {
    const std::string whole = text.find('=') == std::string::npos ? text + "=100%" : text;
    items.push_back(SCRIP_TRY(pair_json(whole, "budget_line", "share", option)));
  }
  return json_array(items);
}

Result<std::string> standings_json(const Given& given, const std::string& option) {
  std::vector<std::string> items;
  const std::string shown = "--" + option;
  for (const auto& text : given.texts(option)) {
    const auto [organisation, value] = SCRIP_TRY(parse_pair(shown.c_str(), text));
    const std::int64_t number = SCRIP_TRY(whole_number(shown.c_str(), value));
    items.push_back(JsonObject().add("organisation", organisation).add("value", number).text());
  }
  return json_array(items);
}

Result<std::string> json_of(Remote& remote, const Given& given, const Field& field, const std::string& option) {
  const std::string text = given.text(option);
  const std::string shown = "--" + option;
  switch (field.form) {
    case Form::text:
      return json_text(text);
    case Form::texts:
      return json(given.texts(option));
    case Form::truth:
      return "true";
    case Form::days:
      return std::to_string(SCRIP_TRY(parse_days(shown.c_str(), text)));
    case Form::duration:
      return std::to_string(SCRIP_TRY(for_option(shown.c_str(), parse_duration_s(text))));
    case Form::expiry:
      if (const auto seconds = parse_duration_s(text)) {
        return json(runtime::system_time() + std::chrono::seconds{*seconds});
      }
      return json_text(text);
    case Form::moment:
      return text.empty() ? json(runtime::system_time()) : json_text(text);
    case Form::money:
      return json(SCRIP_TRY(for_option(shown.c_str(), parse_in_unit(text, Unit::money, SCRIP_TRY(remote.currency())))));
    case Form::of_award: {
      const Unit unit = SCRIP_TRY(unit_of(remote, "/awards", "award", given.text("award")));
      return json(SCRIP_TRY(for_option(shown.c_str(), parse_in_unit(text, unit, SCRIP_TRY(remote.currency())))));
    }
    case Form::lines:
      return lines_json(given, option);
    case Form::criteria:
      return pairs_json(given, option, "criterion", "points");
    case Form::prices:
      return pairs_json(given, option, "resource", "price");
    case Form::number:
      return std::to_string(SCRIP_TRY(whole_number(shown.c_str(), text)));
    case Form::given:
      return std::string(given.has(option) ? "true" : "false");
    case Form::refusal:
      return json_text(given.has(option) ? "refuse" : "accredit");
    case Form::relief:
      return json_text(given.has(option) ? "set_off" : "write_off");
    case Form::public_key:
      return json_text(SCRIP_TRY(public_key_text(text)));
    case Form::length:
      return std::to_string(SCRIP_TRY(for_option(shown.c_str(), network::parse_hours(text))));
    case Form::standings:
      return standings_json(given, option);
  }
  return std::string("null");
}

std::string filled(std::string_view pattern, const Given& given) {
  std::string path;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] != '{') {
      path += pattern[at++];
      continue;
    }
    const auto end = pattern.find('}', at);
    path += client::percent_encoded(given.text(std::string(pattern.substr(at + 1, end - at - 1))));
    at = end + 1;
  }
  return path;
}

}  // namespace

std::optional<Result<void>> run_write(Remote& remote, std::string_view command, const Given& given) {
  for (const Write& write : writes) {
    if (write.command != command) continue;
    return [&]() -> Result<void> {
      JsonObject body;
      for (const Field& field : write.fields) {
        const std::string option(field.option.empty() ? field.name : field.option);
        if (!given.has(option) && !field.otherwise.empty()) body.add(field.name, field.otherwise);
        if (!given.has(option) && !says_without(field.form)) continue;
        body.raw(field.name, SCRIP_TRY(json_of(remote, given, field, option)));
      }
      return print_written(remote.context(), SCRIP_TRY(remote.write("POST", filled(write.path, given), body.text())));
    }();
  }
  return std::nullopt;
}

}  // namespace scrip::cli
