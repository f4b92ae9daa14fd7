#include "cli/problems.h"

#include <algorithm>
#include <array>

#include "cli/json.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

struct Hint {
  ErrorCode code;
  std::string_view english;
};

constexpr std::array hints{
    Hint{ErrorCode::store_missing,
         "Set one up with 'scrip init' or 'scrip apply', or name the file with --db or SCRIP_DB."},
    Hint{ErrorCode::authority_missing, "Set one up with 'scrip init' or 'scrip apply'."},
    Hint{ErrorCode::only_at_the_journal, "Run it on the journal's machine, with --db in place of --url."},
    Hint{ErrorCode::server_unreachable, "See that the server runs and that --url, or SCRIP_URL, is its address."},
    Hint{ErrorCode::not_signed_in, "Give an API key with --token-file, or in SCRIP_TOKEN."},
    Hint{ErrorCode::store_exists, "Choose another file, or go on with the one that is there."},
    Hint{ErrorCode::authority_exists,
         "A journal has one authority for ever; use another journal (--db) for another one."},
    Hint{ErrorCode::programme_not_found, "See 'scrip programme list'."},
    Hint{ErrorCode::budget_line_not_found, "See 'scrip budget list'."},
    Hint{ErrorCode::organisation_not_found, "See 'scrip organisation list'."},
    Hint{ErrorCode::site_not_found, "See 'scrip site list'; add one with 'scrip site add'."},
    Hint{ErrorCode::resource_not_found, "See 'scrip resource list'; add one, or an alias, with 'scrip resource add'."},
    Hint{ErrorCode::voucher_not_found, "See 'scrip voucher list'."},
    Hint{ErrorCode::hold_not_found, "See 'scrip hold list'."},
    Hint{ErrorCode::job_not_found, "See 'scrip charges --by job'; a job's key is the site's id and its submit time."},
    Hint{ErrorCode::suspense_not_found, "See 'scrip suspense list'; it may have been charged or written off."},
    Hint{ErrorCode::statement_not_found, "See 'scrip statement list'."},
    Hint{ErrorCode::wrong_currency, "Write amounts in the authority's currency."},
    Hint{ErrorCode::wrong_unit, "Write the unit: 1500000 CNY, 10000 h (device-hours), 5M tokens."},
    Hint{ErrorCode::price_missing, "Price every minute of the week; 'otherwise PRICE' fills what is left."},
    Hint{ErrorCode::rate_card_overlap, "End the period where the other card begins, or leave this resource out."},
    Hint{ErrorCode::insufficient_balance,
         "See 'scrip balance --wallets'; take --partial, a smaller bill or a new voucher."},
    Hint{ErrorCode::insufficient_budget, "See 'scrip budget list'; add a budget line or a smaller voucher."},
    Hint{ErrorCode::period_open, "Months close in order, when they are over; see 'scrip status'."},
    Hint{ErrorCode::format_unknown, "Say which it is with --format; see 'scrip usage import --help'."},
    Hint{ErrorCode::file_truncated,
         "Fetch the file again and import it whole: what was taken already is not taken twice."},
    Hint{ErrorCode::usage_error, "See 'scrip --help'."},
    Hint{ErrorCode::key_reused, "Use another key, or the content it had the first time."},
    Hint{ErrorCode::store_full, "Free some space and run the same command again: nothing was half done."},
};

std::string problem_object(const Context& context, const Problem& problem) {
  const Error& error = problem.error;
  JsonObject object;
  object.add("type", "urn:scrip:error:" + std::string(name(error.code)))
      .add("title", text(error.code, context.language()))
      .add("status", http_status(error.code))
      .add("detail", error.detail_in(context.language()))
      .add("code", name(error.code))
      .add("number", static_cast<unsigned>(error.code));
  if (!error.field.empty()) object.add("field", error.field);
  if (!problem.file.empty()) object.add("file", problem.file);
  if (error.line != 0) object.add("line", error.line);
  object.add("hint", hint(error, context.language()));
  return object.text();
}

std::string line_for_people(const Context& context, const Problem& problem) {
  if (problem.file.empty()) return "scrip: " + describe(problem.error, context.language()) + "\n";
  Error error = problem.error;
  std::string place = problem.file;
  if (error.line != 0) place += ":" + std::to_string(error.line);
  error.line = 0;
  return place + ": " + describe(error, context.language()) + "\n";
}

void print_json(const Context& context, const Error& error) {
  const auto& problems = context.problems();
  if (problems.size() <= 1) {
    const Problem only = problems.empty() ? Problem{.file = {}, .error = error} : problems.front();
    std::fputs((problem_object(context, only) + "\n").c_str(), stderr);
    return;
  }
  std::vector<std::string> objects;
  for (const auto& problem : problems) objects.push_back(problem_object(context, problem));
  std::string object = problem_object(context, problems.front());
  object.pop_back();
  std::fputs((object + ",\"errors\":" + json_array(objects) + "}\n").c_str(), stderr);
}

}  // namespace

std::string hint(const Error& error, Language language) {
  const auto* found =
      std::find_if(hints.begin(), hints.end(), [&](const Hint& each) { return each.code == error.code; });
  if (found != hints.end()) return std::string(tr(language, found->english));
  switch (remedy(error.code)) {
    case Remedy::fix_request:
      return std::string(tr(language, "Correct it and run the command again: nothing was changed."));
    case Remedy::fix_state:
      return std::string(tr(language, "Something else must change first; then run the same command again."));
    case Remedy::retry:
      return std::string(tr(language, "Run the same command again in a moment: it has one effect at most."));
    case Remedy::call_help:
      return std::string(
          tr(language, "Keep the files as they are, restore a backup beside them and run 'scrip verify'."));
  }
  return {};
}

void print_problem(const Context& context, const Error& error, std::string_view command) {
  if (context.json()) return print_json(context, error);
  std::string text;
  for (const auto& problem : context.problems()) text += line_for_people(context, problem);
  if (context.problems().empty()) text += line_for_people(context, {.file = {}, .error = error});
  if (context.problems().size() > 1) {
    text += say(context.language(), "{} problems: nothing was changed.", context.problems().size()) + "\n";
  } else if (command.empty()) {
    const Error& only = context.problems().empty() ? error : context.problems().front().error;
    text += hint(only, context.language()) + "\n";
  } else {
    text += say(context.language(), "See '{} --help'.", command) + "\n";
  }
  std::fputs(text.c_str(), stderr);
}

}  // namespace scrip::cli
