#pragma once
// What is wrong with JSON, in every language: the library's codes in our words.

#include <simdjson.h>

#include "base/message.h"

namespace scrip::connectors {

[[nodiscard]] Message json_mistake(simdjson::error_code code);

}  // namespace scrip::connectors
