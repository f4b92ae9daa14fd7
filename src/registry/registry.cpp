#include "registry/registry.h"

#include <algorithm>

#include "base/check.h"
#include "registry/texts.h"

namespace scrip::registry {
namespace {

template <class Table, class Key>
auto find_in(const Table& table, const std::vector<Key>& records, std::string_view key) -> const Key* {
  const auto found = table.find(key);
  return found == table.end() ? nullptr : &records[index(found->second)];
}

}  // namespace

const Organisation* Registry::find_organisation(std::string_view key) const {
  return find_in(organisation_by_key_, organisations_, key);
}
const Site* Registry::find_site(std::string_view key) const { return find_in(site_by_key_, sites_, key); }
const Resource* Registry::find_resource(std::string_view key_or_alias) const {
  return find_in(resource_by_name_, resources_, key_or_alias);
}

std::string Registry::payer_key(SiteId site, std::string_view account) {
  return std::to_string(index(site)) + "/" + std::string(account);
}

const PayerMapping* Registry::find_exact_payer(SiteId site, std::string_view account) const {
  const auto found = payer_by_account_.find(payer_key(site, account));
  return found == payer_by_account_.end() ? nullptr : &payers_[found->second];
}

const PayerMapping* Registry::find_payer(SiteId site, std::string_view account) const {
  const auto* exact = find_exact_payer(site, account);
  return exact != nullptr ? exact : find_exact_payer(site, "*");
}

void Registry::add(Organisation organisation) {
  SCRIP_CHECK(index(organisation.id) == organisations_.size());
  organisation_by_key_.emplace(organisation.key, organisation.id);
  organisations_.push_back(std::move(organisation));
}

void Registry::add(Site site) {
  SCRIP_CHECK(index(site.id) == sites_.size());
  site_by_key_.emplace(site.key, site.id);
  sites_.push_back(std::move(site));
}

void Registry::put(Resource resource) {
  SCRIP_CHECK(index(resource.id) <= resources_.size());
  resource_by_name_.insert_or_assign(resource.key, resource.id);
  for (const auto& alias : resource.aliases) resource_by_name_.insert_or_assign(alias, resource.id);
  if (index(resource.id) == resources_.size()) {
    resources_.push_back(std::move(resource));
  } else {
    resources_[index(resource.id)] = std::move(resource);
  }
}

void Registry::put(PayerMapping mapping) {
  const auto [at, added] = payer_by_account_.emplace(payer_key(mapping.site, mapping.account), payers_.size());
  if (added) {
    payers_.push_back(std::move(mapping));
  } else {
    payers_[at->second] = std::move(mapping);
  }
}

void Registry::rebuild_indexes() {
  Registry fresh;
  for (auto& organisation : organisations_) fresh.add(std::move(organisation));
  for (auto& site : sites_) fresh.add(std::move(site));
  for (auto& resource : resources_) fresh.put(std::move(resource));
  for (auto& mapping : payers_) fresh.put(std::move(mapping));
  *this = std::move(fresh);
}

namespace {

// GB 32100-2015: the 18th character makes the weighted sum of all a multiple of 31.
Result<void> check_uscc(std::string_view code) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (code.size() != 18) return fail(ErrorCode::value_invalid, say("a unified social credit code has 18 characters"));
  unsigned sum = 0;
  unsigned weight = 1;
  for (std::size_t i = 0; i < 17; ++i) {
    const auto value = alphabet.find(code[i]);
    if (value == std::string_view::npos) {
      return fail(ErrorCode::value_invalid, say("character {0} of the code is not allowed", i + 1));
    }
    sum += static_cast<unsigned>(value) * weight;
    weight = weight * 3 % 31;
  }
  if (alphabet[(31 - sum % 31) % 31] != code[17]) {
    return fail(ErrorCode::value_invalid,
                say("the check character of the code should be {0}", std::string(1, alphabet[(31 - sum % 31) % 31])));
  }
  return {};
}

// ISO 17442: 20 characters whose number (letters as 10 .. 35) leaves 1 modulo 97.
Result<void> check_lei(std::string_view code) {
  if (code.size() != 20) return fail(ErrorCode::value_invalid, say("a legal entity identifier has 20 characters"));
  unsigned rest = 0;
  for (const char c : code) {
    if (c >= '0' && c <= '9') {
      rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else if (c >= 'A' && c <= 'Z') {
      rest = (rest * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
    } else {
      return fail(ErrorCode::value_invalid, say("a legal entity identifier has digits and capital letters only"));
    }
  }
  if (rest != 1) return fail(ErrorCode::value_invalid, say("the check digits of the identifier do not match"));
  return {};
}

}  // namespace

Result<void> check_identifier(std::string_view scheme, std::string_view identifier) {
  auto result = scheme == "uscc" ? check_uscc(identifier) : scheme == "lei" ? check_lei(identifier) : Result<void>{};
  if (!result) result.error().field = "identifier";
  return result;
}

std::string_view name(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::accelerator:
      return "accelerator";
    case ResourceKind::cpu_core:
      return "cpu_core";
    case ResourceKind::token:
      return "token";
  }
  return "accelerator";
}

Result<ResourceKind> parse_resource_kind(std::string_view text) {
  for (const auto kind : {ResourceKind::accelerator, ResourceKind::cpu_core, ResourceKind::token}) {
    if (text == name(kind)) return kind;
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "accelerator, cpu_core, token"), "kind");
}

}  // namespace scrip::registry
