#include "allocation/draw.h"

#include <algorithm>
#include <numeric>

#include "allocation/texts.h"
#include "base/check.h"
#include "base/containers.h"
#include "base/limits.h"

namespace scrip::allocation {

bool is_round_key(std::string_view text) {
  return !text.empty() && text.size() <= limits::round_key_bytes_max && text != "-" &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

Result<Seed> parse_seed(std::string_view text) {
  const bool canonical = text.size() == 64 && std::ranges::all_of(text, [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                         });
  if (!canonical) return fail(ErrorCode::value_invalid, say("a seed is 64 lower-case hexadecimal digits"), "seed");
  const Hash256 bytes = SCRIP_TRY(hash_from_hex(text));
  return Seed{bytes.bytes};
}

std::string format_seed(const Seed& seed) { return to_hex(ByteView{seed.bytes}); }

Hash256 commitment_of(const Seed& seed) { return proof::sha256(as_bytes(format_seed(seed))); }

Result<void> verify_commitment(const Seed& seed, const Hash256& commitment) {
  const Hash256 found = commitment_of(seed);
  if (found == commitment) return {};
  return fail(ErrorCode::proof_invalid,
              say("the seed's SHA-256 is {0}, but {1} was committed to", to_hex(found), to_hex(commitment)), "seed");
}

std::string_view word(Purpose purpose) {
  switch (purpose) {
    case Purpose::lottery:
      return "lottery";
    case Purpose::sample:
      return "sample";
    case Purpose::review_organisation:
      return "review-organisation";
    case Purpose::review_applicant:
      return "review-applicant";
    case Purpose::review_step:
      return "review-step";
  }
  return "unknown";
}

Drawing::Drawing(const Seed& seed, Purpose purpose, std::string_view round) {
  SCRIP_CHECK(is_round_key(round));
  const std::string prefix = std::string(word(purpose)) + " " + format_seed(seed) + " " + std::string(round) + " ";
  prefix_.update(as_bytes(prefix));
}

Hash256 Drawing::ticket(std::string_view key) const {
  proof::Sha256 hash = prefix_;
  return hash.update(as_bytes(key)).finish();
}

Result<void> check_keys(std::span<const std::string_view> keys, std::string_view field) {
  bool ascending = true;  // as published lists are: then no two are the same, and no table is needed
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!is_round_key(keys[i])) {
      return fail(
          ErrorCode::value_invalid,
          say("'{0}' is not a key: 1 to 128 visible ASCII characters, no space, not '-' alone", keys[i].substr(0, 64)),
          std::string(field));
    }
    ascending = ascending && (i == 0 || keys[i - 1] < keys[i]);
  }
  if (ascending) return {};
  absl::flat_hash_set<std::string_view, TextHash, std::equal_to<>> seen;
  seen.reserve(keys.size());
  for (const std::string_view key : keys) {
    if (!seen.insert(key).second) {
      return fail(ErrorCode::duplicate_key, say("'{0}' is there twice", key), std::string(field));
    }
  }
  return {};
}

Result<std::vector<std::uint32_t>> sample(const Drawing& drawing, std::span<const std::string> keys,
                                          std::size_t count) {
  if (keys.size() > limits::round_applications_max) {
    return fail(ErrorCode::too_large, say("more than 2,000,000 keys to draw from"), "keys");
  }
  const std::vector<std::string_view> views(keys.begin(), keys.end());
  SCRIP_TRY_VOID(check_keys(views, "keys"));
  std::vector<Hash256> tickets;
  tickets.reserve(keys.size());
  for (const std::string& key : keys) tickets.push_back(drawing.ticket(key));
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  // Keys differ, so equal tickets would be a collision of SHA-256; the key settles even that.
  std::partial_sort(order.begin(), end, order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return tickets[a] != tickets[b] ? tickets[a] < tickets[b] : keys[a] < keys[b];
  });
  order.erase(end, order.end());
  return order;
}

}  // namespace scrip::allocation
