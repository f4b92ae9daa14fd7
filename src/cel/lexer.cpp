#include "cel/lexer.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/utf8.h"
#include "cel/texts.h"

namespace scrip::cel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What people type where CEL has another sign; Chinese keyboards give the wide forms.
struct Mistake {
  std::string_view written;
  std::string_view meant;
};
constexpr Mistake mistakes[] = {
    {"=", "=="}, {"&", "&&"}, {"|", "||"},     {"（", "("}, {"）", ")"}, {"，", ","}, {"、", ","},  {"：", ":"},
    {"？", "?"}, {"！", "!"}, {"“", "\""},     {"”", "\""}, {"‘", "'"},  {"’", "'"},  {"＝", "=="}, {"≥", ">="},
    {"≤", "<="}, {"≠", "!="}, {"×", "*"},      {"÷", "/"},  {"−", "-"},  {"＋", "+"}, {"－", "-"},  {"＞", ">"},
    {"＜", "<"}, {"【", "["}, {"】", "]"},     {"［", "["}, {"］", "]"}, {"｛", "{"}, {"｝", "}"},  {"。", "."},
    {"；", ","}, {";", ","},  {"％", "/ 100"}, {"^", "*"},
};

constexpr std::string_view two_characters[] = {"&&", "||", "==", "!=", "<=", ">="};
constexpr std::string_view one_character = "+-*/%!<>?:.,()[]{}";

// A number written with digits of a base; nothing beyond 64 bits.
std::optional<std::uint64_t> digits_to_number(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

char simple_escape(char c) {
  switch (c) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`':
      return c;
    default:
      return '\0';
  }
}

// Reads `count` digits of a base; nothing where one is missing.
std::optional<std::uint32_t> escape_digits(std::string_view text, std::size_t at, std::size_t count, int base) {
  if (at + count > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    const int digit = hex_digit(text[i]);
    if (digit < 0 || digit >= base) return std::nullopt;
    value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
  }
  return value;
}

}  // namespace

bool unescape(std::string_view inside, bool bytes, std::string& result, Message& message) {
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != '\\') {
      result += inside[i];
      continue;
    }
    const char c = ++i < inside.size() ? inside[i] : '\0';
    if (const char simple = simple_escape(c); simple != '\0') {
      result += simple;
      continue;
    }
    const bool octal = c >= '0' && c <= '3';
    const bool unicode = c == 'u' || c == 'U';
    const std::size_t count = octal ? 3 : c == 'u' ? 4 : c == 'U' ? 8 : c == 'x' || c == 'X' ? 2 : 0;
    const auto number = count == 0 ? std::nullopt : escape_digits(inside, octal ? i : i + 1, count, octal ? 8 : 16);
    if (!number || (bytes && unicode)) {
      message = say("'{0}' starts no valid escape", "\\" + std::string(1, c));
      return false;
    }
    if (bytes) {
      result += static_cast<char>(*number);
    } else if (!utf8_append(result, *number)) {
      message = say("the escape stands for no character");
      return false;
    }
    i += octal ? count - 1 : count;
  }
  return true;
}

char Lexer::at(std::size_t ahead) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }

Token Lexer::token(TokenKind kind, std::size_t start) const {
  Token token;
  token.kind = kind;
  token.offset = start;
  token.text = source_.substr(start, at_ - start);
  return token;
}

Token Lexer::error(std::size_t start, Message message, Message hint) const {
  Token token;
  token.kind = TokenKind::error;
  token.offset = start;
  token.message = std::move(message);
  token.hint = std::move(hint);
  return token;
}

void Lexer::skip_space() {
  while (at_ < source_.size()) {
    const char c = source_[at_];
    if (c == '/' && at(1) == '/') {
      while (at_ < source_.size() && source_[at_] != '\n') ++at_;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++at_;
    } else {
      return;
    }
  }
}

Token Lexer::next() {
  skip_space();
  const std::size_t start = at_;
  if (at_ == source_.size()) return token(TokenKind::end, start);
  const char c = at();
  if (is_digit(c) || (c == '.' && is_digit(at(1)))) return number();
  if (c == '"' || c == '\'') return text();
  if (c == '`') return quoted_name();
  if (is_letter(c)) {
    std::size_t prefix = 0;  // r"", b"", br""
    while (prefix < 2 && (at(prefix) == 'r' || at(prefix) == 'R' || at(prefix) == 'b' || at(prefix) == 'B')) ++prefix;
    if (prefix > 0 && (at(prefix) == '"' || at(prefix) == '\'')) return text();
    while (is_letter(at()) || is_digit(at())) ++at_;
    return token(TokenKind::name, start);
  }
  return symbol();
}

Token Lexer::symbol() {
  const std::size_t start = at_;
  const std::string_view rest = source_.substr(at_);
  for (const std::string_view symbol : two_characters) {
    if (!rest.starts_with(symbol)) continue;
    at_ += symbol.size();
    if (at() == '=' && symbol != "<=" && symbol != ">=" && symbol.ends_with('=')) {
      return error(start, say("'{0}=' is no operator", symbol), say("did you mean '{0}'?", symbol));
    }
    return token(TokenKind::symbol, start);
  }
  if (rest.starts_with("<>")) return error(start, say("'<>' is no operator"), say("did you mean '{0}'?", "!="));
  if (one_character.find(rest[0]) != std::string_view::npos) {
    ++at_;
    return token(TokenKind::symbol, start);
  }
  for (const Mistake& mistake : mistakes) {
    if (rest.starts_with(mistake.written)) {
      return error(start, say("'{0}' cannot be used here", mistake.written), say("did you mean '{0}'?", mistake.meant));
    }
  }
  const std::size_t length = utf8_length(source_, start);
  if (length == 0) return error(start, say("the text is not valid UTF-8"));
  const bool printable = length > 1 || (rest[0] > ' ' && rest[0] < 0x7f);
  const Message shown = printable ? say("'{0}'", rest.substr(0, length)) : say("a control character");
  return error(
      start, say("{0} cannot be used here", shown),
      length > 1 ? say("names have the letters a to z, digits and '_'; other text goes in quotes") : Message{});
}

Token Lexer::quoted_name() {
  const std::size_t start = at_++;
  while (at() != '`') {
    const char c = at();
    if (!is_letter(c) && !is_digit(c) && c != '.' && c != '-' && c != '/' && c != ' ') {
      return error(start, say("this quoted name does not end"),
                   say("close it with '`'; it may have letters, digits and . - / _ and spaces"));
    }
    ++at_;
  }
  ++at_;
  Token found = token(TokenKind::quoted_name, start);
  found.text = found.text.substr(1, found.text.size() - 2);
  if (found.text.empty()) return error(start, say("a quoted name cannot be empty"));
  return found;
}

Token Lexer::integer(std::size_t start, std::string_view digits, int base) {
  const auto value = digits_to_number(digits, base);
  const bool is_unsigned = at() == 'u' || at() == 'U';
  if (is_unsigned) ++at_;
  if (is_letter(at()) || is_digit(at())) {
    return error(start, say("a number cannot be followed by a letter"), say("put a space or an operator after it"));
  }
  if (is_unsigned && dialect_ == Dialect::policy) {
    return error(start, say("there are no unsigned numbers in rules"), say("leave out the 'u'"));
  }
  // 2^63 is allowed here for the sake of -9223372036854775808; the parser refuses it without the sign.
  if (!value || (!is_unsigned && *value > std::uint64_t{1} << 63)) {
    return error(start, say("the number is too large"), say("whole numbers go up to 9,223,372,036,854,775,807"));
  }
  Token found = token(TokenKind::literal, start);
  found.value = is_unsigned || *value == std::uint64_t{1} << 63 ? Value::unsigned_integer(*value)
                                                                : Value::integer(static_cast<std::int64_t>(*value));
  return found;
}

Token Lexer::number() {
  const std::size_t start = at_;
  if (at() == '0' && (at(1) == 'x' || at(1) == 'X')) {
    at_ += 2;
    const std::size_t first = at_;
    while (hex_digit(at()) >= 0) ++at_;
    if (first == at_) return error(start, say("a number in base 16 needs digits after '0x'"));
    return integer(start, source_.substr(first, at_ - first), 16);
  }
  while (is_digit(at())) ++at_;
  if (at() == '.' && is_digit(at(1))) {
    ++at_;
    return fraction(start);
  }
  const std::size_t sign = at(1) == '+' || at(1) == '-' ? 2 : 1;
  if ((at() == 'e' || at() == 'E') && is_digit(at(sign))) return fraction(start);
  return integer(start, source_.substr(start, at_ - start), 10);
}

Token Lexer::fraction(std::size_t start) {
  while (is_digit(at())) ++at_;
  const std::size_t sign = at(1) == '+' || at(1) == '-' ? 2 : 1;
  const bool exponent = (at() == 'e' || at() == 'E') && is_digit(at(sign));
  if (exponent) {
    at_ += sign;
    while (is_digit(at())) ++at_;
  }
  if (is_letter(at()))
    return error(start, say("a number cannot be followed by a letter"), say("put a space or an operator after it"));
  const std::string_view written = source_.substr(start, at_ - start);
  Token found = token(TokenKind::literal, start);
  if (dialect_ == Dialect::policy) {
    if (exponent)
      return error(start, say("a decimal is written without an exponent"),
                   say("write all its digits: 1500000 or 0.0015"));
    auto decimal = parse_decimal(written);
    if (!decimal) return error(start, decimal.error().sentence());
    found.value = Value::decimal(*decimal);
    return found;
  }
  double value = 0;
  const auto [end, failed] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (end != written.data() + written.size()) return error(start, say("this is no number"));
  // Beyond the range from_chars leaves the value alone; a tiny number is zero, a huge one has no value here.
  if (failed == std::errc::result_out_of_range && !written.contains("e-") && !written.contains("E-")) {
    return error(start, say("the number is too large"));
  }
  found.value = Value::floating(value);
  return found;
}

Token Lexer::text() {
  const std::size_t start = at_;
  bool raw = false;
  bool bytes = false;
  for (; is_letter(at()); ++at_) {
    bool& flag = at() == 'r' || at() == 'R' ? raw : bytes;
    if (flag) return error(start, say("this prefix of a text cannot be used twice"));
    flag = true;
  }
  const std::string_view rest = source_.substr(at_);
  const std::size_t width = rest.starts_with("\"\"\"") || rest.starts_with("'''") ? 3 : 1;
  const std::string_view quote = rest.substr(0, width);
  at_ += width;
  const std::size_t first = at_;
  while (!source_.substr(at_).starts_with(quote)) {
    if (at_ >= source_.size() || (width == 1 && (at() == '\n' || at() == '\r'))) {
      return error(start, say("this text does not end"), say("close it with {0}", quote));
    }
    at_ += at() == '\\' && !raw && at_ + 1 < source_.size() ? 2u : 1u;
  }
  const std::string_view inside = source_.substr(first, at_ - first);
  at_ += width;
  std::string result;
  Message message;
  if (raw) {
    result = inside;
  } else if (!unescape(inside, bytes, result, message)) {
    return error(start, message, say("a backslash itself is written '\\\\'"));
  }
  if (!bytes && !is_utf8(result)) return error(start, say("the text is not valid UTF-8"));
  Token found = token(TokenKind::literal, start);
  found.value = bytes ? Value::bytes(result) : Value::string(result);
  return found;
}

}  // namespace scrip::cel
