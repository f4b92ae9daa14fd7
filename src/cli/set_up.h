#pragma once
// Setting up: from what someone wrote to commands, all of them judged before the first is executed.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/context.h"
#include "cli/kinds.h"
#include "proof/key.h"
#include "service/service.h"

namespace scrip::cli {

// One thing to set up, and where it was written.
struct Item {
  const Kind* kind = nullptr;
  Node node;
  std::string file;
};

// A whole set-up: an authority, or none, and things in any order.
struct SetUp {
  std::optional<Item> authority;  // kind is null
  std::vector<Item> items;
};

// Adds a file of the form that docs/cli.md, "The set-up file", describes. Errors: those of yaml::parse, unknown_field
// (a section), value_invalid.
[[nodiscard]] Result<void> read_set_up(const std::string& file, SetUp& set_up);
// The same of a text; `file` is what it is called in problems.
[[nodiscard]] Result<void> parse_set_up(const std::string& text, const std::string& file, SetUp& set_up);
// Adds the rows of a CSV file of one kind.
[[nodiscard]] Result<void> read_rows(const std::string& file, const Kind& kind, SetUp& set_up);

[[nodiscard]] const std::vector<FieldSpec>& authority_fields();

// A new authority with a key of its own.
struct NewAuthority {
  engine::Authority authority;
  proof::PrivateKey key;
};
// Errors: those of the fields; key_invalid (the origin).
[[nodiscard]] Result<NewAuthority> make_authority(const Node& node);

struct Planned {
  const Kind* kind = nullptr;
  std::string key;  // empty: it has none
  engine::Command command;
  bool is_new = false;
};

// Judges everything on a copy of the state, in the order of kinds(), and changes nothing. What is wrong is noted in the
// context, each with file and line; then the error is the first of them.
[[nodiscard]] Result<std::vector<Planned>> plan(Context& context, const engine::State& state,
                                                const std::optional<engine::Authority>& authority,
                                                const std::vector<Item>& items);

// The same on a copy that the caller made.
[[nodiscard]] Result<std::vector<Planned>> plan_on(Context& context, engine::State copy,
                                                   const std::optional<engine::Authority>& authority,
                                                   const std::vector<Item>& items);

// Executes a plan and shows how many of each kind are new.
[[nodiscard]] Result<void> carry_out(Context& context, const std::vector<Planned>& planned, bool only_checked);

// How many of each kind are new (true) and how many were there.
[[nodiscard]] reports::Table added_table(const std::vector<std::pair<const Kind*, bool>>& items, bool only_checked);

// What service::Surroundings asks for: the things of a set-up file, judged on a copy of the state, on any thread.
// Errors: as plan(), and authority_exists (a server has its authority).
[[nodiscard]] Result<std::vector<service::SetUpItem>> plan_for_service(engine::State copy, const std::string& text);

// Makes the key file and the journal, or completes one that holds no entry yet. Errors: store_exists.
[[nodiscard]] Result<void> found_authority(Context& context, NewAuthority& made);

}  // namespace scrip::cli
