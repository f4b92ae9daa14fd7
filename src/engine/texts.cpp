#include "engine/texts.h"

#include <algorithm>
#include <iterator>

namespace scrip::engine {

static_assert(is_sound(catalogue));  // here only: every file that includes the catalogue would take its time over it

Message described(std::string_view name) {
  const auto* found = std::ranges::find(catalogue, name, &Sentence::english);
  return found == std::end(catalogue) ? verbatim(name) : Message(*found);
}

}  // namespace scrip::engine
