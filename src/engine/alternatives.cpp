// What makes, copies, moves and destroys any event and any command, once.

#include "engine/commands.h"
#include "engine/events.h"

template class scrip::OneOf<scrip::engine::EventTypes>;
template class scrip::OneOf<scrip::engine::CommandTypes>;
