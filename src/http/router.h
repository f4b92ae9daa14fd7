#pragma once
// Which operation a request is for. A pattern is a path with names in braces, "/programmes/{programme}"; a name stands
// for one segment. Of two patterns that fit, the one whose text comes before the other's name is meant.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/containers.h"
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
  // What comes after the segments that lead here.
  struct Step {
    TextMap<std::unique_ptr<Step>> texts;
    std::unique_ptr<Step> name;  // any text
    std::vector<std::pair<Method, std::size_t>> routes;  // that end here
  };
  struct Name {
    std::size_t segment = 0;
    std::string text;
  };

  // The nearest route of this method; if there is none, `others` has the methods that there are.
  [[nodiscard]] static std::optional<std::size_t> find_after(const Step& step, Method method,
                                                             std::span<const std::string_view> segments,
                                                             std::string& others);

  Step root_;
  std::vector<std::vector<Name>> names_;  // by route
};

}  // namespace scrip::http
