#include <algorithm>

#include "base/time.h"
#include "codec/json.h"
#include "site/check.h"
#include "site/spool.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr std::size_t alerts_shown = 50;

struct Seen {
  std::vector<JobRow> jobs;
  std::vector<LentRow> lent;
  std::vector<AlertRow> alerts;
  std::int64_t records = 0;
  std::int64_t requests = 0;
  std::string round, scrip, slurm;  // when, since 1970
};

Result<Seen> look(const Config& config) {
  auto spool = SCRIP_TRY(Spool::open(config.spool, storage::Access::read_write));
  return Seen{.jobs = SCRIP_TRY(spool.jobs_not_closed()),
              .lent = SCRIP_TRY(spool.all_lent()),
              .alerts = SCRIP_TRY(spool.alerts(alerts_shown)),
              .records = SCRIP_TRY(spool.records_waiting()),
              .requests = SCRIP_TRY(spool.count("SELECT count(*) FROM request")),
              .round = SCRIP_TRY(spool.fact("round")),
              .scrip = SCRIP_TRY(spool.fact("scrip_answered")),
              .slurm = SCRIP_TRY(spool.fact("slurm_answered"))};
}

std::string json_of(const Seen& seen) {
  const auto number = [](const std::string& text) { return text.empty() ? std::string("null") : text; };
  std::vector<std::string> jobs;
  for (const JobRow& job : seen.jobs) {
    jobs.push_back(codec::JsonObject()
                       .raw("job", codec::json_text(job.key))
                       .raw("state", codec::json_text(name(job.state)))
                       .raw("organisation", codec::json_text(job.organisation))
                       .raw("hold", codec::json_text(job.hold))
                       .raw("reason", codec::json_text(job.reason))
                       .add("paid_s", job.units == 0 ? 0 : job.paid / job.units)
                       .add("lent_s", job.units == 0 ? 0 : job.lent / job.units)
                       .add("used_s", job.used_s)
                       .raw("warned", job.warned ? "true" : "false")
                       .raw("stopped", job.stopped ? "true" : "false")
                       .text());
  }
  std::vector<std::string> lent;
  for (const LentRow& row : seen.lent) {
    lent.push_back(codec::JsonObject()
                       .raw("lent", codec::json_text(row.key))
                       .raw("amount", codec::json_text(format_amount(Amount{row.amount})))
                       .raw("used", codec::json_text(format_amount(Amount{row.used})))
                       .text());
  }
  std::vector<std::string> alerts;
  for (const AlertRow& row : seen.alerts) {
    alerts.push_back(codec::JsonObject()
                         .add("at_s", row.at_s)
                         .raw("kind", codec::json_text(row.kind))
                         .raw("subject", codec::json_text(row.subject))
                         .raw("text", codec::json_text(row.english))
                         .raw("text_zh", codec::json_text(row.chinese))
                         .text());
  }
  return codec::JsonObject()
             .raw("round_s", number(seen.round))
             .raw("scrip_answered_s", number(seen.scrip))
             .raw("slurm_answered_s", number(seen.slurm))
             .add("records_waiting", seen.records)
             .add("requests_waiting", seen.requests)
             .raw("jobs", codec::json_array(jobs))
             .raw("lent", codec::json_array(lent))
             .raw("alerts", codec::json_array(alerts))
             .text() +
         "\n";
}

Message said(JobState state) {
  switch (state) {
    case JobState::asked:
      return say("waits for its money");
    case JobState::authorised:
      return say("authorised");
    case JobState::refused:
      return say("refused");
    case JobState::over:
      return say("over, to be settled");
    case JobState::closed:
      return say("settled");
    case JobState::unpaid:
      return say("not paid for beforehand");
  }
  return {};
}

Message ago(const std::string& at, std::int64_t now_s) {
  if (at.empty()) return say("never");
  return say("{0} s ago", std::max<std::int64_t>(0, now_s - std::stoll(at)));
}

std::string text_of(const Seen& seen, Language language, std::int64_t now_s) {
  std::string out;
  const auto line = [&](const Message& message) { out += message.text(language) + "\n"; };
  line(say("the last round was {0}; Slurm answered {1}, Scrip {2}", ago(seen.round, now_s), ago(seen.slurm, now_s),
           ago(seen.scrip, now_s)));
  line(say("{0} usage records and {1} requests wait for Scrip", seen.records, seen.requests));
  for (const LentRow& row : seen.lent) {
    line(say("lent: {0}, {1} of {2} given to jobs", row.key, format_amount(Amount{row.used}),
             format_amount(Amount{row.amount})));
  }
  for (const JobRow& job : seen.jobs) {
    const std::int64_t covered_s = job.units == 0 ? 0 : job.covered() / job.units;
    line(say("job {0} of {1}: {2}, ran {3} s of {4} s paid {5}", job.key, job.organisation, said(job.state), job.used_s,
             covered_s, job.reason));
  }
  for (const AlertRow& row : seen.alerts) {
    line(say("ALERT {0} {1}: {2}", row.kind, row.subject, language == Language::chinese ? row.chinese : row.english));
  }
  return out;
}

}  // namespace

Result<std::string> status(const Config& config, Language language, bool json, std::int64_t now_s) {
  const auto seen = SCRIP_TRY(look(config));
  return json ? json_of(seen) : text_of(seen, language, now_s);
}

}  // namespace scrip::site
