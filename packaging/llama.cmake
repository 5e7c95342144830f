# Read by CMake after each project() while llama-cpp-python is built: what its Python bindings never load is left out, two
# thirds of the work, and with it OpenSSL and curl. Plain variables outrank both defaults and forced cache entries.
foreach(part
    LLAVA_BUILD LLAMA_BUILD_COMMON LLAMA_BUILD_TOOLS LLAMA_BUILD_EXAMPLES LLAMA_BUILD_TESTS LLAMA_BUILD_SERVER
    LLAMA_BUILD_APP LLAMA_OPENSSL LLAMA_CURL)
  set(${part} OFF)
endforeach()

# llama.cpp's code for Intel's AMX ends in a general protection fault at the first prompt on machines that have it
# (llama.cpp's issue 20824 and request 26954); without it they use AVX-512 as the others do.
include(CheckCCompilerFlag)
check_c_compiler_flag(-mno-amx-int8 SOTTO_HAS_AMX_FLAG)
if(SOTTO_HAS_AMX_FLAG)
  add_compile_options($<$<COMPILE_LANGUAGE:C,CXX>:-mno-amx-int8> $<$<COMPILE_LANGUAGE:C,CXX>:-mno-amx-tile>
    $<$<COMPILE_LANGUAGE:C,CXX>:-mno-amx-bf16>)
endif()
