#include "dashboard/row_distance.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace mtxmon {

std::int64_t usual_distance(std::span<const std::int64_t> keys) {
  if (keys.size() < 3) return 0;
  std::vector<std::int64_t> distances;
  distances.reserve(keys.size() - 1);
  for (std::size_t i = 1; i < keys.size(); ++i) distances.push_back(keys[i] - keys[i - 1]);
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>((distances.size() - 1) / 2);
  std::ranges::nth_element(distances, middle);
  return *middle;
}

}  // namespace mtxmon
