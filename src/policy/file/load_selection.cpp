#include "policy/file/load_selection.h"

#include <utility>

#include "base/limits.h"
#include "policy/file/load_purchase.h"
#include "policy/texts.h"

namespace scrip::policy {
namespace {

using allocation::Combine;
using allocation::LastAward;
using allocation::Method;
using allocation::Take;
using allocation::Ties;

void load_intake(Reader& reader, Selection& selection) {
  selection.intake = reader.one_of<Intake, 3>(
      "intake", {{{"continuous", Intake::continuous}, {"windows", Intake::windows}, {"monthly", Intake::monthly}}});
  reader.each("windows", limits::policy_rules_max, [&](Reader& item) {
    const auto opens = item.day("opens");
    const auto closes = item.day("closes");
    const auto results_by = item.day("results_by");
    if (!opens || !closes || *closes <= *opens) {
      item.problem(ErrorCode::time_invalid, "closes", say("a window opens on a day and closes on a later one"));
      return;
    }
    selection.windows.push_back({*opens, *closes, results_by});
  });
  if (const yaml::Node* node = reader.find("monthly"); node != nullptr) {
    Reader monthly(*node, reader.path_of("monthly"), reader.problems());
    selection.month_from_day = static_cast<int>(monthly.whole("from_day", 1, 1, 31));
    selection.month_until_day = static_cast<int>(monthly.whole("until_day", 31, 1, 31));
    selection.month_results_by_day = static_cast<int>(monthly.whole("results_by_day", 0, 1, 31));
    if (selection.month_until_day < selection.month_from_day) {
      monthly.problem(ErrorCode::time_invalid, "until_day", say("it ends before it begins"));
    }
    monthly.finish();
  }
  if ((selection.intake == Intake::windows) == selection.windows.empty()) {
    reader.problem(ErrorCode::value_invalid, "windows", say("an intake by windows has windows, and no other has"));
  }
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> claims{
      {{"", ""},
       {"before_contract", "before_contract"},
       {"after_contract", "after_contract"},
       {"after_payment", "after_payment"},
       {"after_use", "after_use"},
       {"at_purchase", "at_purchase"}}};
  selection.claim = reader.one_of("claim", claims);
  selection.nominated_by = reader.both("nominated_by");
}

void load_lanes(Reader& reader, Selection& selection) {
  reader.each("lanes", limits::policy_rules_max, [&](Reader& item) {
    Lane lane{.id = item.id("id"), .place = item.place()};
    lane.when = item.expression("when");
    const bool otherwise = item.yes("otherwise", false);
    if (otherwise == !lane.when.empty()) {
      item.problem(ErrorCode::value_invalid, "when",
                   say("a lane takes what fits 'when', or the rest with 'otherwise: yes'"));
    }
    lane.decided_by = item.required_both("decided_by");
    lane.origin = item.origin();
    selection.lanes.push_back(std::move(lane));
  });
}

// Of 100.
std::optional<cel::Decimal> load_points(Reader& reader, std::string_view name) {
  const auto points = reader.literal(name, {LiteralKind::count, LiteralKind::number});
  if (!points) return std::nullopt;
  if (points->number.units >= 0 && points->number <= cel::to_decimal(100)) return points->number;
  reader.problem(ErrorCode::out_of_range, name, say("points lie between 0 and 100"));
  return std::nullopt;
}

void load_score(Reader& reader, Selection& selection) {
  const yaml::Node* node = reader.find("score");
  if (node == nullptr) return;
  Reader score(*node, reader.path_of("score"), reader.problems());
  Scoring& scoring = selection.score;
  std::optional<Ratio> sum = Ratio{0, 1};
  score.each("criteria", 64, [&](Reader& item) {
    scoring.criteria.push_back({.id = item.id("id"),
                                .weight = item.share("weight", {0, 1}),
                                .out_of = item.whole("out_of", 100, 1, limits::score_points_max),
                                .label = item.required_both("label"),
                                .origin = item.origin()});
    const Ratio& weight = scoring.criteria.back().weight;
    if (whole_share.ppm % weight.denominator != 0) {
      item.problem(ErrorCode::out_of_range, "weight", say("a weight has at most four decimals of a percent"));
    }
    if (sum) sum = checked_add(*sum, weight);
  });
  if (scoring.criteria.empty()) {
    score.problem(ErrorCode::missing_field, "criteria", say("a score has criteria"));
  } else if (sum != Ratio{1, 1}) {
    score.problem(ErrorCode::value_invalid, "criteria",
                  say("the weights sum to {0}, not to 100%", sum ? verbatim(format(*sum)) : say("something else")));
  }
  if (const yaml::Node* assessors = score.find("assessors"); assessors != nullptr) {
    Reader item(*assessors, score.path_of("assessors"), score.problems());
    scoring.assessors_min = static_cast<int>(item.whole("at_least", 1, 1, 100));
    scoring.combine = item.one_of<Combine, 3>(
        "combine", {{{"mean", Combine::mean}, {"median", Combine::median}, {"trimmed_mean", Combine::trimmed_mean}}});
    if (scoring.combine == Combine::trimmed_mean && scoring.assessors_min < 3) {
      item.problem(ErrorCode::out_of_range, "at_least",
                   say("without the highest and the lowest, three scores are needed"));
    }
    item.finish();
  }
  scoring.pass = load_points(score, "pass");
  scoring.origin = score.origin();
  score.finish();
}

void load_tiers(Reader& reader, Selection& selection) {
  reader.each("tiers", 16, [&](Reader& item) {
    Tier tier{.id = item.id("id"), .from = load_points(item, "from").value_or(cel::Decimal{})};
    tier.take = item.one_of<Take, 3>("take", {{{"all", Take::all}, {"lottery", Take::lottery}, {"none", Take::none}}});
    tier.origin = item.origin();
    if (!selection.tiers.empty() && tier.from >= selection.tiers.back().from) {
      item.problem(ErrorCode::value_invalid, "from", say("the highest tier comes first"));
    }
    selection.tiers.push_back(std::move(tier));
  });
}

void load_when_short(Reader& reader, Selection& selection) {
  const yaml::Node* node = reader.find("when_short");
  if (node == nullptr) return;
  Reader item(*node, reader.path_of("when_short"), reader.problems());
  selection.when_short = item.one_of<Method, 5>("method", {{{"first_come", Method::first_come},
                                                            {"by_score", Method::by_score},
                                                            {"pro_rata", Method::pro_rata},
                                                            {"lottery", Method::lottery},
                                                            {"tiers", Method::tiers}}});
  selection.ties = item.one_of<Ties, 2>("ties", {{{"earliest", Ties::earliest}, {"lottery", Ties::lottery}}});
  selection.last_award = item.one_of<LastAward, 3>(
      "last_award", {{{"cut", LastAward::cut}, {"skip", LastAward::skip}, {"stop", LastAward::stop}}});
  selection.when_short_origin = item.origin();
  if (selection.when_short == Method::tiers && selection.tiers.empty()) {
    item.problem(ErrorCode::missing_field, "method", say("there are no tiers"), say("add 'tiers' to 'selection'"));
  }
  const bool scored = selection.when_short == Method::by_score || selection.when_short == Method::tiers;
  if (scored && selection.score.criteria.empty()) {
    item.problem(ErrorCode::missing_field, "method", say("there is no score to go by"),
                 say("add 'score' to 'selection'"));
  }
  item.finish();
}

void load_voucher(Reader& root, Policy& policy) {
  const yaml::Node* node = root.find("voucher");
  if (node == nullptr) return;
  Reader reader(*node, root.path_of("voucher"), root.problems());
  VoucherTerms terms{.uses = {}, .place = reader.place()};
  const yaml::Node* covers = reader.find("covers");
  terms.covers_as_awarded = covers != nullptr && covers->text == "as_awarded";
  if (!terms.covers_as_awarded) terms.covers = reader.share("covers", {1, 1});
  terms.uses = reader.texts("uses");
  for (const auto& use : terms.uses) {
    if (use != "training" && use != "inference") {
      reader.problem(ErrorCode::value_invalid, "uses", say("'{0}' is not known here", use),
                     verbatim("training, inference"));
    }
  }
  if (const yaml::Node* valid = reader.find("valid"); valid != nullptr) {
    Reader item(*valid, reader.path_of("valid"), reader.problems());
    terms.valid_months = static_cast<int>(item.whole("months", 0, 1, 1'200));
    terms.from_contract = item.one_of<bool, 2>("from", {{{"award", false}, {"contract", true}}});
    terms.valid_until = item.day("until");
    if ((terms.valid_months == 0) == !terms.valid_until.has_value()) {
      item.problem(ErrorCode::value_invalid, "months", say("validity is a number of months, or lasts until a day"));
    }
    item.finish();
  }
  terms.grace_days = static_cast<int>(reader.whole("grace_days", 0, 0, 3'660));
  const std::string unused = reader.text("unused");
  if (!unused.empty() && unused != "returns") {
    reader.problem(ErrorCode::value_invalid, "unused", say("'{0}' is not known here", unused),
                   verbatim("unused: returns"));
  }
  terms.origin = reader.origin();
  reader.finish();
  policy.voucher = std::move(terms);
}

void load_instalments(Reader& root, Policy& policy) {
  std::optional<Ratio> sum = Ratio{0, 1};
  root.each("instalments", 64, [&](Reader& reader) {
    Instalment item{.id = reader.id("id"), .share = reader.share("share", {0, 1}), .place = reader.place()};
    item.when = reader.required_expression("when");
    item.origin = reader.origin();
    item.reason = reader.required_both("reason");
    if (sum) sum = checked_add(*sum, item.share);
    policy.instalments.push_back(std::move(item));
  });
  if (!policy.instalments.empty() && sum != Ratio{1, 1}) {
    root.problem(ErrorCode::value_invalid, "instalments",
                 say("the instalments sum to {0}, not to 100%", sum ? verbatim(format(*sum)) : say("something else")));
  }
}

}  // namespace

void load_selection(Reader& root, Policy& policy) {
  const yaml::Node* node = root.find("selection");
  if (node == nullptr) return;
  Reader reader(*node, root.path_of("selection"), root.problems());
  Selection& selection = policy.selection;
  load_intake(reader, selection);
  load_lanes(reader, selection);
  load_score(reader, selection);
  load_tiers(reader, selection);
  load_when_short(reader, selection);
  reader.finish();
}

void load_terms(Reader& root, Policy& policy) {
  load_voucher(root, policy);
  load_instalments(root, policy);
  root.each("reclaim", limits::policy_rules_max, [&](Reader& reader) {
    Reclaim item{.id = reader.id("id"), .place = reader.place()};
    item.when = reader.required_expression("when");
    item.takes_all = reader.one_of<bool, 2>("takes", {{{"unused", false}, {"all", true}}});
    item.origin = reader.origin();
    item.reason = reader.required_both("reason");
    policy.reclaim.push_back(std::move(item));
  });
  root.each("obligations", limits::policy_rules_max, [&](Reader& reader) {
    policy.obligations.push_back(
        {.id = reader.id("id"), .text = reader.required_both("text"), .origin = reader.origin()});
  });
  load_purchase(root, policy);
  const bool voucher = policy.gives == Gives::voucher;
  if (voucher && policy.purchase) {
    root.problem(ErrorCode::value_invalid, "purchase", say("only a grant pays for purchases"),
                 verbatim("gives: grant"));
  }
  if (voucher && !policy.instalments.empty()) {
    root.problem(ErrorCode::value_invalid, "instalments", say("a voucher has no instalments"),
                 verbatim("gives: grant"));
  }
  if (!voucher && policy.voucher) {
    root.problem(ErrorCode::value_invalid, "voucher", say("a grant has no voucher"), verbatim("gives: voucher"));
  }
}

}  // namespace scrip::policy
