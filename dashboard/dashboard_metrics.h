// The dashboard's own figures for /metrics. Pure.
#pragma once

#include "core/metrics/exposition.h"
#include "core/web/web_server.h"
#include "dashboard/state.h"

namespace mtxmon {

void write_dashboard_metrics(ExpositionWriter& out, const State& state, const WebServerStats& web);

}  // namespace mtxmon
