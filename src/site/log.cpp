#include "site/log.h"

#include <chrono>
#include <cstdio>

#include "base/time.h"
#include "codec/json.h"

namespace scrip::site {

void log(Level level, std::string_view event, std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  constexpr std::string_view names[] = {"info", "warning", "error"};
  codec::JsonObject line;
  line.raw("time", codec::json_text(format_instant(instant_at(now.time_since_epoch().count()))));
  line.raw("level", codec::json_text(names[static_cast<int>(level)]));
  line.raw("event", codec::json_text(event));
  for (const auto& [name, value] : fields) line.raw(name, codec::json_text(value));
  const std::string text = line.text() + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // one call: lines of two threads never mix
}

}  // namespace scrip::site
