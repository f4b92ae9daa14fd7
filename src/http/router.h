#pragma once
// Which operation a request is for. A pattern is a path with names in braces, "/programmes/{programme}"; a name stands
// for one segment. Of two patterns that fit, the one whose text comes before the other's name is meant.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace scrip::http {

struct Match {
  std::size_t route = 0;  // as add() gave it
  std::vector<std::pair<std::string, std::string>> names;  // what the braces stand for, decoded
};

class Router {
 public:
  // Gives the route's number: how many were added before it.
  std::size_t add(Method method, std::string_view pattern);

  // Errors: not_found, method_not_allowed (the detail names those it takes), encoding_invalid. HEAD is taken for GET.
  [[nodiscard]] Result<Match> find(Method method, std::string_view path) const;

 private:
  struct Route {
    Method method;
    std::vector<std::string> segments;  // "{name}" or text
  };
  std::vector<Route> routes_;
};

}  // namespace scrip::http
