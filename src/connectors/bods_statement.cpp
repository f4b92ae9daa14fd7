#include "connectors/bods_statement.h"

#include <simdjson.h>

#include "base/limits.h"
#include "connectors/json_mistake.h"
#include "connectors/texts.h"
#include "control/stakes.h"

namespace scrip::connectors {
namespace {

namespace json = simdjson::ondemand;
using control::Portion;
using control::Range;

// "" where the member is absent or no text.
std::string text_in(json::object& object, std::string_view name) {
  std::string_view text;
  if (object.find_field_unordered(name).get_string().get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

// A date, or the date of a time.
Result<Day> day_of(std::string_view text, std::string_view field) {
  auto day = parse_day(text.substr(0, 10));
  if (!day) day.error().field = field;
  return day;
}

Result<std::optional<Day>> day_in(json::object& object, std::string_view name) {
  const std::string text = text_in(object, name);
  if (text.empty()) return std::optional<Day>{};
  return std::optional<Day>(SCRIP_TRY(day_of(text, name)));
}

Result<std::optional<Portion>> portion_in(json::object& share, std::string_view name, Rounding rounding) {
  json::value value;
  if (share.find_field_unordered(name).get(value) != simdjson::SUCCESS) return std::optional<Portion>{};
  std::string_view token = value.raw_json_token();  // a number as it is written
  token = token.substr(0, token.find_first_of(" \t\r\n"));
  auto portion = control::parse_portion(token, rounding);
  if (portion) return *portion;
  portion.error().field = "share";
  return std::unexpected(std::move(portion.error()));
}

// More decimals than a portion has widen the range.
Result<Range> range_of(json::object& share) {
  const auto exact_low = SCRIP_TRY(portion_in(share, "exact", Rounding::down));
  if (exact_low) return Range{.min = *exact_low, .max = *SCRIP_TRY(portion_in(share, "exact", Rounding::up))};
  Range range{.min = Portion{0}, .max = control::whole_portion};
  if (const auto low = SCRIP_TRY(portion_in(share, "minimum", Rounding::down))) range.min = *low;
  if (const auto above = SCRIP_TRY(portion_in(share, "exclusiveMinimum", Rounding::down)))
    range.min.units = above->units + 1;
  if (const auto high = SCRIP_TRY(portion_in(share, "maximum", Rounding::up))) range.max = *high;
  if (const auto below = SCRIP_TRY(portion_in(share, "exclusiveMaximum", Rounding::up))) {
    range.max.units = below->units == 0 ? 0 : below->units - 1;
  }
  if (range.min <= range.max && range.max <= control::whole_portion) return range;
  return fail(ErrorCode::value_invalid, say("the smallest share is above the largest"), "share");
}

Result<BodsInterest> interest_of(json::object& object) {
  BodsInterest interest{.type = text_in(object, "type"),
                        .is_indirect = text_in(object, "directOrIndirect") == "indirect",
                        .share = {},
                        .start = SCRIP_TRY(day_in(object, "startDate")),
                        .end = SCRIP_TRY(day_in(object, "endDate"))};
  json::object share;
  if (object.find_field_unordered("share").get_object().get(share) == simdjson::SUCCESS) {
    interest.share = SCRIP_TRY(range_of(share));
  }
  return interest;
}

// A record's id, or nothing for a record that is not specified.
std::optional<std::string> record_in(json::object& details, std::string_view name) {
  std::string text = text_in(details, name);
  if (text.empty()) return std::nullopt;
  return text;
}

Result<void> read_relationship(json::object& details, BodsStatement& statement) {
  statement.subject = record_in(details, "subject");
  statement.party = record_in(details, "interestedParty");
  json::array interests;
  if (details.find_field_unordered("interests").get_array().get(interests) != simdjson::SUCCESS) return {};
  for (auto item : interests) {
    json::object object;
    if (item.get_object().get(object) != simdjson::SUCCESS) {
      return fail(ErrorCode::value_invalid, say("an interest is an object"), "interests");
    }
    statement.interests.push_back(SCRIP_TRY(interest_of(object)));
  }
  return {};
}

// The member `name` of the first object of an array.
std::string first_in(json::object& details, std::string_view array_name, std::string_view name) {
  json::array items;
  if (details.find_field_unordered(array_name).get_array().get(items) != simdjson::SUCCESS) return {};
  for (auto item : items) {
    json::object object;
    if (item.get_object().get(object) == simdjson::SUCCESS) return text_in(object, name);
    break;
  }
  return {};
}

void read_entity(json::object& details, BodsStatement& statement) {
  json::object part;
  if (details.find_field_unordered("entityType").get_object().get(part) == simdjson::SUCCESS) {
    statement.type = text_in(part, "type");
  }
  statement.name = text_in(details, "name");
  if (details.find_field_unordered("jurisdiction").get_object().get(part) == simdjson::SUCCESS) {
    statement.jurisdiction = text_in(part, "code");
  }
  json::array identifiers;
  if (details.find_field_unordered("identifiers").get_array().get(identifiers) != simdjson::SUCCESS) return;
  for (auto item : identifiers) {
    json::object object;
    if (item.get_object().get(object) == simdjson::SUCCESS) statement.identifiers.push_back(text_in(object, "id"));
  }
}

void read_person(json::object& details, BodsStatement& statement) {
  statement.type = text_in(details, "personType");
  statement.name = first_in(details, "names", "fullName");
  statement.jurisdiction = first_in(details, "nationalities", "code");
}

Result<BodsStatement> statement_of(json::object& object, std::uint64_t number) {
  BodsStatement statement{.number = number, .record = text_in(object, "recordId")};
  if (statement.record.empty()) return fail(ErrorCode::missing_field, say("a statement is on a record"), "recordId");
  if (statement.record.size() > limits::text_max)
    return fail(ErrorCode::too_large, say("at most 512 bytes"), "recordId");
  const std::string date = text_in(object, "statementDate");
  if (date.empty()) return fail(ErrorCode::missing_field, say("a statement has a date"), "statementDate");
  statement.date = SCRIP_TRY(day_of(date, "statementDate"));
  statement.is_closed = text_in(object, "recordStatus") == "closed";
  const std::string kind = text_in(object, "recordType");
  json::object details;
  if (object.find_field_unordered("recordDetails").get_object().get(details) != simdjson::SUCCESS) {
    return fail(ErrorCode::missing_field, say("a statement says what it states"), "recordDetails");
  }
  if (kind == "entity") {
    statement.kind = BodsStatement::Kind::entity;
    read_entity(details, statement);
  } else if (kind == "person") {
    statement.kind = BodsStatement::Kind::person;
    read_person(details, statement);
  } else if (kind == "relationship") {
    statement.kind = BodsStatement::Kind::relationship;
    SCRIP_TRY_VOID(read_relationship(details, statement));
  } else {
    return fail(ErrorCode::value_invalid, say("'{0}' is none of entity, person and relationship", kind), "recordType");
  }
  return statement;
}

std::unexpected<Error> no_json(simdjson::error_code error) {
  return fail(ErrorCode::syntax_error, say("a JSON array of statements is expected: {0}", json_mistake(error)));
}

}  // namespace

Result<BodsStatements> read_bods_statements(std::string_view text) {
  if (text.size() > limits::stakes_file_bytes_max) return fail(ErrorCode::too_large, say("at most 256 MiB"));
  const simdjson::padded_string padded(text);
  // A document that breaks off or is broken is refused whole, before anything is read: the reader on demand checks only
  // what it reads, and must not go on after it found something broken.
  simdjson::dom::parser whole;
  if (const auto error = whole.parse(padded).error()) return no_json(error);
  json::parser parser;
  json::document document;
  if (const auto error = parser.iterate(padded).get(document)) return no_json(error);
  json::array items;
  if (const auto error = document.get_array().get(items)) return no_json(error);
  BodsStatements statements;
  for (auto item : items) {
    if (++statements.count > limits::statements_max)
      return fail(ErrorCode::too_large, say("at most 1,000,000 statements"));
    json::object object;
    if (const auto error = item.get_object().get(object)) return no_json(error);
    if (auto statement = statement_of(object, statements.count)) {
      statements.taken.push_back(std::move(*statement));
    } else {
      statements.refused.emplace_back(statements.count, std::move(statement.error()));
    }
  }
  return statements;
}

}  // namespace scrip::connectors
