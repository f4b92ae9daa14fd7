#pragma once
// The files of the portal, held in memory: read once, compressed once, never looked up on disk by a request's path.

#include <map>
#include <string>
#include <string_view>

#include "http/message.h"

namespace scrip::http {

class StaticFiles {
 public:
  // Reads a folder with its subfolders. Errors: file_unreadable, too_large.
  [[nodiscard]] static Result<StaticFiles> load(const std::string& folder);

  // A file; for a page of the portal's own, which is every other path but those under assets/ and those at the top with
  // a dot, index.html. 404 without a body for what is not there. Files under assets/ have a hash in their name: they
  // may be kept for ever. A file whose ETag is in If-None-Match is answered with 304.
  [[nodiscard]] Response find(const Request& request) const;

  [[nodiscard]] bool empty() const { return files_.empty(); }

 private:
  struct File {
    std::string content;
    std::string compressed;  // empty: not worth it
    std::string type;
    std::string etag;
    bool immutable = false;
  };
  std::map<std::string, File, std::less<>> files_;  // by path, from "/"
};

[[nodiscard]] std::string_view media_type(std::string_view file_name);

}  // namespace scrip::http
