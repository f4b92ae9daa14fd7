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

}  // namespace

std::size_t Router::add(Method method, std::string_view pattern) {
  const std::size_t route = names_.size();
  auto& names = names_.emplace_back();
  Step* step = &root_;
  const auto segments = segments_of(pattern);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (is_name(segments[i]))
      names.push_back({.segment = i, .text = std::string(segments[i].substr(1, segments[i].size() - 2))});
    auto& next = is_name(segments[i]) ? step->name : step->texts[segments[i]];
    if (!next) next = std::make_unique<Step>();
    step = next.get();
  }
  step->routes.emplace_back(method, route);
  return route;
}

std::optional<std::size_t> Router::find_after(const Step& step, Method method,
                                              std::span<const std::string_view> segments, std::string& others) {
  if (segments.empty()) {
    for (const auto& [taken, route] : step.routes) {
      if (taken == method) return route;
      if (!others.contains(name(taken))) others.append(others.empty() ? "" : ", ").append(name(taken));
    }
    return std::nullopt;
  }
  const auto text = step.texts.find(segments.front());
  if (text != step.texts.end()) {
    if (const auto found = find_after(*text->second, method, segments.subspan(1), others)) return found;
  }
  if (!step.name || segments.front().empty()) return std::nullopt;
  return find_after(*step.name, method, segments.subspan(1), others);
}

Result<Match> Router::find(Method method, std::string_view path) const {
  if (!path.starts_with('/')) return fail(ErrorCode::not_found, std::string(path));
  if (method == Method::head) method = Method::get;
  const auto segments = segments_of(path);
  std::string others;
  const auto route = find_after(root_, method, segments, others);
  if (!route && !others.empty()) return fail(ErrorCode::method_not_allowed, others);
  if (!route) return fail(ErrorCode::not_found, std::string(path));
  Match match{.route = *route, .names = {}};
  for (const Name& name : names_[*route]) {
    match.names.emplace_back(name.text, SCRIP_TRY(percent_decoded(segments[name.segment], false)));
  }
  return match;
}

}  // namespace scrip::http
