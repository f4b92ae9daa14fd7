#include "network_simulation/waiting.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace scrip::network_simulation {
namespace {

// What the order goes by, beside the number of the job.
std::uint64_t order_of(const Job& job, std::uint32_t number, const Rule& rule) {
  switch (rule.order) {
    case Order::priority:
      return job.priority;
    case Order::deadline:
      return job.due_s == 0 ? ~std::uint64_t{0} : job.due_s;
    case Order::lottery:
      return ticket(rule.seed, number);
    case Order::first_come:
    case Order::fair_share:
      break;
  }
  return 0;
}

// The jobs' numbers in the order of the rule.
std::vector<std::uint32_t> in_order(std::span<const Job> jobs, const Rule& rule) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys(jobs.size());
  for (std::uint32_t job = 0; job < jobs.size(); ++job) keys[job] = {order_of(jobs[job], job, rule), job};
  std::ranges::sort(keys);
  std::vector<std::uint32_t> order(jobs.size());
  std::ranges::transform(keys, order.begin(), [](const auto& key) { return key.second; });
  return order;
}

// The numbers in the order of their keys, which are below `keys`, of equal ones in the order they have: a counting
// sort.
template <class Key>
std::vector<std::uint32_t> sorted_by(std::span<const std::uint32_t> numbers, std::size_t keys, const Key& key) {
  std::vector<std::uint32_t> next(keys + 1, 0);
  for (const std::uint32_t number : numbers) ++next[key(number) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<std::uint32_t> sorted(numbers.size());
  for (const std::uint32_t number : numbers) sorted[next[key(number)]++] = number;
  return sorted;
}

}  // namespace

std::vector<std::uint32_t> by_shape_and_organisation(std::span<const Job> jobs, std::span<const std::uint32_t> shape_of,
                                                     std::size_t shapes, std::size_t organisations) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t job = 0; job < jobs.size(); ++job) {
    if (shape_of[job] != BitTree::none) numbers.push_back(job);
  }
  numbers = sorted_by(numbers, organisations, [&](std::uint32_t job) { return jobs[job].organisation; });
  return sorted_by(numbers, shapes, [&](std::uint32_t job) { return shape_of[job]; });
}

Waiting::Waiting(const Network& network, std::span<const Job> jobs, const Rule& rule, std::vector<Lane>& lanes,
                 std::vector<Shape>& shapes, std::span<const std::uint32_t> shape_of)
    : jobs_(jobs),
      lanes_(lanes),
      shapes_(shapes),
      shape_of_(shape_of),
      fair_(rule.order == Order::fair_share),
      firsts_(lanes.size()),
      waits_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(jobs.size()))),
      place_of_(jobs.size(), none),
      job_at_(jobs.size(), none) {
  if (fair_) {
    had_.assign(network.organisations, 0);
    place_by_group(jobs, shape_of);
  } else {
    place_ranked(jobs, rule, shape_of);
  }
}

void Waiting::place_ranked(std::span<const Job> jobs, const Rule& rule, std::span<const std::uint32_t> shape_of) {
  std::vector<std::uint32_t> next;
  for (const Shape& shape : shapes_) next.push_back(shape.begin);
  const auto place = [&](std::uint32_t job) {
    if (shape_of[job] == none) return;
    const std::uint32_t at = next[shape_of[job]]++;
    place_of_[job] = at;
    job_at_[at] = job;
  };
  if (rule.order == Order::first_come) {
    for (std::uint32_t job = 0; job < jobs.size(); ++job) place(job);
    return;
  }
  const auto order = in_order(jobs, rule);
  rank_of_.resize(jobs.size());
  for (std::uint32_t rank = 0; rank < order.size(); ++rank) {
    rank_of_[order[rank]] = rank;
    place(order[rank]);
  }
}

void Waiting::place_by_group(std::span<const Job> jobs, std::span<const std::uint32_t> shape_of) {
  const auto order = by_shape_and_organisation(jobs, shape_of, shapes_.size(), had_.size());
  const auto key = [&](std::uint32_t job) { return std::pair(shape_of[job], jobs[job].organisation); };
  group_of_.assign(jobs.size(), none);
  heaps_.resize(shapes_.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) {
    const std::uint32_t job = order[place];
    if (place == 0 || key(job) != key(order[place - 1])) {
      groups_.push_back({.organisation = jobs[job].organisation, .shape = shape_of[job], .begin = place, .end = place});
    }
    groups_.back().end = place + 1;
    group_of_[job] = static_cast<std::uint32_t>(groups_.size() - 1);
    place_of_[job] = place;
    job_at_[place] = job;
  }
}

void Waiting::put_in_heap(std::uint32_t group) {
  Group& each = groups_[group];
  each.listed = true;
  auto& heap = heaps_[each.shape];
  heap.push_back({had_[each.organisation], each.organisation, group});
  std::ranges::push_heap(heap, std::greater<>{});
}

// Lets an organisation that has had more since sink to where it belongs.
void Waiting::put_right(std::vector<HeapItem>& heap, std::size_t at) {
  HeapItem item = heap[at];
  item.had = had_[item.organisation];
  for (std::size_t child = 2 * at + 1; child < heap.size(); child = 2 * at + 1) {
    if (child + 1 < heap.size() && heap[child] > heap[child + 1]) ++child;
    if (!(item > heap[child])) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = item;
}

void Waiting::push(std::uint32_t job) {
  Shape& shape = shapes_[shape_of_[job]];
  ++shape.waiting;
  ++lanes_[shape.lane].waiting;
  waits_.set(place_of_[job]);
  First& first = firsts_[shape.lane];
  if (first.job != none && key(job) < first.key) first = {.job = job, .key = key(job)};
  if (!fair_) {
    shape.head = std::min(shape.head, place_of_[job]);
    return;
  }
  Group& group = groups_[group_of_[job]];
  if (++group.waiting == 1 && !group.listed) put_in_heap(group_of_[job]);
}

void Waiting::take(std::uint32_t job) {
  Shape& shape = shapes_[shape_of_[job]];
  --shape.waiting;
  --lanes_[shape.lane].waiting;
  waits_.clear(place_of_[job]);
  if (firsts_[shape.lane].job == job) firsts_[shape.lane].job = none;
  if (fair_) {
    --groups_[group_of_[job]].waiting;  // an empty one leaves the heap when it comes to the top
  } else if (shape.head == place_of_[job]) {
    shape.head = shape.waiting == 0 ? none : waits_.next(shape.head);
  }
}

// The group of whoever is first in a shape, in which somebody waits.
const Waiting::HeapItem& Waiting::top(std::uint32_t shape) {
  auto& heap = heaps_[shape];
  for (;;) {
    const HeapItem& top = heap.front();
    Group& group = groups_[top.group];
    if (group.waiting == 0) {
      group.listed = false;
      std::ranges::pop_heap(heap, std::greater<>{});
      heap.pop_back();
    } else if (top.had != had_[top.organisation]) {
      put_right(heap, 0);
    } else {
      return top;
    }
  }
}

std::uint32_t Waiting::head(std::uint32_t shape) {
  if (shapes_[shape].waiting == 0) return none;
  return fair_ ? job_at_[waits_.next(groups_[top(shape).group].begin)] : job_at_[shapes_[shape].head];
}

bool Waiting::is_still(const First& first) const {
  return first.job != none && (!fair_ || had_[first.key.minor >> 32] == first.key.major);
}

std::uint32_t Waiting::head_of_lane(std::uint32_t lane) {
  if (lanes_[lane].waiting == 0) return none;
  First& first = firsts_[lane];
  if (is_still(first)) return first.job;
  first.job = none;
  for (std::uint32_t shape = lanes_[lane].first_shape; shape < lanes_[lane].end_shape; ++shape) {
    if (shapes_[shape].waiting == 0) continue;
    if (fair_ && first.job != none && top(shape).had > first.key.major) continue;  // whichever of its jobs it is
    const std::uint32_t job = head(shape);
    const Key its = fair_ ? key(top(shape).organisation, job) : key(job);
    if (first.job == none || its < first.key) first = {.job = job, .key = its};
  }
  return first.job;
}

Waiting::Key Waiting::key(std::uint32_t job) const {
  if (fair_) return key(jobs_[job].organisation, job);
  return {.major = rank_of_.empty() ? job : rank_of_[job]};
}

// From the top down, the least of those whose parents have been seen; one that is not right sinks, and what comes up in
// its place is looked at instead.
void Waiting::first_groups(std::uint32_t shape, std::size_t count, std::vector<std::uint32_t>& groups) {
  groups.clear();
  if (head(shape) == none) return;  // the top is right
  auto& heap = heaps_[shape];
  const auto later = [&](std::size_t a, std::size_t b) { return heap[a] > heap[b]; };
  const auto look_at = [&](std::size_t at) {
    if (at >= heap.size()) return;
    ahead_.push_back(at);
    std::ranges::push_heap(ahead_, later);
  };
  ahead_.clear();
  look_at(0);
  for (std::size_t jobs = 0; jobs < count && !ahead_.empty();) {
    std::ranges::pop_heap(ahead_, later);
    const std::size_t at = ahead_.back();
    ahead_.pop_back();
    const std::uint32_t waiting = groups_[heap[at].group].waiting;
    if (waiting > 0 && heap[at].had != had_[heap[at].organisation]) {
      put_right(heap, at);
      look_at(at);
      continue;
    }
    if (waiting > 0) groups.push_back(heap[at].group);
    jobs += waiting;
    look_at(2 * at + 1);
    look_at(2 * at + 2);
  }
}

}  // namespace scrip::network_simulation
