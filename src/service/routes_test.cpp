// The description of the API and the table of its routes say the same.

#include "service/routes.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <set>
#include <string>

namespace scrip::service {
namespace {

std::string lower(std::string_view method) {
  std::string out(method);
  for (char& c : out) c = static_cast<char>(std::tolower(c));
  return out;
}

// By "get /path": the roles, and whether an idempotency key is needed.
struct Described {
  std::set<std::string> roles;
  bool idempotent = false;
  bool operator==(const Described&) const = default;
};

std::map<std::string, Described> described() {
  std::map<std::string, Described> all;
  simdjson::dom::parser parser;
  const simdjson::dom::object paths = parser.parse(std::string(openapi_document()))["paths"];
  for (const auto& path : paths) {
    for (const auto& operation : simdjson::dom::object(path.value)) {
      Described& found = all[std::string(operation.key) + " " + std::string(path.key)];
      for (const std::string_view role : operation.value["x-roles"].get_array()) found.roles.emplace(role);
      for (const auto parameter : operation.value["parameters"].get_array()) {
        std::string_view reference;
        if (parameter["$ref"].get(reference) == simdjson::SUCCESS && reference.ends_with("/idem")) {
          found.idempotent = true;
        }
      }
    }
  }
  return all;
}

std::map<std::string, Described> routed() {
  std::map<std::string, Described> all;
  for (const Route& route : routes()) {
    const std::string method = route.method == http::Method::del ? "delete" : lower(name(route.method));
    Described& found = all[method + " " + std::string(api_root) + std::string(route.pattern)];
    for (std::uint8_t i = 0; i < registry::role_count; ++i) {
      const auto role = static_cast<registry::Role>(i);
      if (route.roles.has(role)) found.roles.emplace(registry::name(role));
    }
    if (route.roles.empty()) found.roles.emplace("public");
    found.idempotent = route.effect == Effect::write;
  }
  return all;
}

TEST(OpenApi, DescribesEveryRouteWithItsRolesAndNothingElse) {
  const auto document = described();
  const auto table = routed();
  EXPECT_GT(table.size(), 90u);
  for (const auto& [operation, each] : table) {
    const auto found = document.find(operation);
    ASSERT_NE(found, document.end()) << operation << " is not described in docs/openapi.json";
    EXPECT_EQ(found->second, each) << operation << ": the roles, or the idempotency key, differ";
  }
  for (const auto& [operation, each] : document) {
    EXPECT_TRUE(table.contains(operation)) << operation << " is described, but there is no such route";
  }
}

TEST(RouteTable, WhatChangesSomethingIsNoGet) {
  for (const Route& route : routes()) {
    EXPECT_EQ(route.effect == Effect::read, route.method == http::Method::get) << route.pattern;
  }
}

}  // namespace
}  // namespace scrip::service
