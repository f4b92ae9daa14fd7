#include "subsidy/finding.h"

#include <array>
#include <bitset>
#include <utility>

#include "base/grouped.h"
#include "registry/origin.h"
#include "subsidy/texts.h"

namespace scrip::subsidy {
namespace {

struct Known {
  FindingCode code;
  std::string_view name;
  Severity severity;
  Sentence sentence;
};

constexpr Known known[] = {
#define SCRIP_FINDING(number_, name_, severity_, english_, chinese_) \
  {FindingCode::name_, #name_, Severity::severity_, {english_, chinese_}},
#include "subsidy/findings.def"
#undef SCRIP_FINDING
};

consteval bool all_sound() {
  for (const auto& each : known) {
    const Sentence one[] = {each.sentence};
    if (!is_sound(one)) return false;
  }
  return true;
}
static_assert(all_sound());

constexpr std::size_t values_max = 10;  // a place has one digit

// Which values of a sentence are amounts of money.
std::bitset<values_max> amounts_of(FindingCode code) {
  switch (code) {
    case FindingCode::price_high:
    case FindingCode::price_above_published:
    case FindingCode::sum_wrong:
      return 0b1110;
    case FindingCode::price_not_compared:
      return 0b10;
    case FindingCode::not_paid:
    case FindingCode::not_delivered:
    case FindingCode::payment_claimed:
      return 0b1;
    case FindingCode::paid_in_part:
    case FindingCode::paid_too_much:
    case FindingCode::invoiced_too_much:
    case FindingCode::contract_not_invoiced:
      return 0b11;
    default:
      return 0;
  }
}

// Whose second value is a test of domestic origin, by its key.
bool names_test(FindingCode code) { return code == FindingCode::not_domestic || code == FindingCode::origin_unknown; }

Message test_named(std::string_view key) {
  const auto test = registry::parse_origin_test(key);
  if (!test) return verbatim(key);
  switch (*test) {
    case registry::OriginTest::origin_of_goods:
      return say("origin of goods");
    case registry::OriginTest::security_evaluation:
      return say("security evaluation");
    case registry::OriginTest::procurement_list:
      return say("procurement list");
    case registry::OriginTest::ownership_control:
      return say("ownership and control");
    case registry::OriginTest::quota:
      return say("quota");
  }
  return {};
}

const Known* find(FindingCode code) {
  for (const auto& each : known) {
    if (each.code == code) return &each;
  }
  return nullptr;
}

constexpr std::array<std::string_view, 3> severity_names{"note", "warning", "severe"};
constexpr std::array<std::string_view, 9> subject_names{"claim",    "contract", "invoice", "line",      "payment",
                                                        "delivery", "server",   "device",  "acceptance"};
constexpr std::array<std::string_view, 3> settlement_names{"open", "waived", "excluded"};

std::string at(std::string_view list, std::uint32_t index) {
  return std::string(list) + "[" + std::to_string(index + 1) + "]";
}

}  // namespace

bool is_known(FindingCode code) { return find(code) != nullptr; }
Severity severity(FindingCode code) { return find(code)->severity; }
// An entry that nobody has checked yet is printed too.
std::string_view name(FindingCode code) {
  const Known* found = find(code);
  return found == nullptr ? std::string_view("unknown") : found->name;
}
std::string_view name(Severity severity) { return severity_names[static_cast<std::size_t>(severity)]; }
std::string_view name(SubjectKind kind) { return subject_names[static_cast<std::size_t>(kind)]; }
std::string_view name(Settlement settlement) { return settlement_names[static_cast<std::size_t>(settlement)]; }

Result<Settlement> parse_settlement(std::string_view text) {
  if (text == "waive") return Settlement::waived;
  if (text == "exclude") return Settlement::excluded;
  return fail(ErrorCode::value_invalid, say("'{0}'; a finding is settled by waive or exclude", text));
}

Message said(const Finding& finding) {
  const auto amounts = amounts_of(finding.code);
  const auto value = [&](std::size_t i) {
    if (i >= finding.values.size()) return verbatim({});
    if (i == 1 && names_test(finding.code)) return test_named(finding.values[i]);
    return verbatim(amounts[i] ? grouped(finding.values[i]) : finding.values[i]);
  };
  return [&]<std::size_t... place>(std::index_sequence<place...>) {
    return Message(find(finding.code)->sentence, value(place)...);
  }(std::make_index_sequence<values_max>{});
}

std::string sentence(const Finding& finding, Language language) { return said(finding).text(language); }

std::string path(const Subject& subject) {
  switch (subject.kind) {
    case SubjectKind::claim:
      return {};
    case SubjectKind::contract:
      return "contract";
    case SubjectKind::invoice:
      return at("invoices", subject.item);
    case SubjectKind::line:
      return at("invoices", subject.item) + "." + at("lines", subject.part);
    case SubjectKind::payment:
      return at("payments", subject.item);
    case SubjectKind::delivery:
      return at("deliveries", subject.item);
    case SubjectKind::server:
      return at("deliveries", subject.item) + "." + at("servers", subject.part);
    case SubjectKind::device:
      return at("devices", subject.item);
    case SubjectKind::acceptance:
      return "acceptance";
  }
  return {};
}

bool can_be_excluded(SubjectKind kind) {
  return kind == SubjectKind::invoice || kind == SubjectKind::line || kind == SubjectKind::delivery ||
         kind == SubjectKind::server || kind == SubjectKind::device;
}

}  // namespace scrip::subsidy
