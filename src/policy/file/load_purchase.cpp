#include "policy/file/load_purchase.h"

#include <algorithm>
#include <array>

namespace scrip::policy {
namespace {

// As registry::OriginTest names them; a test compares the two lists.
constexpr std::array<std::string_view, 5> tests{"origin_of_goods", "security_evaluation", "procurement_list",
                                                "ownership_control", "quota"};

void load_price(Reader& reader, Purchase& purchase) {
  const yaml::Node* node = reader.find("price");
  if (node == nullptr) return;
  Reader item(*node, reader.path_of("price"), reader.problems());
  purchase.price_tolerance = item.share("tolerance", {0, 1});
  if (item.find("tolerance") == nullptr) {
    item.problem(ErrorCode::missing_field, "tolerance", say("how far above the median a price may be is missing"));
  }
  purchase.price_window_days = static_cast<int>(item.whole("window_days", 365, 1, 3'660));
  purchase.price_claims_min = static_cast<int>(item.whole("claims_min", 3, 1, 1'000));
  item.finish();
}

}  // namespace

void load_purchase(Reader& root, Policy& policy) {
  const yaml::Node* node = root.find("purchase");
  if (node == nullptr) return;
  Reader reader(*node, root.path_of("purchase"), root.problems());
  Purchase purchase{.domestic = reader.texts("domestic"), .origin = {}, .place = reader.place()};
  for (auto test = purchase.domestic.begin(); test != purchase.domestic.end(); ++test) {
    if (std::ranges::find(tests, *test) == tests.end()) {
      reader.problem(ErrorCode::value_invalid, "domestic", say("'{0}' is not known here", *test),
                     say("one of: {0}", listed({tests.begin(), tests.end()})));
    } else if (std::find(purchase.domestic.begin(), test, *test) != test) {
      reader.problem(ErrorCode::duplicate_key, "domestic", say("'{0}' is the id of something else already", *test));
    }
  }
  load_price(reader, purchase);
  purchase.cards_per_server = static_cast<int>(reader.whole("cards_per_server", 0, 1, 1'024));
  purchase.acceptance = reader.yes("acceptance", false);
  purchase.listing = reader.yes("listing", false);
  purchase.runs_within_days = static_cast<int>(reader.whole("runs_within_days", 0, 1, 3'660));
  purchase.origin = reader.origin();
  reader.finish();
  policy.purchase = std::move(purchase);
}

}  // namespace scrip::policy
