// The JSON of problems, in snapshots and in the record of what began, changed and ended. Pure.
#pragma once

#include <string>

#include "core/model/json_writer.h"
#include "core/model/problem.h"

namespace mtxmon {

// The members of a problem, within an object that was begun.
void write_problem(JsonWriter& json, const Problem& problem);
[[nodiscard]] std::string encode_problem_change(const std::string& node,
                                                const ProblemChange& change);

}  // namespace mtxmon
