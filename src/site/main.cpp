// scrip-site: the program that runs at a data centre (docs/site.md).

#include <fmt/core.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "site/agent.h"
#include "site/check.h"
#include "site/hook.h"
#include "site/log.h"
#include "site/spool_lock.h"
#include "site/texts.h"

namespace scrip::site {
namespace {

constexpr int exit_good = 0;
constexpr int exit_bad = 1;
constexpr int exit_usage = 2;

struct Arguments {
  std::string command;
  std::string config = "/etc/scrip/site.yaml";
  bool json = false;
  std::vector<std::string> alert;  // its kind and what it is about
  Language language = Language::english;
};

Result<Arguments> parse(const std::vector<std::string_view>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const auto value = [&]() -> Result<std::string> {
      if (i + 1 == words.size()) return fail(ErrorCode::usage_error, say("it needs a value"), std::string(word));
      return std::string(words[++i]);
    };
    if (word == "--help" || word == "-h") {
      arguments.command = "help";
    } else if (word == "--json") {
      arguments.json = true;
    } else if (word == "--config") {
      arguments.config = SCRIP_TRY(value());
    } else if (word == "--lang") {
      const auto language = SCRIP_TRY(value());
      if (language != "en" && language != "zh")
        return fail(ErrorCode::usage_error, say("'en' or 'zh' is expected"), "--lang");
      arguments.language = language == "zh" ? Language::chinese : Language::english;
    } else if (arguments.command.empty() && !word.starts_with("-")) {
      arguments.command = word;
    } else if (arguments.command == "done" && !word.starts_with("-")) {
      arguments.alert.emplace_back(word);
    } else {
      return fail(ErrorCode::usage_error, say("there is no such option"), std::string(word));
    }
  }
  if (arguments.command.empty()) arguments.command = "help";
  return arguments;
}

std::int64_t now_s() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()).time_since_epoch().count();
}

// Signals that end it are waited for, not caught: a round is never cut in two by one.
sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

bool told_to_end(const sigset_t& signals, std::int64_t wait_s) {
  const timespec wait{.tv_sec = wait_s, .tv_nsec = 0};
  return ::sigtimedwait(&signals, nullptr, &wait) > 0;
}

Result<void> run(const Config& config) {
  const sigset_t signals = ending_signals();
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  const auto lock = SCRIP_TRY(SpoolLock::take(config.spool));
  auto spool = SCRIP_TRY(Spool::open(config.spool));
  auto scrip = SCRIP_TRY(ScripApi::open(config));
  Known known;
  Agent agent(config, spool, scrip, known);
  SCRIP_TRY_VOID(agent.start());
  std::unique_ptr<HookServer> hook;
  if (!config.socket.empty()) hook = SCRIP_TRY(HookServer::start(config, known));
  log(Level::info, "started", {{"site", config.site}, {"cluster", config.cluster}, {"spool", spool.id()}});
  do {
    SCRIP_TRY_VOID(agent.step(now_s()));
  } while (!told_to_end(signals, config.poll_s));
  log(Level::info, "stopped");
  return {};
}

// Somebody has seen to it: what it was about is mended, or was looked into.
Result<void> end_alert(const Config& config, const std::vector<std::string>& which) {
  if (which.size() != 2) {
    return fail(ErrorCode::usage_error, say("write which alert: its kind and what it is about, as 'status' shows them"),
                "done");
  }
  auto spool = SCRIP_TRY(Spool::open(config.spool, storage::Access::read_write));
  if (SCRIP_TRY(spool.clear_alert(which[0], which[1]))) return {};
  return fail(ErrorCode::usage_error, say("no alert {0} of '{1}' stands", which[0], which[1]), "done");
}

int print_check(const Config& config, Language language) {
  bool good = true;
  for (const Finding& finding : check(config)) {
    good = good && finding.good;
    fmt::print("{} {}\n", finding.good ? "  ok" : "BAD ", finding.text.text(language));
  }
  return good ? exit_good : exit_bad;
}

int fail_with(const Error& error, Language language, int code) {
  fmt::print(stderr, "scrip-site: {}\n", describe(error, language));
  return code;
}

int main_with(const std::vector<std::string_view>& words) {
  const auto arguments = parse(words);
  if (!arguments) return fail_with(arguments.error(), Language::english, exit_usage);
  const Language language = arguments->language;
  if (arguments->command == "help") {
    fmt::print("{}\n",
               say("scrip-site run | check | status [--json] | done KIND SUBJECT   [--config FILE] [--lang en|zh]")
                   .text(language));
    return exit_good;
  }
  const auto config = load_config(arguments->config);
  if (!config) return fail_with(config.error(), language, exit_usage);
  if (arguments->command == "check") return print_check(*config, language);
  if (arguments->command == "status") {
    const auto text = status(*config, language, arguments->json, now_s());
    if (!text) return fail_with(text.error(), language, exit_bad);
    fmt::print("{}", *text);
    return exit_good;
  }
  if (arguments->command == "done") {
    const auto ended = end_alert(*config, arguments->alert);
    if (ended) return exit_good;
    return fail_with(ended.error(), language, ended.error().code == ErrorCode::usage_error ? exit_usage : exit_bad);
  }
  if (arguments->command != "run") {
    return fail_with(
        Error::at(ErrorCode::usage_error, "COMMAND", say("'run', 'check', 'status' or 'done' is expected")), language,
        exit_usage);
  }
  const auto ran = run(*config);
  return ran ? exit_good : fail_with(ran.error(), language, exit_bad);
}

}  // namespace
}  // namespace scrip::site

int main(int argc, char** argv) { return scrip::site::main_with({argv + 1, argv + argc}); }
