#include "registry/use.h"

#include <string>

#include "registry/texts.h"

namespace scrip::registry {

std::string_view name(Use use) {
  switch (use) {
    case Use::unspecified:
      return "unspecified";
    case Use::training:
      return "training";
    case Use::inference:
      return "inference";
  }
  return "unspecified";
}

Result<Use> parse_use(std::string_view text) {
  for (const auto use : {Use::unspecified, Use::training, Use::inference}) {
    if (text == name(use)) return use;
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, "unspecified, training, inference"),
              "use");
}

}  // namespace scrip::registry
