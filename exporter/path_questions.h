// Which paths are asked about one by one, because only a question of its own tells. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "exporter/api_question.h"
#include "exporter/poll_result.h"

namespace mtxmon {

using PathConfigs = std::map<std::string, PathConfig, std::less<>>;  // by name

inline constexpr std::size_t kMaxPathQuestions = 100;  // of each kind, because each is a request

// Of the paths that are forwarded.
[[nodiscard]] std::vector<Question> forward_questions(const std::vector<PathItem>& paths,
                                                      const PathConfigs& configs);
// Of the paths with a static source; those without a stream come first.
[[nodiscard]] std::vector<Question> source_questions(const std::vector<PathItem>& paths,
                                                     const PathConfigs& configs);

}  // namespace mtxmon
