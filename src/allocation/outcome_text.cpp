// The words of rounds and outcomes: what allocation.h calls name() and text().

#include "allocation/allocation.h"

namespace scrip::allocation {

std::string_view name(Method method) {
  switch (method) {
    case Method::first_come:
      return "first_come";
    case Method::by_score:
      return "by_score";
    case Method::pro_rata:
      return "pro_rata";
    case Method::lottery:
      return "lottery";
    case Method::tiers:
      return "tiers";
  }
  return "unknown";
}

std::string_view name(Ties ties) { return ties == Ties::earliest ? "earliest" : "lottery"; }

std::string_view name(LastAward last_award) {
  switch (last_award) {
    case LastAward::cut:
      return "cut";
    case LastAward::skip:
      return "skip";
    case LastAward::stop:
      return "stop";
  }
  return "unknown";
}

std::string_view name(Take take) {
  switch (take) {
    case Take::all:
      return "all";
    case Take::lottery:
      return "lottery";
    case Take::none:
      return "none";
  }
  return "unknown";
}

std::string_view name(Standing standing) {
  switch (standing) {
    case Standing::in_round:
      return "in_round";
    case Standing::review_late:
      return "review_late";
    case Standing::withdrawn:
      return "withdrawn";
  }
  return "unknown";
}

namespace {

struct Words {
  std::string_view name;
  std::string_view english;
  std::string_view chinese;
};

Words words(OutcomeCode code) {
  switch (code) {
    case OutcomeCode::funded:
      return {"funded", "It gets all that was asked.", "按申请金额全额支持。"};
    case OutcomeCode::cut:
      return {"cut", "It gets what was left when its turn came.", "轮到时资金不足，按剩余额度支持。"};
    case OutcomeCode::shared:
      return {"shared", "The pool was shared out in proportion to what was asked.", "资金池按申请金额同比例分配。"};
    case OutcomeCode::drawn:
      return {"drawn", "It was drawn by lot and gets all that was asked.", "抽签中签，按申请金额全额支持。"};
    case OutcomeCode::not_drawn:
      return {"not_drawn", "The pool was used up before its lot came.", "抽签未中签：签号轮到之前资金池已用完。"};
    case OutcomeCode::below_pass:
      return {"below_pass", "Its score is below the pass mark.", "评分低于合格线。"};
    case OutcomeCode::tier_declined:
      return {"tier_declined", "Applications of its tier are not funded.", "所在档次不予支持。"};
    case OutcomeCode::below_minimum:
      return {"below_minimum", "What it could get is below the smallest award.", "可获金额低于最低支持额度。"};
    case OutcomeCode::does_not_fit:
      return {"does_not_fit", "It asks for more than was left.", "申请金额超过剩余额度。"};
    case OutcomeCode::pool_empty:
      return {"pool_empty", "Nothing was left when its turn came.", "轮到时资金池已用完。"};
    case OutcomeCode::quota_full:
      return {"quota_full", "Nothing was left of its quota.", "所属配额已用完。"};
    case OutcomeCode::review_late:
      return {"review_late", "A peer review it owed was not handed in in time.", "未按时提交应承担的同行评议。"};
    case OutcomeCode::withdrawn:
      return {"withdrawn", "It was withdrawn.", "申请已撤回。"};
  }
  return {"unknown", "", ""};
}

}  // namespace

std::string_view name(OutcomeCode code) { return words(code).name; }

std::string_view text(OutcomeCode code, Language language) {
  return language == Language::english ? words(code).english : words(code).chinese;
}

bool is_award(OutcomeCode code) {
  return code == OutcomeCode::funded || code == OutcomeCode::cut || code == OutcomeCode::shared ||
         code == OutcomeCode::drawn;
}

}  // namespace scrip::allocation
