#pragma once
// Changes one random thing in a record, whatever it is made of, by the list of its fields: what a forger could write.

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "base/random.h"
#include "codec/binary.h"
#include "codec/entry.h"

namespace scrip::testing {

class Mutator {
 public:
  explicit Mutator(Random& random) : random_(random) {}

  // Changes one leaf of the entry's body, or the shape of one of its lists.
  void change(codec::Entry& entry) {
    left_ = -1;
    leaves_ = 0;
    visit_body(entry.body);
    if (leaves_ == 0) return;
    left_ = static_cast<std::int64_t>(random_.below(leaves_));
    visit_body(entry.body);
  }

 private:
  // True for the one leaf that is to change; in the first pass it only counts.
  [[nodiscard]] bool is_chosen() {
    ++leaves_;
    return left_ >= 0 && left_-- == 0;
  }

  template <class T>
  void visit(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      if (is_chosen()) value = !value;
    } else if constexpr (std::is_enum_v<T>) {
      auto number = static_cast<std::underlying_type_t<T>>(value);
      if (is_chosen()) change_number(number);
      value = static_cast<T>(number);
    } else if constexpr (std::is_integral_v<T>) {
      if (is_chosen()) change_number(value);
    } else if constexpr (std::is_same_v<T, Amount>) {
      if (is_chosen()) change_amount(value);
    } else if constexpr (std::is_same_v<T, Share>) {
      if (is_chosen()) change_number(value.ppm);
    } else if constexpr (std::is_same_v<T, Instant>) {
      std::int64_t ms = count(value);
      if (is_chosen()) change_number(ms);
      value = instant_at(ms);
    } else if constexpr (std::is_same_v<T, Hash256>) {
      if (is_chosen()) value.bytes[random_.below(32)] ^= 1;
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (is_chosen()) change_text(value);
    } else if constexpr (std::is_same_v<T, ZoneOffsets>) {
      visit(value.steps);
    } else if constexpr (std::is_same_v<T, ZoneOffsets::Step>) {
      visit(value.from_ms);
      visit(value.offset_s);
    } else if constexpr (std::is_same_v<T, engine::UsageBlock>) {
      visit_block(value);
    } else if constexpr (std::is_same_v<T, engine::UsageBlock::Job>) {
      visit_job(value);
    } else if constexpr (codec::detail::is_optional<T>) {
      if (is_chosen()) {
        if (value) {
          value.reset();
        } else {
          value.emplace();
        }
      }
      if (value) visit(*value);
    } else if constexpr (codec::detail::is_list<T>) {
      if (is_chosen()) change_list(value);
      for (auto& element : value) visit(element);
    } else if constexpr (is_one_of<T>) {
      value.visit([this](auto& held) { this->visit(held); });
    } else {
      T::fields(value, [this](const char*, auto& field) { this->visit(field); });
    }
  }

  void visit_body(codec::EntryBody& body) {
    std::visit([this](auto& held) { this->visit(held); }, body);
  }

  void visit_block(engine::UsageBlock& block) {
    visit(block.site);
    visit(block.source);
    visit(block.jobs);
    visit(block.slots);
    // A record is added, dropped or doubled in all columns at once.
    if (is_chosen() && !block.part.empty()) {
      const std::size_t at = random_.below(block.size());
      const bool more = random_.chance(1, 2);
      const auto change = [&](auto& column) {
        const auto position = column.begin() + static_cast<std::ptrdiff_t>(at);
        more ? column.insert(position, *position) : column.erase(position);
      };
      change(block.part);
      change(block.start_ms);
      change(block.end_ms);
      change(block.units);
      change(block.slot);
      auto& job = block.jobs[random_.below(block.jobs.size())];
      job.records = more ? job.records + 1 : job.records - 1;
    }
    for (auto* column : {&block.start_ms, &block.end_ms, &block.units}) {
      for (auto& value : *column) visit(value);
    }
    for (auto& value : block.part) visit(value);
    for (auto& value : block.slot) visit(value);
    visit(block.pieces);
    visit(block.conflicts);
    visit(block.charged);
    visit(block.released);
  }

  void visit_job(engine::UsageBlock::Job& job) {
    visit(job.job);
    visit(job.records);
    visit(job.is_new);
    visit(job.ended);
    visit(job.mismatch);
    visit(job.plain);
    visit(job.payer);
    visit(job.use);
    visit(job.key);
    visit(job.account);
  }

  template <class T>
  void change_number(T& value) {
    const auto wide = static_cast<std::uint64_t>(value);
    const std::array<std::uint64_t, 12> choices{0,
                                                1,
                                                2,
                                                wide + 1,
                                                wide - 1,
                                                wide * 2,
                                                ~wide,
                                                ~std::uint64_t{0},
                                                ~std::uint64_t{0} >> 1,
                                                std::uint64_t{1} << 63,
                                                random_.next(),
                                                random_.below(100)};
    value = static_cast<T>(choices[random_.below(choices.size())]);
  }

  void change_amount(Amount& value) {
    constexpr std::array<std::int64_t, 5> steps{1, -1, 1'000'000, -1'000'000, 123'456'789};
    if (random_.chance(1, 2)) {
      value = checked_add(value, Amount{steps[random_.below(steps.size())]}).value_or(Amount{});
    } else {
      const std::array choices{Amount{},   Amount{1},   -value,
                               amount_max, -amount_max, Amount{random_.between(0, 1 << 30)}};
      value = choices[random_.below(choices.size())];
    }
  }

  void change_text(std::string& text) {
    if (text.empty() || random_.chance(1, 4)) {
      text += 'x';
    } else if (random_.chance(1, 4)) {
      text.clear();
    } else {
      text[random_.below(text.size())] = static_cast<char>('a' + random_.below(26));
    }
  }

  template <class List>
  void change_list(List& list) {
    if (list.empty() || random_.chance(1, 4)) {
      list.emplace_back();
      return;
    }
    const auto at = list.begin() + static_cast<std::ptrdiff_t>(random_.below(list.size()));
    if (random_.chance(1, 2)) {
      list.erase(at);
    } else {
      auto copy = *at;
      list.push_back(std::move(copy));
    }
  }

  Random& random_;
  std::uint64_t leaves_ = 0;
  std::int64_t left_ = -1;
};

}  // namespace scrip::testing
