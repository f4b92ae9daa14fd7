#include "site/register_check.h"

#include <algorithm>

#include "site/texts.h"

namespace scrip::site {

std::string device_subject(std::string_view vendor, std::string_view serial) {
  std::string text = std::string(vendor) + "/" + std::string(serial);
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::map<std::string, Message> compare(const std::vector<KnownDevice>& registered, const std::vector<KnownDevice>& seen,
                                       const std::vector<std::string>& models_read) {
  std::map<std::string, const KnownDevice*> by_subject;
  for (const KnownDevice& device : registered)
    by_subject.emplace(device_subject(device.vendor, device.serial), &device);
  std::map<std::string, Message> findings;
  for (const KnownDevice& device : seen) {
    const std::string subject = device_subject(device.vendor, device.serial);
    const auto found = by_subject.find(subject);
    if (found == by_subject.end()) {
      findings.emplace(subject, say("an exporter sees it here, and the register has no such device at this site"));
      continue;
    }
    const std::string& known = found->second->resource;
    if (!known.empty() && known != device.resource)
      findings.emplace(subject, say("its exporter says '{0}', the register says '{1}'", device.resource, known));
    by_subject.erase(found);
  }
  for (const auto& [subject, device] : by_subject) {
    if (std::ranges::find(models_read, device->resource) != models_read.end())
      findings.emplace(subject, say("the register has it at this site, and no exporter sees it"));
  }
  return findings;
}

}  // namespace scrip::site
