#include "cel/type.h"

#include <utility>

namespace scrip::cel {
namespace {

constexpr std::size_t type_depth_max = 32;

struct Named {
  Kind kind;
  std::string_view written;  // as people write it
  std::string_view name;     // as type(x) gives it
  std::size_t parameters;
};

constexpr Named kinds[] = {
    {Kind::null, "null_type", "null_type", 0},
    {Kind::boolean, "bool", "bool", 0},
    {Kind::int64, "int", "int", 0},
    {Kind::uint64, "uint", "uint", 0},
    {Kind::floating, "double", "double", 0},
    {Kind::string, "string", "string", 0},
    {Kind::bytes, "bytes", "bytes", 0},
    {Kind::list, "list", "list", 1},
    {Kind::map, "map", "map", 2},
    {Kind::timestamp, "timestamp", "google.protobuf.Timestamp", 0},
    {Kind::duration, "duration", "google.protobuf.Duration", 0},
    {Kind::type, "type", "type", 1},
    {Kind::optional, "optional", "optional_type", 1},
    {Kind::decimal, "decimal", "decimal", 0},
    {Kind::money, "money", "money", 1},
    {Kind::date, "date", "date", 0},
    {Kind::dyn, "dyn", "dyn", 0},
    {Kind::parameter, "parameter", "parameter", 0},
    {Kind::abstract, "abstract", "abstract", 0},
    {Kind::unknown, "unknown", "unknown", 0},
    {Kind::missing, "missing", "missing", 0},
    {Kind::error, "error", "error", 0},
};

const Named& named(Kind kind) { return kinds[static_cast<std::size_t>(kind)]; }

// Reads types from a text, character by character.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<Type> whole() {
    auto type = one(0);
    skip();
    return at_ == text_.size() ? type : std::nullopt;
  }

 private:
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::string_view word() {
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() &&
           (text_[at_] == '_' || text_[at_] == '.' || (text_[at_] >= 'a' && text_[at_] <= 'z') ||
            (text_[at_] >= 'A' && text_[at_] <= 'Z') || (text_[at_] >= '0' && text_[at_] <= '9'))) {
      ++at_;
    }
    return text_.substr(start, at_ - start);
  }

  std::optional<Type> one(std::size_t depth) {
    if (depth > type_depth_max) return std::nullopt;
    const std::string_view name = word();
    if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') return Type::parameter(std::string(name));
    if (find_currency(name)) return Type::abstract(std::string(name));  // only inside money(...)
    for (const Named& known : kinds) {
      if (known.kind > Kind::dyn || (name != known.written && name != known.name)) continue;
      if (known.parameters == 0) return Type(known.kind);
      std::vector<Type> parameters;
      if (!take('(')) return std::nullopt;
      do {
        auto parameter = one(depth + 1);
        if (!parameter) return std::nullopt;
        const bool currency = parameter->is(Kind::abstract);
        if (currency != (known.kind == Kind::money) && !parameter->is(Kind::parameter)) return std::nullopt;
        parameters.push_back(*std::move(parameter));
      } while (take(','));
      if (!take(')') || parameters.size() != known.parameters) return std::nullopt;
      return Type(known.kind).with(std::move(parameters));
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Type::Type(Kind kind) : kind_(kind) {
  if (named(kind).parameters > 0) {
    details_ = std::make_shared<const Details>(Details{.parameters = std::vector<Type>(named(kind).parameters)});
  }
}

Type Type::with(std::vector<Type> parameters) const {
  Type type = *this;
  type.details_ = std::make_shared<const Details>(Details{std::string(name()), std::move(parameters)});
  return type;
}

Type Type::list(Type element) { return Type(Kind::list).with({std::move(element)}); }
Type Type::map(Type key, Type value) { return Type(Kind::map).with({std::move(key), std::move(value)}); }
Type Type::optional(Type value) { return Type(Kind::optional).with({std::move(value)}); }
Type Type::type_of(Type type) { return Type(Kind::type).with({std::move(type)}); }
Type Type::money(Currency currency) { return Type(Kind::money).with({abstract(currency.code())}); }

Type Type::parameter(std::string name) {
  Type type(Kind::parameter);
  type.details_ = std::make_shared<const Details>(Details{std::move(name), {}});
  return type;
}

Type Type::abstract(std::string name, std::vector<Type> parameters) {
  Type type(Kind::abstract);
  type.details_ = std::make_shared<const Details>(Details{std::move(name), std::move(parameters)});
  return type;
}

const std::vector<Type>& Type::parameters() const {
  static const std::vector<Type> none;
  return details_ ? details_->parameters : none;
}

const Type& Type::parameter_at(std::size_t index) const {
  static const Type any;
  return index < parameters().size() ? parameters()[index] : any;
}

std::string_view Type::name() const { return details_ ? std::string_view(details_->name) : std::string_view(); }

std::optional<Currency> Type::currency() const {
  return is(Kind::money) ? find_currency(parameter_at(0).name()) : std::nullopt;
}

bool operator==(const Type& a, const Type& b) {
  if (a.kind_ != b.kind_) return false;
  return a.details_ == b.details_ || (a.name() == b.name() && a.parameters() == b.parameters());
}

std::string format(const Type& type) {
  const bool named_itself = type.is(Kind::parameter) || type.is(Kind::abstract);
  std::string text(named_itself ? type.name() : named(type.kind()).written);
  if (type.is(Kind::money) && !type.currency()) return text;
  if (type.parameters().empty()) return text;
  text += '(';
  for (const Type& parameter : type.parameters()) {
    if (!text.ends_with('(')) text += ", ";
    text += format(parameter);
  }
  return text + ')';
}

std::string_view type_name(Kind kind) { return named(kind).name; }

std::optional<Type> parse_type(std::string_view text) {
  auto type = Reader(text).whole();
  return type && type->is(Kind::abstract) ? std::nullopt : type;
}

}  // namespace scrip::cel
