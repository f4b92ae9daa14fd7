#include "policy/diff.h"

#include <map>

#include "policy/visit.h"

namespace scrip::policy {
namespace {

// Every figure of a policy under its field's name, as text; what two versions are compared by.
class Figures {
 public:
  explicit Figures(const Policy& policy) {
    set("period.from", format_day(policy.from));
    set("period.until", policy.until ? format_day(*policy.until) : "open");
    set("rounding", cel::format(policy.rounding_to) + " " + std::string(name(policy.rounding)));
    for (const auto& fact : policy.facts) add_fact(fact);
    for (const auto& parameter : policy.parameters) add_parameter(parameter);
    for (const auto& pool : policy.pools) add_pool(policy, pool);
    for_each_expression(policy, [&](const Expression& expression, const std::string& field) {
      if (!expression.empty()) set(field, expression.source);
    });
    for (const auto& part : policy.parts) {
      for (const auto& cap : part.caps) add_cap(cap);
    }
    for (const auto& cap : policy.caps) add_cap(cap);
    if (policy.voucher) {
      set("voucher.covers", format(policy.voucher->covers));
      set("voucher.valid.months", std::to_string(policy.voucher->valid_months));
    }
    for (const auto& item : policy.instalments) set("instalments[" + item.id + "].share", format(item.share));
  }

  const std::map<std::string, std::string>& all() const { return all_; }

 private:
  void set(const std::string& field, std::string value) { all_[field] = std::move(value); }

  void add_fact(const Fact& fact) {
    std::string choices;
    for (const auto& choice : fact.choices) choices += " " + choice.id;
    set("facts[" + fact.id + "]", std::string(name(fact.type)) + choices + (fact.optional ? ", optional" : ""));
  }

  void add_parameter(const Parameter& parameter) {
    std::string text;
    for (const auto& value : parameter.values) {
      if (!text.empty()) text += "; from " + format_day(value.from) + ": ";
      text += format(value.value);
    }
    set("parameters[" + parameter.id + "]", std::move(text));
  }

  void add_pool(const Policy& policy, const Pool& pool) {
    const std::string field = "budget[" + pool.id + "]";
    set(field + ".amount", pool.amount ? format_unit(policy, *pool.amount) : "not published");
    for (const auto& funder : pool.funders) set(field + ".funders[" + funder.id + "]", format(funder.share));
  }

  void add_cap(const Cap& cap) {
    std::string within(name(cap.within));
    if (cap.within == CapWithin::rolling_years) within += " " + std::to_string(cap.rolling_years);
    set("caps[" + cap.id + "].per", std::string(name(cap.per)) + " within " + within);
  }

  std::map<std::string, std::string> all_;
};

}  // namespace

std::vector<Change> changes(const Policy& before, const Policy& after) {
  const Figures old_figures(before);
  const Figures new_figures(after);
  std::vector<Change> found;
  for (const auto& [field, value] : old_figures.all()) {
    const auto now = new_figures.all().find(field);
    if (now == new_figures.all().end()) {
      found.push_back({field, value, {}});
    } else if (now->second != value) {
      found.push_back({field, value, now->second});
    }
  }
  for (const auto& [field, value] : new_figures.all()) {
    if (!old_figures.all().contains(field)) found.push_back({field, {}, value});
  }
  return found;
}

}  // namespace scrip::policy
