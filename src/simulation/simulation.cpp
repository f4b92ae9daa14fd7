#include "simulation/simulation.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "base/limits.h"
#include "policy/texts.h"

namespace scrip::simulation {
namespace {

using policy::Comparison;
using policy::Population;
using policy::Results;
using policy::Simulator;
using policy::Totals;
using policy::Workspace;

constexpr std::size_t block_batches = 8;  // a thread takes so many batches at a time
constexpr std::uint64_t block_rows = block_batches * cel::batch_rows_max;

template <class Work>
void in_threads(unsigned threads, const Work& work) {
  std::vector<std::jthread> running;
  for (unsigned i = 1; i < threads; ++i) running.emplace_back([&work, i] { work(i); });
  work(0);
}

// One thread's share of the sums.
struct Share {
  Totals before;
  Totals after;
  Comparison comparison;
  std::vector<policy::Claimed> claims_before;
  std::vector<policy::Claimed> claims_after;
  std::size_t claims = 0;  // of both, as they were counted last
  std::optional<Error> no_claims;
};

void append(std::vector<policy::Claimed>& to, std::vector<policy::Claimed>& from) {
  to.insert(to.end(), from.begin(), from.end());
  std::vector<policy::Claimed>().swap(from);
}

class Run {
 public:
  Run(const Input& input, const Sink& sink) : input_(input), sink_(sink) {}

  Result<Simulated> run() {
    if (input_.generator == nullptr) decide_whole();
    std::vector<Share> shares(input_.threads);
    in_threads(input_.threads, [&](unsigned thread) { work(shares[thread]); });
    if (failed_) return std::unexpected(std::move(*failed_));
    Simulated made{.before = Totals::of(input_.before),
                   .after = std::nullopt,
                   .comparison = {},
                   .claims_before = {},
                   .claims_after = {},
                   .no_claims = std::nullopt};
    if (input_.after != nullptr) made.after = Totals::of(*input_.after);
    for (Share& share : shares) {
      made.before.merge(share.before);
      if (made.after) made.after->merge(share.after);
      made.comparison.merge(share.comparison);
      append(made.claims_before, share.claims_before);
      append(made.claims_after, share.claims_after);
      if (share.no_claims) made.no_claims = std::move(share.no_claims);
    }
    made.before.one_by_one += one_by_one_[0];
    if (made.after) made.after->one_by_one += one_by_one_[1];
    return made;
  }

 private:
  // An applicant's rows lie anywhere, so all are decided before any is counted.
  void decide_whole() {
    const policy::Claims claims = policy::Claims::of(input_.population);
    const Simulator* const both[] = {&input_.before, input_.after};
    for (std::size_t i = 0; i < 2; ++i) {
      if (both[i] == nullptr) continue;
      whole_[i] = both[i]->results(input_.population.rows());
      in_threads(input_.threads, [&](unsigned thread) {
        Workspace workspace;
        const std::size_t from = input_.population.rows() * thread / input_.threads;
        const std::size_t until = input_.population.rows() * (thread + 1) / input_.threads;
        one_by_one_[i] += both[i]->decide(input_.population, from, until, whole_[i], workspace, &claims);
      });
    }
  }

  void work(Share& share) {
    Share own{.before = Totals::of(input_.before),
              .after = input_.after == nullptr ? Totals{} : Totals::of(*input_.after),
              .comparison = {},
              .claims_before = {},
              .claims_after = {},
              .no_claims = std::nullopt};
    std::string text;
    Drawing drawing(input_);
    for (std::uint64_t block = next_++; block * block_rows < input_.rows; block = next_++) {
      text.clear();
      const std::uint64_t end = std::min(input_.rows, (block + 1) * block_rows);
      for (std::uint64_t first = block * block_rows; first < end; first += cel::batch_rows_max) {
        const auto rows = static_cast<std::size_t>(std::min<std::uint64_t>(cel::batch_rows_max, end - first));
        batch(first, rows, drawing, own, text);
      }
      if (!hand_over(block, end, text)) break;
    }
    share = std::move(own);
  }

  // What a thread needs to draw and decide a batch.
  struct Drawing {
    explicit Drawing(const Input& input) {
      if (input.generator == nullptr) return;
      population = input.population;
      before = input.before.results(cel::batch_rows_max);
      if (input.after != nullptr) after = input.after->results(cel::batch_rows_max);
    }
    std::optional<Population> population;
    Results before;
    Results after;
    Workspace workspace;
  };

  void batch(std::uint64_t first, std::size_t rows, Drawing& drawing, Share& share, std::string& text) {
    const bool has_after = input_.after != nullptr;
    if (!drawing.population) {
      const auto from = static_cast<std::size_t>(first);
      add({input_.population, from, from + rows, first, whole_[0], has_after ? &whole_[1] : nullptr}, share, text);
      return;
    }
    Population& population = *drawing.population;
    input_.generator->fill(first, rows, population);
    share.before.one_by_one += input_.before.decide(population, 0, rows, drawing.before, drawing.workspace);
    if (has_after) {
      share.after.one_by_one += input_.after->decide(population, 0, rows, drawing.after, drawing.workspace);
    }
    add({population, 0, rows, first, drawing.before, has_after ? &drawing.after : nullptr}, share, text);
  }

  void add(const DecidedRows& rows, Share& share, std::string& text) const {
    share.before.add(input_.before, rows.population, rows.before, rows.from, rows.until);
    if (rows.after != nullptr) {
      share.after.add(*input_.after, rows.population, *rows.after, rows.from, rows.until);
      share.comparison.add(rows.population, rows.before, *rows.after, rows.from, rows.until);
    }
    if (input_.collects_claims && !share.no_claims) collect(rows, share);
    if (sink_.describe) sink_.describe(rows, text);
  }

  void collect(const DecidedRows& rows, Share& share) const {
    auto kept = policy::collect_claims(input_.before.policy().policy, rows.population, rows.before, rows.from,
                                       rows.until, rows.first, share.claims_before);
    if (kept && rows.after != nullptr) {
      kept = policy::collect_claims(input_.after->policy().policy, rows.population, *rows.after, rows.from, rows.until,
                                    rows.first, share.claims_after);
    }
    const std::size_t now = share.claims_before.size() + share.claims_after.size();
    const std::uint64_t all = claims_ += now - share.claims;
    share.claims = now;
    if (kept && all > limits::simulation_claims_max) {
      kept = fail(ErrorCode::limit_reached,
                  policy::say("more than {0} awards are not shared out", limits::simulation_claims_max));
    }
    if (kept) return;
    share.no_claims = std::move(kept).error();
    std::vector<policy::Claimed>().swap(share.claims_before);
    std::vector<policy::Claimed>().swap(share.claims_after);
  }

  // Writes the block when its turn comes; false where writing failed.
  bool hand_over(std::uint64_t block, std::uint64_t rows_done, const std::string& text) {
    std::unique_lock lock(mutex_);
    turned_.wait(lock, [&] { return turn_ == block || failed_; });
    if (failed_) return false;
    if (sink_.write) {
      if (auto written = sink_.write(text); !written) failed_ = std::move(written).error();
    }
    if (sink_.done) sink_.done(rows_done);
    ++turn_;
    turned_.notify_all();
    return !failed_;
  }

  const Input& input_;
  const Sink& sink_;
  Results whole_[2];
  std::atomic<std::uint64_t> one_by_one_[2]{};
  std::atomic<std::uint64_t> next_{0};
  mutable std::atomic<std::uint64_t> claims_{0};
  std::mutex mutex_;
  std::condition_variable turned_;
  std::uint64_t turn_ = 0;
  std::optional<Error> failed_;
};

}  // namespace

Result<Simulated> run(const Input& input, const Sink& sink) { return Run(input, sink).run(); }

}  // namespace scrip::simulation
