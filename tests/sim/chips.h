#pragma once
// Published figures of a chip model, for tests that plan models on it.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>

#include "engine/commands.h"

namespace scrip::sim {

// Each in whole units: TFLOPS, GB, GB/s.
inline engine::RecordChips figures_of(const std::string& model,
                                      std::initializer_list<std::pair<registry::ChipQuantity, std::int64_t>> values) {
  engine::RecordChips command;
  for (const auto& [quantity, value] : values) {
    engine::RecordChips::StatedFigure stated;
    stated.model = model;
    stated.quantity = quantity;
    stated.value = value * 1'000;
    stated.source = "a test";
    command.figures.push_back(std::move(stated));
  }
  return command;
}

}  // namespace scrip::sim
