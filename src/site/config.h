#pragma once
// How scrip-site is configured: one YAML file (docs/site.md, "Configuration").

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/message.h"
#include "base/result.h"

namespace scrip::site {

// Money set aside in advance, which the site may give to an organisation's jobs while it cannot reach Scrip.
struct LentSlice {
  std::string organisation;
  std::string resource;  // the chip model at Scrip
  Amount amount;
  friend bool operator==(const LentSlice&, const LentSlice&) = default;
};

enum class ExporterKind : std::uint8_t { dcgm, npu };

// Where utilisation of devices is read.
struct Exporter {
  std::string url;
  ExporterKind kind = ExporterKind::dcgm;
  std::string vendor;    // at Scrip
  std::string resource;  // the chip model at Scrip
  std::string label;     // whose value is the device's serial number
  std::string node;      // as Slurm calls the machine; empty: its devices are not matched with jobs
  friend bool operator==(const Exporter&, const Exporter&) = default;
};

enum class Governed : std::uint8_t {
  all,    // every job must name who pays for it
  named,  // only jobs that name one; the others are none of Scrip's business
};

struct Config {
  std::string site;  // its key at Scrip
  Language language = Language::english;  // of what the site's users are told

  std::string url;         // of Scrip's server
  std::string token_file;  // an API key of the site's operator
  std::string key_file;    // the site's private key; empty: usage is not signed

  std::string cluster;     // Slurm's ClusterName
  std::string slurm_conf;  // empty: Slurm's own choice
  std::string slurm_bin;   // the folder of its programs; empty: those of PATH
  Governed governed = Governed::all;
  std::map<std::string, std::string> resources;  // Slurm's type of a device -> the chip model at Scrip
  std::string untyped;  // the chip model of jobs that ask for devices of any type; empty: such jobs are refused
  bool keeps_nodes = false;  // Slurm keeps whole nodes free for reservations
  std::vector<std::string> device_gres = {"gpu", "npu", "dcu", "mlu"};

  std::string spool;   // a file
  std::string socket;  // of the submit hook; empty: none

  std::int64_t poll_s = 5;         // between two looks at the queue
  std::int64_t meter_s = 60;       // between two readings of a running job's accounting
  std::int64_t meter_lag_s = 60;   // what ran last is not reported yet: Slurm may still correct it
  std::int64_t slice_s = 1'800;    // so much of a job is paid for at a time
  std::int64_t grace_s = 300;      // from the warning that the money ends to the end of the job
  std::int64_t margin_s = 40;      // the job is ended so long before its paid time is over
  std::int64_t hold_s = 7 * 86'400;  // a hold lives so long beyond what it pays for: the longest time away
  std::int64_t catch_up_s = 7 * 86'400;  // so far back a new spool reads the accounting: one may have been lost

  std::vector<LentSlice> lent;
  std::vector<Exporter> exporters;
  std::int64_t scrape_s = 60;  // between two readings of the exporters
  std::int64_t idle_s = 1'800;  // a job is idle whose devices did next to nothing for so long
  std::int64_t idle_below_permille = 50;  // of what a device can do: less is next to nothing

  friend bool operator==(const Config&, const Config&) = default;
};

// Relative paths are relative to `folder`. Errors, with their line: those of yaml::parse, unknown_field, missing_field,
// value_invalid, out_of_range.
[[nodiscard]] Result<Config> read_config(const std::string& text, const std::string& folder);
// Errors: file_unreadable, too_large, those of read_config.
[[nodiscard]] Result<Config> load_config(const std::string& path);

}  // namespace scrip::site
