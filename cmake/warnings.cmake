# Link mtxmon_warnings PRIVATE to a target of ours; libraries of others never see these flags.
add_library(mtxmon_warnings INTERFACE)
target_compile_options(mtxmon_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
                                                 -Woverloaded-virtual -Wimplicit-fallthrough)
if(MTXMON_WERROR)
  target_compile_options(mtxmon_warnings INTERFACE -Werror)
endif()
