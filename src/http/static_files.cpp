#include "http/static_files.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/system_error.h"
#include "http/texts.h"
#include "proof/hash.h"

namespace scrip::http {
namespace {

constexpr std::size_t compress_bytes_min = 1'024;
constexpr int compress_level = 9;  // once, at the start

struct MediaType {
  std::string_view ending, type;
};
constexpr std::array<MediaType, 15> media_types{{{".html", "text/html; charset=utf-8"},
                                                 {".js", "text/javascript; charset=utf-8"},
                                                 {".mjs", "text/javascript; charset=utf-8"},
                                                 {".css", "text/css; charset=utf-8"},
                                                 {".json", "application/json"},
                                                 {".map", "application/json"},
                                                 {".svg", "image/svg+xml"},
                                                 {".png", "image/png"},
                                                 {".ico", "image/x-icon"},
                                                 {".webp", "image/webp"},
                                                 {".woff2", "font/woff2"},
                                                 {".woff", "font/woff"},
                                                 {".txt", "text/plain; charset=utf-8"},
                                                 {".webmanifest", "application/manifest+json"},
                                                 {".wasm", "application/wasm"}}};

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != std::string_view::npos || type.ends_with("+xml") ||
         type.ends_with("wasm");
}

// The portal's own addresses. Keys in them may have dots ("/programmes/henan-2023.1"); files lie at the top or in
// assets/.
bool is_page(std::string_view path) {
  if (path.starts_with("/assets/")) return false;
  const bool at_top = path.rfind('/') == 0;
  return !at_top || path.find('.') == std::string_view::npos;
}

Response bare(unsigned status) {
  Response response;
  response.status = status;
  response.route = "(portal)";
  return response;
}

}  // namespace

std::string_view media_type(std::string_view file_name) {
  for (const auto& known : media_types) {
    if (file_name.ends_with(known.ending)) return known.type;
  }
  return "application/octet-stream";
}

Result<StaticFiles> StaticFiles::load(const std::string& folder) {
  namespace fs = std::filesystem;
  StaticFiles files;
  std::error_code error;
  std::size_t bytes = 0;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->is_regular_file()) continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    File file{.content = {std::istreambuf_iterator<char>(stream), {}}, .compressed = {}, .type = {}, .etag = {}};
    if (!stream) return fail(ErrorCode::file_unreadable, entry->path().string());
    bytes += file.content.size();
    if (bytes > limits::http_static_bytes_max) return fail(ErrorCode::too_large, say("{0}: more than 64 MiB", folder));
    const std::string path = "/" + fs::relative(entry->path(), folder).generic_string();
    file.type = media_type(path);
    file.etag = "\"" + to_hex(proof::sha256(as_bytes(file.content))).substr(0, 32) + "\"";
    file.immutable = path.starts_with("/assets/");
    if (is_text(file.type) && file.content.size() >= compress_bytes_min) {
      file.compressed = gzip(file.content, compress_level);
    }
    files.files_.emplace(path, std::move(file));
  }
  if (error) return fail(ErrorCode::file_unreadable, say("{0}: {1}", folder, system_error(error.value())));
  if (!files.files_.contains("/index.html"))
    return fail(ErrorCode::file_unreadable, say("{0} has no index.html", folder));
  return files;
}

Response StaticFiles::find(const Request& request) const {
  if (request.method != Method::get && request.method != Method::head) return bare(405);
  const auto path = percent_decoded(request.path, false);
  if (!path) return bare(400);
  auto found = files_.find(*path);
  if (found == files_.end()) {
    if (is_page(*path)) found = files_.find(std::string_view("/index.html"));
  }
  if (found == files_.end()) return bare(404);
  const File& file = found->second;
  Response response = bare(200);
  response.headers = {{"etag", file.etag},
                      {"vary", "Accept-Encoding"},
                      {"cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (request.header("if-none-match") == file.etag) {
    response.status = 304;
    return response;
  }
  response.content_type = file.type;
  response.compressible = false;
  if (!file.compressed.empty() && accepts_gzip(request.header("accept-encoding"))) {
    response.body = file.compressed;
    response.headers.push_back({"content-encoding", "gzip"});
  } else {
    response.body = file.content;
  }
  return response;
}

}  // namespace scrip::http
