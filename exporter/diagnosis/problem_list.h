// ProblemList: which problem of this poll is which of the last one, and so what began, changed and
// ended. Pure state.
//
// A problem keeps its key while it goes on: also when its severity or its streams change, when a
// stall becomes an end, when it turns out to be part of a common cause, and over a restart of the
// exporter. What stood for several streams and falls apart hands its key to one of them; of the
// others nothing begins either. Each change is told once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/problem.h"

namespace mtxmon {

class ProblemList {
 public:
  // What another exporter, or an earlier life of this one, has told last. Nothing else is known
  // then.
  void restore(std::vector<Problem> told);

  // Gives each problem the key that it had in the last poll, or a new one. `server_answers`: else
  // what is not found any more is not over.
  std::vector<ProblemChange> update(std::vector<Problem>& problems, WallTime at,
                                    bool server_answers);
  // Which common cause each stream was part of in the last poll; valid until the next call.
  [[nodiscard]] std::map<std::string_view, const Problem*> groups() const;
  // What the last poll did not find, and what is not over.
  [[nodiscard]] std::vector<Problem> held() const;

 private:
  struct Known {
    Problem problem;
    std::size_t stream_count = 0;  // those of a restored one may be named in part
    bool found = false;            // in the last poll
  };
  using ByStream = std::multimap<std::string_view, std::size_t>;  // → index; "": of the whole node

  void find_again(std::vector<Problem>& problems);
  void add_new(std::vector<Problem>& problems, std::vector<ProblemChange>& changes);
  void note_changed(const std::vector<Problem>& problems, std::vector<ProblemChange>& changes);
  void end_absent(const std::vector<Problem>& problems, WallTime at,
                  std::vector<ProblemChange>& changes);

  std::vector<Known> known_;
  std::uint64_t last_number_ = 0;
  WallTime last_time_;
};

}  // namespace mtxmon
