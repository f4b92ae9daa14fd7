#include "allocation/round_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

#include "tests/support/random_round.h"

namespace scrip::allocation {
namespace {

// --- the document ---

std::string document() {
  std::ifstream file(SCRIP_SOURCE_DIR "/docs/formats/round.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

// The contents of the document's code blocks of one kind.
std::vector<std::string> blocks(std::string_view kind) {
  const std::string all = document();
  const std::string fence = "```" + std::string(kind) + "\n";
  std::vector<std::string> found;
  for (std::size_t at = all.find(fence); at != std::string::npos; at = all.find(fence, at)) {
    at += fence.size();
    found.push_back(all.substr(at, all.find("```", at) - at));
  }
  return found;
}

std::string run_shell(const std::string& script) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(script.c_str(), "r"), pclose);
  std::string out;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) out += static_cast<char>(c);
  return out;
}

TEST(RoundDocument, ItsShellCommandsPrintWhatItSays) {
  const auto commands = blocks("sh");
  const auto answers = blocks("text");
  ASSERT_EQ(commands.size(), 2);
  ASSERT_EQ(answers.size(), commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) EXPECT_EQ(run_shell(commands[i]), answers[i]);
}

TEST(RoundDocument, ItsTicketsAreOurs) {
  const Seed seed = published_seed(blocks("outcome").at(0)).value().value();
  EXPECT_EQ(to_hex(commitment_of(seed)) + "\n", blocks("text").at(0));
  const Drawing drawing(seed, Purpose::lottery, "example-2026-1");
  const std::vector<std::string> keys{"A-01", "A-03", "A-05", "A-04", "A-02"};
  std::string lines;
  for (const std::string& key : keys) lines += to_hex(drawing.ticket(key)) + " " + key + "\n";
  EXPECT_EQ(lines, blocks("text").at(1));
}

TEST(RoundDocument, ItsOutcomeIsThatOfItsInputs) {
  const std::string inputs = blocks("round").at(0);
  const std::string outcome = blocks("outcome").at(0);
  const auto verified = verify_round(inputs, published_seed(outcome).value(), outcome);
  EXPECT_TRUE(verified.has_value()) << describe(verified.error(), Language::english);
}

TEST(RoundDocument, NamesEveryOutcome) {
  const std::string text = document();
  for (std::size_t i = 0; i < outcome_codes; ++i) {
    const std::string row = "| `" + std::string(name(static_cast<OutcomeCode>(i))) + "` |";
    EXPECT_TRUE(text.contains(row)) << row;
  }
}

// --- reading ---

std::string example() { return blocks("round").at(0); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void expect_refused(const std::string& text, ErrorCode code, std::uint64_t line) {
  const auto round = parse_round(text);
  ASSERT_FALSE(round.has_value());
  EXPECT_EQ(round.error().code, code) << describe(round.error(), Language::english);
  EXPECT_EQ(round.error().line, line) << describe(round.error(), Language::english);
}

TEST(RoundFile, HasOneTextOnly) {
  const std::string good = example();
  ASSERT_EQ(format_round(parse_round(good).value()).value(), good);
  expect_refused(replaced(good, "09:00:00Z", "10:00:00+01:00"), ErrorCode::encoding_invalid, 17);
  expect_refused(replaced(good, "100000.00", "100000"), ErrorCode::encoding_invalid, 14);
  expect_refused(replaced(good, "79.999", "079.999"), ErrorCode::encoding_invalid, 18);
  expect_refused(replaced(good, " 2\n", " 02\n"), ErrorCode::encoding_invalid, 15);
  expect_refused(replaced(good, "A-01", "A-09"), ErrorCode::encoding_invalid, 17);
  expect_refused(replaced(good, "401e0acd", "401E0acd"), ErrorCode::encoding_invalid, 10);
  expect_refused(good.substr(0, good.size() - 1), ErrorCode::encoding_invalid, 23);
}

TEST(RoundFile, ErrorsNameTheLine) {
  const std::string good = example();
  expect_refused("", ErrorCode::format_unknown, 1);
  expect_refused(replaced(good, "round 1", "round 2"), ErrorCode::format_unknown, 1);
  expect_refused(replaced(good, "method tiers", "method tears"), ErrorCode::format_unknown, 4);
  expect_refused(replaced(good, "ties earliest\n", ""), ErrorCode::format_unknown, 5);
  expect_refused(replaced(good, "minimum_award 0.00", "minimum_award none"), ErrorCode::value_invalid, 8);
  expect_refused(replaced(good, "main 60000.00", "pain 60000.00"), ErrorCode::value_invalid, 15);
  expect_refused(replaced(good, "applications 7", "applications 8"), ErrorCode::file_truncated, 23);
  expect_refused(replaced(good, "applications 7", "applications 6"), ErrorCode::file_truncated, 22);
  expect_refused(replaced(good, "applications 7", "applications 2000001"), ErrorCode::too_large, 16);
  expect_refused(replaced(good, "09:00:00Z", "nine"), ErrorCode::time_invalid, 17);
  expect_refused(replaced(good, "A-02 ", "A-02  "), ErrorCode::format_unknown, 18);
  expect_refused(replaced(good, "in_round", "in_round x"), ErrorCode::format_unknown, 17);
  expect_refused(replaced(good, "70.000", "101.000"), ErrorCode::out_of_range, 19);
}

TEST(RoundFile, ChecksWhatItReads) {
  const std::string good = example();
  expect_refused(replaced(good, "A-02", "A-01"), ErrorCode::duplicate_key, 0);
  expect_refused(replaced(good, "79.999", "80.000"), ErrorCode::value_invalid, 0);
  expect_refused(replaced(good, "smallest_unit 0.01", "smallest_unit 3.00"), ErrorCode::value_invalid, 0);
}

TEST(RoundFile, ADrawIsPublishedWithItsCommitment) {
  Round round = parse_round(example()).value();
  round.commitment.reset();
  EXPECT_EQ(format_round(round).error().code, ErrorCode::missing_field);
  round.tiers[1].take = Take::all;
  EXPECT_TRUE(format_round(round).has_value());
}

// --- verifying ---

TEST(RoundFile, VerifyingNamesTheFirstLineThatDiffers) {
  const std::string inputs = example();
  const std::string outcome = blocks("outcome").at(0);
  const auto seed = published_seed(outcome).value();
  const auto line_of = [&](const std::string& text) {
    const auto verified = verify_round(inputs, seed, text);
    EXPECT_EQ(verified.error().code, ErrorCode::proof_invalid);
    return verified.error().line;
  };
  EXPECT_EQ(line_of(replaced(outcome, "awards 4", "awards 5")), 5);
  EXPECT_EQ(line_of(replaced(outcome, "A-06 tier_declined", "A-06 below_pass")), 12);
  EXPECT_EQ(line_of(outcome + "\n"), 14);
  EXPECT_EQ(line_of(outcome.substr(0, outcome.rfind("A-07"))), 13);
  EXPECT_EQ(line_of(""), 1);
  const auto detail = verify_round(inputs, seed, replaced(outcome, "awards 4", "awards 5")).error().detail;
  EXPECT_TRUE(detail.contains("awards 5'") && detail.contains("awards 4'")) << detail;
}

TEST(RoundFile, VerifyingRefusesAnotherSeedAndOtherInputs) {
  const std::string inputs = example();
  const std::string outcome = blocks("outcome").at(0);
  const auto seed = published_seed(outcome).value();
  EXPECT_EQ(verify_round(inputs, Seed{}, outcome).error().code, ErrorCode::proof_invalid);
  EXPECT_EQ(verify_round(inputs, std::nullopt, outcome).error().code, ErrorCode::missing_field);
  const auto other = verify_round(replaced(inputs, "40.000", "40.001"), seed, outcome);
  EXPECT_EQ(other.error().code, ErrorCode::proof_invalid);
  EXPECT_EQ(other.error().line, 3) << "the digest of the inputs";
}

RC_GTEST_PROP(RoundFile, AnyRoundIsReadBackAndItsOutcomeVerified, (std::uint64_t number)) {
  Random random(number);
  Round round = testing::random_round(random);
  const Seed seed = testing::random_seed(random);
  round.commitment = commitment_of(seed);
  const std::string inputs = format_round(round).value();
  const Round again = parse_round(inputs).value();
  RC_ASSERT(format_round(again).value() == inputs);
  testing::shuffle(round.entries, random);
  RC_ASSERT(format_round(round).value() == inputs);
  const auto used = draws(round) ? std::optional{seed} : std::nullopt;
  std::string outcome = format_outcome(round, digest_of(inputs), used, allocate(round, used).value());
  RC_ASSERT(verify_round(inputs, seed, outcome).has_value());
  char& changed = outcome[random.below(outcome.size())];
  changed = static_cast<char>(changed ^ (1 << random.below(7)));
  RC_ASSERT(verify_round(inputs, seed, outcome).error().code == ErrorCode::proof_invalid);
}

}  // namespace
}  // namespace scrip::allocation
