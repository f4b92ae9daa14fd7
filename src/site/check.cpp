#include "site/check.h"

#include <algorithm>
#include <chrono>

#include "site/scrip_api.h"
#include "site/slurm.h"
#include "site/spool.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

class Checker {
 public:
  void good(Message text) { findings_.push_back({.good = true, .text = std::move(text)}); }
  void bad(Message text) { findings_.push_back({.good = false, .text = std::move(text)}); }
  void judge(bool is_good, Message if_good, Message if_bad) {
    is_good ? good(std::move(if_good)) : bad(std::move(if_bad));
  }
  [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

 private:
  std::vector<Finding> findings_;
};

bool lists(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const auto end = list.find_first_of(",\n");
    if (list.substr(0, end) == wanted) return true;
    list.remove_prefix(end == list.npos ? list.size() : end + 1);
  }
  return false;
}

void check_slurm(const Config& config, Checker& out) {
  const Slurm slurm(config);
  const auto version = slurm.version();
  const auto queue = slurm.queue();
  if (!version || !queue) {
    out.bad(say("Slurm does not answer: {0}", (version ? queue.error() : version.error()).detail));
    return;
  }
  out.good(say("Slurm answers: {0}, {1} rows in the queue", *version, queue->size()));
  const auto setting = [&](std::string_view name) { return slurm.setting(name).value_or(std::string{}); };
  out.judge(setting("ClusterName") == config.cluster, say("the cluster is called '{0}'", config.cluster),
            say("the cluster is called '{0}', not '{1}'", setting("ClusterName"), config.cluster));
  out.judge(
      setting("JobSubmitPlugins").contains("lua"), say("the submit hook is switched on (JobSubmitPlugins)"),
      say("no submit hook: JobSubmitPlugins in slurm.conf does not name lua, so jobs start before they are paid for"));
  const std::string tracked = setting("AccountingStorageTRES");
  for (const auto& [type, resource] : config.resources) {
    if (type == "cpu") continue;
    const bool counted = std::ranges::any_of(
        config.device_gres, [&](const std::string& gres) { return lists(tracked, "gres/" + gres + ":" + type); });
    out.judge(counted, say("the accounting counts '{0}'", type),
              say("the accounting does not count '{0}': add gres/gpu:{0} to AccountingStorageTRES, or its jobs read as "
                  "zero devices",
                  type));
  }
  const auto clusters = slurm.clusters();
  if (!clusters)
    out.bad(say("the accounting daemon does not answer: {0}", clusters.error().detail));
  else
    out.judge(lists(*clusters, config.cluster), say("the accounting knows the cluster"),
              say("the accounting does not know the cluster '{0}': sacctmgr add cluster", config.cluster));
}

void check_key(const Config& config, ScripApi& scrip, Checker& out) {
  if (config.key_file.empty()) {
    out.good(say("usage is sent without a signature"));
    return;
  }
  const auto keys = scrip.keys();
  const bool known = keys && std::ranges::any_of(*keys, [&](const SiteKeyRow& row) {
                       return row.name == scrip.key_name() && !row.revoked;
                     });
  out.judge(known, say("Scrip knows the key '{0}' that usage is signed with", scrip.key_name()),
            say("Scrip does not know the key '{0}': scrip site key add", scrip.key_name()));
}

void check_scrip(const Config& config, Checker& out) {
  auto scrip = ScripApi::open(config);
  if (!scrip) {
    out.bad(say("the access to Scrip cannot be read: {0}", scrip.error().detail));
    return;
  }
  const auto payers = scrip->payers();
  if (!payers) {
    out.bad(
        say("Scrip does not answer at {0}: {1}: {2}", config.url, name(payers.error().code), payers.error().detail));
    return;
  }
  out.good(say("Scrip answers at {0}", config.url));
  out.judge(!payers->empty(), say("{0} accounts have an organisation that pays", payers->size()),
            say("no account of the site '{0}' has an organisation that pays: scrip payer add", config.site));
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto prices = scrip->prices(instant_at(now.time_since_epoch().count()));
  for (const auto& [type, resource] : config.resources) {
    const auto price = prices ? prices->find(resource) : std::map<std::string, Amount>::const_iterator{};
    const bool priced = prices && price != prices->end();
    out.judge(priced,
              say("'{0}' is '{1}' at Scrip, at most {2} an hour", type, resource,
                  priced ? format_amount(price->second) : std::string{}),
              say("'{0}' is '{1}' at Scrip, which has no price today", type, resource));
  }
  check_key(config, *scrip, out);
}

}  // namespace

std::vector<Finding> check(const Config& config) {
  Checker checker;
  const auto spool = Spool::open(config.spool);
  if (spool)
    checker.good(say("the spool can be written: {0}", config.spool));
  else
    checker.bad(say("the spool cannot be written: {0}", spool.error().detail));
  check_slurm(config, checker);
  check_scrip(config, checker);
  return checker.take();
}

}  // namespace scrip::site
