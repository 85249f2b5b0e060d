// The list of all resources of the field table. Adding a protocol is one table file and one line
// here.
#pragma once

#include <array>

#include "core/schema/field.h"
#include "core/schema/srt.h"

namespace mtxmon {

inline constexpr std::array<const Resource*, 1> kResources = {&kSrt};

}  // namespace mtxmon
