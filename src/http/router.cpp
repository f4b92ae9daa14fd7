#include "http/router.h"

#include <algorithm>

namespace scrip::http {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_name(std::string_view segment) { return segment.starts_with('{'); }

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& segments) {
  return std::ranges::equal(pattern, segments, [](std::string_view expected, std::string_view given) {
    return is_name(expected) ? !given.empty() : expected == given;
  });
}

// Text before names, from left to right.
bool is_nearer(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::lexicographical_compare(a, b, {}, is_name, is_name);
}

}  // namespace

std::size_t Router::add(Method method, std::string_view pattern) {
  Route route{.method = method, .segments = {}};
  for (const auto segment : segments_of(pattern)) route.segments.emplace_back(segment);
  routes_.push_back(std::move(route));
  return routes_.size() - 1;
}

Result<Match> Router::find(Method method, std::string_view path) const {
  if (method == Method::head) method = Method::get;
  const auto segments = segments_of(path);
  const Route* found = nullptr;
  std::string others;
  for (const auto& route : routes_) {
    if (!fits(route.segments, segments)) continue;
    if (route.method != method) {
      others += (others.empty() ? "" : ", ") + std::string(name(route.method));
    } else if (found == nullptr || is_nearer(route.segments, found->segments)) {
      found = &route;
    }
  }
  if (found == nullptr && !others.empty()) return fail(ErrorCode::method_not_allowed, others);
  if (found == nullptr) return fail(ErrorCode::not_found, std::string(path));
  Match match{.route = static_cast<std::size_t>(found - routes_.data()), .names = {}};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::string& expected = found->segments[i];
    if (!is_name(expected)) continue;
    match.names.emplace_back(expected.substr(1, expected.size() - 2), SCRIP_TRY(percent_decoded(segments[i], false)));
  }
  return match;
}

}  // namespace scrip::http
