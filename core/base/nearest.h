// "Did you mean …?" for flags, configuration keys and command words. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace mtxmon {

// The candidate with the fewest edits from `word`; where even that one is no likely typing error
// (more than two letters and more than a third of the word, or every letter, would have to change),
// the first one that goes on with a dot where `word` ends. Empty: none is near.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       const std::vector<std::string_view>& candidates);

}  // namespace mtxmon
