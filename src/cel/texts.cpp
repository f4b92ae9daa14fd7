#include "cel/texts.h"

namespace scrip::cel {

Message described(const Type& type) {
  switch (type.kind()) {
    case Kind::boolean:
      return say("bool");
    case Kind::int64:
      return say("int");
    case Kind::decimal:
      return say("decimal");
    case Kind::string:
      return say("string");
    case Kind::date:
      return say("date");
    case Kind::list:
      return say("list({0})", described(type.parameter_at(0)));
    case Kind::money:
      if (const auto currency = type.currency()) return say("money({0})", currency->code());
      return verbatim(format(type));
    default:
      return verbatim(format(type));
  }
}

}  // namespace scrip::cel
