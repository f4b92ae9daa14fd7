#pragma once
// Organisations in the order of fair shares, for up to 64 lanes at once: a list that is cut into parts, each with the
// lanes in which any of its organisations waits. One walk from the front finds who is first in all the lanes whose
// first has just moved back, where a queue for each lane would have to be put right one by one.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace scrip::network_simulation {

class ShareOrder {
 public:
  // Of so many organisations; none of them waits anywhere.
  explicit ShareOrder(std::uint32_t organisations) : standings_(organisations) {}

  // The lanes in which it waits, a bit each.
  [[nodiscard]] std::uint64_t lanes(std::uint32_t organisation) const { return standings_[organisation].lanes; }

  // What it has had, and the lanes in which it waits. Cost: a search among the parts and a move within one or two.
  void put(std::uint32_t organisation, std::uint64_t had, std::uint64_t lanes) {
    const Standing before = std::exchange(standings_[organisation], {.had = had, .lanes = lanes});
    if (before.lanes != 0 && before.had == had && lanes != 0) return change({had, organisation}, lanes);
    if (before.lanes != 0) take({before.had, organisation});
    if (lanes != 0) insert({.place = {had, organisation}, .lanes = lanes});
  }

  // Calls found(organisation, lanes) for each that is the first in some of these lanes (the one that has had least, of
  // equal ones the first), in order, with those lanes. Cost: a step for each part and each organisation of those parts
  // before the last that is found.
  template <class Found>
  void firsts(std::uint64_t lanes, const Found& found) {
    for (Part& part : parts_) {
      if ((part.lanes & lanes) == 0) continue;
      std::uint64_t seen = 0;
      for (const Entry& entry : part.entries) {
        seen |= entry.lanes;
        const std::uint64_t heads = entry.lanes & lanes;
        if (heads == 0) continue;
        found(entry.place.organisation, heads);
        lanes &= ~heads;
        if (lanes == 0) return;
      }
      part.lanes = seen;  // who left took his lanes along
    }
  }

 private:
  static constexpr std::size_t part_max = 64;

  struct Standing {
    std::uint64_t had = 0;
    std::uint64_t lanes = 0;
  };
  struct Place {
    std::uint64_t had = 0;
    std::uint32_t organisation = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Entry {
    Place place;
    std::uint64_t lanes = 0;
  };
  struct Part {
    Place first;  // nobody in it stands before
    std::uint64_t lanes = 0;  // those of its entries, or more
    std::vector<Entry> entries;  // never empty
  };

  // The part in which this place is, or would be.
  [[nodiscard]] std::vector<Part>::iterator part_of(const Place& place) {
    const auto next = std::ranges::upper_bound(parts_, place, {}, &Part::first);
    return next == parts_.begin() ? next : next - 1;
  }
  void change(const Place& place, std::uint64_t lanes) {
    Part& part = *part_of(place);
    part.lanes |= lanes;
    std::ranges::lower_bound(part.entries, place, {}, &Entry::place)->lanes = lanes;
  }
  void take(const Place& place) {
    const auto part = part_of(place);
    part->entries.erase(std::ranges::lower_bound(part->entries, place, {}, &Entry::place));
    if (part->entries.empty()) parts_.erase(part);
  }
  void insert(const Entry& entry) {
    if (parts_.empty()) parts_.emplace_back().first = entry.place;
    auto part = part_of(entry.place);
    if (part->entries.size() == part_max) part = split(part, entry.place);
    part->first = std::min(part->first, entry.place);
    part->lanes |= entry.lanes;
    part->entries.insert(std::ranges::lower_bound(part->entries, entry.place, {}, &Entry::place), entry);
  }
  // Gives the half in which the place would be.
  [[nodiscard]] std::vector<Part>::iterator split(std::vector<Part>::iterator part, const Place& place) {
    const auto half = part->entries.begin() + part_max / 2;
    Part rest{.first = half->place, .lanes = part->lanes, .entries = {half, part->entries.end()}};
    part->entries.erase(half, part->entries.end());
    part = parts_.insert(part + 1, std::move(rest));
    return place < part->first ? part - 1 : part;
  }

  std::vector<Standing> standings_;  // by organisation
  std::vector<Part> parts_;  // in order
};

}  // namespace scrip::network_simulation
