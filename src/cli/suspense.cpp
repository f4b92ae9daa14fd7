#include "cli/suspense.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "cli/json.h"
#include "runtime/correction.h"

namespace scrip::cli {
Result<Retried> retry(Context& context, const std::vector<SuspenseId>& ids) {
  std::map<SiteId, std::vector<SuspenseId>> by_site;
  for (const SuspenseId id : ids) {
    const auto found = context.journal().state().suspense.find(id);
    if (found == context.journal().state().suspense.end()) {
      return fail(ErrorCode::suspense_not_found, std::to_string(index(id)), "ids");
    }
    by_site[found->second.site].push_back(id);
  }
  Retried sum;
  for (const auto& [site, all] : by_site) {
    for (std::size_t at = 0; at < all.size(); at += limits::batch_records_default) {
      const auto end = std::min(at + limits::batch_records_default, all.size());
      const std::vector<SuspenseId> some(all.begin() + static_cast<std::ptrdiff_t>(at),
                                         all.begin() + static_cast<std::ptrdiff_t>(end));
      const auto reply = SCRIP_TRY(
          context.journal().retry_suspense(some, false, {.actor = context.globals().actor, .idempotency_key = {}}));
      sum.tried += some.size();
      sum.charged += reply.charged;
    }
  }
  SCRIP_TRY_VOID(context.journal().sync());
  return sum;
}

Result<Retried> accept_conflict(Context& context, SuspenseId id, const std::string& because) {
  const runtime::Request by{.actor = context.globals().actor, .idempotency_key = {}};
  const auto refund = SCRIP_TRY(runtime::correction_of(context.journal(), context.store(), id, because));
  if (refund) SCRIP_TRY_VOID(context.journal().execute(*refund, by));
  const auto reply = SCRIP_TRY(context.journal().retry_suspense({id}, true, by));
  SCRIP_TRY_VOID(context.journal().sync());
  return Retried{.tried = 1, .charged = reply.charged};
}

Result<void> print_retried(Context& context, const Retried& retried) {
  if (context.json()) {
    JsonObject answer;
    answer.add("tried", retried.tried).add("charged", retried.charged);
    context.print(answer.text() + "\n");
    return {};
  }
  context.tell("{} records tried again: {} charged, {} still in suspense", retried.tried, retried.charged,
               retried.tried - retried.charged);
  return {};
}

}  // namespace scrip::cli
