// scrip-verify: the auditor's program. It needs the journal and the public key, and trusts neither operator nor server.

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/key.h"
#include "storage/sqlite/sqlite_store.h"
#include "verify/print.h"
#include "verify/verify.h"

namespace scrip::verify {
namespace {

constexpr int exit_verified = 0;
constexpr int exit_differs = 1;
constexpr int exit_usage = 2;

struct Arguments {
  std::string file;
  std::string key;
  std::vector<std::string> checkpoints;
  bool json = false;
  bool help = false;
  Language language = Language::english;
};

Result<Arguments> parse(const std::vector<std::string_view>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const auto value = [&]() -> Result<std::string> {
      if (i + 1 == words.size()) return fail(ErrorCode::usage_error, "it needs a value", std::string(word));
      return std::string(words[++i]);
    };
    if (word == "--help" || word == "-h") {
      arguments.help = true;
    } else if (word == "--json") {
      arguments.json = true;
    } else if (word == "--key") {
      arguments.key = SCRIP_TRY(value());
    } else if (word == "--checkpoint") {
      arguments.checkpoints.push_back(SCRIP_TRY(value()));
    } else if (word == "--lang") {
      const auto language = SCRIP_TRY(value());
      if (language != "en" && language != "zh") return fail(ErrorCode::usage_error, "en or zh", "--lang");
      arguments.language = language == "zh" ? Language::chinese : Language::english;
    } else if (word.starts_with("-") && word != "-") {
      return fail(ErrorCode::usage_error, "there is no such option", std::string(word));
    } else if (!arguments.file.empty()) {
      return fail(ErrorCode::usage_error, "one journal at a time: " + std::string(word));
    } else {
      arguments.file = word;
    }
  }
  if (arguments.file.empty() && !arguments.help) return fail(ErrorCode::usage_error, "which journal?", "FILE");
  return arguments;
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return fail(ErrorCode::file_unreadable, path);
  return text;
}

// A key as text, or the file that has it in its first line.
Result<proof::PublicKey> read_key(const std::string& key_or_path) {
  if (auto key = proof::parse_public_key(key_or_path)) return key;
  auto text = SCRIP_TRY(read_file(key_or_path));
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  auto key = proof::parse_public_key(text);
  if (!key) key.error().field = "--key";
  return key;
}

Result<VerifyOptions> options_of(const Arguments& arguments) {
  VerifyOptions options;
  if (!arguments.key.empty()) options.key = SCRIP_TRY(read_key(arguments.key));
  for (const auto& path : arguments.checkpoints) options.checkpoints.push_back(SCRIP_TRY(read_file(path)));
  return options;
}

// Redraws one line on a terminal, a few times a second.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown) : shown_(shown) {}
  ~ProgressLine() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void draw(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now < next_) return;
    next_ = now + std::chrono::milliseconds{200};
    fmt::print(stderr, "\r\x1b[K{} / {}  ({})", progress.entry, progress.entries, progress.records);
    std::fflush(stderr);
  }

 private:
  bool shown_;
  std::chrono::steady_clock::time_point next_;
};

Result<VerifyReport> run(const Arguments& arguments) {
  const auto options = SCRIP_TRY(options_of(arguments));
  const auto store = SCRIP_TRY(storage::SqliteStore::open(arguments.file, storage::OpenMode::read_only));
  ProgressLine line(!arguments.json && isatty(STDERR_FILENO) == 1);
  return verify(*store, options, [&](const Progress& progress) { line.draw(progress); });
}

// What is wrong with the call or the file, rather than with the journal.
bool is_usage(const Error& error) {
  constexpr std::array codes{ErrorCode::usage_error,    ErrorCode::file_unreadable,   ErrorCode::store_missing,
                             ErrorCode::format_unknown, ErrorCode::store_unavailable, ErrorCode::key_invalid};
  return error.field != "entry" && std::ranges::find(codes, error.code) != codes.end();
}

int main_with(const std::vector<std::string_view>& words) {
  const auto arguments = parse(words);
  if (!arguments) {
    fmt::print(stderr, "scrip-verify: {}\nscrip-verify --help\n", describe(arguments.error(), Language::english));
    return exit_usage;
  }
  if (arguments->help) {
    fmt::print("{}", help_text(arguments->language));
    return exit_verified;
  }
  const auto start = std::chrono::steady_clock::now();
  const auto report = run(*arguments);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (!report) {
    const bool usage = is_usage(report.error());
    fmt::print(arguments->json ? stdout : stderr, "{}",
               arguments->json ? json_of(report.error()) : text_of(report.error(), usage, arguments->language));
    return usage ? exit_usage : exit_differs;
  }
  fmt::print("{}", arguments->json ? json_of(*report, seconds.count())
                                   : text_of(*report, arguments->file, seconds.count(), arguments->language));
  return exit_verified;
}

}  // namespace
}  // namespace scrip::verify

int main(int argc, char** argv) { return scrip::verify::main_with({argv + 1, argv + argc}); }
