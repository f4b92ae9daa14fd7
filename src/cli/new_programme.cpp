// scrip programme new: a folder with a programme that checks and tests, to be changed line by line.

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/system_error.h"
#include "cli/families.h"
#include "cli/files.h"
#include "cli/json.h"
#include "cli/templates.h"
#include "cli/texts.h"

namespace scrip::cli {
namespace {

constexpr std::string_view placeholder = "id: new-programme\n";

struct New {
  std::string folder, shape = "voucher";
};

// The programme's id: the folder's name where it can be one.
std::string id_of(const std::filesystem::path& folder) {
  const std::string name = folder.filename().string();
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  const bool is_id = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, fits);
  return is_id ? name : "new-programme";
}

std::string text_of(const TemplateFile& file, const std::string& id) {
  std::string text(file.text);
  if (const std::size_t at = text.find(placeholder); at != std::string::npos) {
    text.replace(at, placeholder.size(), "id: " + id + "\n");
  }
  return text;
}

Result<std::vector<TemplateFile>> files_of(const std::string& shape) {
  std::vector<TemplateFile> found;
  std::string known;
  for (const TemplateFile& file : template_files()) {
    if (file.shape == shape) found.push_back(file);
    if (file.name == "programme.yaml") known += (known.empty() ? "" : ", ") + std::string(file.shape);
  }
  if (!found.empty()) return found;
  return fail(ErrorCode::value_invalid, say("'{0}' is none of {1}", shape, known), "--shape");
}

Result<void> run_new(Context& context, const New& options) {
  const auto files = SCRIP_TRY(files_of(options.shape));
  std::filesystem::path folder = std::filesystem::path(options.folder).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  std::error_code failed;
  for (const TemplateFile& file : files) {
    if (!std::filesystem::exists(folder / file.name, failed)) continue;
    return fail(ErrorCode::store_exists, (folder / file.name).string(), "folder");
  }
  std::filesystem::create_directories(folder, failed);
  if (failed)
    return fail(ErrorCode::store_unavailable, say("{0}: {1}", folder.string(), system_error(failed.value())), "folder");
  for (const TemplateFile& file : files) {
    SCRIP_TRY_VOID(write_file((folder / file.name).string(), text_of(file, id_of(folder))));
  }
  if (context.json()) {
    context.print(JsonObject().add("folder", folder.string()).add("shape", options.shape).text() + "\n");
    return {};
  }
  context.tell("{} has a programme.yaml for the rules and a cases.yaml for the examples that prove them.",
               folder.string());
  context.tell("Change them line by line, then: scrip programme check {}", folder.string());
  context.tell("and: scrip programme test {}", folder.string());
  return {};
}

}  // namespace

void add_new_programme_command(Commands& commands, CLI::App& group) {
  commands
      .add<New>(group, "new", "Makes a folder with a programme to begin with: commented, checked and tested",
                {"scrip programme new my-city-2026", "scrip programme new my-city-hours --shape in-kind"}, run_new)
      .positional("folder", &New::folder, "The folder to make; its name becomes the programme's id")
      .option("--shape", &New::shape, "voucher (default), purchase, in-kind or competition");
}

}  // namespace scrip::cli
