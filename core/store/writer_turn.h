// WriterTurn: the Report of one turn of a WriterSession while it is being made. Plain bookkeeping
// without I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/base/result.h"
#include "core/store/pending_writes.h"
#include "core/store/writer_session.h"

namespace mtxmon {

inline bool is_out_of_memory(std::string_view reply) {
  return reply.find("OOM command") != std::string_view::npos;
}

struct WriterTurn {
  // A refused command.
  struct Refusal {
    std::string command;
    std::string reply;
  };
  struct Part {
    bool writable = true;  // lease ours and latest accepted
    // Lease or latest met an error, which the subscribers should know.
    std::optional<Refusal> refused;
  };

  explicit WriterTurn(const std::vector<PendingWrites::Job>& all) : jobs(all), parts(all.size()) {
    report.outcomes.resize(all.size());
  }

  const std::vector<PendingWrites::Job>& jobs;
  WriterSession::Report report;
  std::vector<Part> parts;  // one per job
  bool out_of_memory = false;
  int round = 0;  // later ones write what was refused, when there is room for it

  // Notes an error reply. One that only a new connection can cure is an Error.
  Status note(std::string_view command, const std::string& reply) {
    ++report.errors;
    out_of_memory = out_of_memory || is_out_of_memory(reply);
    auto text = fmt::format("{}: {}", command, printable(reply));
    if (reply.find("READONLY") != std::string::npos)
      return Error{std::move(text)};  // a replica now: look again
    if (report.first_error.empty()) report.first_error = std::move(text);
    return {};
  }

  // note(), for who writes a part of this turn.
  NoteRefusal noting() {
    return
        [this](std::string_view command, const std::string& reply) { return note(command, reply); };
  }

  void refuse(std::size_t job, std::string command, std::string reply) {
    parts[job].writable = false;
    parts[job].refused = {std::move(command), std::move(reply)};
  }
};

}  // namespace mtxmon
