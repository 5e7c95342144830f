# Read by CMake after each project() while llama-cpp-python is built: what its Python bindings never load is left out, two
# thirds of the work, and with it OpenSSL and curl. Plain variables outrank both defaults and forced cache entries.
foreach(part
    LLAVA_BUILD LLAMA_BUILD_COMMON LLAMA_BUILD_TOOLS LLAMA_BUILD_EXAMPLES LLAMA_BUILD_TESTS LLAMA_BUILD_SERVER
    LLAMA_BUILD_APP LLAMA_OPENSSL LLAMA_CURL)
  set(${part} OFF)
endforeach()
