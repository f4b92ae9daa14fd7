#include "connectors/line_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>

namespace scrip::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string packed(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Lines {
  std::vector<std::string> lines;
  std::vector<Error> errors;
  std::uint64_t bytes = 0;
};

Lines read_all(LineSource source) {
  Lines out;
  std::string_view line;
  for (;;) {
    const auto more = source.next(line);
    if (!more) {
      out.errors.push_back(more.error());
      if (more.error().code != ErrorCode::too_large) break;
    } else if (*more) {
      out.lines.emplace_back(line);
    } else {
      break;
    }
  }
  out.bytes = source.bytes_read();
  return out;
}

Lines read_text(std::string text, std::size_t max = limits::import_line_bytes_max) {
  return read_all(LineSource{ByteSource::from_memory(std::move(text)), max});
}

class TemporaryFolder : public ::testing::Test {
 protected:
  TemporaryFolder() : folder_(std::filesystem::temp_directory_path() / ("scrip_lines_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~TemporaryFolder() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& content) {
    const auto path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path.string();
  }
  std::filesystem::path folder_;
};

TEST(LineSource, HandsOutLinesWithEveryKindOfEnd) {
  EXPECT_THAT(read_text("a\r\nb\n\nc").lines, ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(read_text("a\n").lines, ElementsAre("a"));
  EXPECT_THAT(read_text("").lines, SizeIs(0));
  EXPECT_THAT(read_text("\n").lines, ElementsAre(""));
}

TEST(LineSource, LeavesOutAByteOrderMarkAtTheFrontOnly) {
  EXPECT_THAT(read_text("\xEF\xBB\xBF"
                        "a\n\xEF\xBB\xBF"
                        "b")
                  .lines,
              ElementsAre("a",
                          "\xEF\xBB\xBF"
                          "b"));
}

TEST(LineSource, LinesRunOverTheEdgesOfBlocks) {
  std::string text;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < 40'000; ++i) {
    expected.push_back(std::string(i % 97, 'x') + std::to_string(i));
    text += expected.back() + "\n";
  }
  EXPECT_EQ(read_text(text).lines, expected);
  EXPECT_EQ(read_text(packed(text)).lines, expected);
}

TEST(LineSource, SkipsALineOverTheLimitAndGoesOnBehindIt) {
  for (const std::size_t size : {std::size_t{101}, std::size_t{300'000}, std::size_t{3'000'000}}) {
    const auto result = read_text("a\n" + std::string(size, 'x') + "\nb\n", 100);
    EXPECT_THAT(result.lines, ElementsAre("a", "b")) << size;
    ASSERT_THAT(result.errors, SizeIs(1)) << size;
    EXPECT_EQ(result.errors[0].code, ErrorCode::too_large);
    EXPECT_EQ(result.errors[0].line, 2U);
  }
  EXPECT_THAT(read_text(std::string(100, 'x') + "\r\n", 100).lines, ElementsAre(SizeIs(100)));
  EXPECT_THAT(read_text("a\n" + std::string(5'000'000, 'x'), 100).errors, SizeIs(1));
}

TEST(LineSource, TellsPackedFilesByTheirFirstBytes) {
  const std::string once = packed("a\nb\n");
  EXPECT_THAT(read_text(once).lines, ElementsAre("a", "b"));
  EXPECT_EQ(read_text(once).bytes, once.size());
  EXPECT_THAT(read_text(packed("a\nb") + packed("") + packed("c\n")).lines, ElementsAre("a", "bc"));
  EXPECT_THAT(read_text(once + std::string(512, '\0')).lines, ElementsAre("a", "b"));
}

TEST(LineSource, ReportsPackedDataThatIsCut) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919) + "\n";
  const std::string whole = packed(text);
  for (const std::size_t size :
       {whole.size() - 1, whole.size() - 8, whole.size() / 2, std::size_t{11}, std::size_t{2}}) {
    const auto result = read_text(whole.substr(0, size));
    ASSERT_THAT(result.errors, SizeIs(1)) << size;
    EXPECT_EQ(result.errors[0].code, ErrorCode::file_truncated);
    EXPECT_EQ(result.errors[0].line, result.lines.size());
    for (std::size_t i = 0; i < result.lines.size(); ++i) {
      ASSERT_EQ(result.lines[i], std::to_string(i * 7919)) << "no line is cut";
    }
  }
}

TEST(LineSource, ReportsPackedDataThatIsDamaged) {
  std::string damaged = packed(std::string(100'000, 'x') + "\n");
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // its checksum
  EXPECT_EQ(read_text(damaged).errors.at(0).code, ErrorCode::file_unreadable);
  EXPECT_EQ(read_text(packed("a\n") + "trailing text").errors.at(0).code, ErrorCode::file_unreadable);
}

TEST_F(TemporaryFolder, OpensPlainAndPackedFiles) {
  EXPECT_THAT(read_all(LineSource{*ByteSource::open(write("a.gz", "a\nb"))}).lines, ElementsAre("a", "b"));
  EXPECT_THAT(read_all(LineSource{*ByteSource::open(write("b.txt", packed("a\nb")))}).lines, ElementsAre("a", "b"));
}

TEST_F(TemporaryFolder, SaysWhyAFileCannotBeRead) {
  const auto reason = [](const std::string& path) {
    const auto source = ByteSource::open(path);
    EXPECT_FALSE(source.has_value());
    EXPECT_EQ(source.error().code, ErrorCode::file_unreadable);
    return source.error().detail;
  };
  EXPECT_THAT(reason((folder_ / "missing").string()), HasSubstr("No such file"));
  EXPECT_THAT(reason(folder_.string()), HasSubstr("is a directory"));
}

TEST(ByteSource, WhatWasPeekedAtIsStillHandedOut) {
  auto source = ByteSource::from_memory("abcdef");
  EXPECT_EQ(*source.peek(3), "abc");
  EXPECT_EQ(*source.peek(100), "abcdef");
  std::string out(4, ' ');
  EXPECT_EQ(*source.read(out), 4U);
  EXPECT_EQ(out, "abcd");
  EXPECT_EQ(*source.read(out), 2U);
  EXPECT_EQ(*source.read(out), 0U);
}

}  // namespace
}  // namespace scrip::connectors
