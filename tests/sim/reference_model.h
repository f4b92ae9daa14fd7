#pragma once
// A second implementation of what usage costs and who pays it: slow, obvious, and written from the rules as the headers
// state them (rating/rate_card.h, programme/programme.h, engine/job.h, engine/close.h), not from the code. It prices a
// record minute by minute, keeps every record for ever, and decides who pays only when a month is closed.
//
// It does not know holds, nor vouchers that end or rest before what they pay for is closed, nor refunds of open lines:
// what those come to depends on when things happened, and the invariants are there for them.

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "engine/commands.h"
#include "tests/sim/town.h"

namespace scrip::sim {

class ReferenceModel {
 public:
  enum class Outcome : std::uint8_t { charged, duplicate, suspended };

  // What an authority sets up. Commands that set up nothing are ignored.
  void learn(const engine::Command& command);
  Outcome take(const std::string& site, const Usage& usage, Instant now);
  // Tries what is in suspense again; conflicts stay.
  void retry(Instant now);
  void close(Month month);
  // All lines of the job are closed. Zero: all that is left.
  void refund(const std::string& site, const std::string& job, std::int64_t gross);

  [[nodiscard]] std::int64_t bill(const std::string& site, const std::string& job) const;
  [[nodiscard]] std::size_t in_suspense() const { return suspense_.size(); }
  // What closed lines took from a voucher and did not get back.
  [[nodiscard]] std::int64_t settled(const std::string& voucher) const;

  struct StatementKey {
    Month month;
    std::string site;
    std::string programme;  // empty: the companies' own shares
    Unit unit;
    friend auto operator<=>(const StatementKey&, const StatementKey&) = default;
  };
  struct Sums {
    std::int64_t charged = 0;
    std::int64_t refunded = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
  };
  // Of closed months; what is all zero is left out.
  [[nodiscard]] std::map<StatementKey, Sums> statements() const;

 private:
  // A sum of prices: of devices in 1 / (3,600 x 10^6), of tokens in 1 / 10^12 of a micro-unit.
  struct Cost {
    Int128 devices = 0;
    Int128 tokens = 0;
    void add(const Cost& other) {
      devices += other.devices;
      tokens += other.tokens;
    }
    [[nodiscard]] std::int64_t rounded() const;
  };
  struct Voucher {
    engine::IssueVoucher terms;
    std::string programme;
    programme::RedemptionMode mode{};
    Unit unit = Unit::money;
    std::size_t age = 0;
  };
  struct Paid {
    std::size_t voucher = 0;
    std::int64_t covered = 0;
    std::int64_t money = 0;
    std::int64_t returned = 0;
    std::int64_t returned_money = 0;
  };
  struct LineKey {
    Month posting;
    Day day;
    std::size_t resource;
    friend auto operator<=>(const LineKey&, const LineKey&) = default;
  };
  struct Line {
    LineKey key{};
    std::int64_t quantity = 0;
    Cost cost;
    std::int64_t gross = 0;
    std::int64_t refunded = 0;
    std::vector<Paid> paid;
  };
  struct Job {
    std::string site;
    std::string key;
    std::string payer;
    registry::Use use = registry::Use::unspecified;
    std::int64_t first_start = 0;
    bool charged = false;
    std::vector<Line> closed;
    std::map<LineKey, Line> open;
  };
  struct Resource {
    std::set<std::string> names;
    registry::ResourceKind kind{};
  };
  struct Waiting {
    std::string site;
    Usage usage;
    bool conflict = false;
  };
  using JobName = std::pair<std::string, std::string>;
  using Content = std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>;

  [[nodiscard]] static std::int64_t offset_ms(const ZoneOffsets& zone, std::int64_t ms);
  [[nodiscard]] std::size_t resource_named(const std::string& name) const;
  [[nodiscard]] bool price_at(const std::string& site, std::size_t resource, std::int64_t ms,
                              std::int64_t& price) const;
  bool charge(const std::string& site, const Usage& usage, Instant now);
  void find_payer(Job& job, const Usage& usage) const;
  [[nodiscard]] std::vector<Paid> pay(const Job& job, const Line& line, std::int64_t from);
  [[nodiscard]] std::int64_t room(const Voucher& voucher, const Job& job, Day on) const;
  [[nodiscard]] bool covers(const Voucher& voucher, const Job& job, const Line& line) const;

  ZoneOffsets zone_;
  std::int64_t late_days_ = 0;
  std::map<std::string, ZoneOffsets> sites_;
  std::vector<std::string> site_order_;
  std::vector<Resource> resources_;
  std::vector<engine::PublishRateCard> cards_;
  std::map<std::pair<std::string, std::string>, std::pair<std::string, registry::Use>> payers_;
  std::map<std::string, programme::RedemptionMode> programmes_;
  std::map<std::string, std::pair<std::string, Unit>> budget_lines_;
  std::vector<Voucher> vouchers_;
  std::map<JobName, Job> jobs_;
  std::map<std::pair<JobName, std::uint64_t>, Content> seen_;
  std::set<std::pair<std::pair<JobName, std::uint64_t>, Content>> conflicts_;
  std::vector<Waiting> suspense_;
  std::map<StatementKey, Sums> statements_;
  bool any_closed_ = false;
  Month first_open_{};

  // What vouchers paid in the allocation at hand and in closed lines: by voucher, job and month of use.
  struct Payment {
    std::size_t voucher;
    JobName job;
    Day day;
    std::int64_t covered;
  };
  std::vector<Payment> payments_;
};

}  // namespace scrip::sim
