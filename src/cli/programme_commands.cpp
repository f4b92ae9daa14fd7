// scrip programme check, test, explain, diff: programme files before and after they are published.

#include <algorithm>

#include "cli/families.h"
#include "cli/json.h"
#include "cli/programme_files.h"
#include "cli/texts.h"
#include "policy/coverage.h"
#include "policy/diff.h"
#include "policy/explain.h"

namespace scrip::cli {
namespace {

struct Folders {
  std::vector<std::string> folders;
};

Result<void> run_check(Context& context, const Folders& options) {
  std::optional<Error> first;
  for (const auto& folder : options.folders) {
    const auto compiled = load_programme(context, folder);
    if (!compiled) {
      if (context.problems().empty()) context.note_problem({.file = folder, .error = compiled.error()});
      if (!first) first = compiled.error();
      continue;
    }
    const auto& policy = compiled->policy;
    context.tell("{}: {} {}: {} facts, {} rules; nothing is wrong", folder, policy.id, policy.version,
                 policy.facts.size(), policy.eligibility.size());
  }
  if (first) return std::unexpected(std::move(*first));
  if (context.json()) context.print("{\"ok\":true}\n");
  return {};
}

struct Test : Folders {
  bool strict = false;
};

struct Tested {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t gaps = 0;
  std::vector<std::string> json;
};

Result<void> test_folder(Context& context, const std::string& folder, Tested& sum) {
  const auto compiled = SCRIP_TRY(load_programme(context, folder));
  const auto loaded = SCRIP_TRY(load_cases(context, folder, compiled.policy));
  const auto& cases = loaded.cases;
  const std::size_t examples = cases.size() + loaded.rounds.size();
  const std::string file = cases_file(folder);
  std::vector<policy::ApplicationFacts> applications;
  std::size_t failed = 0;
  for (const auto& each : cases) {
    applications.push_back(each.application);
    const auto assessment = policy::assess(compiled, each.application);
    const auto differences = policy::differences(compiled.policy, each.expected, assessment);
    if (!differences.empty()) ++failed;
    for (const auto& difference : differences) {
      context.note_problem(
          {.file = file, .error = Error::at(ErrorCode::case_failed, each.name, difference, each.place.line)});
    }
  }
  for (const auto& round : loaded.rounds) {
    const auto differences = policy::differences(compiled.policy, round);
    if (!differences.empty()) ++failed;
    for (const auto& difference : differences) {
      context.note_problem(
          {.file = file, .error = Error::at(ErrorCode::case_failed, round.name, difference, round.place.line)});
    }
  }
  const auto gaps = failed == 0 ? policy::find_gaps(compiled, applications) : std::vector<policy::Gap>{};
  context.tell("{}: {} cases decide as they say, {} do not", folder, examples - failed, failed);
  for (const auto& gap : gaps) {
    context.tell("  not pinned: {}:{} {}: {}", programme_file(folder), gap.place.line, gap.field,
                 gap.message.text(context.language()));
  }
  sum.passed += examples - failed;
  sum.failed += failed;
  sum.gaps += gaps.size();
  std::vector<std::string> open;
  for (const auto& gap : gaps) {
    open.push_back(JsonObject()
                       .add("line", gap.place.line)
                       .add("field", gap.field)
                       .add("message", gap.message.text(context.language()))
                       .text());
  }
  sum.json.push_back(JsonObject()
                         .add("folder", folder)
                         .add("passed", examples - failed)
                         .add("failed", failed)
                         .raw("not_pinned", json_array(open))
                         .text());
  return {};
}

Result<void> run_test(Context& context, const Test& options) {
  Tested sum;
  std::optional<Error> first;
  for (const auto& folder : options.folders) {
    if (auto tested = test_folder(context, folder, sum); !tested) {
      if (context.problems().empty()) context.note_problem({.file = folder, .error = tested.error()});
      if (!first) first = std::move(tested).error();
    }
  }
  if (context.json()) context.print(json_array(sum.json) + "\n");
  context.tell("{} passed, {} failed", sum.passed, sum.failed);
  if (first) return std::unexpected(std::move(*first));
  if (sum.failed > 0) return std::unexpected(context.problems().front().error);
  if (options.strict && sum.gaps > 0) return fail(ErrorCode::case_failed, say("the cases leave something open"));
  return {};
}

struct Explain {
  std::string folder;
  std::string example;
  std::vector<std::string> facts;
  std::string day;
};

Result<policy::ApplicationFacts> application_of(const policy::Policy& policy, const Explain& options) {
  policy::ApplicationFacts application;
  application.applied_on = policy.from;
  if (!options.day.empty()) application.applied_on = SCRIP_TRY(parse_day(options.day));
  application.facts.assign(policy.facts.size(), cel::Value::missing());
  for (const auto& text : options.facts) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string id = text.substr(0, equals);
    const auto fact =
        std::find_if(policy.facts.begin(), policy.facts.end(), [&](const policy::Fact& each) { return each.id == id; });
    if (fact == policy.facts.end() || equals == text.size()) {
      return fail(ErrorCode::unknown_field, say("'{0}': write ID=VALUE with one of the programme's facts", text),
                  "--fact");
    }
    application.facts[static_cast<std::size_t>(fact - policy.facts.begin())] =
        SCRIP_TRY(policy::parse_fact(*fact, text.substr(equals + 1)));
  }
  return application;
}

// The case of that name, or the only one whose name has the text in it.
Result<policy::Case> find_case(const std::vector<policy::Case>& cases, const std::string& wanted) {
  const policy::Case* found = nullptr;
  std::string fitting;
  for (const auto& each : cases) {
    if (each.name == wanted) return each;
    if (each.name.find(wanted) == std::string::npos) continue;
    fitting += (found == nullptr ? "" : "; ") + each.name;
    if (found != nullptr) return fail(ErrorCode::value_invalid, say("several cases fit: {0}", fitting), "--case");
    found = &each;
  }
  if (found != nullptr) return *found;
  return fail(ErrorCode::value_invalid, say("no case is called '{0}'", wanted), "--case");
}

Result<void> run_explain(Context& context, const Explain& options) {
  const auto compiled = SCRIP_TRY(load_programme(context, options.folder));
  policy::ApplicationFacts application;
  if (options.example.empty()) {
    application = SCRIP_TRY(application_of(compiled.policy, options));
  } else {
    const auto cases = SCRIP_TRY(load_cases(context, options.folder, compiled.policy)).cases;
    application = SCRIP_TRY(find_case(cases, options.example)).application;
  }
  const auto assessment = policy::assess(compiled, application);
  if (context.json()) {
    context.print(json_assessment(compiled.policy, assessment) + "\n");
  } else {
    context.print(policy::explain(compiled, application, assessment, context.language()));
  }
  return {};
}

struct Diff {
  std::string before, after;
};

struct OtherDecision {
  std::string name;
  std::string before;
  std::string after;
};

std::string in_short(const policy::Policy& policy, const policy::Assessment& assessment) {
  std::string text(name(assessment.decision));
  if (assessment.decision == policy::Decision::award) text += " " + policy::format_unit(policy, assessment.amount);
  for (const auto& id : assessment.refused_by) text += " " + id;
  return text;
}

// The first programme's cases, as far as the second one understands their facts, under both.
Result<std::vector<OtherDecision>> other_decisions(Context& context, const Diff& options,
                                                   const policy::CompiledPolicy& before,
                                                   const policy::CompiledPolicy& after) {
  std::vector<OtherDecision> found;
  for (const auto& each : SCRIP_TRY(load_cases(context, options.before, before.policy)).cases) {
    policy::ApplicationFacts moved = each.application;
    moved.parameters.clear();
    moved.facts.assign(after.policy.facts.size(), cel::Value::missing());
    for (std::size_t i = 0; i < before.policy.facts.size(); ++i) {
      const auto fact = after.fact(before.policy.facts[i].id);
      if (fact && after.policy.facts[*fact].type == before.policy.facts[i].type) {
        moved.facts[*fact] = each.application.facts[i];
      }
    }
    const std::string then = in_short(before.policy, policy::assess(before, each.application));
    const std::string now = in_short(after.policy, policy::assess(after, moved));
    if (then != now) found.push_back({each.name, then, now});
  }
  return found;
}

Result<void> run_diff(Context& context, const Diff& options) {
  const auto before = SCRIP_TRY(load_programme(context, options.before));
  const auto after = SCRIP_TRY(load_programme(context, options.after));
  reports::Table rules{
      .name = "changes",
      .columns = {{"field", "field", "字段"}, {"before", "before", "之前"}, {"after", "after", "之后"}},
      .rows = {}};
  for (const auto& change : policy::changes(before.policy, after.policy)) {
    rules.rows.push_back({change.field, change.before, change.after});
  }
  reports::Table cases{.name = "decisions",
                       .columns = {{"case", "case", "案例"}, {"before", "before", "之前"}, {"after", "after", "之后"}},
                       .rows = {}};
  for (const auto& each : SCRIP_TRY(other_decisions(context, options, before, after))) {
    cases.rows.push_back({each.name, each.before, each.after});
  }
  if (context.json()) {
    context.print("{\"rules\":" + reports::to_json(rules) + ",\"cases\":" + reports::to_json(cases) + "}\n");
    return {};
  }
  context.tell("{} changes of the rules", rules.rows.size());
  SCRIP_TRY_VOID(context.show(rules));
  context.tell("{} cases are decided otherwise", cases.rows.size());
  return context.show(cases);
}

}  // namespace

void add_programme_commands(Commands& commands, CLI::App& group) {
  commands
      .add<Folders>(group, "check", "Says everything that is wrong with programme files",
                    {"scrip programme check programmes/beijing-2023", "scrip programme check programmes/*"}, run_check)
      .positionals("folder", &Folders::folders, "Folders with a programme.yaml");
  commands
      .add<Test>(group, "test", "Runs the example cases, and says what they leave open",
                 {"scrip programme test programmes/beijing-2023", "scrip programme test --strict programmes/*"},
                 run_test)
      .positionals("folder", &Test::folders, "Folders with a programme.yaml and a cases.yaml")
      .flag("--strict", &Test::strict, "Fails also where the cases leave something open");
  commands
      .add<Explain>(
          group, "explain", "Decides one application and says why, rule by rule",
          {"scrip programme explain programmes/beijing-2023 --case 'the yearly cap cuts the award'",
           "scrip programme explain programmes/shandong-2025 --on 2025-03-01 --fact 'contract_amount=1,000,000 CNY'"},
          run_explain)
      .positional("folder", &Explain::folder, "A folder with a programme.yaml")
      .option("--case", &Explain::example, "The name of a case of its cases.yaml")
      .option("--fact", &Explain::facts, "A fact as ID=VALUE (repeat)")
      .option("--on", &Explain::day, "The day of application (default: the programme's first day)");
  commands
      .add<Diff>(group, "diff", "Compares two versions of rules, and which cases they decide otherwise",
                 {"scrip programme diff programmes/hangzhou-2024 programmes/hangzhou-2025"}, run_diff)
      .positional("before", &Diff::before, "The folder of the first version")
      .positional("after", &Diff::after, "The folder of the second version");
}

}  // namespace scrip::cli
