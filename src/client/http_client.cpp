#include "client/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <mutex>

#include "base/check.h"
#include "base/limits.h"
#include "client/texts.h"

namespace scrip::client {
namespace {

struct Received {
  Answer answer;
  std::size_t bytes_max = 0;
  bool too_large = false;
};

std::size_t take_body(char* data, std::size_t, std::size_t size, void* to) {
  auto& received = *static_cast<Received*>(to);
  if (received.answer.body.size() + size > received.bytes_max) {
    received.too_large = true;
    return 0;
  }
  received.answer.body.append(data, size);
  return size;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* to) {
  auto& headers = static_cast<Received*>(to)->answer.headers;
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) headers.clear();  // of a "100 Continue" before
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  std::string name(line.substr(0, colon));
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return size;
}

ErrorCode code_of(CURLcode code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return ErrorCode::value_invalid;
    default:
      return ErrorCode::server_unreachable;
  }
}

// The library's words, where we have none of our own.
Message in_words(CURLcode code, std::string_view why) {
  if (why.empty()) why = curl_easy_strerror(code);
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return say("this is no address of a server");
    case CURLE_COULDNT_RESOLVE_HOST:
      return say("there is no host of this name");
    case CURLE_COULDNT_CONNECT:
      return say("nobody answers there");
    case CURLE_OPERATION_TIMEDOUT:
      return say("no answer came in time");
    case CURLE_PEER_FAILED_VERIFICATION:
      return say("its certificate is not trusted");
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
      return say("the connection broke off");
    default:
      return verbatim(why);
  }
}

void start_once() {
  static std::once_flag started;  // libcurl's own start is not safe against threads
  std::call_once(started, [] { SCRIP_CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

HeaderList list_of(const Ask& ask) {
  HeaderList list;
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    SCRIP_CHECK(longer != nullptr);
    (void)list.release();
    list.reset(longer);
  };
  add("Expect:");  // an answer before the body is nothing that we wait for
  for (const auto& [name, value] : ask.headers) add(name + ": " + value);
  return list;
}

}  // namespace

struct HttpClient::Handle {
  Handle() : curl((start_once(), curl_easy_init())) { SCRIP_CHECK(curl != nullptr); }
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  template <class T>
  void set(CURLoption option, T value) const {
    SCRIP_CHECK(curl_easy_setopt(curl, option, value) == CURLE_OK);
  }
  CURL* curl;
};

HttpClient::HttpClient() : handle_(std::make_unique<Handle>()) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;

std::string_view Answer::header(std::string_view wanted) const {
  for (const auto& [name, value] : headers) {
    if (name == wanted) return value;
  }
  return {};
}

Result<Answer> HttpClient::send(const Ask& ask) {
  Received received{.answer = {},
                    .bytes_max = ask.answer_bytes_max != 0 ? ask.answer_bytes_max : limits::client_answer_bytes_max};
  const HeaderList headers = list_of(ask);
  curl_easy_reset(handle_->curl);  // keeps the connection
  char why[CURL_ERROR_SIZE] = "";
  handle_->set(CURLOPT_ERRORBUFFER, &why[0]);
  handle_->set(CURLOPT_URL, ask.url.c_str());
  handle_->set(CURLOPT_PROTOCOLS_STR, "http,https");
  handle_->set(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  handle_->set(CURLOPT_NOSIGNAL, 1L);
  handle_->set(CURLOPT_CUSTOMREQUEST, ask.method.c_str());
  handle_->set(CURLOPT_HTTPHEADER, headers.get());
  handle_->set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(limits::client_connect_s_max));
  handle_->set(CURLOPT_TIMEOUT, static_cast<long>(ask.timeout_s != 0 ? ask.timeout_s : limits::client_request_s_max));
  handle_->set(CURLOPT_WRITEFUNCTION, &take_body);
  handle_->set(CURLOPT_WRITEDATA, &received);
  handle_->set(CURLOPT_HEADERFUNCTION, &take_header);
  handle_->set(CURLOPT_HEADERDATA, &received);
  handle_->set(CURLOPT_ACCEPT_ENCODING, "");
  if (!ask.body.empty() || ask.method != "GET") {
    handle_->set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(ask.body.size()));
    handle_->set(CURLOPT_POSTFIELDS, ask.body.data());
  }
  const CURLcode done = curl_easy_perform(handle_->curl);
  if (received.too_large) return fail(ErrorCode::too_large, say("{0} bytes", received.bytes_max), "answer");
  if (done != CURLE_OK) {
    return fail(code_of(done), say("{0}: {1}", ask.url, in_words(done, &why[0])));
  }
  long status = 0;
  SCRIP_CHECK(curl_easy_getinfo(handle_->curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
  received.answer.status = static_cast<unsigned>(status);
  return std::move(received.answer);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

}  // namespace scrip::client
