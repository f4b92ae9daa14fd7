// What a stranger sends first: path, query, cookies and the lists of accepted things. None may crash; what is decoded
// has no zero byte and is no longer than what was sent.

#include "base/check.h"
#include "http/message.h"
#include "http/router.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace scrip;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  http::Router router;
  router.add(http::Method::get, "/a");
  router.add(http::Method::get, "/a/{name}/b/{other}");
  router.add(http::Method::post, "/a/{name}");
  for (const auto method : {http::Method::get, http::Method::head, http::Method::post, http::Method::del}) {
    const auto match = router.find(method, text);
    if (!match) continue;
    for (const auto& [name, value] : match->names) SCRIP_CHECK(!value.empty() && value.size() <= size);
  }
  if (const auto decoded = http::percent_decoded(text, true)) {
    SCRIP_CHECK(decoded->size() <= size);
  }
  if (const auto query = http::parse_query(text)) {
    SCRIP_CHECK(query->size() <= 64);
  }
  const auto cookie = http::cookie(text, "scrip_session");
  SCRIP_CHECK(cookie.size() <= size);
  (void)http::accepted_language(text);
  (void)http::names_media_type(text, "text/csv");
  (void)http::accepts_gzip(text);
  return 0;
}
