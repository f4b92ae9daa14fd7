// The checks of a claim by itself: doubles, sums, dates, servers.

#include <algorithm>
#include <map>

#include "base/wide.h"
#include "registry/device.h"
#include "subsidy/finding.h"

namespace scrip::subsidy {
namespace {

class Checks {
 public:
  Checks(const Claim& claim, const PurchaseTerms& terms, Day today, std::vector<Finding>& findings)
      : claim_(claim), terms_(terms), today_(today), findings_(findings) {}

  void run() {
    doubles();
    sums();
    quantities();
    dates();
    servers();
    if (terms_.acceptance && !(claim_.acceptance && claim_.acceptance->passed)) {
      add(FindingCode::not_accepted, {.kind = SubjectKind::acceptance}, {});
    }
  }

 private:
  void add(FindingCode code, Subject subject, std::vector<std::string> values) {
    findings_.push_back({.code = code, .subject = subject, .values = std::move(values), .evidence = {}});
  }

  void doubles() {
    struct Times {
      std::uint32_t last = 0;
      std::uint32_t count = 0;
    };
    std::map<std::string, Times> invoices;
    for (std::uint32_t i = 0; i < claim_.invoices.size(); ++i) {
      auto& times = invoices[invoice_key(claim_.invoices[i])];
      times = {.last = i, .count = times.count + 1};
    }
    for (const auto& [key, times] : invoices) {
      if (times.count < 2) continue;
      const auto& invoice = claim_.invoices[times.last];
      add(FindingCode::invoice_twice, {.kind = SubjectKind::invoice, .item = times.last},
          {invoice.number, invoice.issuer, std::to_string(times.count)});
    }
    const auto devices = devices_of(claim_);
    std::map<std::pair<std::string_view, std::string_view>, Times> serials;
    for (std::uint32_t i = 0; i < devices.size(); ++i) {
      auto& times = serials[{devices[i].vendor, devices[i].serial}];
      times = {.last = i, .count = times.count + 1};
    }
    for (const auto& [key, times] : serials) {
      if (times.count < 2) continue;
      add(FindingCode::serial_twice, {.kind = SubjectKind::device, .item = times.last},
          {std::string(key.second), std::string(key.first), std::to_string(times.count)});
    }
  }

  void sums() {
    const Amount contract = claim_.contract.amount;
    const Amount billed = invoiced(claim_);
    const Amount given = paid(claim_);
    const Subject whole{.kind = SubjectKind::contract};
    if (billed > contract) {
      add(FindingCode::invoiced_too_much, whole, {format_amount(billed), format_amount(contract)});
    } else if (billed < contract) {
      add(FindingCode::contract_not_invoiced, whole, {format_amount(billed), format_amount(contract)});
    }
    if (given.is_zero()) {
      add(FindingCode::not_paid, whole, {format_amount(billed)});
    } else if (given < billed) {
      add(FindingCode::paid_in_part, whole, {format_amount(given), format_amount(billed)});
    } else if (given > billed) {
      add(FindingCode::paid_too_much, whole, {format_amount(given), format_amount(billed)});
    }
    if (claim_.deliveries.empty()) add(FindingCode::not_delivered, whole, {format_amount(contract)});
    for (std::uint32_t i = 0; i < claim_.invoices.size(); ++i) {
      const auto& lines = claim_.invoices[i].lines;
      for (std::uint32_t j = 0; j < lines.size(); ++j) line_sum(lines[j], {SubjectKind::line, i, j});
    }
  }

  // A unit price is printed with two decimals, so a sum may differ by half a hundredth for each unit.
  void line_sum(const InvoiceLine& line, Subject subject) {
    const Int128 product = Int128{line.unit_price.micro_units} * line.quantity;
    const Int128 slack = Int128{line.quantity} * 5'000;
    const Int128 difference = product - line.amount.micro_units;
    if (difference <= slack && difference >= -slack) return;
    const bool shown = product <= amount_max.micro_units;
    add(FindingCode::sum_wrong, subject,
        {std::to_string(line.quantity), format_amount(line.unit_price),
         shown ? format_amount(Amount{static_cast<std::int64_t>(product)}) : ">" + format_amount(amount_max),
         format_amount(line.amount)});
  }

  void quantities() {
    std::map<std::string_view, std::uint64_t> delivered;
    for (const auto& device : devices_of(claim_)) ++delivered[device.resource];
    for (const auto& invoice : claim_.invoices) {
      for (const auto& line : invoice.lines) {
        if (!line.resource.empty()) delivered.try_emplace(line.resource, 0);
      }
    }
    for (const auto& [resource, count] : delivered) {
      const std::uint64_t bought = count_invoiced(claim_, resource);
      const std::vector<std::string> values{std::string(resource), std::to_string(count), std::to_string(bought)};
      if (count > bought) add(FindingCode::delivered_too_much, {.kind = SubjectKind::claim}, values);
      if (count < bought && !claim_.deliveries.empty()) {
        add(FindingCode::delivered_in_part, {.kind = SubjectKind::claim}, values);
      }
    }
  }

  void not_in_future(Day day, Subject subject) {
    if (day > today_) add(FindingCode::in_the_future, subject, {format_day(day)});
  }

  void dates() {
    const Day signed_on = claim_.contract.signed_on;
    not_in_future(signed_on, {.kind = SubjectKind::contract});
    if (signed_on < terms_.from || (terms_.until && signed_on >= *terms_.until)) {
      add(FindingCode::outside_period, {.kind = SubjectKind::contract},
          {format_day(signed_on), format_day(terms_.from), terms_.until ? format_day(*terms_.until) : "-"});
    }
    std::optional<Day> first, last;
    for (std::uint32_t i = 0; i < claim_.deliveries.size(); ++i) {
      const Day day = claim_.deliveries[i].date;
      const Subject subject{.kind = SubjectKind::delivery, .item = i};
      not_in_future(day, subject);
      if (day < signed_on) add(FindingCode::delivered_too_early, subject, {format_day(day), format_day(signed_on)});
      first = std::min(first.value_or(day), day);
      last = std::max(last.value_or(day), day);
    }
    for (std::uint32_t i = 0; i < claim_.payments.size(); ++i) {
      const Day day = claim_.payments[i].date;
      const Subject subject{.kind = SubjectKind::payment, .item = i};
      not_in_future(day, subject);
      if (day < signed_on) add(FindingCode::paid_too_early, subject, {format_day(day), format_day(signed_on)});
    }
    for (std::uint32_t i = 0; i < claim_.invoices.size(); ++i) {
      const Day day = claim_.invoices[i].date;
      const Subject subject{.kind = SubjectKind::invoice, .item = i};
      not_in_future(day, subject);
      if (day < signed_on) add(FindingCode::invoiced_too_early, subject, {format_day(day), format_day(signed_on)});
      if (first && day < *first) add(FindingCode::delivered_late, subject, {format_day(day), format_day(*first)});
    }
    if (!claim_.acceptance) return;
    const Subject accepted{.kind = SubjectKind::acceptance};
    not_in_future(claim_.acceptance->date, accepted);
    if (last && claim_.acceptance->date < *last) {
      add(FindingCode::accepted_too_early, accepted, {format_day(claim_.acceptance->date), format_day(*last)});
    }
  }

  // Cards of one server may stand in several rows of the claim; a server is known by its name at its site.
  void servers() {
    if (terms_.cards_per_server == 0) return;
    struct Held {
      Subject last;
      std::size_t cards = 0;
    };
    std::map<std::pair<std::string_view, std::string>, Held> held;
    for (std::uint32_t i = 0; i < claim_.deliveries.size(); ++i) {
      const auto& delivery = claim_.deliveries[i];
      for (std::uint32_t j = 0; j < delivery.servers.size(); ++j) {
        auto& server = held[{delivery.site, registry::folded(delivery.servers[j].name)}];
        server = {.last = {SubjectKind::server, i, j}, .cards = server.cards + delivery.servers[j].serials.size()};
      }
    }
    for (const auto& [key, server] : held) {
      if (server.cards <= terms_.cards_per_server) continue;
      add(FindingCode::too_many_cards, server.last,
          {key.second, std::to_string(server.cards), std::to_string(terms_.cards_per_server)});
    }
  }

  const Claim& claim_;
  const PurchaseTerms& terms_;
  Day today_;
  std::vector<Finding>& findings_;
};

}  // namespace

void check_claim_itself(const Claim& claim, const PurchaseTerms& terms, Day today, std::vector<Finding>& findings) {
  Checks(claim, terms, today, findings).run();
}

}  // namespace scrip::subsidy
