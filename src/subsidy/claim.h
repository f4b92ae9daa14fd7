#pragma once
// What a company presents of a purchase for subsidy: contract, invoices, payments, deliveries with single devices,
// acceptance test, listing. docs/formats/claim.md has the file. Amounts are of the authority's currency.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount.h"
#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace scrip::subsidy {

struct Contract {
  std::string number;
  std::string supplier;  // key of a registered organisation; empty: named by the next three
  std::string supplier_name, supplier_scheme, supplier_identifier;
  Day signed_on{};
  Amount amount;  // with tax, above zero
  Hash256 document;

  friend bool operator==(const Contract&, const Contract&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("number", self.number);
    visit("supplier", self.supplier);
    visit("supplier_name", self.supplier_name);
    visit("supplier_scheme", self.supplier_scheme);
    visit("supplier_identifier", self.supplier_identifier);
    visit("signed", self.signed_on);
    visit("amount", self.amount);
    visit("document", self.document);
  }
};

struct InvoiceLine {
  std::string resource;  // key of a chip model; empty: other goods
  std::string goods;     // what it is, in words
  std::uint32_t quantity = 1;
  Amount unit_price;  // without tax
  Amount amount;      // without tax
  Amount tax;         // at most `amount`

  friend bool operator==(const InvoiceLine&, const InvoiceLine&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("chip", self.resource);
    visit("goods", self.goods);
    visit("quantity", self.quantity);
    visit("unit_price", self.unit_price);
    visit("amount", self.amount);
    visit("tax", self.tax);
  }
};

struct Invoice {
  std::string issuer;  // its identifier, such as a social credit code
  std::string number;
  Day date{};
  std::vector<InvoiceLine> lines;
  Hash256 document;

  friend bool operator==(const Invoice&, const Invoice&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("issuer", self.issuer);
    visit("number", self.number);
    visit("date", self.date);
    visit("lines", self.lines);
    visit("document", self.document);
  }
};

struct Payment {
  Day date{};
  Amount amount;
  std::string reference;  // the bank's
  Hash256 document;

  friend bool operator==(const Payment&, const Payment&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("date", self.date);
    visit("amount", self.amount);
    visit("reference", self.reference);
    visit("document", self.document);
  }
};

struct Server {
  std::string name;
  std::string resource;  // key of the chip model of its cards
  std::string vendor;    // of the cards
  std::vector<std::string> serials;

  friend bool operator==(const Server&, const Server&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("server", self.name);
    visit("chip", self.resource);
    visit("vendor", self.vendor);
    visit("serials", self.serials);
  }
};

struct Delivery {
  Day date{};
  std::string site;  // key
  std::vector<Server> servers;
  Hash256 document;

  friend bool operator==(const Delivery&, const Delivery&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("date", self.date);
    visit("site", self.site);
    visit("servers", self.servers);
    visit("document", self.document);
  }
};

struct Acceptance {
  Day date{};
  bool passed = false;
  Hash256 document;

  friend bool operator==(const Acceptance&, const Acceptance&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("date", self.date);
    visit("passed", self.passed);
    visit("document", self.document);
  }
};

struct Claim {
  Contract contract;
  std::vector<Invoice> invoices;
  std::vector<Payment> payments;
  std::vector<Delivery> deliveries;
  std::optional<Acceptance> acceptance;
  std::vector<std::string> listing;  // keys of declarations of capacity

  friend bool operator==(const Claim&, const Claim&) = default;
  static void fields(auto& self, auto&& visit) {
    visit("contract", self.contract);
    visit("invoices", self.invoices);
    visit("payments", self.payments);
    visit("deliveries", self.deliveries);
    visit("acceptance", self.acceptance);
    visit("listing", self.listing);
  }
};

// One card of a claim: its place, and what it is.
struct ClaimedDevice {
  std::uint32_t delivery = 0, server = 0;  // counted from 0
  std::string_view vendor, serial, resource, site;
  Day delivered{};
};
// All cards, in the order of the claim. Their texts are the claim's.
[[nodiscard]] std::vector<ClaimedDevice> devices_of(const Claim& claim);

// The claim with its serial numbers and vendors as they are compared (registry/device.h), once its form holds: limits
// of size, amounts that add up within the range of an amount, days of the years 1990 to 2199, tax of at most 100 %.
// Errors: missing_field, too_large, out_of_range, value_invalid, time_invalid, amount_overflow; the field is a path
// such as "invoices[2].lines[1].tax", counted from 1.
[[nodiscard]] Result<Claim> well_formed(Claim claim);

// A document of a claim and what it is of.
enum class DocumentKind : std::uint8_t { contract = 0, invoice = 1, payment = 2, delivery = 3, acceptance = 4 };
struct NamedDocument {
  Hash256 hash;
  DocumentKind kind{};
  std::uint32_t item = 0;  // of its invoices, payments or deliveries, counted from 0
};
// Those that the claim names, in its order: hashes of zeros are none.
[[nodiscard]] std::vector<NamedDocument> documents_of(const Claim& claim);
[[nodiscard]] std::string_view name(DocumentKind kind);

// What tells invoices apart: issuer and number, folded.
[[nodiscard]] std::string invoice_key(const Invoice& invoice);
// What tells devices apart.
[[nodiscard]] std::string device_key(std::string_view vendor, std::string_view serial);
// What tells payments apart: day, amount and the bank's reference, folded.
[[nodiscard]] std::string payment_key(const Payment& payment);
// The same for what is written almost alike (registry::alike): two that are different may have one of these.
[[nodiscard]] std::string invoice_key_alike(const Invoice& invoice);  // also without leading zeros of the number
[[nodiscard]] std::string device_key_alike(std::string_view vendor, std::string_view serial);

// Sums of a well-formed claim.
[[nodiscard]] Amount total_of(const Invoice& invoice);  // with tax
[[nodiscard]] Amount invoiced(const Claim& claim);      // with tax
[[nodiscard]] Amount paid(const Claim& claim);
[[nodiscard]] std::uint64_t count_invoiced(const Claim& claim, std::string_view resource);

}  // namespace scrip::subsidy
