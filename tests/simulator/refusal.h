// Why a scene does not do what it is told. Pure.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "tests/simulator/concat.h"
#include "tests/simulator/stream.h"

namespace mtxmon::sim {

[[nodiscard]] inline Error no_sense(const Stream& stream, std::string_view why) {
  return Error{concat({"stream \"", stream.name, "\" ", why})};
}

}  // namespace mtxmon::sim
