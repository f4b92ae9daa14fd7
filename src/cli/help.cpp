#include "cli/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/text.h"
#include "reports/display.h"

namespace scrip::cli {
namespace {

const auto any_app = [](const CLI::App*) { return true; };

struct Row {
  std::string left;
  std::string right;
};

std::string rows(const std::vector<Row>& lines) {
  std::size_t width = 0;
  for (const Row& row : lines) width = std::max(width, reports::display_width(row.left));
  width = std::min<std::size_t>(width, 32);
  std::string text;
  for (const Row& row : lines) {
    const std::size_t used = reports::display_width(row.left);
    text += "  " + row.left;
    text += used > width ? "\n" + std::string(width + 4, ' ') : std::string(width - used + 2, ' ');
    text += row.right + "\n";
  }
  return text;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string value_name(const CLI::Option& option) {
  std::string name = option.get_single_name();
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  });
  return name;
}

std::string shown_name(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::string name;
  for (const auto& letter : option.get_snames()) name += "-" + letter + ", ";
  name += "--" + option.get_single_name();
  return takes_value(option) ? name + " " + value_name(option) : name;
}

std::string usage(const CLI::App& app, const std::string& own_group) {
  std::string text = full_name(app);
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      text += " " + option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
    } else if (option->get_required()) {
      text += " " + shown_name(*option);
    }
  }
  const auto own = app.get_options([&](const CLI::Option* option) {
    return !option->get_positional() && !option->get_required() && option->get_group() != own_group;
  });
  return own.empty() ? text : text + " [...]";
}

std::vector<Row> option_rows(const CLI::App& app, const std::string& shared_group, bool shared) {
  std::vector<Row> lines;
  for (const CLI::Option* option : app.get_options()) {
    if ((option->get_group() == shared_group) != shared) continue;
    lines.push_back({shown_name(*option), option->get_description()});
  }
  return lines;
}

void add_reference(const Commands& commands, const CLI::App& app, const std::string& shared, std::string& text) {
  const auto subcommands = app.get_subcommands(any_app);
  if (subcommands.empty()) {
    text += "\n### " + full_name(app) + "\n\n" + app.get_description() + ".\n\n```\n" + usage(app, shared) + "\n";
    if (const auto own = option_rows(app, shared, false); !own.empty()) text += "\n" + rows(own);
    text += "\n";
    for (const auto& example : commands.examples(app)) text += "$ " + example + "\n";
    text += "```\n";
  }
  for (const CLI::App* subcommand : subcommands) add_reference(commands, *subcommand, shared, text);
}

}  // namespace

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? "scrip" : full_name(*app.get_parent()) + " " + app.get_name();
}

std::string help(const Commands& commands, const CLI::App& app) {
  const Language language = commands.language();
  const auto text = [&](std::string_view english) { return std::string(tr(language, english)); };
  const std::string shared = text("Options of every command");
  const auto subcommands = app.get_subcommands(any_app);
  std::string out = app.get_parent() == nullptr ? text("Public compute vouchers on an append-only journal") + "\n\n"
                                                : app.get_description() + "\n\n";
  out += text("Usage") + ": " + usage(app, shared) + (subcommands.empty() ? "" : " " + text("COMMAND")) + "\n";
  if (!subcommands.empty()) {
    std::vector<Row> lines;
    for (const CLI::App* subcommand : subcommands)
      lines.push_back({subcommand->get_name(), subcommand->get_description()});
    out += "\n" + text("Commands") + ":\n" + rows(lines);
  }
  if (const auto own = option_rows(app, shared, false); !own.empty()) out += "\n" + text("Options") + ":\n" + rows(own);
  if (!commands.examples(app).empty()) {
    out += "\n" + text("Examples") + ":\n";
    for (const auto& example : commands.examples(app)) out += "  " + example + "\n";
  }
  if (subcommands.empty() || app.get_parent() == nullptr) {
    out += "\n" + shared + ":\n" + rows(option_rows(app, shared, true));
  }
  return out;
}

std::string reference(const Commands& commands) {
  const std::string shared(tr(commands.language(), "Options of every command"));
  std::string text = "## " + shared + "\n\n```\n" + rows(option_rows(commands.root(), shared, true)) + "```\n\n## " +
                     std::string(tr(commands.language(), "Commands")) + "\n";
  add_reference(commands, commands.root(), shared, text);
  return text;
}

}  // namespace scrip::cli
