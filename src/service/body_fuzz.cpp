// Bodies of requests: whatever is sent, a field is read or refused with its name.

#include "service/body.h"

#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrip;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  service::BodyReader reader;
  (void)reader.read(text);
  const auto body = reader.read(text);  // with what was kept of the first
  if (!body) {
    SCRIP_CHECK(!body.error().field.empty());
    return 0;
  }
  (void)body->only({"a", "b", "c"});
  for (const char* name : {"a", "b", "c"}) {
    if (const auto read = body->text(name); !read) SCRIP_CHECK(read.error().field == name);
    if (const auto amount = body->amount(name); !amount) SCRIP_CHECK(amount.error().field == name);
    (void)body->integer_or(name, 0);
    (void)body->truth_or(name, false);
    (void)body->texts(name);
    (void)body->integers(name);
    (void)body->day(name);
    (void)body->instant(name, {});
    (void)body->raw(name);
    if (const auto objects = body->objects(name)) {
      for (const auto& object : *objects) (void)object.text("a");
    }
  }
  return 0;
}
