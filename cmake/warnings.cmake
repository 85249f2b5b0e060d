# Link mtxmon_warnings PRIVATE to a target of ours; libraries of others never see these flags.
add_library(mtxmon_warnings INTERFACE)
target_compile_options(mtxmon_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
                                                 -Woverloaded-virtual -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies in `"text" + std::string` at -O2 (GCC bug 105651); there are none.
  target_compile_options(mtxmon_warnings INTERFACE -Wno-restrict)
endif()
if(MTXMON_WERROR)
  target_compile_options(mtxmon_warnings INTERFACE -Werror)
endif()
