#pragma once
// From source to tokens.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/message.h"
#include "cel/environment.h"
#include "cel/value.h"

namespace scrip::cel {

enum class TokenKind : std::uint8_t {
  end,
  name,         // text
  quoted_name,  // text without the backquotes
  literal,      // value; text as it was written
  symbol,       // text: "+", "<=", "?."  ('?' and '.' are two symbols)
  error,        // text says what is wrong, hint how to mend it
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;
  std::string_view text;
  Value value;
  Message message;
  Message hint;
};

class Lexer {
 public:
  Lexer(std::string_view source, Dialect dialect) : source_(source), dialect_(dialect) {}

  // The next token; at the end, `end` for ever. After an error the state is of no use.
  [[nodiscard]] Token next();

 private:
  void skip_space();
  [[nodiscard]] char at(std::size_t ahead = 0) const;
  [[nodiscard]] Token token(TokenKind kind, std::size_t start) const;
  [[nodiscard]] Token error(std::size_t start, Message message, Message hint = {}) const;
  [[nodiscard]] Token number();
  [[nodiscard]] Token integer(std::size_t start, std::string_view digits, int base);
  [[nodiscard]] Token fraction(std::size_t start);
  [[nodiscard]] Token text();
  [[nodiscard]] Token quoted_name();
  [[nodiscard]] Token symbol();

  std::string_view source_;
  Dialect dialect_;
  std::size_t at_ = 0;
};

// Turns the inside of a quoted text into what it stands for. False, with a message, where an escape is not valid.
bool unescape(std::string_view inside, bool bytes, std::string& result, Message& message);

}  // namespace scrip::cel
