#include "base/result.h"

namespace scrip {

std::string_view name(ErrorCode code) {
  switch (code) {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) \
  case ErrorCode::name_: \
    return #name_;
#include "base/error_codes.def"
#undef SCRIP_ERROR
  }
  return "unknown_error";
}

std::string_view text(ErrorCode code, Language language) {
  switch (code) {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) \
  case ErrorCode::name_: \
    return language == Language::chinese ? chinese_ : english_;
#include "base/error_codes.def"
#undef SCRIP_ERROR
  }
  return "unknown error";
}

Remedy remedy(ErrorCode code) {
  switch (code) {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) \
  case ErrorCode::name_: \
    return Remedy::remedy_;
#include "base/error_codes.def"
#undef SCRIP_ERROR
  }
  return Remedy::call_help;
}

int http_status(ErrorCode code) {
  switch (code) {
#define SCRIP_ERROR(number_, name_, remedy_, http_, english_, chinese_) \
  case ErrorCode::name_: \
    return http_;
#include "base/error_codes.def"
#undef SCRIP_ERROR
  }
  return 500;
}

std::string describe(const Error& error, Language language) {
  std::string out{name(error.code)};
  out += ": ";
  out += text(error.code, language);
  const bool chinese = language == Language::chinese;
  if (!error.detail.empty()) out += ": " + error.detail_in(language);
  std::string place;
  if (!error.field.empty()) place = (chinese ? "字段 " : "field ") + error.field;
  if (error.line != 0) {
    if (!place.empty()) place += chinese ? "，" : ", ";
    place += (chinese ? "第 " : "line ") + std::to_string(error.line) + (chinese ? " 行" : "");
  }
  if (!place.empty()) out += (chinese ? "（" : " (") + place + (chinese ? "）" : ")");
  return out;
}

}  // namespace scrip
