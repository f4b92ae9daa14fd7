#pragma once
// The socket that Slurm's submit hook asks (site/slurm/job_submit.lua): one line, one answer, from memory alone.
//
//   submit <TAB> ACCOUNT <TAB> devices | none <TAB> COMMENT
//
//   yes                 it will be held until it is paid for
//   free                it is none of Scrip's business
//   no <TAB> SENTENCE   it is refused
//   say <TAB> SENTENCE  as yes, and the user is told this
//
// It runs inside Slurm's controller, which waits: so no answer here waits for anything else.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "site/config.h"
#include "site/judge.h"

namespace scrip::site {

// What the hook is told for one line.
[[nodiscard]] std::string answer_hook(std::string_view line, const Config& config, const Known& known,
                                      std::int64_t now_s);

class HookServer {
 public:
  // Both must outlive it. A socket that nobody answers at any more is replaced. Errors: store_unavailable (the socket
  // cannot be made, or another agent answers at it).
  [[nodiscard]] static Result<std::unique_ptr<HookServer>> start(const Config& config, const Known& known);
  ~HookServer();
  HookServer(const HookServer&) = delete;
  HookServer& operator=(const HookServer&) = delete;

 private:
  struct Socket {  // the file, as the file system knows it
    std::uint64_t device = 0;
    std::uint64_t number = 0;
    friend bool operator==(const Socket&, const Socket&) = default;
  };
  HookServer(const Config& config, const Known& known, int listener, int wake);
  [[nodiscard]] static Socket socket_at(const std::string& path);
  void serve();

  const Config& config_;
  const Known& known_;
  Socket socket_;  // where another file took its place, that one is not ours to remove
  int listener_;
  int wake_;  // an eventfd: readable once it is over
  std::thread thread_;
};

}  // namespace scrip::site
