// The newest state of the dashboard, for those who answer from it.
#pragma once

#include <functional>

#include "dashboard/state.h"

namespace mtxmon {

using NewestState = std::function<StatePtr()>;  // never null; any thread

}  // namespace mtxmon
