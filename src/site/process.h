#pragma once
// Running one program to its end: no shell, its own words, and a time after which it is ended.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace scrip::site {

struct Program {
  std::vector<std::string> words;  // the first is the program, looked up in PATH unless it has a slash
  std::vector<std::pair<std::string, std::string>> environment;  // added to this process's own
  std::int64_t timeout_s = 0;  // 0: limits::program_s_max
};

struct Finished {
  int status = 0;  // 128 + the signal, where one ended it
  std::string output;
  std::string errors;  // what it wrote on standard error, cut at 4 KiB
};

// Errors: file_unreadable (the program cannot be started), server_unreachable (it took too long, and was ended),
// too_large (its output). Any status is an answer.
[[nodiscard]] Result<Finished> run_program(const Program& program);

}  // namespace scrip::site
