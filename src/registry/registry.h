#pragma once
// Who and what exists: organisations, sites, and the resources that usage and prices refer to.

#include <string>
#include <string_view>
#include <vector>

#include "base/containers.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "registry/use.h"

namespace scrip::registry {

// A legal entity. `identifier` is checked by its scheme: "uscc" (China's 18-character unified social credit code, GB
// 32100-2015, with its check character), "lei" (ISO 17442, with its check digits), or another scheme name taken as is.
struct Organisation {
  OrganisationId id = no_id<OrganisationId>;
  std::string key;
  std::string name;
  std::string identifier_scheme;
  std::string identifier;

  friend bool operator==(const Organisation&, const Organisation&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("name", self.name);
    visit("identifier_scheme", self.identifier_scheme);
    visit("identifier", self.identifier);
  }
};

// A data centre. Tariff periods of its rate cards are on the wall clock of its own zone.
struct Site {
  SiteId id = no_id<SiteId>;
  std::string key;
  std::string name;
  OrganisationId operator_id = no_id<OrganisationId>;  // who is paid
  std::string zone_name;
  ZoneOffsets zone;

  friend bool operator==(const Site&, const Site&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("name", self.name);
    visit("operator", self.operator_id);
    visit("zone_name", self.zone_name);
    visit("zone", self.zone);
  }
};

enum class ResourceKind : std::uint8_t {
  accelerator = 0,  // a chip model; usage counts devices
  cpu_core = 1,     // usage counts cores
  token = 2,        // a model's input or output tokens
};

// Something that is used and priced.
struct Resource {
  ResourceId id = no_id<ResourceId>;
  std::string key;
  std::string name;
  std::string vendor;
  ResourceKind kind = ResourceKind::accelerator;
  std::vector<std::string> aliases;  // what sites call it, e.g. "ascend910b"

  friend bool operator==(const Resource&, const Resource&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("id", self.id);
    visit("key", self.key);
    visit("name", self.name);
    visit("vendor", self.vendor);
    visit("kind", self.kind);
    visit("aliases", self.aliases);
  }
};

// Who pays for what runs under a site's account. Account "*" is the site's rule for accounts without one of their own.
struct PayerMapping {
  SiteId site = no_id<SiteId>;
  std::string account;
  OrganisationId organisation = no_id<OrganisationId>;
  Use use = Use::unspecified;  // given to jobs that do not say what they are for

  friend bool operator==(const PayerMapping&, const PayerMapping&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("site", self.site);
    visit("account", self.account);
    visit("organisation", self.organisation);
    visit("use", self.use);
  }
};

// Tables with their indexes by key. Records are never removed.
class Registry {
 public:
  [[nodiscard]] const std::vector<Organisation>& organisations() const { return organisations_; }
  [[nodiscard]] const std::vector<Site>& sites() const { return sites_; }
  [[nodiscard]] const std::vector<Resource>& resources() const { return resources_; }
  [[nodiscard]] const std::vector<PayerMapping>& payers() const { return payers_; }

  [[nodiscard]] const Organisation* find_organisation(std::string_view key) const;
  [[nodiscard]] const Site* find_site(std::string_view key) const;
  [[nodiscard]] const Resource* find_resource(std::string_view key_or_alias) const;
  [[nodiscard]] const PayerMapping* find_payer(SiteId site, std::string_view account) const;
  // The mapping of exactly this account, without falling back to "*".
  [[nodiscard]] const PayerMapping* find_exact_payer(SiteId site, std::string_view account) const;

  // For apply() only: the caller has decided that the record fits.
  void add(Organisation organisation);
  void add(Site site);
  void put(Resource resource);  // adds, or replaces the one with the same id
  void put(PayerMapping mapping);

  static void fields(auto& self, auto&& visit) {
    visit("organisations", self.organisations_);
    visit("sites", self.sites_);
    visit("resources", self.resources_);
    visit("payers", self.payers_);
  }
  void rebuild_indexes();  // after loading a snapshot

 private:
  static std::string payer_key(SiteId site, std::string_view account);

  std::vector<Organisation> organisations_;
  std::vector<Site> sites_;
  std::vector<Resource> resources_;
  std::vector<PayerMapping> payers_;
  TextMap<OrganisationId> organisation_by_key_;
  TextMap<SiteId> site_by_key_;
  TextMap<ResourceId> resource_by_name_;
  FlatMap<std::string, std::size_t> payer_by_account_;
};

// Errors: value_invalid, with the position or digit that is wrong.
[[nodiscard]] Result<void> check_identifier(std::string_view scheme, std::string_view identifier);

[[nodiscard]] std::string_view name(ResourceKind kind);
[[nodiscard]] Result<ResourceKind> parse_resource_kind(std::string_view text);  // Errors: value_invalid

}  // namespace scrip::registry
