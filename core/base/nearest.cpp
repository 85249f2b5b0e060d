#include "core/base/nearest.h"

#include <algorithm>
#include <numeric>

namespace mtxmon {
namespace {

// Levenshtein distance.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  word = word.substr(0, 100);  // longer than any name; the work grows with the length
  std::string_view best;
  // Two letters that changed places are two edits; what changes every letter is another word.
  std::size_t best_edits = std::min(std::max<std::size_t>(2, word.size() / 3) + 1, word.size());
  for (const auto candidate : candidates) {
    const std::size_t distance = edits(word, candidate);
    if (distance < best_edits) {
      best_edits = distance;
      best = candidate;
    }
  }
  if (!best.empty() || word.empty()) return best;
  const auto goes_on = std::ranges::find_if(candidates, [&](std::string_view candidate) {
    return candidate.starts_with(word) && candidate.substr(word.size()).starts_with('.');
  });
  return goes_on == candidates.end() ? best : *goes_on;
}

}  // namespace mtxmon
