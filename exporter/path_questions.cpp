#include "exporter/path_questions.h"

#include <algorithm>

namespace mtxmon {
namespace {

template <typename Concerns>
std::vector<Question> questions_of(Question::What what, const std::vector<PathItem>& paths,
                                   const PathConfigs& configs, Concerns concerns) {
  std::vector<Question> questions;
  for (const PathItem& path : paths) {
    if (questions.size() == kMaxPathQuestions) break;
    const auto config = configs.find(path.conf_name);
    if (config == configs.end() || !concerns(path, config->second)) continue;
    questions.push_back({.what = what, .path = path.name});
  }
  return questions;
}

}  // namespace

std::vector<Question> forward_questions(const std::vector<PathItem>& paths,
                                        const PathConfigs& configs) {
  return questions_of(Question::What::Forwards, paths, configs,
                      [](const PathItem&, const PathConfig& config) { return config.forwards; });
}

std::vector<Question> source_questions(const std::vector<PathItem>& paths,
                                       const PathConfigs& configs) {
  const auto of = [&](bool available) {
    return questions_of(Question::What::Source, paths, configs,
                        [=](const PathItem& path, const PathConfig& config) {
                          return config.static_source && path.available == available;
                        });
  };
  std::vector<Question> questions = of(false);
  for (Question& question : of(true)) questions.push_back(std::move(question));
  questions.resize(std::min(questions.size(), kMaxPathQuestions));
  return questions;
}

}  // namespace mtxmon
