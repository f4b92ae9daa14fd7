#pragma once
// A bureau at work: random steps in the life of applications, likely and unlikely ones, by the right people and by
// others; and a second, slow account of what each has to come to.
//
// The bureau keeps to itself: a programme "grants" with three budget lines of little money, and the companies
// "grantee-0" .. "grantee-2", which run no jobs. So it can work in a city without changing who pays for its usage.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "engine/commands.h"

namespace scrip::sim {

struct Order {
  std::string actor;
  engine::Command command;
};

[[nodiscard]] std::vector<Order> bureau_set_up();

// A step that may or may not be possible. Assessments are on the history of `state`, most of the time.
[[nodiscard]] Order random_order(Random& random, const engine::State& state);

// What the steps come to, from the rules as docs/lifecycle.md and docs/ledger.md state them. It keeps every application
// and award by its key, and sums of money by hand.
class BureauModel {
 public:
  BureauModel();
  // Whether the order has to be carried out. An assessment is stale where its facts are others, or its history is zero.
  [[nodiscard]] bool is_possible(const Order& order, Instant now) const;
  void carry_out(const Order& order, Instant now);

  // Where the state differs from the model; "" for nowhere.
  [[nodiscard]] std::string difference(const engine::State& state) const;

 private:
  struct Application {
    std::string call, organisation, status = "draft";
    std::string before;  // the status before a proposal or an appeal
    std::set<std::string> applicants, assessors, scored;
    std::int64_t assessed = 0;  // zero: not eligible
    std::string grants;  // what others its organisation had, when it was assessed
    Hash256 facts;
    std::optional<std::int64_t> round;
    bool reopened = false;
    std::int64_t proposed = 0;  // zero: a refusal
    std::string proposer, approver, appellant;
    bool appealed = false;  // against the last decision
    Instant until{};
    bool has_award = false;
  };
  struct Award {
    std::string organisation, status = "active";
    std::int64_t amount = 0;
    std::map<std::string, std::int64_t> left;  // by budget line
    std::map<std::string, std::map<std::string, std::int64_t>> vouchers;  // paid by each line
    std::set<std::string> ended;
  };
  struct Call {
    std::optional<Instant> closes;
    bool batch = false;
    bool allocated = false;
  };

  struct Possible;
  struct CarryOut;
  [[nodiscard]] bool may_award(const std::string& key, const Application& application, std::int64_t amount) const;
  [[nodiscard]] std::string grants_of(const std::string& key) const;
  [[nodiscard]] bool scoring(const Application& application) const;
  [[nodiscard]] bool affordable(const std::map<std::string, std::int64_t>& parts) const;

  std::map<std::string, std::int64_t> lines_;
  std::map<std::string, Call> calls_;
  std::map<std::string, Application> applications_;
  std::map<std::string, Award> awards_;
};

}  // namespace scrip::sim
