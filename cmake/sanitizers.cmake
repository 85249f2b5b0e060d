if(MTXMON_SANITIZE)
  add_compile_options(-fsanitize=${MTXMON_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MTXMON_SANITIZE})
endif()
if(MTXMON_FUZZ)  # coverage for the fuzzers, in the libraries too
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
