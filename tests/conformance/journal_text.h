#pragma once
// Entries as short texts, and what a store holds as a list of them.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "ports/store.h"

namespace scrip::testing {

inline Bytes bytes_of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

inline std::string text_of(const Bytes& bytes) { return std::string{as_text(bytes)}; }

inline Bytes random_bytes(std::size_t size, std::uint64_t seed) {
  Random random{seed};
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
  return bytes;
}

inline Result<void> append(ports::Store& store, std::uint64_t first, const std::vector<std::string>& texts) {
  std::vector<ByteView> entries;
  for (const std::string& text : texts) entries.push_back(as_bytes(text));
  return store.append(first, entries);
}

inline Result<std::vector<std::string>> read_texts(ports::Store& store, std::uint64_t first = 1,
                                                   std::uint64_t last = ports::to_the_end) {
  std::vector<std::string> texts;
  SCRIP_TRY_VOID(store.read(first, last, [&](std::uint64_t sequence, ByteView bytes) {
    EXPECT_EQ(sequence, std::max<std::uint64_t>(first, 1) + texts.size());
    texts.emplace_back(as_text(bytes));
    return true;
  }));
  return texts;
}

using Texts = std::vector<std::string>;

template <class T>
::testing::AssertionResult is_ok(const Result<T>& result) {
  if (result.has_value()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << describe(result.error(), Language::english);
}

// Every error must also say what exactly went wrong.
template <class T>
::testing::AssertionResult has_failed(ErrorCode code, const Result<T>& result) {
  if (result.has_value()) return ::testing::AssertionFailure() << "no error";
  if (result.error().code == code && !result.error().detail.empty()) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << describe(result.error(), Language::english);
}

}  // namespace scrip::testing

#define EXPECT_OK(expression) EXPECT_TRUE(::scrip::testing::is_ok(expression))
#define EXPECT_ERROR(error_code, expression) \
  EXPECT_TRUE(::scrip::testing::has_failed(::scrip::ErrorCode::error_code, expression))
