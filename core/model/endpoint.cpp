#include "core/model/endpoint.h"

namespace mtxmon {

std::string_view endpoint_word(EndpointState state) {
  switch (state) {
    case EndpointState::Ok:
      return "ok";
    case EndpointState::Off:
      return "off";
    case EndpointState::Failed:
      return "failed";
    case EndpointState::Unknown:
      break;
  }
  return "unknown";
}

}  // namespace mtxmon
