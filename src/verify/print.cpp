#include "verify/print.h"

#include <fmt/core.h>

#include <array>

namespace scrip::verify {
namespace {

// The sums of one unit over all vouchers.
struct Sums {
  Unit unit = Unit::money;
  Amount appropriated, issued, available, held, in_flight, settled, returned;
  bool used = false;
};

std::array<Sums, 3> sums_of(const engine::State& state) {
  std::array<Sums, 3> sums;
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i].unit = static_cast<Unit>(i);
  for (const auto& line : state.budget_lines) {
    Sums& sum = sums[static_cast<std::size_t>(line.unit)];
    sum.used = true;
    sum.appropriated += line.appropriation;
  }
  for (const auto& voucher : state.vouchers) {
    Sums& sum = sums[static_cast<std::size_t>(voucher.terms.unit)];
    const auto balance = engine::balance_of(state, voucher);
    sum.issued += voucher.terms.face;
    sum.available += balance.available;
    sum.held += balance.committed;
    sum.in_flight += balance.in_flight;
    sum.settled += balance.settled;
    sum.returned += voucher.returned;
  }
  return sums;
}

std::string grouped(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::uint64_t per_second(std::uint64_t count, double seconds) {
  return seconds > 0 ? static_cast<std::uint64_t>(static_cast<double>(count) / seconds) : count;
}

struct Words {
  std::string_view verified, entries, usage, records, time, a_second, root, state, checkpoint, by, unsigned_journal,
      snapshot, same, books, lines, suspense, appropriated, issued, available, held, in_flight, settled, returned,
      signatures, by_sites, bodies;
};

constexpr Words english{.verified = "verified",
                        .entries = "entries",
                        .usage = "of usage",
                        .records = "usage records",
                        .time = "time",
                        .a_second = "records/s",
                        .root = "root",
                        .state = "state digest",
                        .checkpoint = "signed",
                        .by = "entries, by",
                        .unsigned_journal = "no checkpoint: a forgery that keeps every rule would not show",
                        .snapshot = "snapshot",
                        .same = "the state after entry",
                        .books = "books",
                        .lines = "lines worked out again, accounts equal",
                        .suspense = "records in suspense",
                        .appropriated = "appropriated",
                        .issued = "issued",
                        .available = "available",
                        .held = "held",
                        .in_flight = "in flight",
                        .settled = "settled",
                        .returned = "returned",
                        .signatures = "signatures of sites",
                        .by_sites = "batches",
                        .bodies = "kept as they were sent, and compared"};
constexpr Words chinese{.verified = "验证通过",
                        .entries = "账本条目",
                        .usage = "条用量条目",
                        .records = "条用量记录",
                        .time = "用时",
                        .a_second = "条记录/秒",
                        .root = "根哈希",
                        .state = "状态摘要",
                        .checkpoint = "已签名",
                        .by = "条，签名方",
                        .unsigned_journal = "没有检查点：完全合规的伪造无法发现",
                        .snapshot = "快照",
                        .same = "与该条目之后的状态一致：",
                        .books = "账目",
                        .lines = "行账单已重算，各账户相符",
                        .suspense = "条挂账记录",
                        .appropriated = "拨款",
                        .issued = "已发放",
                        .available = "可用",
                        .held = "冻结",
                        .in_flight = "在途",
                        .settled = "已结算",
                        .returned = "已退回",
                        .signatures = "算力中心签名",
                        .by_sites = "批",
                        .bodies = "批留存原文并已比对"};

std::string text_of(const Sums& sums, const Words& words) {
  const auto amount = [](Amount a) { return format_amount(a, 2); };
  return fmt::format("  {}: {} {}, {} {}, {} {}, {} {}, {} {}, {} {}, {} {}\n", name(sums.unit), words.appropriated,
                     amount(sums.appropriated), words.issued, amount(sums.issued), words.available,
                     amount(sums.available), words.held, amount(sums.held), words.in_flight, amount(sums.in_flight),
                     words.settled, amount(sums.settled), words.returned, amount(sums.returned));
}

}  // namespace

std::string text_of(const VerifyReport& report, std::string_view file, double seconds, Language language) {
  const Words& words = language == Language::chinese ? chinese : english;
  std::string out = fmt::format("{}: {}\n", file, words.verified);
  out += fmt::format("  {}: {} ({} {}, {} {})\n", words.entries, grouped(report.entries), grouped(report.usage_entries),
                     words.usage, grouped(report.records), words.records);
  out += fmt::format("  {}: {:.2f} s, {} {}\n", words.time, seconds, grouped(per_second(report.records, seconds)),
                     words.a_second);
  out += fmt::format("  {}: {}\n  {}: {}\n", words.root, to_hex(report.root), words.state, to_hex(report.state_digest));
  for (const auto& checkpoint : report.checkpoints) {
    out += fmt::format("  {}: {} {} {}\n", words.checkpoint, grouped(checkpoint.size), words.by, checkpoint.origin);
  }
  if (report.checkpoints.empty()) out += fmt::format("  {}: {}\n", words.checkpoint, words.unsigned_journal);
  if (report.signatures != 0) {
    out += fmt::format("  {}: {} {}; {} {}\n", words.signatures, grouped(report.signatures), words.by_sites,
                       grouped(report.bodies), words.bodies);
  }
  if (report.snapshot != 0) out += fmt::format("  {}: {} {}\n", words.snapshot, words.same, grouped(report.snapshot));
  out += fmt::format("  {}: {} {}; {} {}\n", words.books, grouped(report.lines), words.lines,
                     grouped(report.state.suspense.size()), words.suspense);
  for (const auto& sums : sums_of(report.state)) {
    if (sums.used) out += text_of(sums, words);
  }
  return out;
}

std::string json_of(const VerifyReport& report, double seconds) {
  std::string checkpoints;
  for (const auto& checkpoint : report.checkpoints) {
    checkpoints += fmt::format("{}{{\"size\":{},\"origin\":{}}}", checkpoints.empty() ? "" : ",", checkpoint.size,
                               quoted(checkpoint.origin));
  }
  std::string balances;
  for (const auto& sums : sums_of(report.state)) {
    if (!sums.used) continue;
    balances += fmt::format(
        "{}\"{}\":{{\"appropriated\":\"{}\",\"issued\":\"{}\",\"available\":\"{}\",\"held\":\"{}\",\"in_flight\":\"{}"
        "\","
        "\"settled\":\"{}\",\"returned\":\"{}\"}}",
        balances.empty() ? "" : ",", name(sums.unit), format_amount(sums.appropriated), format_amount(sums.issued),
        format_amount(sums.available), format_amount(sums.held), format_amount(sums.in_flight),
        format_amount(sums.settled), format_amount(sums.returned));
  }
  return fmt::format(
      "{{\"verified\":true,\"entries\":{},\"usage_entries\":{},\"signatures\":{},\"bodies\":{},\"records\":{},"
      "\"bytes\":{},\"root\":\"{}\","
      "\"state_digest\":\"{}\",\"checkpoints\":[{}],\"snapshot\":{},\"lines\":{},\"suspense\":{},\"seconds\":{:.3f},"
      "\"records_per_second\":{},\"balances\":{{{}}}}}\n",
      report.entries, report.usage_entries, report.signatures, report.bodies, report.records, report.bytes,
      to_hex(report.root), to_hex(report.state_digest), checkpoints, report.snapshot, report.lines,
      report.state.suspense.size(), seconds, per_second(report.records, seconds), balances);
}

std::string text_of(const Error& error, bool could_not_look, Language language) {
  const bool in_chinese = language == Language::chinese;
  const std::string_view verdict = could_not_look ? (in_chinese ? "无法验证" : "nothing was verified")
                                                  : (in_chinese ? "验证不通过" : "NOT VERIFIED");
  // The detail of an entry's error begins with its number, so field and line would only say it again.
  Error shown = error;
  if (shown.field == "entry") {
    shown.field.clear();
    shown.line = 0;
  }
  return fmt::format("scrip-verify: {}: {}\n", verdict, describe(shown, language));
}

std::string json_of(const Error& error) {
  const bool at_entry = error.field == "entry";
  return fmt::format("{{\"verified\":false,\"code\":{},\"entry\":{},\"field\":{},\"detail\":{}}}\n",
                     quoted(name(error.code)), at_entry ? std::to_string(error.line) : "null",
                     at_entry || error.field.empty() ? "null" : quoted(error.field), quoted(error.detail));
}

std::string_view help_text(Language language) {
  if (language == Language::chinese) {
    return R"(scrip-verify：离线审计 Scrip 账本，不信任运营方。从第一条起重放账本，逐条核对编码与哈希，
重新计价、扣券、退款和关账，并比对签名检查点、快照和全部余额。

用法：scrip-verify FILE [选项]

  FILE               账本文件（SQLite），只读打开
  --key KEY          主管机构公钥，或存放公钥的文件；不给时用账本第一条中的公钥
  --checkpoint FILE  以前从主管机构取得的签名检查点；可重复
  --json             以一行 JSON 输出结果
  --lang zh|en       语言
  --help             本说明（--help --lang en 为英文）

退出码：0 验证通过，1 不一致（指出条目和差异），2 用法错误或文件无法读取

例：
  scrip-verify scrip.db
  scrip-verify scrip.db --key authority.pub --checkpoint 2026-03.checkpoint --lang zh
  scrip-verify scrip.db --json
)";
  }
  return R"(scrip-verify: audits a Scrip journal offline, without trusting its operator. It replays the journal from the
first entry, checks every encoding and hash, prices, charges, refunds and closes everything again, and
compares signed checkpoints, the snapshot and all balances.

Usage: scrip-verify FILE [options]

  FILE               the journal (SQLite), opened for reading only
  --key KEY          the authority's public key, or a file with it; without it, the key in the first entry
  --checkpoint FILE  a signed checkpoint that you got from the authority earlier; may be repeated
  --json             the result as one line of JSON
  --lang en|zh       the language (中文：--help --lang zh)
  --help             this text

Exit status: 0 verified, 1 something differs (it says which entry and what), 2 wrong usage or unreadable file

Examples:
  scrip-verify scrip.db
  scrip-verify scrip.db --key authority.pub --checkpoint 2026-03.checkpoint
  scrip-verify scrip.db --json
)";
}

}  // namespace scrip::verify
