#pragma once
// A town whose bureau takes applications: for tests of what happens from a published policy to a voucher.

#include <string>
#include <string_view>

#include "tests/sim/town.h"

namespace scrip::sim {

// A SHA-256 of something nobody asks for.
[[nodiscard]] Hash256 some_hash(std::string_view text);

// Beside what a town has: the programme "deduct" has a second budget line "state" of 500,000.00; its policy "deduct@1"
// is in force all of 2026; the call "call" takes applications from 2026-03-01 to 2026-04-01 (decided one by one), gives
// 60 % of every award from "deduct" and 40 % from "state", and takes appeals for 30 days.
//
// People: "applicant" drafts and submits, "clerk" confirms and assesses, "officer" proposes, "director" approves.
class Office : public Town {
 public:
  explicit Office(std::string context = {});

  // The name of the error; "" for none.
  std::string as(std::string_view actor, const engine::Command& command);
  void must_as(std::string_view actor, const engine::Command& command);

  // Steps that must succeed; the application is called `key`.
  void draft(std::string_view key, std::string_view organisation = "alpha", std::string_view call = "call");
  void submit(std::string_view key);  // from a draft
  void complete(std::string_view key, std::string_view organisation = "alpha", std::string_view call = "call");
  void assess(std::string_view key, std::string_view amount_text);  // of a complete one; "0" for not eligible
  void propose(std::string_view key, std::string_view amount_text);
  void approve(std::string_view key);
  // All of them: an award of the same key.
  void award(std::string_view key, std::string_view amount_text, std::string_view organisation = "alpha");

  [[nodiscard]] const engine::ApplicationState& application(std::string_view key) const;
  [[nodiscard]] const engine::AwardState& award_called(std::string_view key) const;
  [[nodiscard]] Amount left_on(std::string_view budget_line) const;
  [[nodiscard]] Amount commitment(std::string_view award) const;
};

[[nodiscard]] engine::OpenCall a_call(std::string_view key);
[[nodiscard]] engine::DraftApplication draft_called(std::string_view key, std::string_view organisation = "alpha",
                                                    std::string_view call = "call");
// What an assessment of this application says now; "0" for not eligible.
[[nodiscard]] engine::AssessApplication assessment_of(const engine::State& state, std::string_view key,
                                                      std::string_view amount_text);
[[nodiscard]] engine::ProposeDecision proposal_of(std::string_view key, std::string_view amount_text);
[[nodiscard]] engine::ProposeDecision refusal_of(std::string_view key);
[[nodiscard]] engine::ApproveDecision approval_of(std::string_view key, std::string_view amount_text);
[[nodiscard]] engine::IssueAward voucher_of(std::string_view award, std::string_view key, std::string_view face);

}  // namespace scrip::sim
