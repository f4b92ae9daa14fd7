#include "connectors/bods.h"

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "connectors/bods_statement.h"
#include "connectors/texts.h"
#include "proof/hash.h"

namespace scrip::connectors {
namespace {

using control::PartyKind;
using control::Portion;
using control::Range;
using Kind = BodsStatement::Kind;

constexpr Range anything{.min = Portion{0}, .max = control::whole_portion};

PartyKind kind_of(const BodsStatement& entity) {
  if (entity.type == "state" || entity.type == "stateBody") return PartyKind::state_body;
  if (entity.type == "arrangement") return PartyKind::arrangement;
  if (entity.type == "unknownEntity" || entity.type == "anonymousEntity") return PartyKind::unknown;
  return PartyKind::organisation;
}

// What one version of a relationship says of one period.
struct Held {
  Day start{};  // as stated
  std::optional<Day> until;
  std::optional<Range> capital, votes;
};

class Importer {
 public:
  explicit Importer(const BodsOptions& options) : options_(options) {}

  BodsFile run(BodsStatements statements) {
    file_.statements = statements.count;
    for (auto& [number, error] : statements.refused) file_.problems.push_back({number, std::move(error)});
    std::ranges::stable_sort(statements.taken, {}, &BodsStatement::date);
    for (const auto& statement : statements.taken) remember(statement);
    for (const std::string& record : order_) describe(*parties_.find(record)->second);
    for (const std::string& record : relationship_order_) relate(record, relationships_[record]);
    place_ends();
    std::ranges::sort(file_.problems, {}, &BodsProblem::statement);
    return std::move(file_);
  }

 private:
  // The latest statement on a party counts, and all on a relationship.
  void remember(const BodsStatement& statement) {
    if (statement.kind == Kind::relationship) {
      auto& versions = relationships_[statement.record];
      if (versions.empty()) relationship_order_.push_back(statement.record);
      versions.push_back(&statement);
      return;
    }
    const auto [place, is_new] = parties_.insert_or_assign(statement.record, &statement);
    if (is_new) order_.push_back(place->first);
  }

  // So much of the salted digest that no two meet, and nobody finds the record by trying.
  std::string pseudonym(std::string_view what, std::string_view record) const {
    proof::Sha256 digest;
    for (const std::string_view part : {std::string_view(options_.salt), what, record}) {
      digest.update(as_bytes(std::to_string(part.size()) + ":"));
      digest.update(as_bytes(part));
    }
    return std::string(what) + "-" + to_hex(digest.finish()).substr(0, 24);
  }

  std::string key_of(const BodsStatement& party) const {
    if (party.kind == Kind::person) {
      const auto known = options_.persons.find(party.record);
      return known != options_.persons.end() ? known->second : pseudonym("person", party.record);
    }
    for (const auto& identifier : party.identifiers) {
      const auto known = options_.organisation_by_identifier.find(identifier);
      if (known != options_.organisation_by_identifier.end()) return known->second;
    }
    const bool is_key =
        party.record.size() <= 100 && std::ranges::all_of(party.record, [](char c) { return c > ' ' && c <= '~'; });
    return is_key ? "bods:" + party.record : pseudonym("entity", party.record);
  }

  void describe(const BodsStatement& party) {
    const bool is_person = party.kind == Kind::person;
    const std::string key = key_of(party);
    if (is_person && !party.name.empty()) file_.persons.push_back({.id = key, .name = party.name});
    const bool is_known = control::check_jurisdiction(party.jurisdiction).has_value();
    file_.parties.push_back({.kind = is_person ? PartyKind::person : kind_of(party),
                             .key = key,
                             .name = is_person ? std::string{} : party.name,
                             .jurisdiction = is_known ? party.jurisdiction : std::string{},
                             .statement = party.number});
  }

  // The periods that a version states; interests of one period are of one stake.
  std::vector<Held> periods_of(const BodsStatement& version) {
    std::vector<Held> periods;
    for (const auto& interest : version.interests) {
      const bool is_open =
          interest.type.empty() || interest.type == "unknownInterest" || interest.type == "unpublishedInterest";
      const bool is_capital = is_open || interest.type == "shareholding";
      const bool is_votes = is_open || interest.type == "votingRights";
      if (interest.is_indirect || (!is_capital && !is_votes)) {
        ++file_.left_out[interest.is_indirect ? "indirect" : interest.type];
        continue;
      }
      const Day start = interest.start.value_or(version.date);
      auto until = interest.end;
      if (version.is_closed && !until) until = version.date;
      auto period =
          std::ranges::find_if(periods, [&](const Held& held) { return held.start == start && held.until == until; });
      if (period == periods.end())
        period = periods.insert(periods.end(), {.start = start, .until = until, .capital = {}, .votes = {}});
      if (is_capital) period->capital = interest.share.value_or(anything);
      if (is_votes) period->votes = interest.share.value_or(anything);
    }
    return periods;
  }

  std::optional<std::string> party_key(const BodsStatement& version, const std::string& record, bool* is_person) {
    const auto found = parties_.find(record);
    if (found == parties_.end()) {
      file_.problems.push_back({version.number, Error::at(ErrorCode::value_invalid, "recordDetails",
                                                          say("no statement of the file is on the record it names"))});
      return std::nullopt;
    }
    *is_person = found->second->kind == Kind::person;
    return key_of(*found->second);
  }

  // Who holds, in whom: nothing where that is a problem or not stated.
  std::optional<BodsStake> ends_of(const BodsStatement& version) {
    BodsStake stake;
    if (!version.subject) {
      ++file_.left_out["unspecified subject"];
      return std::nullopt;
    }
    bool is_person = false;
    const auto held = party_key(version, *version.subject, &is_person);
    if (!held) return std::nullopt;
    if (is_person) {
      file_.problems.push_back(
          {version.number, Error::at(ErrorCode::value_invalid, "subject", say("nobody holds a person"))});
      return std::nullopt;
    }
    stake.held = *held;
    if (!version.party) {
      stake.holder = pseudonym("unknown", version.record);
      if (!version.interests.empty() && unknown_.insert(stake.holder).second) {
        file_.parties.push_back({.kind = PartyKind::unknown,
                                 .key = stake.holder,
                                 .name = "unspecified",
                                 .jurisdiction = {},
                                 .statement = version.number});
      }
      return stake;
    }
    const auto holder = party_key(version, *version.party, &stake.holder_is_person);
    if (!holder) return std::nullopt;
    stake.holder = *holder;
    return stake;
  }

  void relate(const std::string& record, const std::vector<const BodsStatement*>& versions) {
    std::vector<BodsStake> stakes;
    std::vector<Day> stated;  // first days as stated, which may be before those on which a change was
    for (const auto* version : versions) {
      if (version->interests.empty()) ++file_.left_out["undisclosed"];
      auto ends = ends_of(*version);
      if (!ends) return;
      ends->statement = version->number;
      replace(*ends, periods_of(*version), version->date, stakes, stated);
    }
    const BodsStatement& last = *versions.back();
    const Day before = versions.size() > 1 ? versions[versions.size() - 2]->date : Day{-4'000'000};
    std::map<Day, int> begun;  // how many on a day
    for (auto& stake : stakes) {
      if (stake.until && *stake.until <= stake.from) continue;
      stake.label = pseudonym("bods", record);
      if (const int earlier = begun[stake.from]++; earlier > 0) stake.label += "." + std::to_string(earlier + 1);
      const bool is_stated = !last.is_closed || stake.until != last.date;
      if (!is_stated) open_ends_.emplace_back(file_.stakes.size(), before);
      file_.stakes.push_back(std::move(stake));
    }
  }

  // A record that is closed without an end ended after the statement before and by this one: where another stake in the
  // same organisation begins between the two, on that day, for a transfer.
  void place_ends() {
    std::map<std::string, std::set<Day>> begun;
    for (const auto& stake : file_.stakes) begun[stake.held].insert(stake.from);
    for (const auto& [place, before] : open_ends_) {
      auto& stake = file_.stakes[place];
      const auto& days = begun[stake.held];
      const auto next = days.upper_bound(std::max(before, stake.from));
      if (next != days.end() && *next < *stake.until) stake.until = *next;
    }
  }

  // A version's periods take the place of those before: one that is the same goes on, one that is not there any more
  // ends where the new one begins; and that is the day of the statement, where the stated day is not after the old one.
  static void replace(const BodsStake& ends, const std::vector<Held>& periods, Day date, std::vector<BodsStake>& stakes,
                      std::vector<Day>& stated) {
    std::vector<bool> goes_on(stakes.size());
    std::vector<BodsStake> more;
    std::vector<Day> more_stated;
    for (const Held& period : periods) {
      BodsStake stake = ends;
      stake.capital = period.capital.value_or(Range{});
      stake.votes = period.votes.value_or(stake.capital);
      stake.from = period.start;
      stake.until = period.until;
      if (stake.capital == Range{} && stake.votes == Range{}) continue;
      std::size_t same = 0;
      while (same < stakes.size() && !(stated[same] == period.start && stakes[same].capital == stake.capital &&
                                       stakes[same].votes == stake.votes && stakes[same].holder == stake.holder)) {
        ++same;
      }
      if (same < stakes.size()) {
        goes_on[same] = true;
        stakes[same].until = period.until;
        continue;
      }
      for (std::size_t i = 0; i < stakes.size(); ++i) {
        const bool is_open = !stakes[i].until || *stakes[i].until > stake.from;
        if (is_open && stakes[i].from >= stake.from) stake.from = std::max(stake.from, date);
      }
      more_stated.push_back(period.start);
      more.push_back(std::move(stake));
    }
    Day change = date;
    for (const auto& stake : more) change = std::min(change, stake.from);
    for (std::size_t i = 0; i < stakes.size(); ++i) {
      if (!goes_on[i] && (!stakes[i].until || *stakes[i].until > change))
        stakes[i].until = std::max(change, stakes[i].from);
    }
    stakes.insert(stakes.end(), more.begin(), more.end());
    stated.insert(stated.end(), more_stated.begin(), more_stated.end());
  }

  const BodsOptions& options_;
  BodsFile file_;
  std::map<std::string, const BodsStatement*> parties_;
  std::map<std::string, std::vector<const BodsStatement*>> relationships_;
  std::vector<std::string> order_, relationship_order_;
  std::vector<std::pair<std::size_t, Day>> open_ends_;  // stakes, and the statement before the one that closed them
  std::set<std::string> unknown_;  // holders that are not specified
};

}  // namespace

Result<BodsFile> read_bods(std::string_view json, const BodsOptions& options) {
  auto statements = SCRIP_TRY(read_bods_statements(json));
  return Importer(options).run(std::move(statements));
}

}  // namespace scrip::connectors
