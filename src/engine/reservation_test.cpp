#include "engine/reservation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/limits.h"
#include "codec/binary.h"
#include "tests/sim/chips.h"
#include "tests/sim/town.h"
#include "verify/books.h"

namespace scrip::engine {
namespace {

using namespace scrip::sim;
using network::Workload;
using network::WorkloadKind;
using registry::CapacityUse;

Workload devices_for(std::uint32_t devices, std::int64_t hours) {
  return {.kind = WorkloadKind::devices, .devices = devices, .duration_s = hours * 3'600};
}

AskQuote ask(std::string_view key, std::uint32_t devices, std::int64_t hours) {
  AskQuote command;
  command.key = std::string(key);
  command.organisation = "alpha";
  command.workload = devices_for(devices, hours);
  command.resources = {"a100"};
  return command;
}

DeclareCapacity has(std::string_view key, std::string_view site, std::uint32_t devices) {
  return {.key = std::string(key),
          .site = std::string(site),
          .resource = "a100",
          .devices = devices,
          .from = day("2026-03-01"),
          .until = day("2026-06-01"),
          .use = CapacityUse::programmes};
}

CancelReservation cancel(std::string_view key, CancelledBy by = CancelledBy::organisation) {
  return {.reservation = std::string(key), .by = by, .reason = "because"};
}

class Reservations : public ::testing::Test {
 protected:
  Reservations() {
    town_.must(has("east-a", "east", 16));
    town_.must(has("west-a", "west", 8));
    town_.must(voucher_called("v"));
  }

  const Quote& quote(std::string_view key) { return *town_.state().reservations.find_quote(key); }
  const ReservationState& reservation(std::string_view key) { return *town_.state().reservations.find(key); }
  std::vector<Unfit> reasons(std::string_view key) {
    std::vector<Unfit> all;
    for (const auto& refusal : quote(key).refusals) all.push_back(refusal.reason);
    return all;
  }
  void reserve(std::string_view key, std::string_view quote_key, std::uint32_t offer = 1) {
    town_.must(MakeReservation{std::string(key), std::string(quote_key), offer});
  }
  // A rule on backing, proposed and approved.
  void back(std::string_view programme, std::optional<Share> share) {
    ASSERT_TRUE(town_.execute(ProposeBackingRule{std::string(programme), share}, {.actor = "wang"}));
    ASSERT_TRUE(town_.execute(ApproveBackingRule{std::string(programme), share}, {.actor = "zhou"}));
  }
  void to(Instant when) {
    town_.set_now(when);
    town_.tick();
  }
  // An hour of a job in its reservation's window.
  void run_hour(std::string_view key, std::uint64_t part, bool ended = false) {
    const auto& terms = reservation(key).terms;
    const std::int64_t start = count(terms.window.from) + static_cast<std::int64_t>(part) * hour_ms;
    town_.use({Usage{.job = reservation(key).job,
                     .part = part,
                     .start_ms = start,
                     .end_ms = start + hour_ms,
                     .units = std::int64_t{terms.devices} * 1'000,
                     .ended = ended}},
              "east");
  }

  Town town_;
};

// --- quotes ---

TEST_F(Reservations, AQuoteHasAnOfferOfEverySiteThatFits) {
  town_.must(ask("q", 8, 10));
  ASSERT_EQ(quote("q").offers.size(), 2U);
  const Offer& offer = quote("q").offers.front();
  EXPECT_EQ(offer.site, town_.state().registry.find_site("east")->id);
  EXPECT_EQ(offer.price, amount("288"));  // 8 x 10 h x 3.60
  EXPECT_EQ(offer.own_share, Amount{});
  EXPECT_EQ(offer.window.until - offer.window.from, Milliseconds{10 * hour_ms});
  EXPECT_GE(offer.window.from, quote("q").valid_until);
  ASSERT_EQ(offer.parts.size(), 1U);
  EXPECT_EQ(offer.parts.front().covered, amount("288"));
  town_.must(ask("q", 8, 10));  // already so
  EXPECT_EQ(town_.try_to(ask("q", 8, 11)), "key_reused");
}

TEST_F(Reservations, AQuoteSaysWhyASiteDoesNotFit) {
  town_.must(ask("q", 12, 10));  // west has 8
  EXPECT_EQ(quote("q").offers.size(), 1U);
  EXPECT_EQ(reasons("q"), std::vector{Unfit::too_few_devices});
  auto of_beta = ask("b", 1, 1);
  of_beta.organisation = "beta";  // who has no voucher
  town_.must(of_beta);
  EXPECT_TRUE(quote("b").offers.empty());
  EXPECT_EQ(reasons("b"), (std::vector{Unfit::not_covered, Unfit::not_covered}));
  auto short_of_time = ask("t", 1, 100);
  short_of_time.latest = town_.now() + Milliseconds{24 * hour_ms};
  town_.must(short_of_time);
  EXPECT_EQ(reasons("t"), (std::vector{Unfit::too_long, Unfit::too_long}));
  town_.must(SetAccreditationRule{"deduct", day("2026-03-12")});
  auto later = ask("a", 1, 1);
  later.earliest = at("2026-03-20T00:00:00Z");
  town_.must(later);
  EXPECT_EQ(reasons("a"), (std::vector{Unfit::not_accredited, Unfit::not_accredited}));
}

TEST_F(Reservations, AQuestionWithoutSenseIsRefused) {
  EXPECT_EQ(town_.try_to(ask("", 1, 1)), "missing_field");
  EXPECT_EQ(town_.try_to(ask("q", 0, 1)), "missing_field");
  EXPECT_EQ(town_.try_to(ask("q", limits::devices_wanted_max + 1, 1)), "out_of_range");
  EXPECT_EQ(town_.try_to(ask("q", 1, 367 * 24)), "out_of_range");
  auto unknown = ask("q", 1, 1);
  unknown.organisation = "nobody";
  EXPECT_EQ(town_.try_to(unknown), "organisation_not_found");
  auto backwards = ask("q", 1, 1);
  backwards.latest = town_.now();
  EXPECT_EQ(town_.try_to(backwards), "time_invalid");
  auto mixed = ask("q", 1, 1);
  mixed.workload.tokens = 5;
  EXPECT_EQ(town_.try_to(mixed), "value_invalid");
}

// --- reservations ---

TEST_F(Reservations, AReservationTakesDevicesAndMoneyTogether) {
  town_.must(ask("q", 16, 10));
  reserve("r", "q");
  EXPECT_EQ(town_.balance("v").committed, amount("576"));
  EXPECT_EQ(town_.balance("v").available, amount("424"));
  EXPECT_EQ(reservation("r").status, ReservationStatus::reserved);
  reserve("r", "q");  // already so
  EXPECT_EQ(town_.try_to(MakeReservation{"r", "q", 2}), "key_reused");
  EXPECT_EQ(town_.try_to(MakeReservation{"r2", "q", 2}), "offer_not_found");
  // The same hours are taken: the next offer of the site begins after them.
  town_.must(ask("q2", 1, 1));
  const auto& offers = quote("q2").offers;
  const auto east = std::ranges::find(offers, town_.state().registry.find_site("east")->id, &Offer::site);
  ASSERT_NE(east, offers.end());
  EXPECT_GE(east->window.from, reservation("r").terms.window.until);
}

TEST_F(Reservations, TwoWhoWantTheSameDevicesDoNotBothGetThem) {
  auto first = ask("q1", 16, 10);
  auto second = ask("q2", 16, 10);
  town_.must(first);
  town_.must(second);
  reserve("r1", "q1");
  EXPECT_EQ(town_.try_to(MakeReservation{"r2", "q2", 1}), "capacity_taken");
}

TEST_F(Reservations, MoneyThatWentElsewhereIsNotPromisedAgain) {
  town_.must(ask("q1", 8, 30));  // 864 of 1,000
  auto other = ask("q2", 8, 30);
  other.sites = {"west"};
  town_.must(other);
  reserve("r1", "q1");
  EXPECT_EQ(town_.try_to(MakeReservation{"r2", "q2", 1}), "insufficient_balance");
}

TEST_F(Reservations, AQuoteHoldsForAWhile) {
  town_.must(ask("q", 1, 1));
  to(quote("q").valid_until - Milliseconds{1});
  reserve("r", "q");
  to(quote("q").valid_until);
  EXPECT_EQ(town_.try_to(MakeReservation{"r2", "q", 1}), "quote_expired");
  EXPECT_EQ(town_.try_to(MakeReservation{"r2", "none", 1}), "quote_not_found");
  EXPECT_EQ(town_.try_to(MakeReservation{"r2", "q", 0}), "offer_not_found");
}

TEST_F(Reservations, TheJobThatComesIsPaidFromWhatWasSetAside) {
  town_.must(ask("q", 8, 10));
  reserve("r", "q");
  EXPECT_EQ(town_.try_to(UseReservation{"r", ""}), "missing_field");
  EXPECT_EQ(town_.try_to(ReleaseHold{"r"}), "reservation_state");  // it waits for its job
  EXPECT_EQ(town_.try_to(ExtendHold{"r", amount("1"), {}}), "reservation_state");
  to(reservation("r").terms.window.from);
  town_.must(UseReservation{"r", "j"});
  town_.must(UseReservation{"r", "j"});  // already so
  EXPECT_EQ(town_.try_to(UseReservation{"r", "k"}), "reservation_state");
  to(reservation("r").terms.window.until);
  for (std::uint64_t hour = 0; hour < 10; ++hour) run_hour("r", hour, hour == 9);
  EXPECT_EQ(town_.job("j").gross, reservation("r").terms.price);
  EXPECT_EQ(reservation("r").status, ReservationStatus::used);
  EXPECT_EQ(town_.balance("v").in_flight, amount("288"));
  EXPECT_EQ(town_.balance("v").committed, Amount{});
}

TEST_F(Reservations, AJobComesInItsTimeOnly) {
  auto later = ask("q", 1, 1);
  later.earliest = at("2026-03-12T00:00:00Z");
  town_.must(later);
  reserve("r", "q");
  EXPECT_EQ(town_.try_to(UseReservation{"r", "j"}), "time_invalid");
  to(at("2026-03-11T23:00:00Z"));
  town_.must(UseReservation{"r", "j"});
}

TEST_F(Reservations, AReservationThatNoJobComesForIsTakenBack) {
  town_.must(ask("q", 8, 10));
  reserve("r", "q");
  to(reservation("r").terms.idle_at - Milliseconds{1});
  EXPECT_EQ(reservation("r").status, ReservationStatus::reserved);
  to(reservation("r").terms.idle_at);
  EXPECT_EQ(reservation("r").status, ReservationStatus::reclaimed);
  EXPECT_EQ(town_.balance("v").available, amount("1000"));
  EXPECT_EQ(town_.try_to(UseReservation{"r", "j"}), "reservation_state");
}

TEST_F(Reservations, WhoReservedMayCancelUntilItIsUsed) {
  town_.must(ask("q", 8, 10));
  reserve("r", "q");
  EXPECT_EQ(town_.try_to(CancelReservation{"r", CancelledBy::organisation, ""}), "missing_field");
  town_.must(cancel("r"));
  town_.must(cancel("r"));  // already so
  EXPECT_EQ(reservation("r").status, ReservationStatus::cancelled);
  EXPECT_EQ(town_.balance("v").available, amount("1000"));
  EXPECT_EQ(town_.try_to(cancel("r", CancelledBy::site)), "reservation_state");
  EXPECT_EQ(town_.try_to(cancel("none")), "reservation_not_found");
  town_.must(ask("q2", 8, 10));
  reserve("r2", "q2");
  town_.must(UseReservation{"r2", "j"});
  EXPECT_EQ(town_.try_to(cancel("r2")), "reservation_state");
}

TEST_F(Reservations, ASiteThatBreaksOneIsReplacedAtOnce) {
  town_.must(ask("q", 8, 10));
  reserve("r", "q");
  town_.must(cancel("r", CancelledBy::site));
  EXPECT_EQ(reservation("r").status, ReservationStatus::broken);
  EXPECT_EQ(town_.balance("v").available, amount("1000"));
  const Quote& again = quote("r~1");
  EXPECT_EQ(again.request.after, reservation("r").terms.id);
  ASSERT_EQ(again.offers.size(), 1U);
  EXPECT_EQ(again.offers.front().site, town_.state().registry.find_site("west")->id);
  EXPECT_EQ(reasons("r~1"), std::vector{Unfit::broke_reservation});
  reserve("r2", "r~1");  // the money that came back pays for it
}

TEST_F(Reservations, CapacityThatIsReservedDoesNotEnd) {
  auto later = ask("q", 8, 10);
  later.earliest = at("2026-03-20T00:00:00Z");
  later.sites = {"west"};
  town_.must(later);
  reserve("r", "q");
  const EndCapacity end{.capacity = "west-a", .until = day("2026-03-15"), .reason = "sold"};
  EXPECT_EQ(town_.try_to(end), "capacity_reserved");
  EXPECT_EQ(town_.try_to(EndCapacity{.capacity = "west-a", .until = day("2026-03-25"), .reason = "sold"}), "");
  town_.must(cancel("r", CancelledBy::site));
  town_.must(end);
}

TEST_F(Reservations, MaintenanceIsTakenOutOfWhatIsPromised) {
  auto out = has("works", "west", 6);
  out.from = day("2026-03-20");
  out.until = day("2026-03-25");
  out.use = CapacityUse::maintenance;
  town_.must(out);
  auto during = ask("during", 4, 10);
  during.sites = {"west"};
  during.earliest = at("2026-03-21T00:00:00Z");
  town_.must(during);
  EXPECT_EQ(quote("during").offers.front().window.from, at("2026-03-24T16:00:00Z")) << "when it is over";
  auto more = out;
  more.key = "more";
  more.devices = 3;
  EXPECT_EQ(town_.try_to(more), "capacity_reserved") << "only two are left";
  more.devices = 2;
  more.from = day("2026-03-25");
  more.until = day("2026-04-01");
  auto later = ask("q", 7, 10);
  later.sites = {"west"};
  later.earliest = at("2026-03-26T00:00:00Z");
  town_.must(later);
  reserve("r", "q");
  EXPECT_EQ(town_.try_to(more), "capacity_reserved") << "seven are reserved";
  town_.must(cancel("r", CancelledBy::site));
  town_.must(more);
  const EndCapacity end{.capacity = "west-a", .until = day("2026-03-22"), .reason = "sold"};
  EXPECT_EQ(town_.try_to(end), "capacity_reserved") << "some of it are in maintenance";
  town_.must(EndCapacity{.capacity = "works", .until = day("2026-03-22"), .reason = "done earlier"});
  during.key = "again";
  during.earliest = at("2026-03-23T00:00:00Z");
  town_.must(during);
  EXPECT_EQ(quote("again").offers.front().window.from, at("2026-03-23T00:00:00Z"));
  EXPECT_TRUE(verify::check_books(town_.state()));
}

TEST_F(Reservations, AJobThatUsedNothingLeavesItsDevicesToTheOthers) {
  town_.must(ask("q", 2, 10));
  reserve("r", "q");
  to(reservation("r").terms.window.from);
  const auto use = [&](const char* job) { return town_.try_to(UseReservation{"r", job, 1}); };
  EXPECT_EQ(use("a"), "");
  EXPECT_EQ(use("b"), "");
  EXPECT_EQ(use("c"), "reservation_state") << "two have all its devices";
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", "c"}), "reservation_state") << "it never came";
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", ""}), "missing_field");
  EXPECT_EQ(town_.try_to(LeaveReservation{"none", "a"}), "reservation_not_found");
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", "a"}), "");
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", "a"}), "") << "again: it has left";
  EXPECT_EQ(use("c"), "");
  EXPECT_EQ(reservation("r").status, ReservationStatus::in_use);
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", "b"}), "");
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", "c"}), "");
  EXPECT_EQ(reservation("r").status, ReservationStatus::used) << "the last that ran has left";
  const auto& hold = town_.state().holds[index(reservation("r").terms.hold)];
  EXPECT_EQ(hold.status, HoldStatus::released);
  EXPECT_EQ(town_.try_to(LeaveReservation{"r", "b"}), "");
}

TEST_F(Reservations, TimesAreTheAuthoritysOwn) {
  EXPECT_EQ(town_.try_to(SetReservationRule{{.quote_valid_s = 59}}), "out_of_range");
  town_.must(SetReservationRule{{.quote_valid_s = 600, .idle_s = 900, .grace_s = 3'600}});
  town_.must(ask("q", 1, 10));
  EXPECT_EQ(quote("q").valid_until - quote("q").given_at, Milliseconds{600'000});
  reserve("r", "q");
  const auto& terms = reservation("r").terms;
  EXPECT_EQ(terms.idle_at - terms.window.from, Milliseconds{900'000});
}

// --- how devices stand ---

TEST_F(Reservations, ATrainingStaysWithinAnIslandAndCopiesOfAServedModelDoNot) {
  town_.must(figures_of("a100", {{registry::ChipQuantity::fp16_dense, 312},
                                 {registry::ChipQuantity::memory, 80},
                                 {registry::ChipQuantity::memory_bandwidth, 2'039}}));
  auto training = ask("train", 16, 0);
  training.workload = {.kind = WorkloadKind::train, .devices = 16, .parameters = 1'300'000'000, .tokens = 200'000'000};
  const auto stands = [&](std::uint32_t devices, std::uint32_t servers) {
    town_.must(SetTopology{"east", "a100", {devices, servers}});
  };
  const auto outcome = [&](std::string_view key) {
    training.key = std::string(key);
    town_.must(training);
    return quote(key).offers.size();
  };
  EXPECT_EQ(outcome("nobody-says"), 1U);
  stands(8, 1);
  EXPECT_EQ(outcome("eight"), 0U);
  EXPECT_EQ(reasons("eight"), (std::vector{Unfit::island_too_small, Unfit::too_few_devices}));
  stands(8, 2);
  EXPECT_EQ(outcome("sixteen"), 1U);
  stands(8, 1);
  training.workload = {.kind = WorkloadKind::serve,
                       .devices = 16,
                       .duration_s = 3'600,
                       .parameters = 1'300'000'000,
                       .requests_per_day = 1'000,
                       .tokens_in = 100,
                       .tokens_out = 100};
  EXPECT_EQ(outcome("served"), 1U);
  EXPECT_EQ(quote("served").offers.front().devices, 16U);
  town_.must(ask("as-they-are", 16, 10));
  EXPECT_EQ(quote("as-they-are").offers.size(), 1U);
}

// --- what stands behind vouchers ---

TEST_F(Reservations, AProgrammeIssuesNoMoreThanIsPromised) {
  // 24 devices from today to the end of May cost 24 x 24 x 3.60 a day.
  const auto backing = backing_of(town_.state(), town_.state().find_programme("deduct")->id, town_.now());
  EXPECT_EQ(backing.bills, amount("1000"));
  EXPECT_EQ(backing.promised, amount(std::to_string(83 * 20736 / 10) + ".8"));
  back("deduct", whole_share);
  auto large = voucher_called("large");
  large.face = amount("172000");
  EXPECT_EQ(town_.try_to(large), "not_backed");
  back("deduct", Share{500'000});
  EXPECT_EQ(town_.try_to(large), "");
  back("deduct", {});
  EXPECT_TRUE(town_.state().reservations.backing.empty());
}

TEST_F(Reservations, ARuleOnBackingTakesTwoPeople) {
  const auto as = [&](const char* person, const Command& command) {
    const auto reply = town_.execute(command, {.actor = person});
    return reply ? std::string{} : std::string(name(reply.error().code));
  };
  EXPECT_EQ(as("wang", ProposeBackingRule{"none", {}}), "programme_not_found");
  EXPECT_EQ(as("wang", ProposeBackingRule{"deduct", Share{0}}), "out_of_range");
  EXPECT_EQ(as("zhou", ApproveBackingRule{"deduct", whole_share}), "backing_rule_state");
  EXPECT_EQ(as("zhou", RejectBackingRule{"deduct", "no"}), "backing_rule_state");

  EXPECT_EQ(as("wang", ProposeBackingRule{"deduct", whole_share}), "");
  EXPECT_TRUE(town_.state().reservations.backing.empty()) << "it holds from its approval on";
  EXPECT_EQ(as("wang", ApproveBackingRule{"deduct", whole_share}), "four_eyes");
  EXPECT_EQ(as("zhou", ApproveBackingRule{"deduct", Share{500'000}}), "value_invalid") << "another share is proposed";
  EXPECT_EQ(as("zhou", ApproveBackingRule{"deduct", {}}), "value_invalid");
  EXPECT_EQ(as("zhou", RejectBackingRule{"deduct", ""}), "missing_field");
  EXPECT_EQ(as("zhou", RejectBackingRule{"deduct", "too much"}), "");
  EXPECT_TRUE(town_.state().reservations.backing_proposals.empty());

  EXPECT_EQ(as("wang", ProposeBackingRule{"deduct", whole_share}), "");
  EXPECT_EQ(as("chen", ProposeBackingRule{"deduct", Share{500'000}}), "") << "it takes the place of the last";
  EXPECT_EQ(as("wang", ApproveBackingRule{"deduct", Share{500'000}}), "");
  EXPECT_EQ(town_.state().reservations.backing.at(town_.state().find_programme("deduct")->id), Share{500'000});
}

// --- forged state ---

TEST_F(Reservations, AnAuditFindsDevicesThatWerePromisedTwice) {
  town_.must(ask("q", 16, 10));
  reserve("r", "q");
  ASSERT_TRUE(verify::check_books(town_.state()));
  const std::vector<std::function<void(State&)>> forgeries{
      [](State& state) { state.network.capacity.front().terms.devices = 15; },
      [](State& state) { state.reservations.quotes.front().offers.front().price += Amount{1}; },
      [](State& state) { state.reservations.reservations.front().status = ReservationStatus::used; },
      [](State& state) { state.reservations.reservations.front().terms.devices = 8; },
      [](State& state) { state.reservations.reservations.front().made_at = instant_max; },
      [](State& state) { state.holds.front().job = "another"; },
  };
  for (std::size_t i = 0; i < forgeries.size(); ++i) {
    Bytes bytes;  // a state cannot be copied; its bytes can be read again
    codec::Writer(bytes).value(town_.state());
    State forged;
    codec::Reader(bytes).value(forged);
    forged.rebuild_indexes();
    forgeries[i](forged);
    EXPECT_FALSE(verify::check_books(forged)) << "forgery " << i;
  }
}

}  // namespace
}  // namespace scrip::engine
