#include "cli/case_commands.h"

namespace scrip::cli {

Result<const engine::State*> state_for_writing(Context& context) {
  const auto* journal = SCRIP_TRY(context.write());
  if (!journal->state().authority) return fail(ErrorCode::authority_missing, context.globals().db);
  return &journal->state();
}

Result<std::pair<std::string, std::string>> parse_pair(const char* option, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return fail(ErrorCode::value_invalid, "'" + text + "': write NAME=VALUE", option);
  }
  return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace scrip::cli
