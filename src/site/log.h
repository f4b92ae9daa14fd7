#pragma once
// What scrip-site says while it runs: one JSON object a line on standard error, for a log collector.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace scrip::site {

enum class Level { info, warning, error };

// {"time": ..., "level": ..., "event": ..., and the fields}. Never a secret, a command line or a script.
void log(Level level, std::string_view event,
         std::initializer_list<std::pair<std::string_view, std::string>> fields = {});

}  // namespace scrip::site
