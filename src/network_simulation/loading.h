#pragma once
// A network's file while it is read: sites first, then jobs. For network_file.cpp, load_sites.cpp, load_jobs.cpp.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "network_simulation/fields.h"
#include "network_simulation/network_file.h"

namespace scrip::network_simulation {

// The sites of one item of the file. Jobs name it as their home.
struct SiteEntry {
  std::string id;
  std::vector<std::vector<std::uint32_t>> copies;  // each: the sites that it is made of
  std::optional<Share> load;  // the sites get as many servers as keep their own jobs' load at this share
  std::uint64_t line = 0;
};

struct Loading {
  const OpenFile& open;
  Loaded made;
  std::vector<SiteEntry> entries;
  Random random;
  std::string file{};  // that is being read, of those that the network's file names: what is at fault if it fails
};

[[nodiscard]] Result<void> load_site(Loading& loading, const yaml::Node& node);
[[nodiscard]] Result<void> load_jobs(Loading& loading, const yaml::Node& node);
// After all jobs are read: the servers of sites that are as large as their load asks for.
[[nodiscard]] Result<void> size_by_load(Loading& loading);

}  // namespace scrip::network_simulation
