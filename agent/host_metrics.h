// HostSample → the mediamtx_host_* series of /metrics. Pure.
#pragma once

#include <string_view>

#include "agent/host_sample.h"
#include "core/metrics/exposition.h"

namespace mtxmon {

// `sample` is null before the first one and when the newest is not fresh: then mediamtx_host_up 0
// is the only series, so that nobody takes old figures for the present. The series of a part that
// could not be read are missing, and mediamtx_host_part_success{part} is 0.
void write_host_metrics(ExpositionWriter& out, std::string_view host, const HostSample* sample);

}  // namespace mtxmon
