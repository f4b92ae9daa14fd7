#include "control/ultimate.h"

#include <utility>

#include "base/check.h"

namespace scrip::control {
namespace {

// The places of stakes by holder or by held party: those of party p are at start[p] .. start[p + 1].
std::vector<std::uint32_t> starts_by(std::uint32_t parties, std::span<const VoteStake> stakes,
                                     std::uint32_t VoteStake::* party) {
  std::vector<std::uint32_t> start(std::size_t{parties} + 1);
  for (const VoteStake& stake : stakes) {
    SCRIP_CHECK(stake.*party < parties);
    ++start[stake.*party + 1];
  }
  for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  return start;
}

class Groups {
 public:
  Groups(std::uint32_t parties, std::span<const VoteStake> stakes, Portion threshold);

  void settle();
  [[nodiscard]] std::vector<std::uint32_t> heads();

 private:
  struct Voter {
    std::uint32_t holder;
    std::uint32_t votes;
  };
  static constexpr std::uint32_t nobody = 0xffff'ffff;

  std::uint32_t group_of(std::uint32_t party);
  std::uint32_t majority_in(std::uint32_t party);
  void join(std::uint32_t group, std::uint32_t other);
  void look_at_stakes_of(std::uint32_t group);
  void look_at(std::uint32_t party);

  std::uint32_t threshold_;
  std::vector<std::uint32_t> into_, out_of_;
  std::vector<Voter> voters_;        // by held party
  std::vector<std::uint32_t> held_;  // by holder
  std::vector<std::uint32_t> own_;   // votes of a party in itself
  std::vector<std::uint32_t> parent_, head_, size_, next_;  // a forest of groups; next_: a ring through each group
  std::vector<std::uint32_t> queue_;
  std::vector<bool> is_queued_;
};

Groups::Groups(std::uint32_t parties, std::span<const VoteStake> stakes, Portion threshold)
    : threshold_(threshold.units),
      into_(starts_by(parties, stakes, &VoteStake::held)),
      out_of_(starts_by(parties, stakes, &VoteStake::holder)),
      voters_(stakes.size()),
      held_(stakes.size()),
      own_(parties),
      parent_(parties),
      head_(parties),
      size_(parties),
      next_(parties),
      is_queued_(parties) {
  SCRIP_CHECK(threshold >= half_portion && threshold <= whole_portion);
  auto into = into_, out_of = out_of_;
  for (const VoteStake& stake : stakes) {
    const bool is_own = stake.holder == stake.held;
    if (is_own) own_[stake.held] += stake.votes.units;
    voters_[into[stake.held]++] = {.holder = stake.holder, .votes = is_own ? 0 : stake.votes.units};
    held_[out_of[stake.holder]++] = stake.held;
  }
  queue_.reserve(parties);
  for (std::uint32_t party = 0; party < parties; ++party) {
    parent_[party] = head_[party] = next_[party] = party;
    size_[party] = out_of_[party + 1] - out_of_[party] + 1;
    look_at(party);
  }
}

std::uint32_t Groups::group_of(std::uint32_t party) {
  while (parent_[party] != party) {
    parent_[party] = parent_[parent_[party]];  // halves the path for the next time
    party = parent_[party];
  }
  return party;
}

// The group that has more than the threshold of the votes that can be cast, or nobody. If one has more than half of
// them, it is what is left when unequal votes cancel each other out; then it is counted. Source: Boyer, Moore: MJRTY, a
// fast majority vote algorithm (1981), with weights.
std::uint32_t Groups::majority_in(std::uint32_t party) {
  std::uint32_t candidate = nobody;
  std::uint64_t lead = 0;
  const auto voters = std::span(voters_).subspan(into_[party], into_[party + 1] - into_[party]);
  for (const auto& [holder, votes] : voters) {
    const std::uint32_t group = group_of(holder);
    if (group == candidate) {
      lead += votes;
    } else if (lead >= votes) {
      lead -= votes;
    } else {
      candidate = group;
      lead = votes - lead;
    }
  }
  if (lead == 0) return nobody;
  std::uint64_t sum = 0, all = own_[party];
  for (const auto& [holder, votes] : voters) {
    all += votes;
    if (group_of(holder) == candidate) sum += votes;
  }
  SCRIP_CHECK(all <= whole_portion.units);
  const std::uint64_t cast = whole_portion.units - own_[party];
  return sum * whole_portion.units > threshold_ * cast ? candidate : nobody;
}

void Groups::look_at(std::uint32_t party) {
  if (is_queued_[party] || into_[party] == into_[party + 1]) return;
  is_queued_[party] = true;
  queue_.push_back(party);
}

void Groups::look_at_stakes_of(std::uint32_t group) {
  std::uint32_t member = group;
  do {
    for (std::uint32_t i = out_of_[member]; i < out_of_[member + 1]; ++i) look_at(held_[i]);
    member = next_[member];
  } while (member != group);
}

// `group` comes under the head of `other`.
void Groups::join(std::uint32_t group, std::uint32_t other) {
  const std::uint32_t head = head_[other];
  const bool is_larger = size_[group] > size_[other];
  const std::uint32_t small = is_larger ? other : group;
  const std::uint32_t large = is_larger ? group : other;
  look_at_stakes_of(small);
  parent_[small] = large;
  size_[large] += size_[small];
  head_[large] = head;
  std::swap(next_[small], next_[large]);
}

void Groups::settle() {
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const std::uint32_t party = queue_[i];
    is_queued_[party] = false;
    const std::uint32_t group = group_of(party);
    if (head_[group] != party) continue;  // somebody controls it already, and with it all that it controls
    const std::uint32_t majority = majority_in(party);
    if (majority != nobody && majority != group) join(group, majority);
  }
}

std::vector<std::uint32_t> Groups::heads() {
  std::vector<std::uint32_t> heads(parent_.size());
  for (std::uint32_t party = 0; party < heads.size(); ++party) heads[party] = head_[group_of(party)];
  return heads;
}

}  // namespace

std::vector<std::uint32_t> ultimate_controllers(std::uint32_t parties, std::span<const VoteStake> stakes,
                                                Portion threshold) {
  Groups groups(parties, stakes, threshold);
  groups.settle();
  return groups.heads();
}

}  // namespace scrip::control
