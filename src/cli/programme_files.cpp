#include "cli/programme_files.h"

#include <filesystem>

#include "cli/files.h"
#include "cli/json.h"
#include "policy/file/load.h"

namespace scrip::cli {
namespace {

std::string in_folder(const std::string& path, const char* file) {
  const std::filesystem::path given(path);
  std::error_code ignored;
  if (std::filesystem::is_directory(given, ignored)) return (given / file).string();
  return given.filename() == file ? path : (given.parent_path() / file).string();
}

Error error_of(const policy::Problem& problem) {
  return Error::at(problem.code, problem.field, with_remedy(problem.message, problem.hint), problem.place.line);
}

}  // namespace

std::string programme_file(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return (std::filesystem::path(path) / "programme.yaml").string();
  return path;
}

std::string cases_file(const std::string& path) { return in_folder(path, "cases.yaml"); }

std::unexpected<Error> note_problems(Context& context, const std::string& file,
                                     const std::vector<policy::Problem>& problems) {
  for (const auto& problem : problems) context.note_problem({.file = file, .error = error_of(problem)});
  return std::unexpected(error_of(problems.front()));
}

Result<policy::CompiledPolicy> load_programme(Context& context, const std::string& path) {
  const std::string file = programme_file(path);
  auto loaded = policy::load_policy(SCRIP_TRY(read_file(file)));
  if (!loaded.problems.empty()) return note_problems(context, file, loaded.problems);
  auto compiled = policy::compile(std::move(loaded.policy));
  if (!compiled) return note_problems(context, file, compiled.error());
  return std::move(*compiled);
}

Result<policy::LoadedCases> load_cases(Context& context, const std::string& path, const policy::Policy& policy) {
  const std::string file = cases_file(path);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return policy::LoadedCases{};
  auto loaded = policy::load_cases(SCRIP_TRY(read_file(file)), policy);
  if (!loaded.problems.empty()) return note_problems(context, file, loaded.problems);
  return loaded;
}

std::string json_assessment(const policy::Policy& policy, const policy::Assessment& assessment) {
  std::vector<std::string> rules;
  for (const auto& rule : assessment.rules) {
    rules.push_back(JsonObject().add("id", rule.id).add("outcome", name(rule.outcome)).text());
  }
  std::vector<std::string> parts;
  for (const auto& part : assessment.parts) {
    parts.push_back(JsonObject()
                        .add("id", part.id)
                        .add("applies", part.applies)
                        .add("base", cel::format(part.base))
                        .add("row", part.row)
                        .add("rate", part.rate)
                        .add("amount", cel::format(part.amount))
                        .text());
  }
  std::vector<std::string> limits;
  for (const auto& limit : assessment.limits) {
    limits.push_back(JsonObject()
                         .add("id", limit.id)
                         .add("applies", limit.applies)
                         .add("limit", cel::format(limit.limit))
                         .add("counted", cel::format(limit.counted))
                         .add("before", cel::format(limit.before))
                         .add("after", cel::format(limit.after))
                         .add("refuses", limit.refuses)
                         .text());
  }
  JsonObject answer;
  answer.add("programme", policy.id)
      .add("version", policy.version)
      .add("decision", name(assessment.decision))
      .add("amount", cel::format(assessment.amount))
      .add("unit", policy.unit == policy::UnitKind::money          ? policy.currency.code()
                   : policy.unit == policy::UnitKind::device_hours ? std::string("device_hours")
                                                                   : std::string("tokens"))
      .add("refused_by", assessment.refused_by)
      .add("limited_by", assessment.limited_by)
      .add("missing", assessment.missing)
      .add("pool", assessment.pool)
      .add("lane", assessment.lane)
      .add("invalid", assessment.invalid.text())
      .raw("rules", json_array(rules))
      .raw("parts", json_array(parts))
      .raw("limits", json_array(limits));
  return answer.text();
}

}  // namespace scrip::cli
