#include "registry/origin.h"

#include <array>

#include "registry/texts.h"

namespace scrip::registry {
namespace {

constexpr std::array<std::string_view, origin_test_count> test_names{"origin_of_goods", "security_evaluation",
                                                                     "procurement_list", "ownership_control", "quota"};
constexpr std::array<std::string_view, 2> basis_names{"stated", "computed"};

}  // namespace

const OriginRecord* OriginBook::holding(ResourceId resource, OriginTest test, Day day) const {
  const OriginRecord* found = nullptr;
  if (index(resource) >= of_.size()) return found;
  for (const std::uint32_t place : of_[index(resource)]) {
    const OriginRecord& record = records_[place];
    if (record.test != test || record.from > day) continue;
    if (found == nullptr || record.from >= found->from) found = &record;
  }
  return found;
}

void OriginBook::add(OriginRecord record) {
  const std::size_t resource = index(record.resource);
  if (of_.size() <= resource) of_.resize(resource + 1);
  of_[resource].push_back(static_cast<std::uint32_t>(records_.size()));
  records_.push_back(std::move(record));
}

void OriginBook::rebuild_indexes() {
  of_.clear();
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const std::size_t resource = index(records_[i].resource);
    if (of_.size() <= resource) of_.resize(resource + 1);
    of_[resource].push_back(static_cast<std::uint32_t>(i));
  }
}

std::string_view name(OriginTest test) { return test_names[static_cast<std::size_t>(test)]; }

Result<OriginTest> parse_origin_test(std::string_view text) {
  for (std::size_t i = 0; i < test_names.size(); ++i) {
    if (test_names[i] == text) return static_cast<OriginTest>(i);
  }
  return fail(
      ErrorCode::value_invalid,
      say("'{0}'; a test is origin_of_goods, security_evaluation, procurement_list, ownership_control or quota", text));
}

std::string_view name(OriginBasis basis) { return basis_names[static_cast<std::size_t>(basis)]; }

}  // namespace scrip::registry
