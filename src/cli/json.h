#pragma once
// The JSON writer (codec/json.h), under the names by which the commands use it for --json.

#include "codec/json.h"

namespace scrip::cli {

using codec::json;
using codec::json_array;
using codec::json_event;
using codec::json_text;
using codec::JsonObject;

}  // namespace scrip::cli
