#pragma once
// How errors reach people and programs.

#include <string>
#include <string_view>

#include "cli/context.h"

namespace scrip::cli {

// What to do about an error, as one sentence.
[[nodiscard]] std::string hint(const Error& error, Language language);

// To standard error: one line for each problem and what to do; with --json one problem object (the members of RFC
// 9457, and ours). `command` is set where the command line itself was not understood.
void print_problem(const Context& context, const Error& error, std::string_view command = {});

}  // namespace scrip::cli
