#include "network_simulation/greedy.h"

#include <algorithm>
#include <functional>

namespace scrip::network_simulation {

Greedy::Greedy(const Network& network, std::span<const Job> jobs, Machine& machine)
    : jobs_(jobs),
      machine_(machine),
      strict_(machine.rule().queue == Queue::strict),
      shapes_(make_shapes(network, jobs, machine)),
      waits_(network, jobs, machine.rule(), shapes_.lanes, shapes_.shapes, shapes_.shape_of),
      open_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(shapes_.shapes.size()))) {}

void Greedy::start(std::uint32_t job, std::uint32_t site, std::uint32_t now_s) {
  waits_.account(jobs_[job].organisation, machine_.held_device_s(job, site));
  machine_.start(job, site, now_s);
}

// A job that nothing else competes with, as most are where there is room: it need not wait at all.
bool Greedy::start_at_once(std::uint32_t job, std::uint32_t now_s) {
  if (!open_.empty() || shapes_.shapes[shapes_.shape_of[job]].waiting > 0) return false;
  const std::uint32_t site = machine_.find(job);
  if (site == none) return false;
  start(job, site, now_s);
  return true;
}

// Where jobs wait that do not fit, a further one of their size does not either. In a strict queue one that comes before
// them may.
void Greedy::push(std::uint32_t job) {
  const std::uint32_t shape = shapes_.shape_of[job];
  if (strict_ || shapes_.shapes[shape].waiting == 0) open_.set(shape);
  waits_.push(job);
  ++waiting_;
}

void Greedy::open_freed() {
  for (const std::uint32_t site : freed_) {
    const std::uint32_t room = machine_.room(site);
    for (const std::uint32_t lane : lanes_at(machine_, site)) {
      const Lane& of = shapes_.lanes[lane];
      if (of.waiting == 0) continue;
      for (std::uint32_t shape = of.first_shape; shape < of.end_shape; ++shape) {
        if (shapes_.shapes[shape].devices > room) break;
        if (shapes_.shapes[shape].waiting > 0) open_.set(shape);
      }
    }
  }
  freed_.clear();
}

void Greedy::add_turn(std::uint32_t shape) {
  const std::uint32_t job = waits_.head(shape);
  if (job == none) {
    open_.clear(shape);
    return;
  }
  turns_.push_back({.key = waits_.key(job), .shape = shape});
  std::ranges::push_heap(turns_, std::greater<>{});
}

// In order, whoever fits. What does not fit now will not after other starts, so its turn need not be waited for.
void Greedy::take_turns(std::uint32_t now_s) {
  for (std::uint32_t shape = open_.first(); shape != none; shape = open_.next(shape + 1)) add_turn(shape);
  while (!turns_.empty()) {
    std::ranges::pop_heap(turns_, std::greater<>{});
    const Turn turn = turns_.back();
    turns_.pop_back();
    const std::uint32_t job = waits_.head(turn.shape);
    if (waits_.key(job) == turn.key) {
      const std::uint32_t site = machine_.find(job);
      if (site == none) {
        open_.clear(turn.shape);
        continue;
      }
      waits_.take(job);
      --waiting_;
      start(job, site, now_s);
    }
    add_turn(turn.shape);
  }
}

void Greedy::pass(std::uint32_t now_s, std::span<const std::uint32_t> submitted) {
  if (!freed_.empty()) open_freed();
  if (submitted.size() == 1 && shapes_.shape_of[submitted[0]] != none && start_at_once(submitted[0], now_s)) {
    submitted = {};
  }
  for (const std::uint32_t job : submitted) {
    if (shapes_.shape_of[job] == none) {
      machine_.reject(job);
    } else {
      push(job);
    }
  }
  take_turns(now_s);
}

}  // namespace scrip::network_simulation
