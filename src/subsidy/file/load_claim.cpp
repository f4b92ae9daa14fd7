#include "subsidy/file/load_claim.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"
#include "subsidy/texts.h"
#include "yaml/yaml.h"

namespace scrip::subsidy {
namespace {

using yaml::Node;

struct Loading {
  std::vector<Error> problems;
  const FindDocument& find_document;

  void add(ErrorCode code, std::string field, std::string detail, std::uint64_t line) {
    if (problems.size() >= claim_problems_max) return;
    problems.push_back(Error::at(code, std::move(field), std::move(detail), line));
  }
  void add(Error error, std::string field, std::uint64_t line) {
    if (problems.size() >= claim_problems_max) return;
    error.field = std::move(field);
    error.line = line;
    problems.push_back(std::move(error));
  }
};

// One mapping of a claim.
class Reader {
 public:
  Reader(const Node& node, std::string path, Loading& loading)
      : node_(node), path_(std::move(path)), loading_(loading) {
    if (node.kind != Node::Kind::map) loading_.add(ErrorCode::value_invalid, path_, "fields are expected", node.line);
  }

  [[nodiscard]] const Node* find(std::string_view name) {
    asked_.push_back(name);
    return node_.kind == Node::Kind::map ? node_.find(name) : nullptr;
  }
  [[nodiscard]] std::string path_of(std::string_view name) const {
    return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
  }

  [[nodiscard]] std::string text(std::string_view name) {
    const Node* node = find(name);
    if (node == nullptr) return {};
    if (node->kind == Node::Kind::scalar) return node->text;
    loading_.add(ErrorCode::value_invalid, path_of(name), "one value is expected", node->line);
    return {};
  }
  // The value by its reader; what is absent is missing.
  template <class T, class Parse>
  [[nodiscard]] T value(std::string_view name, const Parse& parse, std::optional<T> otherwise = std::nullopt) {
    const Node* node = find(name);
    const std::string written = node == nullptr ? std::string{} : node->text;
    if (written.empty()) {
      if (!otherwise) loading_.add(ErrorCode::missing_field, path_of(name), "", line_of(node));
      return otherwise.value_or(T{});
    }
    Result<T> result = parse(written);
    if (result) return *result;
    loading_.add(std::move(result.error()), path_of(name), line_of(node));
    return T{};
  }
  [[nodiscard]] std::string required(std::string_view name) {
    auto written = text(name);
    if (written.empty()) loading_.add(ErrorCode::missing_field, path_of(name), "", node_.line);
    return written;
  }
  [[nodiscard]] Day day(std::string_view name) {
    return value<Day>(name, [](const std::string& written) -> Result<Day> {
      if (const auto day = parse_day(written)) return *day;
      return fail(ErrorCode::time_invalid, say("'{0}' is not a date such as 2026-03-01", written));
    });
  }
  [[nodiscard]] Amount amount(std::string_view name, std::optional<Amount> otherwise = std::nullopt) {
    return value<Amount>(
        name,
        [](const std::string& written) -> Result<Amount> {
          auto amount = parse_amount(written);
          if (amount || amount.error().code != ErrorCode::value_invalid) return amount;
          return fail(ErrorCode::value_invalid,
                      say("'{0}' is not a decimal number with at most six decimals", written));
        },
        otherwise);
  }
  [[nodiscard]] std::uint32_t count(std::string_view name) {
    return value<std::uint32_t>(
        name,
        [](const std::string& written) -> Result<std::uint32_t> {
          constexpr std::uint32_t most = 10'000'000;
          std::uint32_t number = 0;
          for (const char c : written) {
            if (c < '0' || c > '9') return fail(ErrorCode::value_invalid, say("'{0}' is no whole number", written));
            number = number * 10 + static_cast<std::uint32_t>(c - '0');
            if (number > most) return fail(ErrorCode::out_of_range, say("at most 10,000,000"));
          }
          return number;
        },
        std::uint32_t{1});
  }
  [[nodiscard]] bool truth(std::string_view name) {
    return value<bool>(name, [](const std::string& written) -> Result<bool> {
      for (const char* yes : {"true", "yes", "是"}) {
        if (written == yes) return true;
      }
      for (const char* no : {"false", "no", "否"}) {
        if (written == no) return false;
      }
      return fail(ErrorCode::value_invalid, say("'{0}'; true or false", written));
    });
  }
  [[nodiscard]] Hash256 document() {
    const auto& find_document = loading_.find_document;
    return value<Hash256>(
        "document",
        [&](const std::string& written) -> Result<Hash256> {
          if (const auto hash = hash_from_hex(written)) return *hash;
          if (find_document) return find_document(written);
          return fail(ErrorCode::value_invalid, say("'{0}' is no SHA-256 in hexadecimal", written));
        },
        Hash256{});
  }
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> out;
    const Node* node = find(name);
    if (node == nullptr) return out;
    if (node->kind != Node::Kind::list) {
      loading_.add(ErrorCode::value_invalid, path_of(name), "a list is expected", node->line);
      return out;
    }
    for (const auto& item : node->items) {
      if (item.kind == Node::Kind::scalar) {
        out.push_back(item.text);
      } else {
        loading_.add(ErrorCode::value_invalid, path_of(name), "one value is expected", item.line);
      }
    }
    return out;
  }

  template <class Visit>
  void each(std::string_view name, const Visit& visit) {
    const Node* node = find(name);
    if (node == nullptr) return;
    if (node->kind != Node::Kind::list) {
      loading_.add(ErrorCode::value_invalid, path_of(name), "a list is expected", node->line);
      return;
    }
    for (std::size_t i = 0; i < node->items.size(); ++i) {
      Reader item(node->items[i], path_of(name) + "[" + std::to_string(i + 1) + "]", loading_);
      visit(item);
      item.finish();
    }
  }
  template <class Visit>
  void one(std::string_view name, const Visit& visit) {
    const Node* node = find(name);
    if (node == nullptr) return;
    Reader item(*node, path_of(name), loading_);
    visit(item);
    item.finish();
  }

  // Every field that nobody asked for is a problem.
  void finish() {
    for (std::size_t i = 0; i < node_.names.size(); ++i) {
      if (std::ranges::find(asked_, node_.names[i]) != asked_.end()) continue;
      loading_.add(ErrorCode::unknown_field, path_of(node_.names[i]), "", node_.items[i].line);
    }
  }
  [[nodiscard]] std::uint64_t line_of(const Node* node) const { return node == nullptr ? node_.line : node->line; }

 private:
  const Node& node_;
  std::string path_;
  Loading& loading_;
  std::vector<std::string_view> asked_;
};

void load_contract(Reader& reader, Contract& contract) {
  contract.number = reader.required("number");
  const Node* supplier = reader.find("supplier");
  if (supplier != nullptr && supplier->kind == Node::Kind::map) {
    reader.one("supplier", [&](Reader& item) {
      contract.supplier_name = item.required("name");
      contract.supplier_scheme = item.text("scheme");
      contract.supplier_identifier = item.required("identifier");
    });
  } else {
    contract.supplier = reader.required("supplier");
  }
  contract.signed_on = reader.day("signed");
  contract.amount = reader.amount("amount");
  contract.document = reader.document();
}

void load_invoice(Reader& reader, Invoice& invoice) {
  invoice.issuer = reader.required("issuer");
  invoice.number = reader.required("number");
  invoice.date = reader.day("date");
  invoice.document = reader.document();
  reader.each("lines", [&](Reader& item) {
    InvoiceLine line;
    line.resource = item.text("chip");
    line.goods = item.text("goods");
    line.quantity = item.count("quantity");
    line.unit_price = item.amount("unit_price");
    line.amount = item.amount("amount");
    line.tax = item.amount("tax", Amount{});
    invoice.lines.push_back(std::move(line));
  });
}

void load_delivery(Reader& reader, Delivery& delivery) {
  delivery.date = reader.day("date");
  delivery.site = reader.required("site");
  delivery.document = reader.document();
  reader.each("servers", [&](Reader& item) {
    Server server;
    server.name = item.required("server");
    server.resource = item.required("chip");
    server.vendor = item.text("vendor");
    server.serials = item.texts("serials");
    delivery.servers.push_back(std::move(server));
  });
}

void load(Reader& root, ClaimFile& file) {
  file.key = root.text("claim");
  file.application = root.text("application");
  Claim& claim = file.content;
  if (root.find("contract") == nullptr) (void)root.required("contract");
  root.one("contract", [&](Reader& reader) { load_contract(reader, claim.contract); });
  root.each("invoices", [&](Reader& reader) { load_invoice(reader, claim.invoices.emplace_back()); });
  root.each("payments", [&](Reader& reader) {
    Payment payment;
    payment.date = reader.day("date");
    payment.amount = reader.amount("amount");
    payment.reference = reader.required("reference");
    payment.document = reader.document();
    claim.payments.push_back(std::move(payment));
  });
  root.each("deliveries", [&](Reader& reader) { load_delivery(reader, claim.deliveries.emplace_back()); });
  root.one("acceptance", [&](Reader& reader) {
    Acceptance acceptance;
    acceptance.date = reader.day("date");
    acceptance.passed = reader.truth("passed");
    acceptance.document = reader.document();
    claim.acceptance = acceptance;
  });
  claim.listing = root.texts("listing");
  root.finish();
}

// A scalar that reads as the same text again.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += std::string("\\x") + digits[byte >> 4] + digits[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

class Writer {
 public:
  std::string out;

  void text(std::string_view indent, std::string_view name, std::string_view value) {
    if (!value.empty()) out += std::string(indent) + std::string(name) + ": " + quoted(value) + "\n";
  }
  void plain(std::string_view indent, std::string_view name, std::string_view value) {
    out += std::string(indent) + std::string(name) + ": " + std::string(value) + "\n";
  }
  void document(std::string_view indent, const Hash256& hash) {
    if (hash != Hash256{}) plain(indent, "document", quoted(to_hex(hash)));
  }
};

void write_invoices(Writer& writer, const Claim& claim) {
  if (!claim.invoices.empty()) writer.out += "invoices:\n";
  for (const auto& invoice : claim.invoices) {
    writer.text("  - ", "issuer", invoice.issuer);
    writer.text("    ", "number", invoice.number);
    writer.plain("    ", "date", format_day(invoice.date));
    writer.document("    ", invoice.document);
    writer.out += "    lines:\n";
    for (const auto& line : invoice.lines) {
      writer.plain("      - ", "quantity", std::to_string(line.quantity));
      writer.text("        ", "chip", line.resource);
      writer.text("        ", "goods", line.goods);
      writer.plain("        ", "unit_price", format_amount(line.unit_price));
      writer.plain("        ", "amount", format_amount(line.amount));
      writer.plain("        ", "tax", format_amount(line.tax));
    }
  }
}

void write_deliveries(Writer& writer, const Claim& claim) {
  if (!claim.deliveries.empty()) writer.out += "deliveries:\n";
  for (const auto& delivery : claim.deliveries) {
    writer.plain("  - ", "date", format_day(delivery.date));
    writer.text("    ", "site", delivery.site);
    writer.document("    ", delivery.document);
    writer.out += "    servers:\n";
    for (const auto& server : delivery.servers) {
      writer.text("      - ", "server", server.name);
      writer.text("        ", "chip", server.resource);
      writer.text("        ", "vendor", server.vendor);
      writer.out += "        serials: [";
      for (std::size_t i = 0; i < server.serials.size(); ++i) {
        writer.out += (i == 0 ? "" : ", ") + quoted(server.serials[i]);
      }
      writer.out += "]\n";
    }
  }
}

}  // namespace

ClaimFile load_claim(const Node& root, const FindDocument& find_document) {
  ClaimFile file;
  Loading loading{.problems = {}, .find_document = find_document};
  Reader reader(root, {}, loading);
  if (root.kind == Node::Kind::map) load(reader, file);
  std::ranges::stable_sort(loading.problems, {}, &Error::line);
  file.problems = std::move(loading.problems);
  return file;
}

ClaimFile load_claim(const std::string& text, const FindDocument& find_document) {
  const auto root =
      yaml::parse(text, {.bytes = limits::claim_file_bytes_max, .nodes = 500'000, .depth = 16, .aliases = false});
  if (root) return load_claim(*root, find_document);
  ClaimFile file;
  file.problems.push_back(root.error());
  return file;
}

std::string write_claim(const std::string& key, const std::string& application, const Claim& claim) {
  Writer writer;
  writer.text("", "claim", key);
  writer.text("", "application", application);
  const auto& contract = claim.contract;
  writer.out += "contract:\n";
  writer.text("  ", "number", contract.number);
  if (contract.supplier.empty()) {
    writer.out += "  supplier:\n";
    writer.text("    ", "name", contract.supplier_name);
    writer.text("    ", "scheme", contract.supplier_scheme);
    writer.text("    ", "identifier", contract.supplier_identifier);
  } else {
    writer.text("  ", "supplier", contract.supplier);
  }
  writer.plain("  ", "signed", format_day(contract.signed_on));
  writer.plain("  ", "amount", format_amount(contract.amount));
  writer.document("  ", contract.document);
  write_invoices(writer, claim);
  if (!claim.payments.empty()) writer.out += "payments:\n";
  for (const auto& payment : claim.payments) {
    writer.plain("  - ", "date", format_day(payment.date));
    writer.plain("    ", "amount", format_amount(payment.amount));
    writer.text("    ", "reference", payment.reference);
    writer.document("    ", payment.document);
  }
  write_deliveries(writer, claim);
  if (claim.acceptance) {
    writer.out += "acceptance:\n";
    writer.plain("  ", "date", format_day(claim.acceptance->date));
    writer.plain("  ", "passed", claim.acceptance->passed ? "true" : "false");
    writer.document("  ", claim.acceptance->document);
  }
  if (!claim.listing.empty()) writer.out += "listing:\n";
  for (const auto& key_listed : claim.listing) writer.out += "  - " + quoted(key_listed) + "\n";
  return writer.out;
}

}  // namespace scrip::subsidy
