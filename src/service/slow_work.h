#pragma once
// Answers that take long to make: the work runs on a thread beside the I/O thread (limits::slow_threads of them, at
// most limits::slow_queue_max answers wait; more are refused with `overloaded`).

#include <functional>
#include <memory>
#include <utility>

#include "service/service.h"

namespace scrip::service {

// `work` touches nothing but what it was given by value, and what it makes; `finish`, between requests again, judges
// what was made on the state as it is then.
template <class Made>
[[nodiscard]] http::Response slowly(const Call& call, std::function<Made()> work,
                                    std::function<Result<http::Response>(Made&)> finish) {
  http::Response response;
  const auto made = std::make_shared<std::optional<Made>>();  // shared by the work and what comes after it
  response.later = std::make_shared<http::Response::Later>(
      http::Response::Later{.work = [work = std::move(work), made] { made->emplace(work()); },
                            .finish =
                                [finish = std::move(finish), made, language = call.language] {
                                  auto answered = finish(**made);
                                  return answered ? std::move(*answered) : problem_answer(answered.error(), language);
                                }});
  return response;
}

// For work that makes the answer itself.
[[nodiscard]] inline http::Response slowly(const Call& call, std::function<Result<http::Response>()> work) {
  return slowly<Result<http::Response>>(call, std::move(work),
                                        [](Result<http::Response>& made) { return std::move(made); });
}

}  // namespace scrip::service
