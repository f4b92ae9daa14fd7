#include "http/message.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/utf8.h"
#include "http/texts.h"

namespace scrip::http {
namespace {

constexpr std::size_t parameters_max = 64;
constexpr int gzip_window_bits = 15 + 16;  // zlib: 16 more asks for a gzip header
constexpr int gzip_memory_level = 8;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Calls `each` with the parts between separators, trimmed, until it returns false.
template <class Each>
void split(std::string_view text, char separator, Each each) {
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    const auto part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!part.empty() && !each(part)) return;
  }
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

// The weight of an item of an Accept header, in thousandths: "gzip;q=0.5" has 500.
int weight_of(std::string_view item) {
  const auto at = item.find("q=");
  if (at == std::string_view::npos) return 1'000;
  int weight = 0;
  int unit = 1'000;
  for (const char c : item.substr(at + 2, 5)) {
    if (c == '.') continue;
    if (c < '0' || c > '9') break;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return std::min(weight, 1'000);
}

std::string_view value_of(std::string_view item) { return trimmed(item.substr(0, item.find(';'))); }

}  // namespace

std::string_view name(Method method) {
  constexpr std::array<std::string_view, 6> names{"GET", "HEAD", "POST", "PUT", "DELETE", "OTHER"};
  return names[static_cast<std::size_t>(method)];
}

std::string_view Request::header(std::string_view wanted) const {
  for (const auto& header : headers) {
    if (header.name == wanted) return header.value;
  }
  return {};
}

Result<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
      continue;
    }
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0 || (high == 0 && low == 0)) {
      return fail(ErrorCode::encoding_invalid,
                  say("an escape is '%' and two hexadecimal digits, and not of a zero byte"));
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!is_utf8(out)) return fail(ErrorCode::encoding_invalid, say("an address is text in UTF-8"));
  return out;
}

Result<Parameters> parse_query(std::string_view query) {
  Parameters parameters;
  std::optional<Error> error;
  split(query, '&', [&](std::string_view part) {
    const auto equals = std::min(part.find('='), part.size());
    auto key = percent_decoded(part.substr(0, equals), true);
    auto value = percent_decoded(part.substr(std::min(equals + 1, part.size())), true);
    if (!key || !value) {
      error = key ? value.error() : key.error();
    } else if (parameters.size() == parameters_max) {
      error = Error::at(ErrorCode::too_large, "query", say("at most 64 parameters"));
    } else {
      parameters.emplace_back(std::move(*key), std::move(*value));
    }
    return !error;
  });
  if (error) return std::unexpected(*error);
  return parameters;
}

std::string_view cookie(std::string_view header, std::string_view wanted) {
  std::string_view found;
  split(header, ';', [&](std::string_view part) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || part.substr(0, equals) != wanted) return true;
    found = part.substr(equals + 1);
    return false;
  });
  return found;
}

Language accepted_language(std::string_view header) {
  int english = 0;
  int chinese = 0;
  split(header, ',', [&](std::string_view item) {
    const auto tag = value_of(item).substr(0, 2);
    int* weight = same_letters(tag, "zh") ? &chinese : same_letters(tag, "en") ? &english : nullptr;
    // Of equal weights, the one that comes first is meant.
    if (weight != nullptr) *weight = std::max(*weight, 2 * weight_of(item) + (english + chinese == 0 ? 1 : 0));
    return true;
  });
  return chinese > english ? Language::chinese : Language::english;
}

bool is_media_type(std::string_view header, std::string_view type) { return same_letters(value_of(header), type); }

bool names_media_type(std::string_view accept, std::string_view type) {
  bool found = false;
  split(accept, ',', [&](std::string_view item) {
    found = same_letters(value_of(item), type) && weight_of(item) > 0;
    return !found;
  });
  return found;
}

bool accepts_gzip(std::string_view header) { return names_media_type(header, "gzip"); }

std::string gzip(std::string_view text, int level) {
  z_stream stream{};
  SCRIP_CHECK(deflateInit2(&stream, level, Z_DEFLATED, gzip_window_bits, gzip_memory_level, Z_DEFAULT_STRATEGY) ==
              Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  // zlib's interface asks for bytes that it may change, and does not change them.
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  SCRIP_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace scrip::http
