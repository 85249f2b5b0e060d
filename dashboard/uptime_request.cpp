#include "dashboard/uptime_request.h"

#include <algorithm>
#include <utility>

namespace mtxmon {
namespace {

constexpr std::chrono::hours kDefaultRange{24};

}  // namespace

Result<UptimeRequest> parse_uptime_request(const Request& request, WallTime now) {
  auto subject = parse_subject(request);
  if (!subject) return std::move(subject).error();
  if (subject->kind == SubjectKind::Host || subject->kind == SubjectKind::Connection)
    return Error{"node: say node= and path= for a stream, or node= alone for the server"};
  auto range = parse_time_range(request, now, kDefaultRange);
  if (!range) return std::move(range).error();
  if (range->from >= now) return Error{"from: is not in the past"};
  range->to = std::min(range->to, now);
  auto form = answer_form(request);
  if (!form) return std::move(form).error();
  const std::string timeline = request.parameter("timeline").value_or("0");
  if (timeline != "0" && timeline != "1") return Error{"timeline: say 0 or 1"};
  return UptimeRequest{std::move(*subject), *range, timeline == "1", *form};
}

}  // namespace mtxmon
