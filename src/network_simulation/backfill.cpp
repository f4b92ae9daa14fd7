#include "network_simulation/backfill.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "network_simulation/limits.h"

namespace scrip::network_simulation {

Backfill::Backfill(const Network& network, std::span<const Job> jobs, Machine& machine)
    : network_(network),
      jobs_(jobs),
      machine_(machine),
      fair_(machine.rule().order == Order::fair_share),
      shapes_(make_shapes(network, jobs, machine)),
      waits_(network, jobs, machine.rule(), shapes_.lanes, shapes_.shapes, shapes_.shape_of),
      reserved_(shapes_.lanes.size()),
      first_(shapes_.lanes.size(), none),
      tried_(shapes_.lanes.size(), 0),
      reservers_(network.sites.size()),
      bounds_(shapes_.shapes.size()),
      open_lanes_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(shapes_.lanes.size()))),
      open_shapes_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(shapes_.shapes.size()))),
      fastest_(shapes_.lanes.size(), 1),
      windows_(fair_ ? 0 : shapes_.shapes.size()),
      least_work_(fair_ ? shapes_.shapes.size() : 0),
      least_of_(waits_.groups()),
      lane_watch_(fair_ ? network.organisations : 0, waits_.groups()),
      shape_watch_(fair_ ? network.organisations : 0, waits_.groups()) {
  for (std::uint32_t site = 0; site < network.sites.size(); ++site) {
    for (const std::uint32_t lane : lanes_at(machine_, site)) {
      fastest_[lane] = std::max(fastest_[lane], network.sites[site].speed);
    }
  }
}

std::uint64_t Backfill::work_of(std::uint32_t job) const {
  return std::uint64_t{jobs_[job].duration_s} * network_.sites[jobs_[job].home].speed;
}

// Where it may go without delaying a reservation, other than that of the lane given.
std::uint32_t Backfill::find(std::uint32_t job, std::uint32_t now_s, std::uint32_t but_for_lane) const {
  const std::uint32_t anywhere = machine_.find(job);
  if (anywhere == none) return none;
  return machine_.find(job, [&](std::uint32_t site) {
    const std::uint64_t end_s = now_s + machine_.duration_at(job, site);
    return std::ranges::all_of(
        reservers_[site], [&](std::uint32_t lane) { return lane == but_for_lane || end_s <= reserved_[lane].at_s; });
  });
}

void Backfill::start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s) {
  waits_.take(job);
  const std::uint32_t shape = shapes_.shape_of[job];
  if (!fair_) {
    Window& window = windows_[shape];
    window.take(waits_.place_of(job));
    const auto entries = window.entries();
    if (!window.is_full() && shapes_.shapes[shape].waiting > entries.size()) {
      const std::uint32_t from = entries.empty() ? shapes_.shapes[shape].begin : entries.back().place + 1;
      const std::uint32_t place = waits_.next_place(from);
      window.put({.place = place, .job = waits_.job_at(place), .work = work_of(waits_.job_at(place))});
    }
  }
  waits_.account(jobs_[job].organisation, machine_.held_device_s(job, site));
  if (fair_) organisation_moved(job);
  machine_.start(job, site, now_s);
  open_shapes_.set(shape);  // one more of them is among the first
}

// Its organisation has had more, so others may come first now: where its own jobs stood in front. A lane whose turn in
// this pass came before the job's has had it, and is tried in the next one.
void Backfill::organisation_moved(std::uint32_t job) {
  const std::uint32_t organisation = jobs_[job].organisation;
  lane_watch_.moved(organisation, [&](std::uint32_t group) {
    const std::uint32_t lane = shapes_.shapes[waits_.group(group).shape].lane;
    if (shapes_.lanes[lane].waiting == 0) return;
    open_lanes_.set(lane);
    if (jobs_[first_[lane]].organisation == organisation && first_[lane] < job) tried_[lane] = passes_;
  });
  shape_watch_.moved(organisation, [&](std::uint32_t group) { open_shapes_.set(waits_.group(group).shape); });
}

void Backfill::push(std::uint32_t job) {
  const std::uint32_t shape = shapes_.shape_of[job];
  waits_.push(job);
  if (fair_) {
    const bool only = shapes_.shapes[shape].waiting == 1;
    least_work_[shape] = only ? work_of(job) : std::min(least_work_[shape], work_of(job));
    const std::uint32_t group = waits_.group_of(job);
    const bool only_of_group = waits_.group(group).waiting == 1;
    least_of_[group] = only_of_group ? work_of(job) : std::min(least_of_[group], work_of(job));
  } else {
    windows_[shape].put({.place = waits_.place_of(job), .job = job, .work = work_of(job)});
  }
  open_lanes_.set(lane_of(job));
  open_shapes_.set(shape);
}

void Backfill::open_lane(std::uint32_t lane) {
  if (shapes_.lanes[lane].waiting == 0) return;
  open_lanes_.set(lane);
  for (std::uint32_t shape = shapes_.lanes[lane].first_shape; shape < shapes_.lanes[lane].end_shape; ++shape) {
    if (shapes_.shapes[shape].waiting > 0) open_shapes_.set(shape);
  }
}

// What asks for more than the site can take now cannot start there. A first whose reservation has come is looked at
// again in any case.
void Backfill::freed(std::uint32_t site, std::uint32_t now_s) {
  const std::uint32_t room = machine_.room(site);
  for (const std::uint32_t lane : lanes_at(machine_, site)) {
    const Lane& of = shapes_.lanes[lane];
    if (of.waiting == 0) continue;
    const std::uint32_t first = first_[lane];
    if (first == none || jobs_[first].devices <= room || reserved_[lane].at_s <= now_s) open_lanes_.set(lane);
    for (std::uint32_t shape = of.first_shape; shape < of.end_shape && shapes_.shapes[shape].devices <= room; ++shape) {
      if (shapes_.shapes[shape].waiting > 0) open_shapes_.set(shape);
    }
  }
}

// What ran there was cut when the site closed, and what was waited for has come: the bounds say nothing any more.
void Backfill::opened(std::uint32_t site, std::uint32_t now_s) {
  const bool alone = machine_.rule().scope == Scope::alone;
  for (const std::uint32_t lane : lanes_at(machine_, site)) {
    const std::uint32_t place = alone ? 0 : machine_.choice().place_of(lane, site);
    for (std::uint32_t shape = shapes_.lanes[lane].first_shape; shape < shapes_.lanes[lane].end_shape; ++shape) {
      if (!bounds_[shape].empty()) bounds_[shape].put(place, 0);
    }
  }
  freed(site, now_s);
}

void Backfill::closed(std::uint32_t site, std::uint32_t now_s) {
  const std::vector<std::uint32_t> lanes = reservers_[site];
  for (const std::uint32_t lane : lanes) {
    unreserve(lane, now_s);
    open_lane(lane);
  }
}

void Backfill::unreserve(std::uint32_t lane, std::uint32_t now_s) {
  const std::uint32_t site = reserved_[lane].site;
  reserved_[lane] = {};
  if (site == none) return;
  std::erase(reservers_[site], lane);
  freed(site, now_s);  // for others, what was reserved is room
}

FitBounds& Backfill::bounds_of(std::uint32_t job) {
  FitBounds& bounds = bounds_[shapes_.shape_of[job]];
  if (!bounds.empty()) return bounds;
  FitBounds made(static_cast<std::uint32_t>(machine_.sites_for(job).size()));
  if (bounds_bytes_ + made.size() > limits::backfill_bounds_bytes_max) {  // known again when they are needed again
    std::ranges::fill(bounds_, FitBounds{});
    bounds_bytes_ = 0;
  }
  bounds_bytes_ += made.size();
  bounds = std::move(made);
  return bounds;
}

// The site that can take the job first, of equal ones the first by the placement. One that has room now keeps it for
// another. Every turn of the loop ends with a bound that is too high to be looked at again.
Backfill::Reservation Backfill::soonest(std::uint32_t job, std::uint32_t now_s) {
  FitBounds& bounds = bounds_of(job);
  const std::span<const std::uint32_t> sites = machine_.sites_for(job);
  std::uint32_t best_s = never;
  std::uint32_t best = none;
  kept_.clear();
  while (bounds.least() < best_s || (bounds.least() == best_s && best_s != never)) {
    const std::uint32_t place = bounds.first();
    if (bounds.least() == best_s && place >= best) break;
    if (machine_.room(sites[place]) >= jobs_[job].devices) {
      kept_.push_back(place);
      bounds.put(place, never);
      continue;
    }
    const std::uint32_t before_s = place < best && best_s != never ? best_s + 1 : best_s;
    const std::uint32_t at_s = machine_.fits_at(job, sites[place], now_s, before_s);
    bounds.put(place, at_s);
    if (at_s == before_s) continue;
    best_s = at_s;
    best = place;
  }
  for (const std::uint32_t place : kept_) bounds.put(place, now_s);
  return {.job = job, .site = best == none ? none : sites[best], .at_s = best_s};
}

void Backfill::reserve(std::uint32_t lane, std::uint32_t job, std::uint32_t now_s) {
  reserved_[lane] = soonest(job, now_s);
  const std::uint32_t site = reserved_[lane].site;
  if (site != none) reservers_[site].push_back(lane);
}

// Whether it started. If not, it has a reservation or is tried again in the next pass.
bool Backfill::try_first(std::uint32_t lane, std::uint32_t job, std::uint32_t now_s) {
  if (first_[lane] != job) {
    if (first_[lane] != none) open_shapes_.set(shapes_.shape_of[first_[lane]]);
    first_[lane] = job;
  }
  if (reserved_[lane].job != job) unreserve(lane, now_s);
  const std::uint32_t site = find(job, now_s, lane);
  if (site != none) {
    unreserve(lane, now_s);
    start(job, site, now_s);
    return true;
  }
  if (reserved_[lane].site != none && now_s >= reserved_[lane].at_s) unreserve(lane, now_s);
  if (reserved_[lane].site == none) reserve(lane, job, now_s);
  if (fair_) lane_watch_.watch(jobs_[job].organisation, waits_.group_of(job));
  return false;
}

// A lane that a dropped reservation gave room to has its turn in this pass, unless that is over: jobs are tried in
// their order, and one that comes before what was reached has failed already. Then it is tried in the next pass.
void Backfill::add_opened(const Waiting::Key& reached, std::vector<Turn>& turns) {
  for (std::uint32_t lane = open_lanes_.first(); lane != none; lane = open_lanes_.next(lane + 1)) {
    const std::uint32_t job = waits_.head_of_lane(lane);
    const Waiting::Key key = job == none ? Waiting::Key{} : waits_.key(job);
    if (job != none && (tried_[lane] == passes_ || key < reached)) continue;
    open_lanes_.clear(lane);
    if (job == none || std::ranges::find(turns, lane, &Turn::lane) != turns.end()) continue;
    turns.push_back({.key = key, .lane = lane, .job = job});
  }
}

// What a start may have changed: the lane's own first, and the keys of its organisation's jobs. Keys only grow, so who
// was first and has not moved still is.
void Backfill::renew(std::uint32_t started, std::vector<Turn>& turns) {
  const std::uint32_t organisation = jobs_[started].organisation;
  for (Turn& turn : turns) {
    if (turn.job != started && (!fair_ || jobs_[turn.job].organisation != organisation)) continue;
    turn.job = waits_.head_of_lane(turn.lane);
    if (turn.job != none) turn.key = waits_.key(turn.job);
  }
  std::erase_if(turns, [](const Turn& turn) { return turn.job == none; });
}

void Backfill::try_firsts(std::uint32_t now_s) {
  std::vector<Turn> turns;
  add_opened({}, turns);
  while (!turns.empty()) {
    const auto next = std::ranges::min_element(turns, std::less<>{}, &Turn::key);
    const Turn turn = *next;
    if (try_first(turn.lane, turn.job, now_s)) {
      renew(turn.job, turns);
    } else {
      tried_[turn.lane] = passes_;
      if (reserved_[turn.lane].site == none) open_lanes_.set(turn.lane);
      turns.erase(next);
    }
    add_opened(turn.key, turns);
  }
}

// What a job of the shape may have to do at the most, on the fastest chips, to end by the reservations of any site that
// has room for it.
std::uint64_t Backfill::most_work(std::uint32_t shape, std::uint32_t now_s) const {
  std::uint32_t latest_s = 0;
  const auto site = machine_.find(waits_.any_of(shape), [&](std::uint32_t each) {
    std::uint32_t by_s = never;
    for (const std::uint32_t lane : reservers_[each]) by_s = std::min(by_s, reserved_[lane].at_s);
    latest_s = std::max(latest_s, by_s);
    return by_s == never;
  });
  if (site != none) return std::numeric_limits<std::uint64_t>::max();
  return latest_s <= now_s ? 0 : std::uint64_t{latest_s - now_s} * fastest_[shapes_.shapes[shape].lane];
}

void Backfill::add_ranked(std::uint32_t shape, std::uint64_t most) {
  const Window& window = windows_[shape];
  if (window.least_work() > most) return;
  const std::uint32_t first = first_[shapes_.shapes[shape].lane];
  std::size_t seen = 0;
  for (const Window::Entry& entry : window.entries()) {
    if (entry.job == first) continue;
    if (++seen > limits::backfill_depth) return;
    if (entry.work <= most) others_.push_back({.work = entry.work, .job = entry.job});
  }
}

void Backfill::add_fair(std::uint32_t shape, std::uint64_t most) {
  if (least_work_[shape] > most) return;
  const std::uint32_t first = first_[shapes_.shapes[shape].lane];
  const std::uint32_t group_of_first = first == none ? none : waits_.group_of(first);
  const bool all = shapes_.shapes[shape].waiting <= Window::size_max;
  if (all) least_work_[shape] = std::numeric_limits<std::uint64_t>::max();
  std::size_t seen = 0;
  std::size_t left = Window::size_max;
  waits_.first_groups(shape, left, groups_);
  for (const std::uint32_t group : groups_) {
    const std::size_t count = std::min<std::size_t>(waits_.group(group).waiting, left);
    left -= count;
    if (least_of_[group] > most && group != group_of_first) {
      seen += count;
    } else {
      add_group(group, count, most, seen);
    }
    if (all) {
      least_work_[shape] = std::min(least_work_[shape], least_of_[group]);
    } else {
      shape_watch_.watch(waits_.group(group).organisation, group);
    }
  }
}

// The first `count` of the group. `seen` counts those of the shape.
void Backfill::add_group(std::uint32_t number, std::size_t count, std::uint64_t most, std::size_t& seen) {
  const Waiting::Group& group = waits_.group(number);
  const std::uint32_t first = first_[shapes_.shapes[group.shape].lane];
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  std::uint32_t place = group.begin;
  for (std::size_t i = 0; i < count; ++i, ++place) {
    place = waits_.next_place(place);
    const std::uint32_t job = waits_.job_at(place);
    const std::uint64_t work = work_of(job);
    least = std::min(least, work);
    if (job == first || ++seen > limits::backfill_depth || work > most) continue;
    others_.push_back({.work = work, .job = job, .organisation = group.organisation});
  }
  if (count == group.waiting) least_of_[number] = least;
}

// Of the first few of every open shape those that may end in time somewhere.
void Backfill::find_others(std::uint32_t now_s) {
  others_.clear();
  tries_.clear();
  turns_.clear();
  for (std::uint32_t shape = open_shapes_.first(); shape != none; shape = open_shapes_.next(shape + 1)) {
    open_shapes_.clear(shape);
    if (shapes_.shapes[shape].waiting == 0) continue;
    const std::uint64_t most = most_work(shape, now_s);
    if (most == 0) continue;
    const std::size_t from = others_.size();
    fair_ ? add_fair(shape, most) : add_ranked(shape, most);
    tries_.push_back({.at = from, .end = others_.size(), .shape = shape});
  }
}

// Puts the first of those of a shape that may still fit at the front, and its turn in the heap.
void Backfill::add_turn(std::size_t number) {
  Tries& of = tries_[number];
  if (fair_) {
    const auto begin = others_.begin() + static_cast<std::ptrdiff_t>(of.at);
    const auto end = others_.begin() + static_cast<std::ptrdiff_t>(of.end);
    const auto kept = std::remove_if(begin, end, [&](const Other& other) { return other.work >= of.too_much; });
    of.end = static_cast<std::size_t>(kept - others_.begin());
    if (begin == kept) return;
    std::iter_swap(begin, std::ranges::min_element(begin, kept, {}, [&](const Other& each) {
                     return waits_.key(each.organisation, each.job);
                   }));
  } else {
    while (of.at < of.end && others_[of.at].work >= of.too_much) ++of.at;
    if (of.at == of.end) return;
  }
  turns_.push_back({.key = waits_.key(others_[of.at].job), .tries = number});
  std::ranges::push_heap(turns_, std::greater<>{});
}

// In order, whoever fits. What does not fit now will not after other starts, nor will what has as much to do and is of
// the same shape, or more than the reservations leave room for by now. Under fair shares one whose turn it was may have
// to stand behind others by now.
void Backfill::try_others(std::uint32_t now_s) {
  find_others(now_s);
  for (std::size_t number = 0; number < tries_.size(); ++number) add_turn(number);
  while (!turns_.empty()) {
    std::ranges::pop_heap(turns_, std::greater<>{});
    const OthersTurn turn = turns_.back();
    turns_.pop_back();
    Tries& of = tries_[turn.tries];
    const Other other = others_[of.at];
    if (!fair_ || waits_.key(other.job) == turn.key) {
      ++of.at;
      const std::uint32_t site = find(other.job, now_s, none);
      if (site == none) {
        const std::uint64_t most = most_work(of.shape, now_s);
        of.too_much = most < other.work ? most + 1 : other.work;
      } else {
        start(other.job, site, now_s);
      }
    }
    add_turn(turn.tries);
  }
}

void Backfill::pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted) {
  for (const std::uint32_t job : submitted) {
    if (shapes_.shape_of[job] == none) {
      machine_.reject(job);
    } else {
      push(job);
    }
  }
  ++passes_;
  if (open_lanes_.empty() && open_shapes_.empty()) return;
  try_firsts(now_s);
  try_others(now_s);
}

}  // namespace scrip::network_simulation
