#include "subsidy/file/cells.h"

#include <algorithm>
#include <array>

#include "base/time.h"

namespace scrip::subsidy {
namespace {

constexpr std::array<std::string_view, 8> spaces{" ", "\t", "\r", "\n", "\v", "\f", "\u00A0", "\u3000"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool are_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

// Takes digits off the front, at most `most`.
std::string_view take_digits(std::string_view& rest, std::size_t most) {
  std::size_t size = 0;
  while (size < std::min(most, rest.size()) && is_digit(rest[size])) ++size;
  const auto taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}

bool take(std::string_view& rest, std::string_view mark) {
  if (!rest.starts_with(mark)) return false;
  rest.remove_prefix(mark.size());
  return true;
}

bool is_time_of_day(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != ' ' && text.front() != 'T') return false;
  return std::ranges::all_of(text.substr(1), [](char c) { return is_digit(c) || c == ':' || c == '.'; });
}

// A spreadsheet's own number; empty if it is none.
std::string day_of_number(std::string_view cell, bool from_1904) {
  const auto point = cell.find('.');
  const auto whole = cell.substr(0, point);
  if (!are_digits(whole) || whole.size() > 6 || (point != cell.npos && !are_digits(cell.substr(point + 1)))) return {};
  constexpr std::int32_t epoch = 25'569;  // 1970-01-01, in days since 1899-12-30
  constexpr std::int32_t later = 1'462;   // 1904-01-01
  constexpr std::int32_t least = 32'874;  // 1990-01-01
  const std::int32_t number = std::stoi(std::string(whole)) + (from_1904 ? later : 0);
  return number < least ? std::string{} : format_day(Day{number - epoch});
}

std::string two_digits(std::string_view number) { return (number.size() == 1 ? "0" : "") + std::string(number); }

// Year, month and day in this order; empty if it is no such text.
std::string day_of_text(std::string_view cell) {
  constexpr std::array<std::array<std::string_view, 3>, 4> marks{
      {{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}}};
  for (const auto& [after_year, after_month, after_day] : marks) {
    auto rest = cell;
    const auto year = take_digits(rest, 4);
    if (year.size() != 4 || !take(rest, after_year)) continue;
    const auto month = take_digits(rest, 2);
    if (month.empty() || !take(rest, after_month)) continue;
    const auto day = take_digits(rest, 2);
    if (day.empty() || !take(rest, after_day) || !is_time_of_day(rest)) continue;
    return std::string(year) + "-" + two_digits(month) + "-" + two_digits(day);
  }
  return {};
}

}  // namespace

std::string trimmed(std::string_view cell) {
  const auto cut = [&](auto&& has, auto&& remove) {
    for (bool again = true; again;) {
      again = false;
      for (const auto space : spaces) {
        if (!has(space)) continue;
        remove(space.size());
        again = true;
      }
    }
  };
  cut([&](std::string_view space) { return cell.starts_with(space); }, [&](std::size_t n) { cell.remove_prefix(n); });
  cut([&](std::string_view space) { return cell.ends_with(space); }, [&](std::size_t n) { cell.remove_suffix(n); });
  return std::string(cell);
}

std::string column_name(std::string_view cell) {
  std::string name = trimmed(cell);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

std::string day_of_cell(const std::string& cell, bool from_1904) {
  if (auto day = day_of_number(cell, from_1904); !day.empty()) return day;
  if (auto day = day_of_text(cell); !day.empty()) return day;
  return cell;
}

std::string number_of_cell(const std::string& cell) {
  std::string_view rest = cell;
  std::string plain(take_digits(rest, 3));
  if (plain.empty() || !rest.starts_with(',')) return cell;
  while (take(rest, ",")) {
    const auto group = take_digits(rest, 3);
    if (group.size() != 3) return cell;
    plain += group;
  }
  const bool is_whole = rest.empty();
  if (!is_whole && (rest.front() != '.' || !are_digits(rest.substr(1)))) return cell;
  return plain.append(rest);
}

bool has_lost_digits(std::string_view cell, bool is_number) {
  constexpr std::size_t digits_kept = 15;
  if (is_number) return std::min(cell.find('.'), cell.size()) > digits_kept;
  auto rest = cell;
  if (take_digits(rest, cell.size()).empty()) return false;
  if (take(rest, ".") && take_digits(rest, cell.size()).empty()) return false;
  return (take(rest, "E+") || take(rest, "e+")) && are_digits(rest);
}

}  // namespace scrip::subsidy
