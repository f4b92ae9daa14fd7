#include "lists/lists.h"

#include <concepts>
#include <string>
#include <utility>
#include <variant>

#include "reports/catalogue.h"
#include "reports/cells.h"

namespace scrip::lists {

using engine::State;
using reports::ChargeRow;
using reports::TypedColumn;

namespace {

std::string programme_of(const State& state, const engine::ApplicationState& application) {
  return reports::key_of(state, state.calls[index(application.terms.call)].terms.programme);
}

// ";P1;P2;": each once, in the order in which they pay. "" where nobody but the company pays.
template <class KeyOf>
std::string covering(const ChargeRow& charge, KeyOf key_of) {
  std::string keys;
  for (const auto& allocation : charge.line->allocations) {
    const std::string key = key_of(allocation.voucher) + ";";
    if (keys.empty()) keys = ";";
    if (keys.find(";" + key) == std::string::npos) keys += key;
  }
  return keys;
}

std::string programmes_of(const State& state, const ChargeRow& charge) {
  return covering(charge,
                  [&](VoucherId id) { return reports::key_of(state, state.vouchers[index(id)].terms.programme); });
}

std::string vouchers_of(const State& state, const ChargeRow& charge) {
  return covering(charge, [&](VoucherId id) { return reports::key_of(state, id); });
}

template <class Row>
std::vector<TypedColumn<Row>> with(std::span<const TypedColumn<Row>> columns,
                                   std::initializer_list<TypedColumn<Row>> more) {
  std::vector<TypedColumn<Row>> all(columns.begin(), columns.end());
  all.insert(all.end(), more);
  return all;
}

// Rows that a table got since, and those that were marked.
template <class Table>
void update_rows(const Table& table, std::size_t& size, Marks& marks, std::vector<RowNumber>& touched) {
  for (const std::uint32_t row : marks.take()) {
    if (row < size) touched.push_back(row);
  }
  for (; size < table.size(); ++size) touched.push_back(static_cast<RowNumber>(size));
}

struct Touches {
  const State& state;
  Lists& lists;

  template <class Other>
  void operator()(const Other&) const {}
  template <class Event>
    requires std::same_as<decltype(Event::application), ApplicationId>
  void operator()(const Event& event) const {
    application(event.application);
  }
  void operator()(const engine::ApplicationDrafted& event) const { application(event.application.id); }
  void operator()(const engine::AwardApproved& event) const { application(event.award.application); }
  void operator()(const engine::RoundAllocated& event) const {
    for (const ApplicationId id : state.applications_of[index(event.call)]) application(id);
  }
  void operator()(const engine::HoldPlaced& event) const {
    const auto known = state.job_by_key.find(engine::job_key(event.hold.site, event.hold.job));
    if (known != state.job_by_key.end()) job(known->second);
  }
  void operator()(const engine::ChargeAdjusted& event) const { job(event.adjustment.job); }
  // Every line of the month has another status now, and some another allocation.
  void operator()(const engine::PeriodClosed& event) const {
    lists.charges().forget();
    lists.jobs().forget();
    for (const auto& change : event.changes) job(change.job);
  }

  void application(ApplicationId id) const {
    if (id != no_id<ApplicationId>) lists.applications().rows().mark(id);
  }
  void job(JobId id) const {
    lists.jobs().rows().mark(id);
    lists.charges().rows().mark(id);
  }
};

}  // namespace

std::vector<std::uint32_t> Marks::take() {
  for (const std::uint32_t number : marked_) is_marked_[number] = false;
  return std::exchange(marked_, {});
}

std::span<const TypedColumn<engine::ApplicationState>> ApplicationRows::columns() const {
  static const auto all = with(reports::application_columns(), {{reports::column::programme, nullptr, programme_of}});
  return all;
}

void ApplicationRows::update(const State& state, std::vector<RowNumber>& touched) {
  update_rows(state.applications, size_, marks_, touched);
}

void JobRows::update(const State& state, std::vector<RowNumber>& touched) {
  update_rows(state.jobs, size_, marks_, touched);
}

std::span<const TypedColumn<ChargeRow>> ChargeRows::columns() const {
  static const auto all = with(reports::charge_columns(), {{{.name = "programmes"}, nullptr, programmes_of},
                                                           {{.name = "voucher_keys"}, nullptr, vouchers_of}});
  return all;
}

std::size_t ChargeRows::shown() const { return reports::charge_columns().size(); }

void ChargeRows::update(const State& state, std::vector<RowNumber>& touched) {
  for (const std::uint32_t job : marks_.take()) {
    if (job < first_of_job_.size()) update_job(state, job, touched);
  }
  while (first_of_job_.size() < state.jobs.size()) {
    first_of_job_.push_back(no_row);
    lines_of_job_.push_back(0);
    update_job(state, static_cast<std::uint32_t>(first_of_job_.size() - 1), touched);
  }
}

void ChargeRows::update_job(const State& state, std::uint32_t job, std::vector<RowNumber>& touched) {
  const std::size_t lines = state.jobs[job].lines.size();
  std::uint32_t position = 0;
  RowNumber last = no_row;
  for (RowNumber row = first_of_job_[job]; row != no_row; row = slots_[row].next) {
    touched.push_back(row);
    last = row;
    ++position;
  }
  const std::size_t gone_before = position - lines_of_job_[job];
  for (; position < lines; ++position) {
    const auto row = static_cast<RowNumber>(slots_.size());
    slots_.push_back({.job = job, .position = position});
    (last == no_row ? first_of_job_[job] : slots_[last].next) = row;
    touched.push_back(row);
    last = row;
  }
  gone_ += (position - lines) - gone_before;
  lines_of_job_[job] = static_cast<std::uint32_t>(lines);
}

void Lists::note(const State& state, const codec::Entry& entry) {
  const Touches touches{state, *this};
  if (const auto* block = std::get_if<engine::UsageBlock>(&entry.body)) {
    for (const auto& job : block->jobs) touches.job(job.job);
    return;
  }
  for (const auto& event : std::get<std::vector<engine::Event>>(entry.body)) event.visit(touches);
}

}  // namespace scrip::lists
