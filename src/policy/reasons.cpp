// The names that decisions give for their reasons, as people read them.

#include <algorithm>
#include <array>

#include "policy/explain.h"

namespace scrip::policy {
namespace {

struct Own {
  std::string_view id;
  std::string_view english;
  std::string_view chinese;
};
constexpr std::array own_reasons{
    Own{"period", "outside the period", "不在申请期内"}, Own{"base", "a negative base", "基数为负"},
    Own{"size", "too small or too large", "规模不符"}, Own{"rate", "no rate applies", "无适用比例"},
    Own{"amount", "nothing to give", "金额为零"}};

const std::string& in(const Text& text, Language language) { return language == Language::english ? text.en : text.zh; }

// What a programme says of a reason.
struct Said {
  const Text* reason = nullptr;
  const Origin* origin = nullptr;
};

template <class Rules>
bool find_in(const Rules& rules, std::string_view id, Said& said) {
  const auto found = std::ranges::find_if(rules, [&](const auto& rule) { return rule.id == id; });
  if (found == rules.end()) return false;
  said = {.reason = &found->reason, .origin = &found->origin};
  return true;
}

Said find(const Policy& policy, std::string_view id) {
  Said said;
  if (find_in(policy.eligibility, id, said) || find_in(policy.caps, id, said) || find_in(policy.stacking, id, said)) {
    return said;
  }
  for (const Part& part : policy.parts) {
    if (find_in(part.caps, id, said)) return said;
  }
  if (id == "size" && policy.parts.size() == 1) said.origin = &policy.parts.front().size.origin;
  if (id == "base" && policy.parts.size() == 1) said.origin = &policy.parts.front().base_origin;
  return said;
}

}  // namespace

std::string reason_text(const Policy& policy, std::string_view id, Language language) {
  if (const Said said = find(policy, id); said.reason != nullptr && !said.reason->empty()) {
    return in(*said.reason, language);
  }
  const auto own = std::ranges::find(own_reasons, id, &Own::id);
  if (own == own_reasons.end()) return std::string(id);
  return std::string(language == Language::english ? own->english : own->chinese);
}

std::string reason_source(const Policy& policy, std::string_view id, Language language) {
  const Said said = find(policy, id);
  return said.origin == nullptr ? std::string{} : describe_in_short(policy, *said.origin, language);
}

std::string describe_in_short(const Policy& policy, const Origin& origin, Language language) {
  const bool english = language == Language::english;
  if (!origin.article.empty()) {
    return english ? "article " + origin.article : "第" + origin.article + "条";
  }
  if (origin.source.empty()) {
    if (origin.assumption.empty()) return {};
    return english ? "assumption" : "设定";
  }
  const auto source = std::ranges::find(policy.sources, origin.source, &Source::id);
  return source == policy.sources.end() ? origin.source : in(source->title, language);
}

}  // namespace scrip::policy
