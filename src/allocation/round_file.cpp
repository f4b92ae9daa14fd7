#include "allocation/round_file.h"

#include <algorithm>
#include <initializer_list>
#include <numeric>

#include "allocation/texts.h"
#include "base/check.h"
#include "base/containers.h"
#include "base/limits.h"
#include "proof/hash.h"

namespace scrip::allocation {
namespace {

constexpr std::string_view inputs_title = "scrip round 1";
constexpr std::string_view outcome_title = "scrip outcome 1";
constexpr std::string_view none = "-";
constexpr std::size_t entry_fields = 8;

// The positions of the entries in the order of their keys, as the files list them.
std::vector<std::uint32_t> by_key(const Round& round) {
  std::vector<std::uint32_t> order(round.entries.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  if (std::ranges::is_sorted(round.entries, {}, &Entry::key)) return order;
  std::ranges::sort(order, {}, [&](std::uint32_t i) -> const std::string& { return round.entries[i].key; });
  return order;
}

// --- writing ---

// Appends one line of words with single spaces between them.
void line(std::string& out, std::initializer_list<std::string_view> words) {
  bool first = true;
  for (const std::string_view word : words) {
    if (!first) out += ' ';
    out += word;
    first = false;
  }
  out += '\n';
}

std::string or_none(const std::optional<Score>& score) { return score ? format_score(*score) : std::string(none); }
std::string or_none(const std::optional<Amount>& amount) { return amount ? format_amount(*amount) : std::string(none); }
std::string or_none(const std::optional<Hash256>& hash) { return hash ? to_hex(*hash) : std::string(none); }
std::string count_or_none(std::uint32_t number) { return number == 0 ? std::string(none) : std::to_string(number); }

void write_rules(std::string& out, const Round& round) {
  line(out, {inputs_title});
  line(out, {"round", round.id});
  line(out, {"unit", round.unit});
  line(out, {"method", name(round.method)});
  line(out, {"ties", name(round.ties)});
  line(out, {"last_award", name(round.last_award)});
  line(out, {"smallest_unit", format_amount(round.smallest_unit)});
  line(out, {"minimum_award", format_amount(round.minimum_award)});
  line(out, {"pass", or_none(round.pass)});
  line(out, {"commitment", or_none(round.commitment)});
  for (const Tier& tier : round.tiers) line(out, {"tier", tier.id, name(tier.take), or_none(tier.from)});
  for (const Pool& pool : round.pools) {
    line(out, {"pool", pool.id, format_amount(pool.amount), count_or_none(pool.awards_max)});
  }
  for (const Quota& quota : round.quotas) {
    line(out, {"quota", quota.id, round.pools[quota.pool].id, or_none(quota.amount), count_or_none(quota.awards_max)});
  }
}

std::string write_round(const Round& round) {
  std::string out;
  write_rules(out, round);
  line(out, {"applications", std::to_string(round.entries.size())});
  for (const std::uint32_t index : by_key(round)) {
    const Entry& entry = round.entries[index];
    line(out, {entry.key, format_instant(entry.submitted), format_amount(entry.asked), or_none(entry.score),
               round.pools[entry.pool].id, entry.quota == no_quota ? none : round.quotas[entry.quota].id,
               round.tiers.empty() ? none : round.tiers[entry.tier].id, name(entry.standing)});
  }
  return out;
}

Result<void> check_published(const Round& round) {
  SCRIP_TRY_VOID(check_round(round));
  if (!draws(round) || round.commitment) return {};
  return fail(ErrorCode::missing_field, say("a round that draws lots publishes the SHA-256 of its seed"), "commitment");
}

// --- reading ---

// The lines of a text, each of which ends in a line feed.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] std::size_t size() const { return rest_.size(); }
  [[nodiscard]] std::uint64_t number() const { return number_; }  // of the line last taken
  [[nodiscard]] bool next_starts(std::string_view word) const {
    return rest_.starts_with(word) && rest_.substr(word.size()).starts_with(' ');
  }
  std::string_view take() {
    ++number_;
    const std::size_t length = std::min(rest_.find('\n'), rest_.size());
    const std::string_view found = rest_.substr(0, length);
    rest_.remove_prefix(std::min(length + 1, rest_.size()));
    return found;
  }

 private:
  std::string_view rest_;
  std::uint64_t number_ = 0;
};

std::string shown(std::string_view text) {
  constexpr std::size_t most = 300;  // the longest line of sensible keys; more would drown the message
  return "'" + std::string(text.substr(0, most)) + (text.size() > most ? "...'" : "'");
}

std::unexpected<Error> wrong(const Lines& lines, const Message& expected, std::string_view field = {}) {
  return fail(ErrorCode::format_unknown, say("expected {0}", expected), std::string(field), lines.number());
}

// The same error, at the line last taken.
template <class T>
Result<T> here(const Lines& lines, Result<T> result) {
  if (!result && result.error().line == 0) result.error().line = lines.number();
  return result;
}

// The words of a line, of which there must be `count`.
Result<std::vector<std::string_view>> words_of(const Lines& lines, std::string_view text, std::size_t count) {
  std::vector<std::string_view> words;
  while (words.size() < count) {
    const std::size_t space = text.find(' ');
    words.push_back(text.substr(0, space));
    if (space == std::string_view::npos) {
      if (words.size() != count) break;
      return words;
    }
    text.remove_prefix(space + 1);
  }
  return wrong(lines, say("{0} words with one space between them", count));
}

// The value of a line "key value".
Result<std::string_view> value_of(Lines& lines, std::string_view key) {
  const bool found = lines.next_starts(key);
  const std::string_view text = lines.take();
  if (!found) return wrong(lines, verbatim(std::string(key) + " ..."), key);
  return text.substr(key.size() + 1);
}

template <class T>
Result<T> one_of(const Lines& lines, std::string_view word, std::string_view field, std::initializer_list<T> values) {
  std::string all;
  for (const T value : values) {
    if (word == name(value)) return value;
    all += (all.empty() ? "" : " | ") + std::string(name(value));
  }
  return wrong(lines, verbatim(all), field);
}

template <class T, class Parse>
Result<std::optional<T>> or_nothing(const Lines& lines, std::string_view word, const Parse& parse) {
  if (word == none) return std::nullopt;
  return SCRIP_TRY(here<T>(lines, parse(word)));
}

Result<std::uint32_t> read_count(const Lines& lines, std::string_view word, std::size_t most) {
  std::uint64_t value = 0;
  const bool digits =
      !word.empty() && word.size() <= 10 && std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return wrong(lines, say("a whole number"));
  for (const char c : word) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  if (value > most) return fail(ErrorCode::too_large, say("more than {0}", most), {}, lines.number());
  return static_cast<std::uint32_t>(value);
}

Result<std::uint32_t> read_awards(const Lines& lines, std::string_view word) {
  return word == none ? Result<std::uint32_t>{0} : read_count(lines, word, limits::round_applications_max);
}

// Where each pool, quota and tier stands in its list.
struct Names {
  TextMap<std::uint32_t> pools;
  TextMap<std::uint32_t> quotas;
  TextMap<std::uint32_t> tiers;
};

Result<std::uint32_t> find(const Lines& lines, const TextMap<std::uint32_t>& names, std::string_view id,
                           std::string_view what) {
  const auto found = names.find(id);
  if (found == names.end()) {
    return fail(ErrorCode::value_invalid, say("there is no {0} {1}", what, shown(id)), std::string(what),
                lines.number());
  }
  return found->second;
}

template <class T>
Result<T> read_choice(Lines& lines, std::string_view key, std::initializer_list<T> values) {
  const std::string_view word = SCRIP_TRY(value_of(lines, key));
  return one_of(lines, word, key, values);
}

Result<Amount> read_amount(Lines& lines, std::string_view key) {
  const std::string_view word = SCRIP_TRY(value_of(lines, key));
  return here(lines, parse_amount(word));
}

Result<void> read_rules(Lines& lines, Round& round) {
  round.id = SCRIP_TRY(value_of(lines, "round"));
  round.unit = SCRIP_TRY(value_of(lines, "unit"));
  round.method = SCRIP_TRY(read_choice(
      lines, "method", {Method::first_come, Method::by_score, Method::pro_rata, Method::lottery, Method::tiers}));
  round.ties = SCRIP_TRY(read_choice(lines, "ties", {Ties::earliest, Ties::lottery}));
  round.last_award = SCRIP_TRY(read_choice(lines, "last_award", {LastAward::cut, LastAward::skip, LastAward::stop}));
  round.smallest_unit = SCRIP_TRY(read_amount(lines, "smallest_unit"));
  round.minimum_award = SCRIP_TRY(read_amount(lines, "minimum_award"));
  const std::string_view pass = SCRIP_TRY(value_of(lines, "pass"));
  round.pass = SCRIP_TRY(or_nothing<Score>(lines, pass, parse_score));
  const std::string_view commitment = SCRIP_TRY(value_of(lines, "commitment"));
  round.commitment = SCRIP_TRY(or_nothing<Hash256>(lines, commitment, hash_from_hex));
  return {};
}

Result<void> read_lists(Lines& lines, Round& round, Names& names) {
  while (lines.next_starts("tier")) {
    const auto words = SCRIP_TRY(words_of(lines, lines.take(), 4));
    if (round.tiers.size() == limits::round_tiers_max) return wrong(lines, say("at most 64 tiers"), "tiers");
    names.tiers.try_emplace(words[1], static_cast<std::uint32_t>(round.tiers.size()));
    round.tiers.push_back({.id = std::string(words[1]),
                           .take = SCRIP_TRY(one_of(lines, words[2], "take", {Take::all, Take::lottery, Take::none})),
                           .from = SCRIP_TRY(or_nothing<Score>(lines, words[3], parse_score))});
  }
  while (lines.next_starts("pool")) {
    const auto words = SCRIP_TRY(words_of(lines, lines.take(), 4));
    if (round.pools.size() == limits::round_pools_max) return wrong(lines, say("at most 1,024 pools"), "pools");
    names.pools.try_emplace(words[1], static_cast<std::uint32_t>(round.pools.size()));
    round.pools.push_back({.id = std::string(words[1]),
                           .amount = SCRIP_TRY(here(lines, parse_amount(words[2]))),
                           .awards_max = SCRIP_TRY(read_awards(lines, words[3]))});
  }
  while (lines.next_starts("quota")) {
    const auto words = SCRIP_TRY(words_of(lines, lines.take(), 5));
    if (round.quotas.size() == limits::round_pools_max) return wrong(lines, say("at most 1,024 quotas"), "quotas");
    names.quotas.try_emplace(words[1], static_cast<std::uint32_t>(round.quotas.size()));
    round.quotas.push_back({.id = std::string(words[1]),
                            .pool = SCRIP_TRY(find(lines, names.pools, words[2], "pool")),
                            .amount = SCRIP_TRY(or_nothing<Amount>(lines, words[3], parse_amount)),
                            .awards_max = SCRIP_TRY(read_awards(lines, words[4]))});
  }
  return {};
}

Result<Entry> read_entry(Lines& lines, const Names& names) {
  const auto words = SCRIP_TRY(words_of(lines, lines.take(), entry_fields));
  Entry entry{.key = std::string(words[0])};
  entry.submitted = SCRIP_TRY(here(lines, parse_instant(words[1], ZoneOffsets{})));
  entry.asked = SCRIP_TRY(here(lines, parse_amount(words[2])));
  entry.score = SCRIP_TRY(or_nothing<Score>(lines, words[3], parse_score));
  entry.pool = SCRIP_TRY(find(lines, names.pools, words[4], "pool"));
  if (words[5] != none) entry.quota = SCRIP_TRY(find(lines, names.quotas, words[5], "quota"));
  if (words[6] != none) entry.tier = SCRIP_TRY(find(lines, names.tiers, words[6], "tier"));
  entry.standing =
      SCRIP_TRY(one_of(lines, words[7], "standing", {Standing::in_round, Standing::review_late, Standing::withdrawn}));
  return entry;
}

// The first line in which two texts differ, with both readings; nothing if there is none.
struct Difference {
  std::uint64_t line = 0;
  Message found;
  Message expected;
};

std::optional<Difference> first_difference(std::string_view found, std::string_view expected) {
  if (found == expected) return std::nullopt;
  Lines a(found);
  Lines b(expected);
  while (!a.at_end() && !b.at_end()) {
    const std::string_view line_a = a.take();
    const std::string_view line_b = b.take();
    if (line_a != line_b) return Difference{a.number(), verbatim(shown(line_a)), verbatim(shown(line_b))};
  }
  const std::uint64_t next = a.number() + 1;
  if (a.at_end() && b.at_end()) return Difference{a.number(), say("no line feed at its end"), say("one")};
  if (a.at_end()) return Difference{next, say("the end of the text"), verbatim(shown(b.take()))};
  return Difference{next, verbatim(shown(a.take())), say("the end of the text")};
}

}  // namespace

Result<std::string> format_round(const Round& round) {
  SCRIP_TRY_VOID(check_published(round));
  return write_round(round);
}

Result<Round> parse_round(std::string_view text) {
  Lines lines(text);
  Round round;
  Names names;
  if (lines.take() != inputs_title) return wrong(lines, verbatim(inputs_title));
  SCRIP_TRY_VOID(read_rules(lines, round));
  SCRIP_TRY_VOID(read_lists(lines, round, names));
  const std::string_view announced = SCRIP_TRY(value_of(lines, "applications"));
  const std::uint32_t count = SCRIP_TRY(read_count(lines, announced, limits::round_applications_max));
  round.entries.reserve(std::min<std::size_t>(count, lines.size() / (2 * entry_fields)));  // what the text can hold
  while (!lines.at_end() && round.entries.size() < count) {
    round.entries.push_back(SCRIP_TRY(read_entry(lines, names)));
  }
  if (!lines.at_end() || round.entries.size() != count) {
    return fail(ErrorCode::file_truncated, say("{0} applications were announced", count), "applications",
                lines.number());
  }
  SCRIP_TRY_VOID(check_published(round));
  // What was read leniently (a time with an offset, "1.0", another order) has another text of its own.
  if (const auto difference = first_difference(text, write_round(round))) {
    return fail(ErrorCode::encoding_invalid,
                say("found {0}, its one form is {1}", difference->found, difference->expected), {}, difference->line);
  }
  return round;
}

Hash256 digest_of(std::string_view text) { return proof::sha256(as_bytes(text)); }

std::string format_outcome(const Round& round, const Hash256& inputs, const std::optional<Seed>& seed,
                           const Allocation& allocation) {
  SCRIP_CHECK(allocation.outcomes.size() == round.entries.size() && allocation.pools.size() == round.pools.size());
  std::string out;
  line(out, {outcome_title});
  line(out, {"round", round.id});
  line(out, {"inputs", to_hex(inputs)});
  line(out, {"seed", seed ? format_seed(*seed) : none});
  for (std::size_t i = 0; i < round.pools.size(); ++i) {
    const PoolResult& pool = allocation.pools[i];
    line(out, {"pool", round.pools[i].id, "given", format_amount(pool.given), "left", format_amount(pool.left),
               "awards", std::to_string(pool.awards)});
  }
  line(out, {"applications", std::to_string(round.entries.size())});
  for (const std::uint32_t index : by_key(round)) {
    const Outcome& outcome = allocation.outcomes[index];
    line(out, {round.entries[index].key, name(outcome.code), format_amount(outcome.amount), count_or_none(outcome.rank),
               or_none(outcome.ticket)});
  }
  return out;
}

Result<std::optional<Seed>> published_seed(std::string_view outcome) {
  Lines lines(outcome);
  if (lines.take() != outcome_title) return wrong(lines, verbatim(outcome_title));
  SCRIP_TRY_VOID(value_of(lines, "round"));
  SCRIP_TRY_VOID(value_of(lines, "inputs"));
  const std::string_view seed = SCRIP_TRY(value_of(lines, "seed"));
  return or_nothing<Seed>(lines, seed, parse_seed);
}

Result<void> verify_round(std::string_view inputs, const std::optional<Seed>& seed, std::string_view outcome) {
  const Round round = SCRIP_TRY(parse_round(inputs));
  const std::optional<Seed> used = draws(round) ? seed : std::nullopt;
  const Allocation allocation = SCRIP_TRY(allocate(round, used));
  const auto difference = first_difference(outcome, format_outcome(round, digest_of(inputs), used, allocation));
  if (!difference) return {};
  return fail(ErrorCode::proof_invalid,
              say("the outcome says {0}, the inputs give {1}", difference->found, difference->expected), {},
              difference->line);
}

}  // namespace scrip::allocation
