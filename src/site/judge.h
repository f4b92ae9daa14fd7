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
  // Account -> organisation; none: Scrip was not heard of it yet.
  [[nodiscard]] std::optional<std::map<std::string, std::string>> payers() const;
  [[nodiscard]] bool counts_devices() const;
  // None: the site has not heard of it (yet).
  [[nodiscard]] std::optional<Reserved> reservation(std::string_view key) const;
  [[nodiscard]] Reservations reservations() const;

 private:
  mutable std::mutex mutex_;
  std::optional<std::map<std::string, std::string>> payers_;
  Reservations reservations_;
  bool counts_devices_ = true;  // whether Slurm's accounting has the site's devices at all
};

// None: the job is none of Scrip's business. Errors, with a sentence for the one who submits: value_invalid (the
// comment, or devices that are not counted), forbidden (nobody pays for the account, or another organisation does, or
// for the project), server_unreachable (who pays here is not known yet: the job waits and is judged then).
[[nodiscard]] Result<std::optional<Named>> judge(const Submission& submission, const Config& config,
                                                 const Known& known);
// Under which account the job's usage is reported: Slurm's own, or the project where that is an account of the same
// organisation here. So nothing that a user writes makes another organisation pay.
[[nodiscard]] std::string account_of(const Named& named, const std::string& slurm_account, const Known& known);

}  // namespace scrip::site
