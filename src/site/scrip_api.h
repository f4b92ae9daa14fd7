#pragma once
// Scrip's HTTP API, as far as a site needs it (docs/http-api.md).
//
// Errors, of every function: server_unreachable where no answer came, or none that says anything of the request: what
// was asked may have happened, and is asked again under the same key. Any other error is Scrip's own.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"
#include "client/http_client.h"
#include "site/config.h"
#include "site/register_check.h"
#include "site/reserved.h"

namespace scrip::site {

// What became of a batch of usage.
struct UsageAnswer {
  std::uint64_t charged = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t suspended = 0;
};

struct SiteKeyRow {
  std::string name;
  bool revoked = false;
};

class ScripApi {
 public:
  // Errors: file_unreadable (the token), key_invalid (the key to sign with).
  [[nodiscard]] static Result<ScripApi> open(const Config& config);

  // A write of the journal: a JSON body under an idempotency key.
  [[nodiscard]] Result<void> write(const std::string& path, const std::string& body, const std::string& key);
  // A usage frame (docs/formats/usage-frame.md), signed where the site has a key.
  [[nodiscard]] Result<UsageAnswer> send_usage(ByteView frame, const std::string& key);

  // All that is wrong at the site (a JSON body), signed where the site has a key.
  [[nodiscard]] Result<void> tell_alerts(const std::string& body);

  // The organisation that pays for each of the site's accounts.
  [[nodiscard]] Result<std::map<std::string, std::string>> payers();
  // The highest price of each resource by the site's rate cards that hold at `now`, per device-hour.
  [[nodiscard]] Result<std::map<std::string, Amount>> prices(Instant now);
  // The hold that is active for a job of the site; empty: there is none.
  [[nodiscard]] Result<std::string> hold_of(std::string_view job);
  // When the first job of the cluster that Scrip ever set money aside for was submitted; none: there was none yet.
  [[nodiscard]] Result<std::optional<std::int64_t>> first_submitted_s(const std::string& cluster);
  // The jobs of the site that have an active hold, by their keys.
  [[nodiscard]] Result<std::set<std::string>> held_jobs();
  // The site's reservations that stand, and what became of those that `known` has standing.
  [[nodiscard]] Result<Reservations> reservations(const Reservations& known);
  // The devices that the register has at the site.
  [[nodiscard]] Result<std::vector<KnownDevice>> devices();
  [[nodiscard]] Result<std::vector<SiteKeyRow>> keys();
  [[nodiscard]] const std::string& key_name() const { return key_name_; }

 private:
  ScripApi(const Config& config) : config_(config) {}
  [[nodiscard]] Result<std::string> send(client::Ask ask);
  // Signs the body of a POST to `path` where the site has a key.
  [[nodiscard]] Result<void> sign(client::Ask& ask, const std::string& path) const;
  [[nodiscard]] Result<std::string> get(const std::string& path);
  // The items of one page, and the cursor of the next; empty: it is the last.
  [[nodiscard]] Result<std::string> page(const std::string& path, auto&& take);
  // Every item of a list, page by page.
  [[nodiscard]] Result<void> each(const std::string& path, auto&& take);

  const Config& config_;
  std::string token_;
  std::string private_key_;
  std::string key_name_;
  client::HttpClient client_;
};

}  // namespace scrip::site
