#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace scrip {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "scrip: internal check failed: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace scrip
