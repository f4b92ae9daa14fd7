// What makes, copies, moves and destroys any event and any command, once: in every file that makes one it took a
// quarter of the time to compile.

#include <cstddef>
#include <utility>
#include <variant>

#include "engine/commands.h"
#include "engine/events.h"

namespace scrip::engine {
namespace {

template <class... T>
std::variant<T...> taken(std::size_t place, void* value, const std::variant<T...>* /*for its type*/) {
  using Any = std::variant<T...>;
  static constexpr Any (*take[])(void*) = {
      [](void* from) { return Any(std::in_place_type<T>, std::move(*static_cast<T*>(from))); }...};
  return take[place](value);
}

// By moving a copy in: the variant's own way would compile its chain of constructors, one for every alternative and
// each of those behind it, a second time.
template <class... T>
std::variant<T...> copied(const std::variant<T...>& other) {
  return std::visit([]<class Own>(const Own& own) { return std::variant<T...>(std::in_place_type<Own>, Own(own)); },
                    other);
}

}  // namespace

Event::Event() = default;
Event::Event(std::size_t place, void* event) : AnyEvent(taken(place, event, static_cast<AnyEvent*>(nullptr))) {}
Event::Event(const Event& other) : AnyEvent(copied(static_cast<const AnyEvent&>(other))) {}
Event::Event(Event&& other) noexcept = default;
Event& Event::operator=(const Event& other) { return *this = Event(other); }
Event& Event::operator=(Event&& other) noexcept = default;
Event::~Event() = default;

Command::Command(std::size_t place, void* command)
    : AnyCommand(taken(place, command, static_cast<AnyCommand*>(nullptr))) {}
Command::Command(const Command& other) : AnyCommand(copied(static_cast<const AnyCommand&>(other))) {}
Command::Command(Command&& other) noexcept = default;
Command& Command::operator=(const Command& other) { return *this = Command(other); }
Command& Command::operator=(Command&& other) noexcept = default;
Command::~Command() = default;

}  // namespace scrip::engine
