#pragma once
// Stakes out of the Beneficial Ownership Data Standard, version 0.4 (https://standard.openownership.org/en/0.4.0/): a
// JSON array of statements on entities, persons and the relationships between them. docs/formats/stakes.md says what
// becomes of what.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/containers.h"
#include "base/result.h"
#include "base/time.h"
#include "control/stakes.h"

namespace scrip::connectors {

struct BodsOptions {
  std::string salt;  // a secret: no id of a person in the journal can be guessed from the file
  std::map<std::string, std::string> persons;  // by record: the ids of persons who have one in the journal
  TextMap<std::string> organisation_by_identifier;  // keys of registered organisations
};

struct BodsParty {
  control::PartyKind kind = control::PartyKind::organisation;
  std::string key;
  std::string name;  // empty for a person
  std::string jurisdiction;
  std::uint64_t statement = 0;  // 1-based, the one it was read from
};

// For the register only.
struct BodsPerson {
  std::string id;
  std::string name;
};

struct BodsStake {
  bool holder_is_person = false;
  std::string holder, held, label;
  control::Range capital, votes;
  Day from{};
  std::optional<Day> until;
  std::uint64_t statement = 0;
};

struct BodsProblem {
  std::uint64_t statement = 0;
  Error error;
};

struct BodsFile {
  std::uint64_t statements = 0;
  std::vector<BodsParty> parties;
  std::vector<BodsPerson> persons;
  std::vector<BodsStake> stakes;  // of one relationship in the order of time
  std::map<std::string, std::uint64_t> left_out;  // interests that are no stake, by why: "indirect", "boardMember", ...
  std::vector<BodsProblem> problems;  // statements that could not be taken
};

// Of several statements on one record the later ones replace the earlier: a stake that changes ends and another begins.
// Errors: syntax_error (no JSON array of objects), too_large (limits::stakes_file_bytes_max, limits::statements_max).
[[nodiscard]] Result<BodsFile> read_bods(std::string_view json, const BodsOptions& options);

}  // namespace scrip::connectors
