#include "cel/library.h"

#include <algorithm>
#include <string>

#include "base/check.h"

namespace scrip::cel {
namespace {

constexpr std::string_view both[] = {
    "_&&_(bool, bool) -> bool",
    "_||_(bool, bool) -> bool",
    "!_(bool) -> bool",
    "_?_:_(bool, A, A) -> A",
    "_==_(A, A) -> bool",
    "_!=_(A, A) -> bool",
    "@in(A, list(A)) -> bool",
    "@in(A, map(A, B)) -> bool",
    "_[_](list(A), int) -> A",
    "_[_](map(A, B), A) -> B",
    "_[_](optional(list(A)), int) -> optional(A)",
    "_[_](optional(map(A, B)), A) -> optional(B)",
    "_[?_](list(A), int) -> optional(A)",
    "_[?_](map(A, B), A) -> optional(B)",
    "_[?_](optional(list(A)), int) -> optional(A)",
    "_[?_](optional(map(A, B)), A) -> optional(B)",
    "_+_(int, int) -> int",
    "_+_(string, string) -> string",
    "_+_(bytes, bytes) -> bytes",
    "_+_(list(A), list(A)) -> list(A)",
    "_+_(timestamp, duration) -> timestamp",
    "_+_(duration, timestamp) -> timestamp",
    "_+_(duration, duration) -> duration",
    "_-_(int, int) -> int",
    "_-_(timestamp, timestamp) -> duration",
    "_-_(timestamp, duration) -> timestamp",
    "_-_(duration, duration) -> duration",
    "_*_(int, int) -> int",
    "_%_(int, int) -> int",
    "-_(int) -> int",
    "size(string) -> int",
    "size(bytes) -> int",
    "size(list(A)) -> int",
    "size(map(A, B)) -> int",
    "string.size() -> int",
    "bytes.size() -> int",
    "list(A).size() -> int",
    "map(A, B).size() -> int",
    "string.contains(string) -> bool",
    "string.startsWith(string) -> bool",
    "string.endsWith(string) -> bool",
    "string.matches(string) -> bool",
    "matches(string, string) -> bool",
    "string.charAt(int) -> string",
    "string.indexOf(string) -> int",
    "string.indexOf(string, int) -> int",
    "string.lastIndexOf(string) -> int",
    "string.lastIndexOf(string, int) -> int",
    "string.lowerAscii() -> string",
    "string.upperAscii() -> string",
    "string.replace(string, string) -> string",
    "string.replace(string, string, int) -> string",
    "string.split(string) -> list(string)",
    "string.split(string, int) -> list(string)",
    "string.substring(int) -> string",
    "string.substring(int, int) -> string",
    "string.trim() -> string",
    "string.reverse() -> string",
    "list(string).join() -> string",
    "list(string).join(string) -> string",
    "int(int) -> int",
    "int(string) -> int",
    "string(string) -> string",
    "string(bool) -> string",
    "string(int) -> string",
    "bool(bool) -> bool",
    "bool(string) -> bool",
    "timestamp(string) -> timestamp",
    "timestamp(timestamp) -> timestamp",
    "duration(string) -> duration",
    "duration(duration) -> duration",
    "timestamp.getFullYear() -> int",
    "timestamp.getFullYear(string) -> int",
    "timestamp.getMonth() -> int",
    "timestamp.getMonth(string) -> int",
    "timestamp.getDate() -> int",
    "timestamp.getDate(string) -> int",
    "timestamp.getDayOfMonth() -> int",
    "timestamp.getDayOfMonth(string) -> int",
    "timestamp.getDayOfWeek() -> int",
    "timestamp.getDayOfWeek(string) -> int",
    "timestamp.getDayOfYear() -> int",
    "timestamp.getDayOfYear(string) -> int",
    "timestamp.getHours() -> int",
    "timestamp.getHours(string) -> int",
    "timestamp.getMinutes() -> int",
    "timestamp.getMinutes(string) -> int",
    "timestamp.getSeconds() -> int",
    "timestamp.getSeconds(string) -> int",
    "timestamp.getMilliseconds() -> int",
    "timestamp.getMilliseconds(string) -> int",
    "duration.getHours() -> int",
    "duration.getMinutes() -> int",
    "duration.getSeconds() -> int",
    "duration.getMilliseconds() -> int",
    "optional.of(A) -> optional(A)",
    "optional.none() -> optional(A)",
    "optional.ofNonZeroValue(A) -> optional(A)",
    "optional(A).hasValue() -> bool",
    "optional(A).value() -> A",
    "optional(A).or(optional(A)) -> optional(A)",
    "optional(A).orValue(A) -> A",
};

constexpr std::string_view standard_only[] = {
    "_+_(uint, uint) -> uint",
    "_+_(double, double) -> double",
    "_-_(uint, uint) -> uint",
    "_-_(double, double) -> double",
    "_*_(uint, uint) -> uint",
    "_*_(double, double) -> double",
    "_/_(int, int) -> int",
    "_/_(uint, uint) -> uint",
    "_/_(double, double) -> double",
    "_%_(uint, uint) -> uint",
    "-_(double) -> double",
    "type(A) -> type(A)",
    "dyn(A) -> dyn",
    "int(uint) -> int",
    "int(double) -> int",
    "int(timestamp) -> int",
    "uint(uint) -> uint",
    "uint(int) -> uint",
    "uint(double) -> uint",
    "uint(string) -> uint",
    "double(double) -> double",
    "double(int) -> double",
    "double(uint) -> double",
    "double(string) -> double",
    "string(uint) -> string",
    "string(double) -> string",
    "string(bytes) -> string",
    "string(timestamp) -> string",
    "string(duration) -> string",
    "bytes(bytes) -> bytes",
    "bytes(string) -> bytes",
    "timestamp(int) -> timestamp",
    "duration(int) -> duration",
    "string.format(list(dyn)) -> string",
    "strings.quote(string) -> string",
    "base64.encode(bytes) -> string",
    "base64.decode(string) -> bytes",
    "math.ceil(double) -> double",
    "math.floor(double) -> double",
    "math.round(double) -> double",
    "math.trunc(double) -> double",
    "math.sqrt(double) -> double",
    "math.sqrt(int) -> double",
    "math.sqrt(uint) -> double",
    "math.abs(double) -> double",
    "math.abs(int) -> int",
    "math.abs(uint) -> uint",
    "math.sign(double) -> double",
    "math.sign(int) -> int",
    "math.sign(uint) -> uint",
    "math.isNaN(double) -> bool",
    "math.isInf(double) -> bool",
    "math.isFinite(double) -> bool",
    "math.bitAnd(int, int) -> int",
    "math.bitAnd(uint, uint) -> uint",
    "math.bitOr(int, int) -> int",
    "math.bitOr(uint, uint) -> uint",
    "math.bitXor(int, int) -> int",
    "math.bitXor(uint, uint) -> uint",
    "math.bitNot(int) -> int",
    "math.bitNot(uint) -> uint",
    "math.bitShiftLeft(int, int) -> int",
    "math.bitShiftLeft(uint, int) -> uint",
    "math.bitShiftRight(int, int) -> int",
    "math.bitShiftRight(uint, int) -> uint",
};

constexpr std::string_view policy_only[] = {
    "_==_(int, decimal) -> bool",
    "_==_(decimal, int) -> bool",
    "_!=_(int, decimal) -> bool",
    "_!=_(decimal, int) -> bool",
    "@in(int, list(decimal)) -> bool",
    "@in(decimal, list(int)) -> bool",
    "_+_(money(C), money(C)) -> money(C)",
    "_-_(money(C), money(C)) -> money(C)",
    "_*_(money(C), int) -> money(C)",
    "_*_(money(C), decimal) -> money(C)",
    "_*_(int, money(C)) -> money(C)",
    "_*_(decimal, money(C)) -> money(C)",
    "_/_(money(C), int) -> money(C)",
    "_/_(money(C), decimal) -> money(C)",
    "_/_(money(C), money(C)) -> decimal",
    "-_(decimal) -> decimal",
    "-_(money(C)) -> money(C)",
    "decimal(decimal) -> decimal",
    "decimal(int) -> decimal",
    "decimal(string) -> decimal",
    "int(decimal) -> int",
    "string(decimal) -> string",
    "string(money(C)) -> string",
    "string(date) -> string",
    "date(string) -> date",
    "date(date) -> date",
    "date.year() -> int",
    "date.month() -> int",
    "date.day() -> int",
    "date.plus_days(int) -> date",
    "date.plus_months(int) -> date",
    "date.plus_years(int) -> date",
    "days_between(date, date) -> int",
    "months_between(date, date) -> int",
    "years_between(date, date) -> int",
    "list(int).sum() -> int",
    "list(decimal).sum() -> decimal",
    "list(money(C)).sum() -> money(C)",
};

constexpr std::string_view comparisons[] = {"_<_", "_<=_", "_>_", "_>=_"};

class Builder {
 public:
  explicit Builder(Library& library) : library_(library) {}

  void add(std::string_view signature) {
    auto overload = parse_signature(signature);
    SCRIP_CHECK(overload.has_value());
    add(*std::move(overload));
  }
  void add(Overload overload) { library_[overload.name].push_back(std::move(overload)); }

  void compare(std::string_view a, std::string_view b) {
    for (const std::string_view operation : comparisons) {
      add(std::string(operation) + "(" + std::string(a) + ", " + std::string(b) + ") -> bool");
    }
  }

  // Every pair of two kinds of number but int and int, for operations that give a decimal.
  void promote(const std::string& name) {
    for (const char* pair : {"(decimal, decimal)", "(int, decimal)", "(decimal, int)"}) {
      add(name + pair + " -> decimal");
    }
  }

 private:
  Library& library_;
};

void add_standard(Builder& builder) {
  for (const std::string_view signature : standard_only) builder.add(signature);
  for (const char* type : {"uint", "double", "bytes"}) builder.compare(type, type);
  for (const char* a : {"int", "uint", "double"}) {
    for (const char* b : {"int", "uint", "double"}) {
      if (std::string_view(a) != b) builder.compare(a, b);
    }
  }
  // Any number of arguments, or one list: check.cpp joins their types.
  builder.add("math.greatest(A) -> A");
  builder.add("math.least(A) -> A");
}

void add_policy(Builder& builder) {
  for (const std::string_view signature : policy_only) builder.add(signature);
  for (const char* name : {"_+_", "_-_", "_*_", "_/_"}) builder.promote(name);
  for (const char* type : {"decimal", "date", "money(C)"}) builder.compare(type, type);
  builder.compare("int", "decimal");
  builder.compare("decimal", "int");
  for (const char* name : {"round_down", "round_up", "round_half_up"}) {
    builder.promote(name);
    builder.add(std::string(name) + "(int, int) -> int");
    builder.add(std::string(name) + "(money(C), money(C)) -> money(C)");
  }
  builder.add("min(A) -> A");  // any number of arguments, or one list
  builder.add("max(A) -> A");
  for (std::string_view codes = currency_codes(); !codes.empty(); codes.remove_prefix(4)) {
    const auto currency = find_currency(codes.substr(0, 3));
    std::string name(codes.substr(0, 3));
    std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    for (const Kind kind : {Kind::int64, Kind::decimal}) {
      builder.add(Overload{Function::money_of, name, false, {Type(kind)}, Type::money(*currency)});
    }
  }
}

Library build(Dialect dialect) {
  Library library;
  Builder builder(library);
  for (const std::string_view signature : both) builder.add(signature);
  for (const char* type : {"bool", "int", "string", "timestamp", "duration"}) builder.compare(type, type);
  dialect == Dialect::standard ? add_standard(builder) : add_policy(builder);
  return library;
}

}  // namespace

const Library& library(Dialect dialect) {
  static const Library standard = build(Dialect::standard);
  static const Library policy = build(Dialect::policy);
  return dialect == Dialect::standard ? standard : policy;
}

}  // namespace scrip::cel
