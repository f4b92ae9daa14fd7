#include "codec/state_for_set_up.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>

#include "codec/binary.h"
#include "codec/entry.h"

namespace scrip::codec {
namespace {

constexpr std::array<std::string_view, 5> grows_with_use{"holds", "jobs", "suspense", "adjustments", "requests"};

}  // namespace

Bytes encode_for_set_up(const engine::State& state) {
  Bytes out = encode_state(engine::State{});
  out.resize(1);  // the version
  Writer writer(out);
  engine::State::fields(state, [&](std::string_view name, const auto& field) {
    const bool left_out = std::ranges::find(grows_with_use, name) != grows_with_use.end();
    if (left_out) {
      writer.value(std::remove_cvref_t<decltype(field)>{});
    } else {
      writer.value(field);
    }
  });
  return out;
}

}  // namespace scrip::codec
