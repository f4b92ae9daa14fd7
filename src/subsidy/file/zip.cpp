#include "subsidy/file/zip.h"

#include <zlib.h>

#include <algorithm>

#include "subsidy/texts.h"

namespace scrip::subsidy {
namespace {

constexpr std::uint32_t end_mark = 0x06054b50;
constexpr std::uint32_t central_mark = 0x02014b50;
constexpr std::uint32_t local_mark = 0x04034b50;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t central_bytes = 46;
constexpr std::size_t local_bytes = 30;
constexpr std::size_t entries_max = 4'096;

std::unexpected<Error> damaged(Wording<catalogue> what) {
  return fail(ErrorCode::syntax_error, say("the spreadsheet's archive is damaged: {0}", Message(what.sentence())));
}

// A number of `size` bytes, least first; the caller has checked that it lies within.
std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

// Where the end record begins: the last mark in reach of the longest comment.
Result<std::size_t> find_end(std::string_view bytes) {
  if (bytes.size() < end_bytes) return damaged("it is too short");
  const std::size_t last = bytes.size() - end_bytes;
  const std::size_t first = last > 0xffff ? last - 0xffff : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    if (number(bytes, at, 4) == end_mark) return at;
  }
  return damaged("it has no end record");
}

Result<std::string> inflated(std::string_view packed, std::size_t bytes_max) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return fail(ErrorCode::too_large, say("no memory to unpack it"));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write to it
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  char buffer[1 << 14];
  int status = Z_OK;
  while (status == Z_OK && out.size() <= bytes_max) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > bytes_max) return fail(ErrorCode::too_large, say("a sheet is too large unpacked"));
  if (status != Z_STREAM_END) return damaged("a part does not unpack");
  return out;
}

}  // namespace

Result<ZipArchive> ZipArchive::open(std::string_view bytes) {
  ZipArchive archive;
  archive.bytes_ = bytes;
  const std::size_t end = SCRIP_TRY(find_end(bytes));
  if (number(bytes, end + 4, 2) != 0 || number(bytes, end + 6, 2) != 0) {
    return fail(ErrorCode::value_invalid, say("an archive over several disks"));
  }
  const std::size_t count = number(bytes, end + 10, 2);
  std::size_t at = number(bytes, end + 16, 4);
  if (count > entries_max) return fail(ErrorCode::too_large, say("too many parts"));
  for (std::size_t i = 0; i < count; ++i) {
    if (at > end || end - at < central_bytes || number(bytes, at, 4) != central_mark) return damaged("its directory");
    const std::size_t name_size = number(bytes, at + 28, 2);
    const std::size_t more = name_size + number(bytes, at + 30, 2) + number(bytes, at + 32, 2);
    if (end - at - central_bytes < more) return damaged("its directory");
    if ((number(bytes, at + 8, 2) & 1) != 0) return fail(ErrorCode::value_invalid, say("the spreadsheet is encrypted"));
    archive.entries_.insert_or_assign(std::string(bytes.substr(at + central_bytes, name_size)),
                                      Entry{.method = static_cast<std::uint16_t>(number(bytes, at + 10, 2)),
                                            .checksum = number(bytes, at + 16, 4),
                                            .packed = number(bytes, at + 20, 4),
                                            .offset = number(bytes, at + 42, 4)});
    at += central_bytes + more;
  }
  return archive;
}

Result<std::string> ZipArchive::read(std::string_view name, std::size_t bytes_max) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) return damaged("a part is missing");
  const Entry& entry = found->second;
  const std::size_t at = entry.offset;
  if (at > bytes_.size() || bytes_.size() - at < local_bytes || number(bytes_, at, 4) != local_mark) {
    return damaged("a part is not where it should be");
  }
  const std::size_t skip = local_bytes + number(bytes_, at + 26, 2) + number(bytes_, at + 28, 2);
  if (bytes_.size() - at < skip || bytes_.size() - at - skip < entry.packed) return damaged("a part is cut off");
  const std::string_view packed = bytes_.substr(at + skip, entry.packed);
  constexpr std::uint16_t stored = 0;
  constexpr std::uint16_t deflated = 8;
  if (entry.method != stored && entry.method != deflated) return damaged("a part is packed in an unknown way");
  if (entry.method == stored && packed.size() > bytes_max)
    return fail(ErrorCode::too_large, say("a sheet is too large"));
  std::string out = entry.method == stored ? std::string(packed) : SCRIP_TRY(inflated(packed, bytes_max));
  const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size()));
  if (checksum != entry.checksum) return damaged("a checksum does not match");
  return out;
}

}  // namespace scrip::subsidy
