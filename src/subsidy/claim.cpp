#include "subsidy/claim.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/limits.h"
#include "registry/device.h"
#include "subsidy/texts.h"

namespace scrip::subsidy {
namespace {

constexpr Day day_min{7'305};   // 1990-01-01
constexpr Day day_max{84'005};  // 2199-12-31

std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index + 1) + "]";
}

// Reads a claim through, with the place where it stands, so that every error says where.
class Form {
 public:
  explicit Form(Claim& claim) : claim_(claim) {}

  Result<void> run() {
    SCRIP_TRY_VOID(contract());
    SCRIP_TRY_VOID(counted(claim_.invoices.size(), limits::claim_invoices_max, "invoices"));
    for (std::size_t i = 0; i < claim_.invoices.size(); ++i) {
      SCRIP_TRY_VOID(invoice(claim_.invoices[i], at("invoices", i)));
    }
    SCRIP_TRY_VOID(counted(claim_.payments.size(), limits::claim_payments_max, "payments"));
    for (std::size_t i = 0; i < claim_.payments.size(); ++i) {
      SCRIP_TRY_VOID(payment(claim_.payments[i], at("payments", i)));
    }
    SCRIP_TRY_VOID(counted(claim_.deliveries.size(), limits::claim_deliveries_max, "deliveries"));
    for (std::size_t i = 0; i < claim_.deliveries.size(); ++i) {
      SCRIP_TRY_VOID(delivery(claim_.deliveries[i], at("deliveries", i)));
    }
    if (claim_.acceptance) SCRIP_TRY_VOID(day(claim_.acceptance->date, "acceptance.date"));
    SCRIP_TRY_VOID(counted(claim_.listing.size(), limits::claim_listing_max, "listing"));
    for (std::size_t i = 0; i < claim_.listing.size(); ++i) {
      SCRIP_TRY_VOID(text(claim_.listing[i], at("listing", i), Needed::yes));
    }
    return {};
  }

 private:
  enum class Needed : bool { no, yes };

  static Result<void> counted(std::size_t size, std::size_t most, std::string_view field) {
    if (size <= most) return {};
    return fail(ErrorCode::too_large, say("at most {0}", most), std::string(field));
  }
  static Result<void> text(const std::string& value, const std::string& field, Needed needed) {
    if (value.empty() && needed == Needed::yes) return fail(ErrorCode::missing_field, "", field);
    if (value.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), field);
    return {};
  }
  static Result<void> day(Day value, const std::string& field) {
    if (value >= day_min && value <= day_max) return {};
    return fail(ErrorCode::time_invalid, say("a day of the years 1990 to 2199"), field);
  }
  static Result<void> not_below_zero(Amount amount, const std::string& field) {
    if (amount < Amount{}) return fail(ErrorCode::out_of_range, say("below zero"), field);
    return {};
  }
  static Result<void> add(Amount& sum, Amount amount, const std::string& field) {
    const auto total = checked_add(sum, amount);
    if (!total) return fail(ErrorCode::amount_overflow, say("all of them together"), field);
    sum = *total;
    return {};
  }

  Result<void> contract() {
    const auto& contract = claim_.contract;
    SCRIP_TRY_VOID(text(contract.number, "contract.number", Needed::yes));
    for (const auto* part : {&contract.supplier, &contract.supplier_name, &contract.supplier_scheme}) {
      SCRIP_TRY_VOID(text(*part, "contract.supplier", Needed::no));
    }
    SCRIP_TRY_VOID(text(contract.supplier_identifier, "contract.supplier", Needed::no));
    const bool described = !contract.supplier_name.empty() && !contract.supplier_identifier.empty();
    if (contract.supplier.empty() && !described) {
      return fail(ErrorCode::missing_field, say("the key of an organisation, or a name and an identifier"),
                  "contract.supplier");
    }
    if (!contract.supplier.empty() && (!contract.supplier_name.empty() || !contract.supplier_identifier.empty())) {
      return fail(ErrorCode::value_invalid, say("by its key, or by name and identifier, not both"),
                  "contract.supplier");
    }
    SCRIP_TRY_VOID(day(contract.signed_on, "contract.signed"));
    if (contract.amount <= Amount{}) return fail(ErrorCode::out_of_range, say("above zero"), "contract.amount");
    return {};
  }

  Result<void> invoice(const Invoice& invoice, const std::string& path) {
    SCRIP_TRY_VOID(text(invoice.issuer, path + ".issuer", Needed::yes));
    SCRIP_TRY_VOID(text(invoice.number, path + ".number", Needed::yes));
    SCRIP_TRY_VOID(day(invoice.date, path + ".date"));
    if (invoice.lines.empty()) return fail(ErrorCode::missing_field, say("an invoice has a line"), path + ".lines");
    lines_ += invoice.lines.size();
    SCRIP_TRY_VOID(counted(lines_, limits::claim_lines_max, path + ".lines"));
    for (std::size_t i = 0; i < invoice.lines.size(); ++i) {
      SCRIP_TRY_VOID(line(invoice.lines[i], path + "." + at("lines", i)));
    }
    return {};
  }

  Result<void> line(const InvoiceLine& line, const std::string& path) {
    SCRIP_TRY_VOID(text(line.resource, path + ".chip", Needed::no));
    SCRIP_TRY_VOID(text(line.goods, path + ".goods", line.resource.empty() ? Needed::yes : Needed::no));
    if (line.quantity == 0) return fail(ErrorCode::out_of_range, say("1 or more"), path + ".quantity");
    SCRIP_TRY_VOID(not_below_zero(line.unit_price, path + ".unit_price"));
    SCRIP_TRY_VOID(not_below_zero(line.amount, path + ".amount"));
    SCRIP_TRY_VOID(not_below_zero(line.tax, path + ".tax"));
    if (line.tax > line.amount)
      return fail(ErrorCode::out_of_range, say("more than 100% of the amount"), path + ".tax");
    SCRIP_TRY_VOID(add(invoiced_, line.amount, path + ".amount"));
    return add(invoiced_, line.tax, path + ".tax");
  }

  Result<void> payment(const Payment& payment, const std::string& path) {
    SCRIP_TRY_VOID(day(payment.date, path + ".date"));
    if (payment.amount <= Amount{}) return fail(ErrorCode::out_of_range, say("above zero"), path + ".amount");
    SCRIP_TRY_VOID(text(payment.reference, path + ".reference", Needed::yes));
    return add(paid_, payment.amount, path + ".amount");
  }

  Result<void> delivery(Delivery& delivery, const std::string& path) {
    SCRIP_TRY_VOID(day(delivery.date, path + ".date"));
    SCRIP_TRY_VOID(text(delivery.site, path + ".site", Needed::yes));
    if (delivery.servers.empty())
      return fail(ErrorCode::missing_field, say("a delivery has servers"), path + ".servers");
    for (std::size_t i = 0; i < delivery.servers.size(); ++i) {
      SCRIP_TRY_VOID(server(delivery.servers[i], path + "." + at("servers", i)));
    }
    return {};
  }

  Result<void> server(Server& server, const std::string& path) {
    SCRIP_TRY_VOID(text(server.name, path + ".server", Needed::yes));
    SCRIP_TRY_VOID(text(server.resource, path + ".chip", Needed::yes));
    auto vendor = registry::vendor_key(server.vendor);
    if (!vendor) return fail(vendor.error().code, vendor.error().sentence(), path + ".vendor");
    server.vendor = std::move(*vendor);
    if (server.serials.empty()) return fail(ErrorCode::missing_field, say("a server has cards"), path + ".serials");
    devices_ += server.serials.size();
    SCRIP_TRY_VOID(counted(devices_, limits::claim_devices_max, path + ".serials"));
    for (std::size_t i = 0; i < server.serials.size(); ++i) {
      auto serial = registry::serial_key(server.serials[i]);
      if (!serial) return fail(serial.error().code, serial.error().sentence(), path + "." + at("serials", i));
      server.serials[i] = std::move(*serial);
    }
    return {};
  }

  Claim& claim_;
  Amount invoiced_, paid_;
  std::size_t lines_ = 0, devices_ = 0;
};

// What people write before a number to say what it is, as alike() has it: "No.", "发票号码".
std::string_view without_label(std::string_view number, std::initializer_list<std::string_view> labels) {
  for (const std::string_view label : labels) {
    if (number.size() > label.size() && number.starts_with(label)) return number.substr(label.size());
  }
  return number;
}

// An invoice on paper has a code of 10 or 12 digits and a number of 8, which are copied with or without each other.
// That two electronic ones, of 20 digits, end alike is as rare as 1 in 10^8.
std::string_view without_code(std::string_view number) {
  constexpr std::size_t digits = 8;
  const bool has_code = number.size() == 10 + digits || number.size() == 12 + digits;
  const bool is_number = number.find_first_not_of("0123456789") == std::string_view::npos;
  return has_code && is_number ? number.substr(number.size() - digits) : number;
}

}  // namespace

std::vector<ClaimedDevice> devices_of(const Claim& claim) {
  std::vector<ClaimedDevice> devices;
  for (std::uint32_t i = 0; i < claim.deliveries.size(); ++i) {
    const auto& delivery = claim.deliveries[i];
    for (std::uint32_t j = 0; j < delivery.servers.size(); ++j) {
      const auto& server = delivery.servers[j];
      for (const auto& serial : server.serials) {
        devices.push_back({.delivery = i,
                           .server = j,
                           .vendor = server.vendor,
                           .serial = serial,
                           .resource = server.resource,
                           .site = delivery.site,
                           .delivered = delivery.date});
      }
    }
  }
  return devices;
}

std::vector<NamedDocument> documents_of(const Claim& claim) {
  std::vector<NamedDocument> documents;
  const auto add = [&](const Hash256& hash, DocumentKind kind, std::size_t item = 0) {
    if (hash != Hash256{}) documents.push_back({.hash = hash, .kind = kind, .item = static_cast<std::uint32_t>(item)});
  };
  const auto add_all = [&](const auto& list, DocumentKind kind) {
    for (std::size_t i = 0; i < list.size(); ++i) add(list[i].document, kind, i);
  };
  add(claim.contract.document, DocumentKind::contract);
  add_all(claim.invoices, DocumentKind::invoice);
  add_all(claim.payments, DocumentKind::payment);
  add_all(claim.deliveries, DocumentKind::delivery);
  if (claim.acceptance) add(claim.acceptance->document, DocumentKind::acceptance);
  return documents;
}

std::string_view name(DocumentKind kind) {
  constexpr std::array<std::string_view, 5> names{"contract", "invoice", "payment", "delivery", "acceptance"};
  return names[static_cast<std::size_t>(kind)];
}

Result<Claim> well_formed(Claim claim) {
  SCRIP_TRY_VOID(Form(claim).run());
  return claim;
}

std::string invoice_key(const Invoice& invoice) {
  return registry::folded(invoice.issuer) + '\n' + registry::folded(invoice.number);
}

std::string device_key(std::string_view vendor, std::string_view serial) {
  return std::string(vendor) + '\n' + std::string(serial);
}

std::string payment_key(const Payment& payment) {
  return format_day(payment.date) + '\n' + format_amount(payment.amount) + '\n' + registry::folded(payment.reference);
}

std::string invoice_key_alike(const Invoice& invoice) {
  const auto written = registry::alike(invoice.number);
  std::string number(without_code(without_label(written, {"N0", "№", "发票号码", "发票号", "号码"})));
  number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
  return registry::alike(invoice.issuer) + '\n' + number;
}

std::string device_key_alike(std::string_view vendor, std::string_view serial) {
  return std::string(vendor) + '\n' + std::string(without_label(registry::alike(serial), {"SN"}));
}

Amount total_of(const Invoice& invoice) {
  Amount sum;
  for (const auto& line : invoice.lines) sum += line.amount + line.tax;
  return sum;
}

Amount invoiced(const Claim& claim) {
  Amount sum;
  for (const auto& invoice : claim.invoices) sum += total_of(invoice);
  return sum;
}

Amount paid(const Claim& claim) {
  Amount sum;
  for (const auto& payment : claim.payments) sum += payment.amount;
  return sum;
}

std::uint64_t count_invoiced(const Claim& claim, std::string_view resource) {
  std::uint64_t sum = 0;
  for (const auto& invoice : claim.invoices) {
    for (const auto& line : invoice.lines) sum += line.resource == resource ? line.quantity : 0u;
  }
  return sum;
}

}  // namespace scrip::subsidy
