#pragma once
// The follower behind the long lists of the API: applications, jobs and charges. It is told of every entry and keeps
// what the lists need beside the state; it can be thrown away and is rebuilt from the state. No decision reads it.
//
// Order: applications and jobs as in the journal. Charges by job and position when the follower began, later ones as
// they come. Where nothing changes between two pages, no row is missed or shown twice.
//
// Memory: 8 bytes for each row and column that was asked for by number, 4 by text and each different text once; 12
// bytes for each charge.
//
// Threads: one caller at a time.

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "codec/entry.h"
#include "engine/state.h"
#include "lists/long_list.h"

namespace scrip::lists {

// Marks by number, each once.
class Marks {
 public:
  void mark(std::size_t number) {
    if (number >= is_marked_.size()) is_marked_.resize(number + 1);
    if (is_marked_[number]) return;
    is_marked_[number] = true;
    marked_.push_back(static_cast<std::uint32_t>(number));
  }
  [[nodiscard]] std::vector<std::uint32_t> take();

 private:
  std::vector<bool> is_marked_;
  std::vector<std::uint32_t> marked_;
};

// One row for each element of a table of the state, which never shrinks.
class ApplicationRows {
 public:
  using Row = engine::ApplicationState;
  // As the table, then `programme`.
  [[nodiscard]] std::span<const reports::TypedColumn<Row>> columns() const;
  [[nodiscard]] std::size_t shown() const { return columns().size(); }
  void mark(ApplicationId id) { marks_.mark(index(id)); }
  void update(const engine::State& state, std::vector<RowNumber>& touched);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool any_gone() const { return false; }
  [[nodiscard]] bool is_gone(const engine::State&, RowNumber) const { return false; }
  [[nodiscard]] const Row& row(const engine::State& state, RowNumber row) const { return state.applications[row]; }

 private:
  Marks marks_;
  std::size_t size_ = 0;
};

class JobRows {
 public:
  using Row = engine::Job;
  [[nodiscard]] std::span<const reports::TypedColumn<Row>> columns() const { return reports::job_columns(); }
  [[nodiscard]] std::size_t shown() const { return columns().size(); }
  void mark(JobId id) { marks_.mark(index(id)); }
  void update(const engine::State& state, std::vector<RowNumber>& touched);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool any_gone() const { return false; }
  [[nodiscard]] bool is_gone(const engine::State&, RowNumber) const { return false; }
  [[nodiscard]] const Row& row(const engine::State& state, RowNumber row) const { return state.jobs[row]; }

 private:
  Marks marks_;
  std::size_t size_ = 0;
};

// One row for each position in a job's lines: what stands there changes while the month is open.
class ChargeRows {
 public:
  using Row = reports::ChargeRow;
  // As the table; hidden: `programmes` and `voucher_keys`, those that cover the line, as ";P1;P2;".
  [[nodiscard]] std::span<const reports::TypedColumn<Row>> columns() const;
  [[nodiscard]] std::size_t shown() const;
  void mark(JobId id) { marks_.mark(index(id)); }
  void update(const engine::State& state, std::vector<RowNumber>& touched);
  [[nodiscard]] std::size_t size() const { return slots_.size(); }
  [[nodiscard]] bool any_gone() const { return gone_ > 0; }
  [[nodiscard]] bool is_gone(const engine::State& state, RowNumber row) const {
    return slots_[row].position >= state.jobs[slots_[row].job].lines.size();
  }
  [[nodiscard]] Row row(const engine::State& state, RowNumber row) const {
    const auto& job = state.jobs[slots_[row].job];
    return {&job, &job.lines[slots_[row].position]};
  }

 private:
  static constexpr RowNumber no_row = ~RowNumber{0};
  struct Slot {
    std::uint32_t job = 0;
    std::uint32_t position = 0;
    RowNumber next = no_row;  // of the same job
  };
  void update_job(const engine::State& state, std::uint32_t job, std::vector<RowNumber>& touched);

  Marks marks_;
  std::vector<Slot> slots_;
  std::vector<RowNumber> first_of_job_;
  std::vector<std::uint32_t> lines_of_job_;  // when it was last looked at
  std::size_t gone_ = 0;
};

class Lists {
 public:
  // What an entry changed, after it was applied.
  void note(const engine::State& state, const codec::Entry& entry);

  [[nodiscard]] LongList<ApplicationRows>& applications() { return applications_; }
  [[nodiscard]] LongList<JobRows>& jobs() { return jobs_; }
  [[nodiscard]] LongList<ChargeRows>& charges() { return charges_; }

 private:
  LongList<ApplicationRows> applications_;
  LongList<JobRows> jobs_;
  LongList<ChargeRows> charges_;
};

}  // namespace scrip::lists
