#include "yaml/yaml.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "yaml/texts.h"

namespace scrip::yaml {
namespace {

std::uint64_t line_of(const YAML::Mark& mark) { return mark.line < 0 ? 0 : static_cast<std::uint64_t>(mark.line) + 1; }

std::uint64_t column_of(const YAML::Mark& mark) {
  return mark.column < 0 ? 0 : static_cast<std::uint64_t>(mark.column) + 1;
}

bool is_control(unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f; }

std::unexpected<Error> stands_in_line(unsigned char control, std::uint64_t line) {
  return fail(ErrorCode::syntax_error, say("a control character ({0}) stands in this line", control), {}, line);
}

// "\e[2J" and "\0" between double quotes stand for what may not stand there itself.
Result<void> check_escapes(std::string_view text, std::uint64_t line) {
  const auto control = std::ranges::find_if(text, is_control);
  if (control == text.end()) return {};
  return stands_in_line(static_cast<unsigned char>(*control), line);
}

class Converter {
 public:
  explicit Converter(const Limits& limits) : limits_(limits) {}

  Result<Node> convert(const YAML::Node& from, std::size_t depth = 0) {
    const std::uint64_t line = line_of(from.Mark());
    if (++nodes_ > limits_.nodes) {
      return fail(ErrorCode::too_large, say("more than {0} values", limits_.nodes), {}, line);
    }
    if (depth > limits_.depth) {
      return fail(ErrorCode::too_large, say("nested more than {0} levels deep", limits_.depth), {}, line);
    }
    Node node = SCRIP_TRY(convert_kind(from, line, depth));
    node.column = column_of(from.Mark());
    return node;
  }

 private:
  Result<Node> convert_kind(const YAML::Node& from, std::uint64_t line, std::size_t depth) {
    switch (from.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        return Node{.line = line, .text = {}, .names = {}, .items = {}};
      case YAML::NodeType::Scalar:
        SCRIP_TRY_VOID(check_escapes(from.Scalar(), line));
        return Node::scalar(from.Scalar(), line);
      case YAML::NodeType::Sequence:
        return convert_list(from, line, depth);
      case YAML::NodeType::Map:
        return convert_map(from, line, depth);
    }
    return Node{};
  }

  Result<Node> convert_list(const YAML::Node& from, std::uint64_t line, std::size_t depth) {
    Node list{.kind = Node::Kind::list, .line = line, .text = {}, .names = {}, .items = {}};
    for (const auto& item : from) list.items.push_back(SCRIP_TRY(convert(item, depth + 1)));
    return list;
  }

  Result<Node> convert_map(const YAML::Node& from, std::uint64_t line, std::size_t depth) {
    Node map = Node::map(line);
    std::set<std::string> names;
    for (const auto& item : from) {
      const std::uint64_t at = line_of(item.first.Mark());
      if (!item.first.IsScalar())
        return fail(ErrorCode::syntax_error, say("the name of a field is a plain text"), {}, at);
      const std::string& name = item.first.Scalar();
      SCRIP_TRY_VOID(check_escapes(name, at));
      if (!names.insert(name).second) {
        return fail(ErrorCode::duplicate_key, say("'{0}' is there already", name), name, at);
      }
      Node value = SCRIP_TRY(convert(item.second, depth + 1));
      if (value.kind == Node::Kind::null) value.line = at;
      map.set(name, std::move(value));
    }
    return map;
  }

  const Limits& limits_;
  std::size_t nodes_ = 0;
};

// Looks at every document before anything is built from one.
class Scout : public YAML::EventHandler {
 public:
  explicit Scout(bool aliases) : aliases_(aliases) {}

  // The library gives documents without end where one begins with what cannot begin one, such as a comma: it does not
  // pass it.
  [[nodiscard]] Result<void> look(const std::string& text) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(*this)) {
      if (alias_line_ && !aliases_) {
        return fail(ErrorCode::syntax_error, say("write the value out: an alias (*name) is not allowed here"), {},
                    *alias_line_);
      }
      if (starts_.size() < 2) continue;
      if (starts_[0].pos == starts_[1].pos) {
        return fail(ErrorCode::syntax_error, say("this cannot stand at the beginning"), {}, line_of(starts_[0]));
      }
      return fail(ErrorCode::syntax_error, say("more than one document ('---')"), {}, node_line_);
    }
    return {};
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (!alias_line_) alias_line_ = line_of(mark);
  }
  void OnDocumentStart(const YAML::Mark& mark) override {
    starts_.push_back(mark);
    node_line_ = 0;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { note(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override { note(mark); }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    note(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    note(mark);
  }
  void OnMapEnd() override {}

 private:
  void note(const YAML::Mark& mark) {
    if (node_line_ == 0) node_line_ = line_of(mark);
  }

  bool aliases_;
  std::vector<YAML::Mark> starts_;
  std::uint64_t node_line_ = 0;  // of the first node of the document
  std::optional<std::uint64_t> alias_line_;
};

std::uint64_t line_at(std::string_view text, std::size_t at) {
  return static_cast<std::uint64_t>(std::ranges::count(text.substr(0, at), '\n')) + 1;
}

// What is wrong in the library's words, and what to do about the mistakes that are made most.
struct Mistake {
  const char* library;
  Message said;
  Message remedy;
};

std::unexpected<Error> explained(const YAML::Exception& error) {
  static const Mistake mistakes[] = {
      {YAML::ErrorMsg::MAP_VALUE, say("illegal map value"),
       say("put quotes around a value that has ': ' in it, or indent this line as its neighbours")},
      {YAML::ErrorMsg::END_OF_MAP, say("end of map not found"),
       say("this line is indented less or more than its neighbours, or lacks its ':'")},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, say("end of map flow not found"),
       say("a '}' is missing, or a value with a comma, '{' or '?' in it lacks its quotes")},
      {YAML::ErrorMsg::END_OF_SEQ, say("end of sequence not found"),
       say("this line is indented less or more than the list, or lacks its '- '")},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, say("end of sequence flow not found"),
       say("a ']' is missing, or a value with a comma or '[' in it lacks its quotes")},
      {YAML::ErrorMsg::TAB_IN_INDENTATION, say("illegal tab when looking for indentation"),
       say("indent with spaces, not with tabs")},
      {YAML::ErrorMsg::EOF_IN_SCALAR, say("illegal EOF in scalar"), say("a quote is not closed")},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, say("unknown token"),
       say("put quotes around a value that begins with a character such as @ ` % or *, or that has a '?' in it within "
           "{...}")},
      {YAML::ErrorMsg::BLOCK_ENTRY, say("illegal block entry"), {}},
      {YAML::ErrorMsg::MAP_KEY, say("illegal map key"), {}},
      {YAML::ErrorMsg::FLOW_END, say("illegal flow end"), {}},
  };
  const auto* const found =
      std::ranges::find_if(mistakes, [&](const Mistake& each) { return error.msg == each.library; });
  if (found != std::end(mistakes)) {
    return fail(ErrorCode::syntax_error, joined(found->said, found->remedy), {}, line_of(error.mark));
  }
  Error rare = Error::at(ErrorCode::syntax_error, {}, say("this is no valid YAML"), line_of(error.mark));
  rare.detail = error.msg;  // the library has words for it, in English
  return std::unexpected(std::move(rare));
}

// The library reads over bytes that are no text, and so would change what somebody wrote.
Result<void> check_characters(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      return fail(ErrorCode::encoding_invalid, say("the file is not UTF-8: save it in that encoding"), {},
                  line_at(text, at));
    }
    const auto first = static_cast<std::uint8_t>(text[at]);
    if (is_control(first)) return stands_in_line(first, line_at(text, at));
    at += length;
  }
  return {};
}

}  // namespace

Result<Node> parse(const std::string& text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    return fail(ErrorCode::too_large, say("larger than {0} bytes", limits.bytes));
  }
  SCRIP_TRY_VOID(check_characters(text));
  try {
    SCRIP_TRY_VOID(Scout(limits.aliases).look(text));
    // The library takes the end of a line at the end of the file for the end of a quote.
    SCRIP_TRY_VOID(Scout(limits.aliases).look(text.substr(0, text.find_last_not_of(" \t\r\n") + 1)));
    return Converter(limits).convert(YAML::Load(text));
  } catch (const YAML::DeepRecursion& error) {
    return fail(ErrorCode::too_large, say("nested too deep"), {}, line_of(error.mark));
  } catch (const YAML::Exception& error) {
    return explained(error);
  }
}

}  // namespace scrip::yaml
