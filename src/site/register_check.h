#pragma once
// The devices that exporters see at a site against those that Scrip's register has there: by serial number.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"

namespace scrip::site {

// A device in the register, or as an exporter sees it.
struct KnownDevice {
  std::string vendor;
  std::string serial;
  std::string resource;  // the chip model at Scrip
  friend bool operator==(const KnownDevice&, const KnownDevice&) = default;
};

// What an alert about it is about: "vendor/serial", in lower case, as the register does not tell them apart by case.
[[nodiscard]] std::string device_subject(std::string_view vendor, std::string_view serial);

// What does not agree, by device_subject(). A registered device of a chip model that no exporter reads is not missed.
[[nodiscard]] std::map<std::string, Message> compare(const std::vector<KnownDevice>& registered,
                                                     const std::vector<KnownDevice>& seen,
                                                     const std::vector<std::string>& models_read);

}  // namespace scrip::site
