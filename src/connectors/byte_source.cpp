#include "connectors/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

#include "base/check.h"
#include "base/system_error.h"
#include "connectors/texts.h"

namespace scrip::connectors {
namespace {

constexpr std::size_t packed_block_bytes = 256 * 1024;
constexpr int gzip_window = 15 + 16;  // the largest window; gzip wrapping only

std::unexpected<Error> unreadable(const std::string& name, const Message& reason) {
  return fail(ErrorCode::file_unreadable, say("{0}: {1}", name, reason));
}

}  // namespace

class ByteSource::State {
 public:
  State(std::string name, int descriptor, std::string memory)
      : name_(std::move(name)), descriptor_(descriptor), memory_(std::move(memory)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (packed_) inflateEnd(&unpacker_);
    if (descriptor_ > STDIN_FILENO) close(descriptor_);
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t consumed() const { return taken_ - (block_.size() - block_at_); }

  // As many bytes as fit, from the peeked front first.
  Result<std::size_t> read(std::span<char> out) {
    if (!started_) SCRIP_TRY_VOID(start());
    std::size_t filled = std::min(out.size(), front_.size() - front_at_);
    std::memcpy(out.data(), front_.data() + front_at_, filled);
    front_at_ += filled;
    while (filled < out.size() && !fault_) {
      const auto more = packed_ ? unpack(out.subspan(filled)) : read_plain(out.subspan(filled));
      if (!more) {
        fault_ = more.error();
      } else if (*more == 0) {
        break;
      } else {
        filled += *more;
      }
    }
    if (filled == 0 && fault_) return std::unexpected(*fault_);
    return filled;
  }

  Result<std::string_view> peek(std::size_t size) {
    SCRIP_CHECK(front_at_ == 0);
    if (front_.size() < size) {
      std::string front(size, '\0');
      const std::size_t filled = SCRIP_TRY(read(front));
      front.resize(filled);
      front_ = std::move(front);
      front_at_ = 0;
    }
    return std::string_view{front_}.substr(0, size);
  }

 private:
  // Bytes as they lie in the file. 0 means its end.
  Result<std::size_t> read_raw(std::span<char> out) {
    if (descriptor_ < 0) {
      const std::size_t size = std::min(out.size(), memory_.size() - taken_);
      std::memcpy(out.data(), memory_.data() + taken_, size);
      taken_ += size;
      return size;
    }
    for (;;) {
      const ssize_t size = ::read(descriptor_, out.data(), out.size());
      if (size >= 0) {
        taken_ += static_cast<std::uint64_t>(size);
        return static_cast<std::size_t>(size);
      }
      if (errno != EINTR) return unreadable(name_, system_error(errno));
    }
  }

  // Puts at least `wanted` unread bytes in the block unless the file ends first.
  Result<std::size_t> fill_block(std::size_t wanted) {
    block_.erase(block_.begin(), block_.begin() + static_cast<std::ptrdiff_t>(block_at_));
    block_at_ = 0;
    while (block_.size() < wanted) {
      const std::size_t before = block_.size();
      block_.resize(std::max(wanted, packed_block_bytes));
      const auto more = read_raw(std::span{block_}.subspan(before));
      block_.resize(before + more.value_or(0));
      if (!more) return std::unexpected(more.error());
      if (*more == 0) break;
    }
    return block_.size();
  }

  [[nodiscard]] bool at_gzip_magic() const {
    return block_.size() - block_at_ >= 2 && block_[block_at_] == '\x1f' && block_[block_at_ + 1] == '\x8b';
  }

  Result<void> start() {
    started_ = true;
    SCRIP_TRY_VOID(fill_block(2));
    packed_ = at_gzip_magic();
    if (!packed_) return {};
    SCRIP_CHECK(inflateInit2(&unpacker_, gzip_window) == Z_OK);  // fails only when out of memory
    return {};
  }

  Result<std::size_t> read_plain(std::span<char> out) {
    if (block_at_ == block_.size()) return read_raw(out);
    const std::size_t size = std::min(out.size(), block_.size() - block_at_);
    std::memcpy(out.data(), block_.data() + block_at_, size);
    block_at_ += size;
    return size;
  }

  // One round of unpacking; 0 bytes mean the end of the last member.
  Result<std::size_t> unpack(std::span<char> out) {
    while (!unpacked_) {
      if (block_at_ == block_.size() && SCRIP_TRY(fill_block(1)) == 0) {
        return fail(ErrorCode::file_truncated, say("{0}: the packed data ends in the middle", name_));
      }
      const std::size_t size = SCRIP_TRY(inflate_some(out));
      if (size != 0) return size;
    }
    return std::size_t{0};
  }

  Result<std::size_t> inflate_some(std::span<char> out) {
    const std::size_t room = std::min<std::size_t>(out.size(), std::numeric_limits<uInt>::max());
    unpacker_.next_in = reinterpret_cast<Bytef*>(block_.data() + block_at_);
    unpacker_.avail_in = static_cast<uInt>(block_.size() - block_at_);
    unpacker_.next_out = reinterpret_cast<Bytef*>(out.data());
    unpacker_.avail_out = static_cast<uInt>(room);
    const int answer = inflate(&unpacker_, Z_NO_FLUSH);
    block_at_ = block_.size() - unpacker_.avail_in;
    if (answer == Z_STREAM_END) {
      SCRIP_TRY_VOID(next_member());
    } else if (answer != Z_OK && answer != Z_BUF_ERROR) {
      return unreadable(
          name_, say("the packed data is damaged: {0}", (unpacker_.msg != nullptr ? unpacker_.msg : "unknown fault")));
    }
    return room - unpacker_.avail_out;
  }

  // A gzip file may hold several members; zero bytes after the last are padding (tapes, RFC 1952 readers agree).
  Result<void> next_member() {
    SCRIP_TRY_VOID(fill_block(2));
    if (at_gzip_magic()) {
      SCRIP_CHECK(inflateReset(&unpacker_) == Z_OK);
      return {};
    }
    unpacked_ = true;
    const auto rest = std::span{block_}.subspan(block_at_);
    if (std::any_of(rest.begin(), rest.end(), [](char byte) { return byte != '\0'; })) {
      fault_ = unreadable(name_, say("other bytes follow the packed data")).error();
    }
    return {};
  }

  std::string name_;
  int descriptor_ = -1;
  std::string memory_;
  std::uint64_t taken_ = 0;  // from the file

  std::vector<char> block_;  // read but not yet consumed: packed data, or the first bytes of a plain file
  std::size_t block_at_ = 0;
  std::string front_;  // peeked at
  std::size_t front_at_ = 0;
  bool started_ = false;
  bool packed_ = false;
  bool unpacked_ = false;  // the last member has ended
  z_stream unpacker_{};
  std::optional<Error> fault_;
};

Result<ByteSource> ByteSource::open(const std::string& path) {
  if (path == "-") return ByteSource{std::make_unique<State>("standard input", STDIN_FILENO, std::string{})};
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return unreadable(path, system_error(errno));
  auto state = std::make_unique<State>(path, descriptor, std::string{});
  struct stat facts{};
  if (fstat(descriptor, &facts) != 0) return unreadable(path, system_error(errno));
  if (S_ISDIR(facts.st_mode)) return unreadable(path, say("is a directory"));
  return ByteSource{std::move(state)};
}

ByteSource ByteSource::from_memory(std::string bytes) {
  return ByteSource{std::make_unique<State>("memory", -1, std::move(bytes))};
}

Result<std::size_t> ByteSource::read(std::span<char> out) { return state_->read(out); }
Result<std::string_view> ByteSource::peek(std::size_t size) { return state_->peek(size); }
std::uint64_t ByteSource::bytes_read() const { return state_->consumed(); }
const std::string& ByteSource::name() const { return state_->name(); }

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

}  // namespace scrip::connectors
