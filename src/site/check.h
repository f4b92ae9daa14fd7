#pragma once
// `scrip-site check` and `scrip-site status`: what a person asks before and while it runs.

#include <string>
#include <vector>

#include "base/message.h"
#include "site/config.h"

namespace scrip::site {

struct Finding {
  bool good = false;
  Message text;
};

// Tries the configuration, Slurm and Scrip, and changes nothing.
[[nodiscard]] std::vector<Finding> check(const Config& config);

// What the spool says, as text or as one JSON object. Errors: those of Spool::open.
[[nodiscard]] Result<std::string> status(const Config& config, Language language, bool json, std::int64_t now_s);

}  // namespace scrip::site
