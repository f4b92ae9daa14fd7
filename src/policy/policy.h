#pragma once
// A programme's published rules as data: what a programme file says, read but not yet compiled.
// The format and its meaning are in docs/formats/programme.md; names here are the file's names.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/allocation.h"
#include "allocation/score.h"
#include "base/message.h"
#include "base/time.h"
#include "cel/currency.h"
#include "cel/decimal.h"
#include "policy/literal.h"

namespace scrip::policy {

// What a person reads, in both languages.
struct Text {
  std::string en;
  std::string zh;
  [[nodiscard]] bool empty() const { return en.empty() && zh.empty(); }
};

// Where something stands in its file; counts from 1, 0 where it stands in none.
struct Place {
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

// An expression as CEL source, a plain value turned into one. Empty source: the field was absent.
struct Expression {
  std::string source;
  Place place;
  std::optional<Literal> literal;  // where a plain value was written
  [[nodiscard]] bool empty() const { return source.empty(); }
};

// Why a rule is there: the published source and article, or an assumption of ours.
struct Origin {
  std::string source;  // id of a Source
  std::string article;
  Text assumption;
};

struct Source {
  std::string id;
  Text title;
  std::string url;
  std::string grade;
};

enum class Gives : std::uint8_t { voucher, grant };
enum class UnitKind : std::uint8_t { money, device_hours, tokens };
enum class Redemption : std::uint8_t { deduct, reimburse, reserve, in_kind };

struct Funder {
  std::string id;
  Text name;
  Ratio share{1, 1};
};

enum class PoolPeriod : std::uint8_t { calendar_year, programme, call };

// Money for awards, or for running the programme, paid by its funders in a fixed split.
struct Pool {
  std::string id;
  std::optional<cel::Decimal> amount;  // in the programme's unit; none: not published
  PoolPeriod per = PoolPeriod::programme;
  bool pays_awards = true;
  std::vector<Funder> funders;
  Expression when;
  Origin origin;
  Place place;
};

struct Parameter {
  struct ValueFrom {
    Day from{};
    Literal value;
  };
  std::string id;
  std::string by;  // the date fact that picks the value; empty: the day of application
  std::vector<ValueFrom> values;  // ascending
  Origin origin;
  Place place;
};

enum class FactType : std::uint8_t { yes_no, choice, choices, text, texts, count, number, share, money, hours, date };
enum class AskedFrom : std::uint8_t { applicant, provider, officer, assessor, committee, register_, meter };

struct Choice {
  std::string id;
  Text label;
};

struct Fact {
  std::string id;
  FactType type = FactType::yes_no;
  cel::Currency currency;       // of money
  std::vector<Choice> choices;  // of choice and choices
  Text ask;
  Text proof;
  AskedFrom from = AskedFrom::applicant;
  std::string measure;  // of what comes from the register or the meter: what Scrip itself knows (measures.def)
  bool optional = false;
  Expression needed_when;
  Place place;
};

enum class About : std::uint8_t { applicant, provider, project, contract };

struct EligibilityRule {
  std::string id;
  Expression when;
  Expression require;
  About about = About::applicant;
  Origin origin;
  Text reason;
  Place place;
};

struct RateRow {
  std::string id;
  Expression when;  // empty: `otherwise`, or the only row
  bool otherwise = false;
  Expression rate;
  Expression between_low;  // a band within which someone decides
  Expression between_high;
  Origin origin;
  Text reason;
  Place place;
};

enum class Precedence : std::uint8_t { none, first, highest, lowest };
enum class Outside : std::uint8_t { clip, refuse };

struct SizeLimits {
  Expression at_least;
  Expression at_most;
  Outside below = Outside::refuse;
  Outside above = Outside::clip;
  Origin origin;
  Place place;
};

enum class CapPer : std::uint8_t { claim, contract, project, applicant };
enum class CapWithin : std::uint8_t { claim, calendar_year, programme, rolling_years };
enum class CapCounts : std::uint8_t { amount, awards, years };
enum class Over : std::uint8_t { cut, refuse };

struct Cap {
  std::string id;
  CapCounts counts = CapCounts::amount;
  Expression at_most;
  CapPer per = CapPer::claim;
  CapWithin within = CapWithin::claim;
  int rolling_years = 0;
  Expression except_when;
  Over over = Over::cut;
  Origin origin;
  Text reason;
  Place place;
};

// One part of an award: base x rate, within its size and caps.
struct Part {
  std::string id;  // empty where the award has only one
  Expression when;
  Expression base;
  std::string base_meaning;
  Origin base_origin;
  SizeLimits size;
  std::vector<RateRow> rates;  // none: 100 %
  Precedence precedence = Precedence::none;
  std::vector<Cap> caps;
  Place place;
};

struct StackingRule {
  std::string id;
  Expression with;
  CapPer on = CapPer::contract;
  bool ban = false;
  Expression together_at_most;  // a share is one of the base
  Origin origin;
  Text reason;
  Place place;
};

enum class Intake : std::uint8_t { continuous, windows, monthly };

struct Window {
  Day opens{};
  Day closes{};  // exclusive
  std::optional<Day> results_by;
};

struct Lane {
  std::string id;
  Expression when;  // empty: otherwise
  Text decided_by;
  Origin origin;
  Place place;
};

struct Criterion {
  std::string id;
  Ratio weight;
  std::int64_t out_of = 100;
  Text label;
  Origin origin;
};

struct Scoring {
  std::vector<Criterion> criteria;  // none: the programme does not score
  int assessors_min = 1;
  allocation::Combine combine = allocation::Combine::mean;
  std::optional<cel::Decimal> pass;
  Origin origin;
};

struct Tier {
  std::string id;
  cel::Decimal from;
  allocation::Take take = allocation::Take::none;
  Origin origin;
};

struct Selection {
  Intake intake = Intake::continuous;
  std::vector<Window> windows;
  int month_from_day = 1;
  int month_until_day = 31;
  int month_results_by_day = 0;  // 0: not stated
  std::string claim;
  Text nominated_by;
  std::vector<Lane> lanes;
  Scoring score;
  std::vector<Tier> tiers;
  allocation::Method when_short = allocation::Method::first_come;
  allocation::Ties ties = allocation::Ties::earliest;
  allocation::LastAward last_award = allocation::LastAward::cut;
  Origin when_short_origin;
};

struct VoucherTerms {
  Ratio covers{1, 1};
  bool covers_as_awarded = false;  // the award's own rate instead
  std::vector<std::string> uses;
  int valid_months = 0;
  bool from_contract = false;
  std::optional<Day> valid_until;
  int grace_days = 0;
  Origin origin;
  Place place;
};

struct Instalment {
  std::string id;
  Ratio share;
  Expression when;
  Origin origin;
  Text reason;
  Place place;
};

struct Reclaim {
  std::string id;
  Expression when;
  bool takes_all = false;  // else what is unused
  Origin origin;
  Text reason;
  Place place;
};

// What a claim of a purchase is checked against (docs/claims.md).
struct Purchase {
  std::vector<std::string> domestic;  // names of tests that every chip passes on the day the contract is signed
  Ratio price_tolerance{0, 1};        // above the register's median; 0: prices are not judged
  int price_window_days = 0;
  int price_claims_min = 0;
  int cards_per_server = 0;  // 0: not asked, as below
  int runs_within_days = 0;
  bool acceptance = false;
  bool listing = false;
  Origin origin;
  Place place;
};

struct Obligation {
  std::string id;
  Text text;
  Origin origin;
};

struct Policy {
  std::string id;
  std::string version;
  Text name;
  Text issuer;
  Text summary;
  std::vector<Source> sources;
  Day from{};
  std::optional<Day> until;  // exclusive
  Gives gives = Gives::voucher;
  UnitKind unit = UnitKind::money;
  cel::Currency currency;  // of money
  Redemption redemption = Redemption::deduct;
  cel::Decimal rounding_to;
  Rounding rounding = Rounding::down;

  std::vector<Pool> pools;
  std::vector<Parameter> parameters;
  std::vector<Fact> facts;
  std::vector<EligibilityRule> eligibility;
  std::vector<Part> parts;  // one or more
  std::vector<Cap> caps;    // of the sum
  std::vector<StackingRule> stacking;
  Selection selection;
  std::optional<VoucherTerms> voucher;
  std::optional<Purchase> purchase;
  std::vector<Instalment> instalments;
  std::vector<Reclaim> reclaim;
  std::vector<Obligation> obligations;
};

// A mistake in a programme file or its cases, for whoever wrote it.
struct Problem {
  ErrorCode code{};
  Place place;
  std::string field;    // "eligibility[registered].require"
  Message message;    // what is wrong
  Message hint;       // how to mend it; may be empty
};

// The words of the file format.
[[nodiscard]] std::string_view name(FactType type);
[[nodiscard]] std::string_view name(CapPer per);
[[nodiscard]] std::string_view name(CapWithin within);
[[nodiscard]] std::string_view name(Rounding rounding);

// An amount of the programme's unit for people: "1,200,000.00 CNY", "5,000 h".
[[nodiscard]] std::string format_unit(const Policy& policy, cel::Decimal amount);

}  // namespace scrip::policy
