#include "site/judge.h"

#include <utility>

#include "site/texts.h"

namespace scrip::site {

void Known::set_payers(std::map<std::string, std::string> payers) {
  const std::scoped_lock lock(mutex_);
  payers_ = std::move(payers);
}

void Known::set_counts_devices(bool counts) {
  const std::scoped_lock lock(mutex_);
  counts_devices_ = counts;
}

void Known::set_reservations(Reservations reservations) {
  const std::scoped_lock lock(mutex_);
  reservations_ = std::move(reservations);
}

std::optional<Reserved> Known::reservation(std::string_view key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = reservations_.find(key);
  return found == reservations_.end() ? std::nullopt : std::optional(found->second);
}

Reservations Known::reservations() const {
  const std::scoped_lock lock(mutex_);
  return reservations_;
}

std::optional<std::map<std::string, std::string>> Known::payers() const {
  const std::scoped_lock lock(mutex_);
  return payers_;
}

bool Known::counts_devices() const {
  const std::scoped_lock lock(mutex_);
  return counts_devices_;
}

Result<std::optional<Named>> judge(const Submission& submission, const Config& config, const Known& known) {
  auto named = SCRIP_TRY(read_comment(submission.comment));
  if (!named && config.governed == Governed::named) return std::nullopt;
  const auto payers = known.payers();
  if (!payers) {
    return fail(ErrorCode::server_unreachable, say("who pays for the accounts of this site is not known yet"),
                "account");
  }
  const auto payer = payers->find(submission.account);
  if (payer == payers->end()) {
    return fail(
        ErrorCode::forbidden,
        say("no organisation pays for the account '{0}' here; the programme's office can name one", submission.account),
        "account");
  }
  if (!named) named = Named{.organisation = payer->second};
  if (payer->second != named->organisation) {
    return fail(ErrorCode::forbidden,
                say("the account '{0}' belongs to '{1}', so '{2}' cannot pay for its jobs", submission.account,
                    payer->second, named->organisation),
                "comment");
  }
  const auto project = payers->find(named->project);
  if (project != payers->end() && project->second != named->organisation) {
    return fail(
        ErrorCode::forbidden,
        say("the project '{0}' is called like an account that another organisation pays for here", named->project),
        "comment");
  }
  if (submission.asks_for_devices && !known.counts_devices()) {
    return fail(ErrorCode::value_invalid,
                say("this site's accounting does not count devices at the moment, so no job with devices can start"),
                "devices");
  }
  return named;
}

std::string account_of(const Named& named, const std::string& slurm_account, const Known& known) {
  const auto payers = known.payers();
  if (!payers || named.project.empty()) return slurm_account;
  const auto project = payers->find(named.project);
  return project != payers->end() && project->second == named.organisation ? named.project : slurm_account;
}

}  // namespace scrip::site
