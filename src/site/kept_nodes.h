#pragma once
// Slurm's own reservations, by which a site keeps the devices of Scrip's reservations free (docs/site.md,
// "Reservations"). They are whole nodes, for Slurm of these releases reserves no devices.
//
// Source: scontrol(1) of Slurm 22.05, "Reservations". With SLURM_TIME_FORMAT=%s its times are seconds since 1970.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "site/reserved.h"

namespace scrip::site {

// A node as `scontrol show node --oneliner` has it.
struct Node {
  std::string name;
  std::map<std::string, std::int64_t> devices;  // by Slurm's type; "" where it has none
  bool usable = false;  // neither down nor taken out of service
  friend bool operator==(const Node&, const Node&) = default;
};
// Errors: syntax_error, value_invalid.
[[nodiscard]] Result<std::vector<Node>> read_nodes(std::string_view text, std::span<const std::string> device_gres);

// A reservation as `scontrol show reservation --oneliner` has it, with times in seconds since 1970.
struct KeptNodes {
  std::string name;
  std::vector<std::string> nodes;
  std::int64_t from_s = 0;
  std::int64_t until_s = 0;
  friend bool operator==(const KeptNodes&, const KeptNodes&) = default;
};
// Errors: syntax_error.
[[nodiscard]] Result<std::vector<KeptNodes>> read_kept(std::string_view text);

// What Slurm's reservation for one of Scrip's is called: "scrip-" and its key, or a digest of a key that Slurm would
// not take.
[[nodiscard]] std::string kept_name(std::string_view reservation);
[[nodiscard]] bool is_ours(const KeptNodes& kept);

// What is to be done so that Slurm keeps what Scrip reserved. It depends on what both have and on nothing else, so it
// may be found and done again at any time.
struct KeepPlan {
  struct Create {
    Reserved reservation;
    std::vector<std::string> nodes;  // in the order of their names
  };
  std::vector<Create> create;
  std::vector<std::string> remove;      // names at Slurm
  std::vector<std::string> impossible;  // keys at Scrip: too few whole nodes are free
};
struct Kept {
  const std::vector<Node>& nodes;
  const std::vector<KeptNodes>& reservations;
  const std::map<std::string, std::string>& resources;  // Slurm's type -> the chip model at Scrip
  std::string untyped;                                  // the chip model of devices without a type
};
[[nodiscard]] KeepPlan plan_kept(const Reservations& reservations, const Kept& now, std::int64_t now_s);

}  // namespace scrip::site
