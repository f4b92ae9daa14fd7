#include "registry/device.h"

#include <array>

#include "base/limits.h"
#include "registry/texts.h"

namespace scrip::registry {
namespace {

constexpr std::array<std::string_view, 5> status_names{"seen", "bought", "installed", "retired", "resold"};
constexpr std::array<std::string_view, 7> step_names{"bought", "installed", "accepted", "seen",
                                                     "moved",  "resold",    "retired"};

// Takes one character of UTF-8 off the text and gives it as ASCII where it is ASCII in full width, "" where it is white
// space, and as it stands otherwise.
std::string take_folded(std::string_view& rest) {
  const auto byte = [&](std::size_t i) { return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0u; };
  if (byte(0) == 0xef && (byte(1) == 0xbc || byte(1) == 0xbd)) {  // U+FF00 .. U+FF7F
    const unsigned code = (byte(1) == 0xbc ? 0u : 0x40u) + (byte(2) - 0x80u);
    if (code >= 0x01 && code <= 0x5e && byte(2) >= 0x80 && byte(2) <= 0xbf) {
      rest.remove_prefix(3);
      return {static_cast<char>(code + 0x20)};
    }
  }
  if (rest.starts_with("\u3000")) {
    rest.remove_prefix(3);
    return {};
  }
  if (rest.starts_with("\u00a0")) {
    rest.remove_prefix(2);
    return {};
  }
  const char plain = rest.front();
  rest.remove_prefix(1);
  if (plain == ' ' || plain == '\t') return {};
  return {plain};
}

}  // namespace

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    for (const char c : take_folded(text)) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

std::string alike(std::string_view text) {
  std::string out;
  for (const char c : folded(text)) {
    const bool is_mark = c > ' ' && c <= '~' && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z');
    if (!is_mark) out += c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
  }
  return out;
}

Result<std::string> serial_key(std::string_view written) {
  auto serial = folded(written);
  if (serial.empty()) return fail(ErrorCode::missing_field, say("a serial number"), "serial");
  if (serial.size() > limits::serial_bytes_max)
    return fail(ErrorCode::too_large, say("at most 64 characters"), "serial");
  for (const char c : serial) {
    if (c <= ' ' || c > '~') {
      return fail(ErrorCode::value_invalid, say("a serial number has letters, digits and marks of ASCII only"),
                  "serial");
    }
  }
  return serial;
}

Result<std::string> vendor_key(std::string_view written) {
  auto vendor = folded(written);
  if (vendor.empty()) return fail(ErrorCode::missing_field, say("a vendor"), "vendor");
  if (vendor.size() > limits::text_max) return fail(ErrorCode::too_large, say("at most 512 bytes"), "vendor");
  for (char& c : vendor) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return vendor;
}

std::string_view name(DeviceStatus status) { return status_names[static_cast<std::size_t>(status)]; }
std::string_view name(DeviceStepKind kind) { return step_names[static_cast<std::size_t>(kind)]; }

Result<DeviceStepKind> parse_device_step(std::string_view text) {
  for (std::size_t i = 0; i < step_names.size(); ++i) {
    if (step_names[i] == text) return static_cast<DeviceStepKind>(i);
  }
  return fail(ErrorCode::value_invalid, say("'{0}' is no step of a device", text));
}

}  // namespace scrip::registry
