#include "cli/person_table.h"

#include <algorithm>

#include "cli/files.h"
#include "cli/json.h"
#include "cli/texts.h"
#include "identity/secret.h"

namespace scrip::cli {

Result<std::string> password_of(Context& context, const std::string& person, const std::string& file) {
  if (file.empty()) {
    const std::string made = identity::new_token();
    context.print(context.json() ? JsonObject().add("password", made).text() + "\n"
                                 : say(context.language(), "Password of {}: {}", person, made) + "\n");
    return made;
  }
  const std::string text = SCRIP_TRY(read_file(file));
  return std::string(text.begin(), std::ranges::find(text, '\n'));
}

std::string plain_issuer(std::string issuer) {
  while (issuer.ends_with('/')) issuer.pop_back();
  return issuer;
}

reports::Table people_table() {
  return {.name = "people",
          .columns = {{"person", "Person", "人员"},
                      {"name", "Name", "姓名"},
                      {"email", "E-mail", "电子邮件"},
                      {"roles", "Roles", "角色"},
                      {"second_factor", "Second factor", "第二因素", reports::ColumnKind::boolean}},
          .rows = {}};
}

}  // namespace scrip::cli
