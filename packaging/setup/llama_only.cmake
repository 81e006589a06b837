# Included by CMake right after llama.cpp's own project() call (CMAKE_PROJECT_llama.cpp_INCLUDE).
# The package forces llama.cpp's "common" library on; the low-level binding does not use it, and
# without it the build has 83 steps instead of 140.
set(LLAMA_BUILD_COMMON OFF)
