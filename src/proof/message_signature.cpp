#include "proof/message_signature.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/limits.h"
#include "proof/hash.h"
#include "proof/texts.h"

namespace scrip::proof {
namespace {

constexpr std::string_view params_name = "@signature-params";
constexpr std::string_view sha256_name = "sha-256";
constexpr std::size_t integer_digits_max = 15;  // RFC 8941, section 3.3.1

std::unexpected<Error> malformed(Message said, std::string_view field) {
  return fail(ErrorCode::signature_malformed, std::move(said), std::string(field));
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_visible(char c) { return c >= ' ' && c <= '~'; }

// One of the header fields, read from its start. RFC 8941, section 4.2.
class FieldReader {
 public:
  FieldReader(std::string_view text, std::string_view field) : rest_(text), field_(field) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] bool next_is(char c) const { return rest_.starts_with(c); }
  void skip_spaces() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }
  bool take(char c) {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] Result<void> expect(char c) {
    if (take(c)) return {};
    return wrong(say("'{0}' is missing", std::string_view(&c, 1)));
  }
  [[nodiscard]] std::unexpected<Error> wrong(Message said) const { return malformed(std::move(said), field_); }

  [[nodiscard]] Result<std::string> key() {
    std::size_t size = 0;
    const auto fits = [&](char c) {
      return is_lower(c) || c == '*' || (size > 0 && (is_digit(c) || c == '_' || c == '-' || c == '.'));
    };
    while (size < rest_.size() && fits(rest_[size])) ++size;
    if (size == 0) return wrong(say("a name in lower case is missing"));
    std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return name;
  }

  [[nodiscard]] Result<std::string> text() {
    SCRIP_TRY_VOID(expect('"'));
    std::string text;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (c == '\\') {
        if (!next_is('"') && !next_is('\\')) return wrong(say("a backslash stands before a quote or a backslash only"));
        text += rest_.front();
        rest_.remove_prefix(1);
        continue;
      }
      if (!is_visible(c)) break;
      text += c;
    }
    return wrong(say("a string does not end"));
  }

  [[nodiscard]] Result<std::int64_t> integer() {
    const bool negative = take('-');
    std::size_t size = 0;
    while (size < rest_.size() && is_digit(rest_[size])) ++size;
    if (size == 0 || size > integer_digits_max) return wrong(say("a number has 1 to 15 digits"));
    std::int64_t number = 0;
    std::from_chars(rest_.data(), rest_.data() + size, number);
    rest_.remove_prefix(size);
    if (next_is('.')) return wrong(say("a number is whole"));
    return negative ? -number : number;
  }

  [[nodiscard]] Result<Bytes> bytes() {
    SCRIP_TRY_VOID(expect(':'));
    const auto end = rest_.find(':');
    if (end == rest_.npos) return wrong(say("bytes do not end"));
    auto found = from_base64(rest_.substr(0, end));
    if (!found) return wrong(found.error().sentence());
    rest_.remove_prefix(end + 1);
    return std::move(*found);
  }

 private:
  std::string_view rest_;
  std::string_view field_;
};

// What stands behind a label of Signature-Input, and in the last line of a base.
struct Parameters {
  struct Value {
    std::string name;
    bool is_text = false;
    std::string text;
    std::int64_t number = 0;
  };
  std::vector<std::string> components;
  std::vector<Value> values;
};

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// The one way to write them: RFC 8941, section 4.1.
std::string written(const Parameters& parameters) {
  std::string out = "(";
  for (const auto& component : parameters.components) out += (out.size() > 1 ? " " : "") + quoted(component);
  out += ")";
  for (const auto& value : parameters.values) {
    out += ";" + value.name + "=" + (value.is_text ? quoted(value.text) : std::to_string(value.number));
  }
  return out;
}

Result<std::vector<std::string>> read_components(FieldReader& in) {
  std::vector<std::string> components;
  SCRIP_TRY_VOID(in.expect('('));
  while (true) {
    in.skip_spaces();
    if (in.take(')')) return components;
    auto name = SCRIP_TRY(in.text());
    if (!in.next_is(' ') && !in.next_is(')')) return in.wrong(say("a component has no parameters here"));
    if (std::ranges::find(components, name) != components.end()) return in.wrong(say("'{0}' is covered twice", name));
    if (components.size() == limits::signature_components_max) return in.wrong(say("it covers too many components"));
    components.push_back(std::move(name));
  }
}

Result<Parameters> read_parameters(FieldReader& in) {
  Parameters parameters{.components = SCRIP_TRY(read_components(in)), .values = {}};
  while (in.take(';')) {
    in.skip_spaces();
    Parameters::Value value{.name = SCRIP_TRY(in.key())};
    SCRIP_TRY_VOID(in.expect('='));
    value.is_text = in.next_is('"');
    if (value.is_text) value.text = SCRIP_TRY(in.text());
    if (!value.is_text) value.number = SCRIP_TRY(in.integer());
    if (std::ranges::find(parameters.values, value.name, &Parameters::Value::name) != parameters.values.end()) {
      return in.wrong(say("'{0}' is given twice", value.name));
    }
    parameters.values.push_back(std::move(value));
  }
  return parameters;
}

// A dictionary of exactly one member.
Result<std::string> read_label(FieldReader& in) {
  in.skip_spaces();
  auto label = SCRIP_TRY(in.key());
  SCRIP_TRY_VOID(in.expect('='));
  return label;
}
Result<void> expect_end(FieldReader& in) {
  in.skip_spaces();
  if (in.at_end()) return {};
  return in.wrong(in.next_is(',') ? say("one signature a request")
                                  : say("something follows that does not belong there"));
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

Result<std::string> value_of(std::string_view component, const SignedRequest& request) {
  if (component == "@method") return std::string(request.method);
  if (component == "@path") return std::string(request.path.empty() ? "/" : request.path);
  if (component == "@query") return "?" + std::string(request.query);
  if (component == "@authority") return std::string(request.authority);
  if (component == "@target-uri") {
    return std::string(request.scheme) + "://" + std::string(request.authority) + std::string(request.path) +
           (request.query.empty() ? "" : "?" + std::string(request.query));
  }
  if (component.starts_with('@')) return malformed(say("'{0}' is not taken", component), "Signature-Input");
  const auto field = request.field(component);
  if (!field) return malformed(say("it covers '{0}', which was not sent", component), "Signature-Input");
  return std::string(trimmed(*field));
}

Result<std::string> base_of(const Parameters& parameters, const SignedRequest& request) {
  std::string base;
  for (const auto& component : parameters.components) {
    const std::string value = SCRIP_TRY(value_of(component, request));
    if (!std::ranges::all_of(value, is_visible)) {
      return malformed(say("the value of '{0}' is not plain text", component), "Signature-Input");
    }
    base += quoted(component) + ": " + value + "\n";
  }
  base += quoted(params_name) + ": " + written(parameters);
  if (base.size() <= limits::signature_base_bytes_max) return base;
  return malformed(say("what it covers is longer than {0} bytes", limits::signature_base_bytes_max), "Signature-Input");
}

// The path of "https://host:1/a/b?c".
std::string path_in(std::string_view uri) {
  const auto host = uri.find("://");
  if (host == uri.npos) return {};
  const auto from = uri.find('/', host + 3);
  if (from == uri.npos) return {};
  return std::string(uri.substr(from, uri.find('?', from) - from));
}

Result<void> note_component(SignatureBase& said, std::string_view name, std::string_view value) {
  if (name == "@method") said.method = value;
  if (name == "@path") said.path = value;
  if (name == "@target-uri" && said.path.empty()) said.path = path_in(value);
  if (name == "content-digest") said.body = SCRIP_TRY(read_content_digest(value));
  return {};
}

Result<void> note_parameters(SignatureBase& said, const Parameters& parameters, const FieldReader& in) {
  for (const auto& value : parameters.values) {
    const bool is_time = value.name == "created" || value.name == "expires";
    const bool is_name = value.name == "keyid" || value.name == "alg";
    if ((is_time && value.is_text) || (is_name && !value.is_text))
      return in.wrong(say("'{0}' is of no use", value.name));
    if (value.name == "created") said.created_s = value.number;
    if (value.name == "expires") said.expires_s = value.number;
    if (value.name == "keyid") said.key_id = value.text;
    if (value.name == "alg") said.algorithm = value.text;
  }
  return {};
}

}  // namespace

Result<MessageSignature> read_message_signature(std::string_view signature_input, std::string_view signature,
                                                const SignedRequest& request) {
  FieldReader input(signature_input, "Signature-Input");
  const auto label = SCRIP_TRY(read_label(input));
  const auto parameters = SCRIP_TRY(read_parameters(input));
  SCRIP_TRY_VOID(expect_end(input));

  FieldReader value(signature, "Signature");
  if (SCRIP_TRY(read_label(value)) != label) return value.wrong(say("its label is not that of Signature-Input"));
  const auto bytes = SCRIP_TRY(value.bytes());
  SCRIP_TRY_VOID(expect_end(value));

  MessageSignature read{.base = SCRIP_TRY(base_of(parameters, request)), .signature = {}};
  if (bytes.size() != read.signature.size()) return value.wrong(say("an Ed25519 signature has 64 bytes"));
  std::ranges::copy(bytes, read.signature.begin());
  return read;
}

Result<SignatureBase> read_signature_base(std::string_view base) {
  constexpr std::string_view field = "Signature-Input";
  SignatureBase said;
  std::vector<std::string> names;
  while (true) {
    const auto end = base.find('\n');
    const std::string_view line = base.substr(0, end);
    FieldReader in(line, field);
    auto name = SCRIP_TRY(in.text());
    const auto written_name = quoted(name).size();
    if (!line.substr(written_name).starts_with(": ")) return in.wrong(say("a line reads \"name\": value"));
    const auto value = line.substr(written_name + 2);
    if (end == base.npos) {
      if (name != params_name) return in.wrong(say("the last line has the parameters"));
      FieldReader last(value, field);
      const auto parameters = SCRIP_TRY(read_parameters(last));
      SCRIP_TRY_VOID(expect_end(last));
      if (parameters.components != names) return last.wrong(say("the lines are not those that it covers"));
      if (written(parameters) != value)
        return last.wrong(say("the parameters are written otherwise than they should be"));
      SCRIP_TRY_VOID(note_parameters(said, parameters, last));
      return said;
    }
    SCRIP_TRY_VOID(note_component(said, name, value));
    names.push_back(std::move(name));
    base.remove_prefix(end + 1);
  }
}

std::string content_digest(const Hash256& body) {
  return std::string(sha256_name) + "=:" + to_base64(body.bytes) + ":";
}

Result<Hash256> read_content_digest(std::string_view field) {
  FieldReader in(field, "Content-Digest");
  std::optional<Hash256> found;
  while (true) {
    in.skip_spaces();
    const auto name = SCRIP_TRY(in.key());
    SCRIP_TRY_VOID(in.expect('='));
    const auto bytes = SCRIP_TRY(in.bytes());
    if (name == sha256_name) {
      if (found || bytes.size() != found.emplace().bytes.size()) return in.wrong(say("one sha-256, of 32 bytes"));
      std::ranges::copy(bytes, found->bytes.begin());
    }
    in.skip_spaces();
    if (in.at_end()) break;
    SCRIP_TRY_VOID(in.expect(','));
  }
  if (!found) return in.wrong(say("sha-256 is missing"));
  return *found;
}

SignatureFields sign_body(const PrivateKey& key, const BodyToSign& what) {
  SignatureFields fields{.content_digest = content_digest(sha256(what.body)), .signature_input = {}, .signature = {}};
  const Parameters parameters{
      .components = {"@method", "@path", "content-digest"},
      .values = {{.name = "created", .number = what.created_s}, {.name = "keyid", .is_text = true, .text = key.name}}};
  const std::string base = "\"@method\": POST\n\"@path\": " + std::string(what.path) +
                           "\n\"content-digest\": " + fields.content_digest + "\n" + quoted(params_name) + ": " +
                           written(parameters);
  fields.signature_input = "usage=" + written(parameters);
  fields.signature = "usage=:" + to_base64(sign(key, as_bytes(base))) + ":";
  return fields;
}

Result<PublicKey> read_ed25519_key(std::string_view text) {
  constexpr std::string_view begin = "-----BEGIN PUBLIC KEY-----";
  constexpr std::string_view end = "-----END PUBLIC KEY-----";
  constexpr std::array<std::uint8_t, 12> header{0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
  const auto refused = [] {
    return fail(ErrorCode::key_invalid, say("an Ed25519 public key: 32 bytes in base 64, or PEM"), "public_key");
  };
  std::string packed(text);
  std::erase_if(packed, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
  std::string_view rest = trimmed(packed);
  const bool is_pem = rest.starts_with(begin);
  if (is_pem) {
    if (!rest.ends_with(end)) return refused();
    rest = rest.substr(begin.size(), rest.size() - begin.size() - end.size());
  }
  const auto bytes = from_base64(rest);
  if (!bytes) return refused();
  ByteView key = *bytes;
  if (is_pem) {
    if (key.size() < header.size() || !std::ranges::equal(key.first(header.size()), header)) return refused();
    key = key.subspan(header.size());
  }
  PublicKey read;
  if (key.size() != read.bytes.size()) return refused();
  std::ranges::copy(key, read.bytes.begin());
  return read;
}

}  // namespace scrip::proof
