#include "site/hook.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string>

namespace scrip::site {
namespace {

class Hook : public testing::Test {
 protected:
  Hook() { known.set_payers({{"lab", "acme"}, {"den", "poor"}}); }
  [[nodiscard]] std::string answer(const std::string& line) const { return answer_hook(line, config, known, now_s); }

  static constexpr std::int64_t now_s = 1'000'000;
  Config config;
  Known known;
};

TEST_F(Hook, AnAccountsOwnOrganisationPaysNamedOrNot) {
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme").starts_with("say\tScrip: 'acme' pays"));
  EXPECT_TRUE(answer("submit\tlab\tdevices\t").starts_with("say\tScrip: 'acme' pays"));
}

TEST_F(Hook, NobodyPaysForAnothersAccount) {
  EXPECT_TRUE(answer("submit\tden\tdevices\tscrip:acme").starts_with("no\tthe account 'den' belongs to 'poor'"));
  EXPECT_TRUE(
      answer("submit\tother\tdevices\tscrip:acme").starts_with("no\tno organisation pays for the account 'other'"));
  EXPECT_TRUE(answer("submit\tlab\tnone\tscrip:").starts_with("no\twho pays is written"));
  config.language = Language::chinese;
  EXPECT_TRUE(answer("submit\tother\tdevices\t").starts_with("no\t此处没有机构为账户“other”付费"));
}

TEST_F(Hook, WhileNobodyKnowsWhoPaysJobsWait) {
  Known fresh;
  const auto ask = [&](const std::string& line) { return answer_hook(line, config, fresh, now_s); };
  EXPECT_EQ(ask("submit\tlab\tdevices\tscrip:acme"),
            "say\tScrip: who pays for the accounts of this site is not known yet; the job waits, held, until it is");
  EXPECT_TRUE(ask("submit\tlab\tdevices\t").starts_with("say\tScrip: who pays")) << "whether it names somebody or not";
  EXPECT_TRUE(ask("submit\tlab\tdevices\tscrip:").starts_with("no\twho pays is written"));
  config.governed = Governed::named;
  EXPECT_EQ(ask("submit\tlab\tdevices\tmy run"), "free");
}

TEST_F(Hook, WhereNobodyPaysForAnyAccountNobodyCanBeNamed) {
  known.set_payers({});
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme").starts_with("no\tno organisation pays for the account 'lab'"));
  EXPECT_TRUE(answer("submit\tlab\tdevices\t").starts_with("no\tno organisation pays for the account 'lab'"));
}

TEST_F(Hook, AProjectMakesNobodyElsePay) {
  known.set_payers({{"lab", "acme"}, {"acme-2", "acme"}, {"den", "poor"}});
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme/den").starts_with("no\tthe project 'den' is called like"));
  for (const auto& [project, account] :
       std::map<std::string, std::string>{{"", "lab"}, {"llm", "lab"}, {"acme-2", "acme-2"}, {"den", "lab"}}) {
    EXPECT_EQ(account_of({.organisation = "acme", .project = project}, "lab", known), account) << project;
  }
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme/llm").starts_with("say\t"));
}

TEST_F(Hook, WhereOnlyNamedJobsAreGovernedTheOthersAreFree) {
  config.governed = Governed::named;
  EXPECT_EQ(answer("submit\tother\tdevices\tmy run"), "free");
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme").starts_with("say\t"));
}

TEST_F(Hook, DevicesThatAreNotCountedCannotBePaidFor) {
  known.set_counts_devices(false);
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme").starts_with("no\tthis site's accounting does not count"));
  EXPECT_TRUE(answer("submit\tlab\tnone\tscrip:acme").starts_with("say\t"));
}

TEST_F(Hook, AReservationThatIsKnownIsJudgedAtOnce) {
  const auto reserved = [](std::string key, std::string status, std::int64_t until_s) {
    return Reserved{.key = key,
                    .organisation = "acme",
                    .resource = "a",
                    .status = std::move(status),
                    .reason = "no power",
                    .devices = 8,
                    .from_s = now_s - 100,
                    .until_s = until_s};
  };
  known.set_reservations({{"R-1", reserved("R-1", "reserved", now_s + 1)},
                          {"R-2", reserved("R-2", "broken", now_s + 1)},
                          {"R-3", reserved("R-3", "in_use", now_s)}});
  EXPECT_TRUE(
      answer("submit\tlab\tdevices\tscrip:acme reservation=R-1").starts_with("say\tScrip: this job runs under"));
  EXPECT_TRUE(
      answer("submit\tden\tdevices\tscrip:poor reservation=R-1").starts_with("no\tthe reservation 'R-1' is not"));
  EXPECT_EQ(answer("submit\tlab\tdevices\tscrip:acme reservation=R-2"),
            "no\tthis site cancelled the reservation 'R-2' (no power); the new quote for it is 'R-2~1'");
  EXPECT_TRUE(
      answer("submit\tlab\tdevices\tscrip:acme reservation=R-3").starts_with("no\tthe reservation 'R-3' ended"));
  // One that was made a moment ago is not known yet: the agent asks for it.
  EXPECT_TRUE(answer("submit\tlab\tdevices\tscrip:acme reservation=R-4").starts_with("say\tScrip: 'acme' pays"));
}

TEST_F(Hook, ALineOfAnotherReleaseIsRefused) {
  EXPECT_TRUE(answer("").starts_with("no\t"));
  EXPECT_TRUE(answer("modify\tlab").starts_with("no\t"));
  EXPECT_EQ(answer("submit").find('\n'), std::string::npos);
}

TEST_F(Hook, TheSocketAnswersLineByLineAndGoesWithItsServer) {
  config.socket = (std::filesystem::temp_directory_path() / ("scrip-hook-" + std::to_string(::getpid()))).string();
  const auto ask = [&](const std::string& line) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(config.socket, address.sun_path);
    const int end = ::socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT_EQ(::connect(end, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_GT(::send(end, line.data(), line.size(), MSG_NOSIGNAL), 0);  // of one too long it takes no more than a part
    ::shutdown(end, SHUT_WR);
    std::array<char, 512> buffer{};
    const ssize_t size = ::recv(end, buffer.data(), buffer.size(), MSG_WAITALL);
    ::close(end);
    return std::string(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  };
  {
    const auto server = HookServer::start(config, known);
    ASSERT_TRUE(server.has_value());
    EXPECT_TRUE(ask("submit\tlab\tdevices\tscrip:acme\n").starts_with("say\t"));
    EXPECT_EQ(ask("no end of a line"), "") << "and nothing waits for it";
    EXPECT_EQ(ask(std::string(100'000, 'x') + "\n").size(), 0u);
    EXPECT_TRUE(ask("submit\tden\tdevices\tscrip:acme\n").starts_with("no\t"));
  }
  EXPECT_FALSE(std::filesystem::exists(config.socket));
  config.socket = "/" + std::string(200, 'x');
  EXPECT_FALSE(HookServer::start(config, known).has_value());
}

TEST_F(Hook, TheSocketOfALiveAgentIsNotTakenOver) {
  config.socket = (std::filesystem::temp_directory_path() / ("scrip-hook2-" + std::to_string(::getpid()))).string();
  auto first = HookServer::start(config, known);
  ASSERT_TRUE(first.has_value());
  const auto second = HookServer::start(config, known);
  ASSERT_FALSE(second.has_value());
  EXPECT_TRUE(second.error().detail.contains(config.socket)) << second.error().detail;
  EXPECT_TRUE(std::filesystem::exists(config.socket)) << "it is still the first one's";
  // What was put in its place is not removed with it.
  std::filesystem::remove(config.socket);
  const auto third = HookServer::start(config, known);
  ASSERT_TRUE(third.has_value());
  first->reset();
  EXPECT_TRUE(std::filesystem::exists(config.socket));
}

TEST_F(Hook, ASocketThatNobodyAnswersAtIsReplaced) {
  config.socket = (std::filesystem::temp_directory_path() / ("scrip-hook3-" + std::to_string(::getpid()))).string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::ranges::copy(config.socket, address.sun_path);
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ASSERT_EQ(::bind(left, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  ::close(left);  // as SIGKILL leaves it
  EXPECT_TRUE(HookServer::start(config, known).has_value());
}

}  // namespace
}  // namespace scrip::site
