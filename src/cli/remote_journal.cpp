// The journal of an authority elsewhere, at a glance and entry by entry.

#include "base/bytes.h"
#include "cli/entry_json.h"
#include "cli/json.h"
#include "cli/remote_commands.h"
#include "cli/texts.h"
#include "codec/entry.h"

namespace scrip::cli::remote {
namespace {

// The entries of one answer: each with its length before it. Gives the number of the last; 0: there was none.
Result<std::uint64_t> each_entry(ByteView bytes, const std::function<void(const codec::Entry&)>& take) {
  std::uint64_t last = 0;
  while (!bytes.empty()) {
    constexpr std::size_t length_bytes = 4;
    if (bytes.size() < length_bytes) return fail(ErrorCode::file_truncated, say("a length of an entry"), "answer");
    std::size_t size = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) size |= std::size_t{bytes[i]} << (8 * i);
    bytes = bytes.subspan(length_bytes);
    if (bytes.size() < size) return fail(ErrorCode::file_truncated, say("an entry"), "answer");
    const auto entry = SCRIP_TRY(codec::decode_entry(bytes.first(size)));
    bytes = bytes.subspan(size);
    last = entry.header.sequence;
    take(entry);
  }
  return last;
}

}  // namespace

Result<void> status(Remote& remote, const Given&) {
  Context& context = remote.context();
  const auto status = SCRIP_TRY(remote.get(context.json() ? "/journal/status?digest=true" : "/journal/status"));
  if (context.json()) {
    JsonObject answer;
    answer.add("db", context.globals().url);
    for (const auto& name : status.names()) answer.raw(name, status.raw(name));
    context.print(answer.text() + "\n");
    return {};
  }
  const auto authority = status.object("authority");
  const std::string month = status.text("first_open_month");
  context.tell("{} ({}, {}), journal {}", authority.text("name"), authority.text("currency"),
               authority.text("zone_name"), context.globals().url);
  context.tell("  entries      {}, the last at {}", status.text("entries"), status.text("last_time"));
  context.tell("  root         {}", status.text("root"));
  context.tell("  records      {} charged, {} in suspense", status.text("charged_records"), status.text("in_suspense"));
  context.tell("  jobs         {}", status.text("jobs"));
  context.tell("  vouchers     {}", status.text("vouchers"));
  context.tell("  first open   {}", month.empty() ? "-" : month);
  context.tell("  public key   {}", authority.text("public_key"));
  return {};
}

Result<void> show_journal(Remote& remote, const Given& given) {
  const std::string until = given.text("until");
  std::string from = given.has("from") ? given.text("from") : "1";
  while (true) {
    const auto answer = SCRIP_TRY(remote.send({.path = "/journal/raw" + query_of({{"from", from}, {"until", until}}),
                                               .accept = "application/vnd.scrip.entries"}));
    const auto last = SCRIP_TRY(each_entry(as_bytes(answer.body), [&](const codec::Entry& entry) {
      remote.context().print(json_entry(entry, given.has("records")) + "\n");
    }));
    if (last == 0 || std::to_string(last) == until) return {};
    from = std::to_string(last + 1);
  }
}

Result<void> checkpoint(Remote& remote, const Given&) {
  const auto checkpoint = SCRIP_TRY(remote.get("/journal/checkpoint")).text("checkpoint");
  remote.context().print(remote.context().json() ? JsonObject().add("checkpoint", checkpoint).text() + "\n"
                                                 : checkpoint);
  return {};
}

Result<void> prove_entry(Remote& remote, const Given& given) {
  const auto answer = SCRIP_TRY(remote.send({.path = path_of({"journal", "entries", given.text("entry"), "proof"})}));
  remote.context().print(answer.body + "\n");
  return {};
}

}  // namespace scrip::cli::remote
