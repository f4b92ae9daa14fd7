#pragma once
// What many ask for and there is only so much of: for one person no more than a share, so that nobody keeps the others
// out alone.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace scrip::http {

// Threads: one at a time. It outlives its places.
class Places {
 public:
  // One of them, for as long as this lives.
  class Place {
   public:
    Place(Places& places, std::string person) : places_(&places), person_(std::move(person)) {}
    ~Place() {
      if (places_ != nullptr) places_->give_back(person_);
    }
    Place(Place&& other) noexcept : places_(std::exchange(other.places_, nullptr)), person_(std::move(other.person_)) {}
    Place& operator=(Place&& other) noexcept {
      std::swap(places_, other.places_);
      std::swap(person_, other.person_);
      return *this;
    }

   private:
    Places* places_;
    std::string person_;
  };

  Places(std::size_t all_max, std::size_t of_one_max) : all_max_(all_max), of_one_max_(of_one_max) {}
  // Nothing where all are taken, or all that are one person's. An empty text is nobody in particular: not one person.
  [[nodiscard]] std::optional<Place> take(const std::string& person) {
    if (taken_ >= all_max_) return std::nullopt;
    if (!person.empty()) {
      auto& of_one = of_one_[person];
      if (of_one >= of_one_max_) return std::nullopt;
      ++of_one;
    }
    ++taken_;
    return std::optional<Place>(std::in_place, *this, person);
  }

 private:
  void give_back(const std::string& person) {
    --taken_;
    if (!person.empty() && --of_one_[person] == 0) of_one_.erase(person);
  }

  std::size_t all_max_, of_one_max_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> of_one_;
};

}  // namespace scrip::http
