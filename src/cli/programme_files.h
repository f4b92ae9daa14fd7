#pragma once
// Programme folders on disk: programme.yaml and cases.yaml.

#include <string>
#include <vector>

#include "cli/context.h"
#include "policy/compile.h"
#include "policy/file/cases.h"

namespace scrip::cli {

// The file meant by a folder ("programmes/beijing-2023") or by the file itself.
[[nodiscard]] std::string programme_file(const std::string& path);
[[nodiscard]] std::string cases_file(const std::string& path);

// Loads and compiles. Everything that is wrong is noted in the context; the error returned is the first of it.
[[nodiscard]] Result<policy::CompiledPolicy> load_programme(Context& context, const std::string& path);
// The cases beside a programme; none where there is no such file.
[[nodiscard]] Result<policy::LoadedCases> load_cases(Context& context, const std::string& path,
                                                     const policy::Policy& policy);

// Notes problems of one file; the first as an error.
[[nodiscard]] std::unexpected<Error> note_problems(Context& context, const std::string& file,
                                                   const std::vector<policy::Problem>& problems);

[[nodiscard]] std::string json_assessment(const policy::Policy& policy, const policy::Assessment& assessment);

}  // namespace scrip::cli
