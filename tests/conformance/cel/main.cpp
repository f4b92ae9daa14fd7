// Runs the conformance suite of CEL: cel_conformance FILE [--table], where FILE has one test a line (export.cjs).
//
// Prints each failure, with --table the counts by section as Markdown, and last "N passed, M failed". What needs
// protobuf messages or enumerations is left out by the rules of `rule_to_leave_out`, never by name.

#include <absl/time/time.h>
#include <simdjson.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "base/bytes.h"
#include "cel/check.h"
#include "cel/parse.h"
#include "cel/program.h"
#include "cel/time_text.h"

namespace scrip::cel {
namespace {

using Json = simdjson::dom::element;

// --- reading ---

bool has(Json object, std::string_view key) { return object[key].error() == simdjson::SUCCESS; }
std::string text(Json object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}
bool flag(Json object, std::string_view key) {
  bool value = false;
  return object[key].get(value) == simdjson::SUCCESS && value;
}

// A test that needs what this library has not; thrown only within this program.
struct LeftOut {
  std::string rule;
};
constexpr const char* no_messages =
    "a declared type, a binding or the expected result is a protobuf message, wrapper or enum";

double number(std::string_view text) {
  if (text == "NaN") return NAN;
  if (text.ends_with("Infinity")) return text.starts_with('-') ? -INFINITY : INFINITY;
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Value read_value(Json json);

Value read_map(Json json) {
  std::vector<MapEntry> entries;
  if (has(json, "entries")) {
    for (const Json entry : json["entries"].get_array()) {
      entries.push_back({read_value(entry["key"].value()), read_value(entry["value"].value())});
    }
  }
  return Value::map(std::move(entries)).value();
}

Value read_object(Json json) {
  const std::string type = text(json, "@type");
  if (type.ends_with("google.protobuf.Timestamp"))
    return Value::timestamp(parse_timestamp(text(json, "value")).value());
  if (type.ends_with("google.protobuf.Duration")) return Value::duration(parse_duration(text(json, "value")).value());
  throw LeftOut{no_messages};
}

Value read_value(Json json) {
  for (const auto field : json.get_object()) {
    if (field.key == "nullValue") return {};
    if (field.key == "boolValue") return Value::boolean(field.value.get_bool().value());
    if (field.key == "int64Value") return Value::integer(std::stoll(std::string(field.value.get_string().value())));
    if (field.key == "uint64Value") {
      return Value::unsigned_integer(std::stoull(std::string(field.value.get_string().value())));
    }
    if (field.key == "doubleValue") return Value::floating(number(field.value.get_string().value()));
    if (field.key == "stringValue") return Value::string(field.value.get_string().value());
    if (field.key == "bytesValue") return Value::bytes(as_text(from_base64(field.value.get_string().value()).value()));
    if (field.key == "typeValue") return Value::type(field.value.get_string().value());
    if (field.key == "mapValue") return read_map(field.value);
    if (field.key == "objectValue") return read_object(field.value);
    if (field.key == "listValue") {
      std::vector<Value> elements;
      if (has(field.value, "values")) {
        for (const Json element : field.value["values"].get_array()) elements.push_back(read_value(element));
      }
      return Value::list(std::move(elements));
    }
  }
  throw LeftOut{no_messages};
}

Type read_type(Json json);

std::vector<Type> read_types(Json json, std::string_view key) {
  std::vector<Type> types;
  if (has(json, key)) {
    for (const Json type : json[key].get_array()) types.push_back(read_type(type));
  }
  return types;
}

Type read_primitive(std::string_view name) {
  if (name == "BOOL") return Kind::boolean;
  if (name == "INT64") return Kind::int64;
  if (name == "UINT64") return Kind::uint64;
  if (name == "DOUBLE") return Kind::floating;
  if (name == "STRING") return Kind::string;
  if (name == "BYTES") return Kind::bytes;
  throw LeftOut{no_messages};
}

Type read_type(Json json) {
  for (const auto field : json.get_object()) {
    if (field.key == "dyn") return {};
    if (field.key == "null") return Kind::null;
    if (field.key == "primitive") return read_primitive(field.value.get_string().value());
    if (field.key == "wellKnown") {
      const std::string_view name = field.value.get_string().value();
      if (name == "TIMESTAMP") return Kind::timestamp;
      if (name == "DURATION") return Kind::duration;
    }
    if (field.key == "listType") return Type::list(read_type(field.value["elemType"].value()));
    if (field.key == "mapType") {
      return Type::map(read_type(field.value["keyType"].value()), read_type(field.value["valueType"].value()));
    }
    if (field.key == "messageType") {
      const std::string_view name = field.value.get_string().value();
      if (name == type_name(Kind::timestamp)) return Kind::timestamp;
      if (name == type_name(Kind::duration)) return Kind::duration;
    }
    if (field.key == "typeParam") return Type::parameter(std::string(field.value.get_string().value()));
    if (field.key == "type") return Type::type_of(read_type(field.value));
    if (field.key == "abstractType") {
      auto parameters = read_types(field.value, "parameterTypes");
      const std::string name = text(field.value, "name");
      return name == "optional_type" ? Type::optional(parameters.at(0)) : Type::abstract(name, std::move(parameters));
    }
  }
  throw LeftOut{no_messages};
}

void add_function(Environment& environment, const std::string& name, Json function) {
  for (const Json json : function["overloads"].get_array()) {
    Overload overload;
    overload.name = name;
    overload.member = flag(json, "isInstanceFunction");
    overload.parameters = read_types(json, "params");
    overload.result = read_type(json["resultType"].value());
    environment.add_function(std::move(overload));
  }
}

// The zones that the suite names, from this machine's time zone database.
void add_time_zones(Environment& environment) {
  for (const char* name : {"Australia/Sydney", "US/Central", "America/St_Johns", "Asia/Kathmandu"}) {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(name, &zone)) continue;
    const absl::Time start = absl::FromCivil(absl::CivilDay(2000, 1, 1), absl::UTCTimeZone());
    ZoneOffsets offsets;
    offsets.steps.push_back({absl::ToUnixMillis(start), zone.At(start).offset});
    absl::TimeZone::CivilTransition next;
    for (absl::Time at = start; zone.NextTransition(at, &next) && offsets.steps.size() < 100;) {
      at = absl::FromCivil(next.to, zone);
      offsets.steps.push_back({absl::ToUnixMillis(at), zone.At(at).offset});
    }
    environment.add_time_zone(name, std::move(offsets));
  }
}

// --- judging ---

// The rules by which a test is left out; nothing if it is to be run.
std::string rule_to_leave_out(const std::string& section, const Result<Ast>& ast) {
  for (const char* about_messages : {"dynamic", "enums", "proto2", "proto2_ext", "proto3", "wrappers"}) {
    if (section == about_messages) return "the section is about protobuf messages";
  }
  if (!ast) return {};
  for (const Node& node : ast->nodes) {
    if (node.kind == NodeKind::message) return "the expression makes a protobuf message";
  }
  return {};
}

bool same(const Value& a, const Value& b) {
  if (a.is(Kind::floating) && b.is(Kind::floating) && std::isnan(a.as_floating())) return std::isnan(b.as_floating());
  if (a.is(Kind::list) && b.is(Kind::list)) {
    return std::ranges::equal(a.as_list(), b.as_list(), same);
  }
  return a.kind() == b.kind() && equal(a, b);
}

// What went wrong; nothing if the test passed.
std::string judge_type(const Checked& checked, Json test) {
  if (!has(test, "typedResult")) return {};
  const Type wanted = read_type(test["typedResult"]["deducedType"].value());
  if (checked.type() == wanted) return {};
  return "the type is " + format(checked.type()) + ", not " + format(wanted);
}

std::string judge_value(const Result<Value>& found, Json test) {
  if (has(test, "evalError")) return found ? "gave " + format(*found) + " instead of an error" : "";
  Value wanted = Value::boolean(true);
  if (has(test, "value")) wanted = read_value(test["value"].value());
  if (has(test, "typedResult")) wanted = read_value(test["typedResult"]["result"].value());
  if (!found) return "failed: " + found.error().detail;
  return same(*found, wanted) ? "" : "gave " + format(*found) + ", not " + format(wanted);
}

std::string run(Json test, const Result<Ast>& ast) {
  Environment environment(Dialect::standard, text(test, "container"));
  add_time_zones(environment);
  if (has(test, "typeEnv")) {
    for (const Json declared : test["typeEnv"].get_array()) {
      if (has(declared, "ident")) {
        if (!environment.add_variable(text(declared, "name"), read_type(declared["ident"]["type"].value())))
          return "declared twice";
      } else {
        add_function(environment, text(declared, "name"), declared["function"].value());
      }
    }
  }
  if (!ast) return has(test, "evalError") ? "" : "does not parse: " + ast.error().detail;
  Checked checked = resolve_unchecked(*ast, environment);
  if (!flag(test, "disableCheck")) {
    auto result = check(*ast, environment);
    if (!result) return "does not check: " + result.error().detail;
    checked = *std::move(result);
    if (const std::string wrong = judge_type(checked, test); !wrong.empty() || flag(test, "checkOnly")) return wrong;
  }
  std::vector<Value> slots(environment.variables().size(), Value::missing());
  if (has(test, "bindings")) {
    for (const auto binding : test["bindings"].get_object()) {
      const Variable* const variable = environment.variable(binding.key);
      if (variable != nullptr) slots[variable->slot] = read_value(binding.value["value"].value());
    }
  }
  auto program = Program::compile(std::move(checked));
  if (!program) return "does not compile: " + program.error().detail;
  return judge_value(program->evaluate(slots), test);
}

struct Count {
  int passed = 0;
  int failed = 0;
  std::map<std::string, int> left_out;
};

void judge(Json line, std::map<std::string, Count>& counts) {
  const std::string section = text(line, "section");
  const Json test = line["test"].value();
  Count& count = counts[section];
  try {
    const auto ast = parse(text(test, "expr"), Dialect::standard);
    if (const std::string rule = rule_to_leave_out(section, ast); !rule.empty()) throw LeftOut{rule};
    const std::string wrong = run(test, ast);
    ++(wrong.empty() ? count.passed : count.failed);
    if (!wrong.empty()) {
      std::cout << "FAILED " << section << "/" << text(line, "suite") << "/" << text(test, "name") << ": " << wrong
                << "\n       " << text(test, "expr") << "\n";
    }
  } catch (const LeftOut& left_out) {
    ++count.left_out[left_out.rule];
  }
}

void print_table(const std::map<std::string, Count>& counts) {
  std::cout << "| section | passed | failed | left out |\n| --- | --- | --- | --- |\n";
  Count sum;
  for (const auto& [section, count] : counts) {
    int left_out = 0;
    for (const auto& [rule, number] : count.left_out) {
      left_out += number;
      sum.left_out[rule] += number;
    }
    std::cout << "| " << section << " | " << count.passed << " | " << count.failed << " | " << left_out << " |\n";
    sum.passed += count.passed;
    sum.failed += count.failed;
  }
  std::cout << "\n| left out because | tests |\n| --- | --- |\n";
  for (const auto& [rule, number] : sum.left_out) std::cout << "| " << rule << " | " << number << " |\n";
  std::cout << "\n";
}

int run_file(const char* path, bool table) {
  std::ifstream file(path);
  std::map<std::string, Count> counts;
  simdjson::dom::parser parser;
  for (std::string line; std::getline(file, line);) judge(parser.parse(line).value(), counts);
  if (table) print_table(counts);
  Count sum;
  for (const auto& [section, count] : counts) {
    sum.passed += count.passed;
    sum.failed += count.failed;
  }
  if (sum.passed + sum.failed == 0) {
    std::cout << "no tests in " << path << "\n";
    return 1;
  }
  std::cout << sum.passed << " passed, " << sum.failed << " failed\n";
  return sum.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace scrip::cel

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: cel_conformance FILE [--table]\n";
    return 2;
  }
  return scrip::cel::run_file(argv[1], argc > 2 && std::string_view(argv[2]) == "--table");
}
