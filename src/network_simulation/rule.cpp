#include "network_simulation/rule.h"
#include "network_simulation/texts.h"

#include <array>
#include <optional>
#include <vector>

#include "base/random.h"

namespace scrip::network_simulation {
namespace {

constexpr std::array scopes{"alone", "network"};
constexpr std::array orders{"first-come", "priority", "fair-share", "deadline", "lottery"};
constexpr std::array queues{"strict", "first-fit", "backfill"};
constexpr std::array placements{"listed",         "home-first",     "cheapest",    "soonest",
                                "domestic-first", "vouchers-first", "least-loaded"};

template <class Kind, std::size_t size>
bool read_word(std::string_view word, const std::array<const char*, size>& words, std::optional<Kind>& kind,
               bool& repeated) {
  for (std::size_t i = 0; i < size; ++i) {
    if (word != words[i]) continue;
    repeated = kind.has_value();
    kind = static_cast<Kind>(i);
    return true;
  }
  return false;
}

std::vector<std::string_view> all_words() {
  std::vector<std::string_view> words;
  const auto add = [&](const auto& list) { words.insert(words.end(), list.begin(), list.end()); };
  add(scopes);
  add(orders);
  add(queues);
  add(placements);
  return words;
}

}  // namespace

std::string_view name(Scope scope) { return scopes[static_cast<std::size_t>(scope)]; }
std::string_view name(Order order) { return orders[static_cast<std::size_t>(order)]; }
std::string_view name(Queue queue) { return queues[static_cast<std::size_t>(queue)]; }
std::string_view name(Placement placement) { return placements[static_cast<std::size_t>(placement)]; }

Result<Rule> parse_rule(std::string_view text) {
  std::optional<Scope> scope;
  std::optional<Order> order;
  std::optional<Queue> queue;
  std::optional<Placement> placement;
  for (std::string_view rest = text;;) {
    const std::size_t plus = rest.find('+');
    const std::string_view word = rest.substr(0, plus);
    bool repeated = false;
    if (!read_word(word, scopes, scope, repeated) && !read_word(word, orders, order, repeated) &&
        !read_word(word, queues, queue, repeated) && !read_word(word, placements, placement, repeated)) {
      const auto words = all_words();
      return fail(ErrorCode::value_invalid,
                  joined(say("'{0}' is no word of a rule", word), suggestion_or_all(word, words)));
    }
    if (repeated) {
      return fail(ErrorCode::duplicate_key, say("'{0}' says twice what '{1}' says", text, word));
    }
    if (plus == std::string_view::npos) break;
    rest.remove_prefix(plus + 1);
  }
  if (scope == Scope::alone && placement) {
    return fail(ErrorCode::value_invalid, say("'{0}': a cluster alone has no choice of sites", text));
  }
  return Rule{.scope = scope.value_or(Scope::network),
              .order = order.value_or(Order::first_come),
              .queue = queue.value_or(Queue::first_fit),
              .placement = placement.value_or(Placement::listed)};
}

std::string format(const Rule& rule) {
  std::string text(name(rule.scope));
  const auto add = [&](std::string_view word) { (text += '+') += word; };
  add(name(rule.order));
  add(name(rule.queue));
  if (rule.scope == Scope::network) add(name(rule.placement));
  return text;
}

std::uint64_t ticket(std::uint64_t seed, std::uint32_t job) {
  constexpr std::uint64_t step = 0x9e3779b97f4a7c15ULL;
  return Random(seed + job * step).next();
}

}  // namespace scrip::network_simulation
