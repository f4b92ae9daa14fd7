#include <unistd.h>

#include <filesystem>

#include "cli/set_up.h"
#include "cli/signing.h"
#include "runtime/zones.h"

namespace scrip::cli {
namespace {

constexpr std::uint16_t late_days_default = 0;

// A name that no other journal has: this authority did not choose one.
Result<std::string> random_origin() {
  const auto pair = SCRIP_TRY(proof::generate_key_pair("scrip"));
  return "scrip/journal-" + to_hex(ByteView(pair.public_key.bytes).first(4));
}

// A key whose journal was never finished is used again: it has signed nothing.
Result<void> keep_key(const std::string& path, NewAuthority& made) {
  if (::access(path.c_str(), F_OK) != 0) return write_key(path, made.key);
  made.key = SCRIP_TRY(read_key(path));
  made.authority.public_key = proof::format_public_key(proof::public_key_of(made.key));
  return {};
}

}  // namespace

const std::vector<FieldSpec>& authority_fields() {
  static const std::vector<FieldSpec> fields{
      {"name", "The authority's name", true},
      {"currency", "Its currency, such as CNY", true},
      {"zone", "The time zone of its days and months, such as Asia/Shanghai", true},
      {"late_days", "Usage older than this on arrival goes to suspense (default: 0, however old)"},
      {"origin", "The journal's name in its checkpoints, best a web address of yours"}};
  return fields;
}

Result<NewAuthority> make_authority(const Node& node) {
  SCRIP_TRY_VOID(check_fields(authority_fields(), node));
  const FieldReader fields(node);
  engine::Authority authority{.name = SCRIP_TRY(fields.text("name")),
                              .currency = SCRIP_TRY(fields.text("currency")),
                              .zone_name = SCRIP_TRY(fields.text("zone")),
                              .zone = SCRIP_TRY(fields.parsed("zone", runtime::load_zone)),
                              .late_days = SCRIP_TRY(fields.small_number("late_days", late_days_default, 3660))};
  std::string origin = SCRIP_TRY(fields.text_or_none("origin"));
  if (origin.empty()) origin = SCRIP_TRY(random_origin());
  const auto pair = SCRIP_TRY(fields.located("origin", proof::generate_key_pair(origin)));
  authority.public_key = proof::format_public_key(pair.public_key);
  return NewAuthority{.authority = std::move(authority), .key = pair.private_key};
}

Result<void> found_authority(Context& context, NewAuthority& made) {
  const std::string& db = context.globals().db;
  if (::access(db.c_str(), F_OK) == 0 && std::filesystem::file_size(db) > 0) {
    const auto* journal = SCRIP_TRY(context.write());
    if (journal->state().authority) return fail(ErrorCode::store_exists, db);
    SCRIP_TRY_VOID(keep_key(key_path(db), made));
  } else {
    SCRIP_TRY_VOID(keep_key(key_path(db), made));
    SCRIP_TRY_VOID(context.create());
  }
  SCRIP_TRY_VOID(context.execute(engine::CreateAuthority{made.authority}));
  return {};
}

}  // namespace scrip::cli
