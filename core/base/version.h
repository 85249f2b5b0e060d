// Who this build is: kVersion, kRevision (git) and kCompiler, filled in by CMake.
#pragma once

#include "version_values.h"  // IWYU pragma: export
