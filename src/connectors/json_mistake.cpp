#include "connectors/json_mistake.h"

#include "connectors/texts.h"

namespace scrip::connectors {

Message json_mistake(simdjson::error_code code) {
  switch (code) {
    case simdjson::TAPE_ERROR:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return say("a comma, a bracket or a name is missing or one too many");
    case simdjson::CAPACITY:
      return say("it is too large");
    case simdjson::DEPTH_ERROR:
      return say("it is nested too deep");
    case simdjson::STRING_ERROR:
      return say("a text has an escape that there is not");
    case simdjson::UNESCAPED_CHARS:
      return say("a control character stands in a text");
    case simdjson::UNCLOSED_STRING:
      return say("a text does not end");
    case simdjson::T_ATOM_ERROR:
    case simdjson::F_ATOM_ERROR:
    case simdjson::N_ATOM_ERROR:
      return say("beside texts and numbers there are true, false and null only");
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE:
      return say("a number does not read");
    case simdjson::UTF8_ERROR:
      return say("it is not UTF-8");
    case simdjson::EMPTY:
      return say("there is nothing");
    case simdjson::INCORRECT_TYPE:
      return say("it is of another type");
    case simdjson::TRAILING_CONTENT:
      return say("something follows its end");
    default:
      return say("it does not read");
  }
}

}  // namespace scrip::connectors
