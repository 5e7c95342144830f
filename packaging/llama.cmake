# Read by CMake after each project() while llama-cpp-python is built. Its build forces llama.cpp's `common` library on (a
# third of the work); the Python bindings never load it. A plain variable outranks the forced cache entry.
set(LLAMA_BUILD_COMMON OFF)
