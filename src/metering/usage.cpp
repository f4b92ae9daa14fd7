#include "metering/usage.h"

#include <algorithm>
#include <array>

#include "base/texts.h"
#include "proof/hash.h"

namespace scrip::metering {
namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;

struct Advice {
  std::string_view english;
  std::string_view chinese;
};

struct ReasonTexts {
  std::string_view name;
  Advice command_line;
  Advice api;  // without a text of its own the other holds
  std::string_view action;
};

constexpr std::string_view retry = "retrySuspense";
constexpr std::string_view write_off = "writeOffSuspense";

constexpr std::array<ReasonTexts, suspense_reasons> reason_texts{{
    {"none", {"nothing to do", "无需处理"}, {}, retry},
    {"no_payer",
     {"map the site's account to an organisation (scrip payer add), then retry",
      "请将该中心的账号对应到机构（scrip payer add），然后重试"},
     {"say which organisation pays for the site's account (Suspense: Map account), then retry",
      "请将该中心的账号对应到机构（挂账：对应账号），然后重试"},
     "mapPayer"},
    {"unknown_resource",
     {"register the chip model or add the name as an alias (scrip resource add), then retry",
      "请登记该芯片型号或添加别名（scrip resource add），然后重试"},
     {"register the chip model or add the name as an alias (Registry: Add chip model), then retry",
      "请登记该芯片型号或添加别名（登记：新增芯片型号），然后重试"},
     "addResource"},
    {"no_price",
     {"publish a rate card that prices this resource at that time (scrip rate add), then retry",
      "请发布覆盖该时段该资源的价目表（scrip rate add），然后重试"},
     {"have the site propose a rate card for this resource at that time (Rate cards: Propose) and approve it, then "
      "retry",
      "请由算力中心提议覆盖该时段该资源的价目表（价目表：提议）并经批准，然后重试"},
     "proposeRateCard"},
    {"conflict",
     {"the same record id came with other content: ask the site which is right, then accept or write off",
      "同一记录编号内容不同：请与算力中心核实后采纳或核销"},
     {},
     retry},
    {"unknown_state",
     {"ask the site what the job state means, then retry or write off",
      "请与算力中心核实作业状态的含义，然后重试或核销"},
     {},
     retry},
    {"device_count_missing",
     {"the site does not account for devices: have it report them, then write this record off",
      "该中心未记录设备数量：请其补报后核销本记录"},
     {},
     write_off},
    {"inconsistent_time",
     {"start, end and elapsed contradict each other: ask the site, then write off",
      "开始、结束与时长互相矛盾：请与算力中心核实后核销"},
     {},
     write_off},
    {"too_late",
     {"older than the window for late usage: write off, or settle outside", "超过补报期限：请核销或另行结算"},
     {},
     write_off},
    {"in_future",
     {"ends in the future: check the site's clock, then retry", "结束时间晚于到达时间：请检查中心时钟后重试"},
     {},
     retry},
    {"out_of_range",
     {"larger than any real job: check the units, then write off", "数量超出合理范围：请检查单位后核销"},
     {},
     write_off},
    {"job_terms_differ",
     {"the job was charged to another payer or use before: check the mapping, then retry or write off",
      "该作业此前计入其他付款方或用途：请检查对应关系后重试或核销"},
     {},
     retry},
    {"not_accredited",
     {"the programme pays at accredited sites only: have the site apply (scrip accreditation apply), decide, then "
      "retry; or write off",
      "该项目仅在获认定的算力中心支付：请中心申请认定（scrip accreditation apply）并作出决定，然后重试；否则核销"},
     {"the programme pays at accredited sites only: have the site apply (Accreditation: Apply), decide, then retry; or "
      "write off",
      "该项目仅在获认定的算力中心支付：请中心申请认定（认定：申请）并作出决定，然后重试；否则核销"},
     "applyForAccreditation"},
}};

const ReasonTexts& texts(SuspenseReason reason) {
  const auto i = static_cast<std::size_t>(reason);
  return reason_texts[i < reason_texts.size() ? i : 0];
}

}  // namespace

std::string_view name(SuspenseReason reason) { return texts(reason).name; }

std::string_view advice(SuspenseReason reason, Language language, Door door) {
  const auto& both = texts(reason);
  const Advice& said = door == Door::api && !both.api.english.empty() ? both.api : both.command_line;
  return language == Language::chinese ? said.chinese : said.english;
}

std::string_view action(SuspenseReason reason) { return texts(reason).action; }

Result<SuspenseReason> parse_suspense_reason(std::string_view text) {
  for (std::size_t i = 1; i < reason_texts.size(); ++i) {
    if (text == reason_texts[i].name) return static_cast<SuspenseReason>(i);
  }
  std::vector<std::string_view> known;
  for (std::size_t i = 1; i < reason_texts.size(); ++i) known.push_back(reason_texts[i].name);
  return fail(ErrorCode::value_invalid, say("'{0}' is not one of {1}", text, listed(known)), "reason");
}

std::uint64_t part_of_text_id(std::string_view id) {
  const Hash256 hash = proof::sha256(as_bytes(id));
  std::uint64_t part = 0;
  for (std::size_t i = 0; i < 8; ++i) part = part << 8 | hash.bytes[i];
  return part | part_text_bit;
}

void UsageBatch::clear() {
  jobs.clear();
  resources.clear();
  job.clear();
  resource.clear();
  part.clear();
  start_ms.clear();
  end_ms.clear();
  units.clear();
  problem.clear();
  if (chunks_.size() > 1) chunks_.erase(std::next(chunks_.begin()), chunks_.end());
  if (!chunks_.empty()) chunks_.front().clear();
}

std::string_view UsageBatch::keep(std::string_view text) {
  if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < text.size()) {
    chunks_.emplace_back().reserve(std::max(chunk_bytes, text.size()));
  }
  std::string& chunk = chunks_.back();
  const std::size_t at = chunk.size();
  chunk.append(text);
  return std::string_view{chunk}.substr(at);
}

void UsageBatch::add(std::uint32_t job_index, std::uint32_t resource_index, std::uint64_t part_number,
                     std::int64_t start, std::int64_t end, std::int64_t unit_count, SuspenseReason trouble) {
  job.push_back(job_index);
  resource.push_back(resource_index);
  part.push_back(part_number);
  start_ms.push_back(start);
  end_ms.push_back(end);
  units.push_back(unit_count);
  problem.push_back(trouble);
}

}  // namespace scrip::metering
