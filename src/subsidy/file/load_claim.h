#pragma once
// A claim as a file, a request's body or the rows of tables have it: docs/formats/claim.md. Every mistake is reported,
// with its place; a claim with one is not to be used.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "subsidy/claim.h"
#include "yaml/node.h"

namespace scrip::subsidy {

struct ClaimFile {
  std::string key;          // empty where the file does not say it
  std::string application;  // the same
  Claim content;
  std::vector<Error> problems;  // in the order of the file, at most claim_problems_max; fields are paths
};
inline constexpr std::size_t claim_problems_max = 200;

// What a document named in another way than by its hash is. Errors: its own, at the field.
using FindDocument = std::function<Result<Hash256>(const std::string& name)>;

[[nodiscard]] ClaimFile load_claim(const yaml::Node& root, const FindDocument& find_document);
// Errors of the text as YAML (JSON is YAML) become the one problem.
[[nodiscard]] ClaimFile load_claim(const std::string& text, const FindDocument& find_document);

// The claim as a file that loads to the same; documents by their hashes.
[[nodiscard]] std::string write_claim(const std::string& key, const std::string& application, const Claim& claim);

}  // namespace scrip::subsidy
