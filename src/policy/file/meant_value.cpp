#include "policy/file/meant_value.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "policy/literal.h"

namespace scrip::policy {
namespace {

using Spelling = std::pair<std::string_view, std::string_view>;

// Marks and digits as a Chinese keyboard writes them, without spaces.
std::string narrowed(std::string_view text) {
  static constexpr std::array<Spelling, 17> wide{{{"０", "0"},
                                                  {"１", "1"},
                                                  {"２", "2"},
                                                  {"３", "3"},
                                                  {"４", "4"},
                                                  {"５", "5"},
                                                  {"６", "6"},
                                                  {"７", "7"},
                                                  {"８", "8"},
                                                  {"９", "9"},
                                                  {"％", "%"},
                                                  {"，", ","},
                                                  {"．", "."},
                                                  {"／", "/"},
                                                  {"－", "-"},
                                                  {"　", ""},
                                                  {" ", ""}}};
  std::string made;
  while (!text.empty()) {
    const auto* const found =
        std::ranges::find_if(wide, [&](const Spelling& each) { return text.starts_with(each.first); });
    made += found == wide.end() ? text.substr(0, 1) : found->second;
    text.remove_prefix(found == wide.end() ? 1 : found->first.size());
  }
  return made;
}

// Takes one of the endings (or beginnings) off; which, or nothing.
std::string_view take_end(std::string& text, std::initializer_list<std::string_view> ends) {
  for (const std::string_view end : ends) {
    if (!text.ends_with(end)) continue;
    text.resize(text.size() - end.size());
    return end;
  }
  return {};
}
std::string_view take_start(std::string& text, std::initializer_list<std::string_view> starts) {
  for (const std::string_view start : starts) {
    if (!text.starts_with(start)) continue;
    text.erase(0, start.size());
    return start;
  }
  return {};
}

// Commas that group no thousands may mean anything.
std::optional<cel::Decimal> number_of(std::string_view digits) {
  const auto literal = parse_literal(digits);
  const bool is_number = literal && (literal->kind == LiteralKind::count || literal->kind == LiteralKind::number);
  return is_number ? std::optional(literal->number) : std::nullopt;
}

std::optional<std::string> date_of(std::string text) {
  (void)take_end(text, {"日", "号"});
  std::vector<std::string> parts(1);
  while (!text.empty()) {
    if (!take_start(text, {"年", "月", "-", "/", "."}).empty()) {
      parts.emplace_back();
      continue;
    }
    if (text[0] < '0' || text[0] > '9') return std::nullopt;
    parts.back() += text[0];
    text.erase(0, 1);
  }
  if (parts.size() != 3) return std::nullopt;
  if (parts[0].size() != 4) std::swap(parts[0], parts[2]);  // 31.12.2026
  if (parts[0].size() != 4) return std::nullopt;
  for (std::string* part : {&parts[1], &parts[2]}) {
    if (part->size() == 1) part->insert(0, "0");
  }
  return parts[0] + "-" + parts[1] + "-" + parts[2];
}

std::optional<std::string> quantity_of(std::string text) {
  const bool yuan = !take_start(text, {"RMB", "CNY", "¥", "￥", "人民币"}).empty() ||
                    !take_end(text, {"人民币", "元", "RMB", "rmb", "yuan", "CNY"}).empty();
  const bool hours = !yuan && !take_end(text, {"卡时", "小时", "hours", "hrs", "hour", "h"}).empty();
  const std::string_view myriads = take_end(text, {"万", "亿"});
  auto number = number_of(text);
  if (!number || (!yuan && !hours && myriads.empty())) return std::nullopt;
  if (!myriads.empty())
    number = cel::checked_multiply(*number, cel::to_decimal(myriads == "万" ? 10'000 : 100'000'000));
  if (!number) return std::nullopt;
  return cel::format_grouped(*number) + (hours ? " h" : " CNY");
}

}  // namespace

std::optional<std::string> meant_value(std::string_view text) {
  std::string plain = narrowed(text);
  if (take_start(plain, {"百分之"}) != std::string_view{}) plain += "%";
  for (const auto& candidate : {date_of(plain), quantity_of(plain), std::optional(plain)}) {
    if (candidate && *candidate != text && parse_literal(*candidate)) return candidate;
  }
  return std::nullopt;
}

}  // namespace scrip::policy
