#pragma once
// Who pays for a job, as far as the site itself can tell. The submit hook and the agent ask the same question.

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "site/config.h"
#include "site/reserved.h"
#include "site/slurm_text.h"

namespace scrip::site {

struct Submission {
  std::string account;  // Slurm's
  std::string comment;
  bool asks_for_devices = false;
};

// What the agent knows and the hook's thread reads.
class Known {
 public:
  void set_payers(std::map<std::string, std::string> payers);
  void set_counts_devices(bool counts);
  void set_reservations(Reservations reservations);
  [[nodiscard]] std::map<std::string, std::string> payers() const;
  [[nodiscard]] bool counts_devices() const;
  // None: the site has not heard of it (yet).
  [[nodiscard]] std::optional<Reserved> reservation(std::string_view key) const;
  [[nodiscard]] Reservations reservations() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> payers_;  // account -> organisation; empty: not heard of yet
  Reservations reservations_;
  bool counts_devices_ = true;  // whether Slurm's accounting has the site's devices at all
};

// None: the job is none of Scrip's business. Errors, with a sentence for the one who submits: missing_field (nobody is
// named), value_invalid (the comment), forbidden (the account is another organisation's), device_count_missing.
[[nodiscard]] Result<std::optional<Named>> judge(const Submission& submission, const Config& config,
                                                 const Known& known);

}  // namespace scrip::site
