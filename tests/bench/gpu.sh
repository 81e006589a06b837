#!/usr/bin/env bash
# Every yardstick on a GPU, from sources alone: nothing is fetched, so it runs where nothing can be.
#
#     bash tests/bench/gpu.sh LLAMA_CPP_PYTHON_SOURCE STARTER.gguf WORK [build|models|measure ...]
#
# LLAMA_CPP_PYTHON_SOURCE is its unpacked source package (docs, models and media may be left out);
# STARTER.gguf lends its tokenizer to models of two shapes with random weights, Q4_K_M: speed does not
# depend on the values. Python needs jinja2, psutil, numpy and gguf. What is done already is not done
# again; the steps can be run one by one. SNUG_BENCH_CMAKE replaces -DGGML_CUDA=ON, SNUG_BENCH_SHAPES
# "8b 1b"; with SNUG_BENCH_FLAGS empty instead of --gpu, the processor is measured.
set -eu
source_package=$(realpath "$1") starter=$(realpath "$2") work=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$work" && work=$(cd "$work" && pwd)
shapes=${SNUG_BENCH_SHAPES-8b 1b}
cores=$(nproc)

build() { # llama.cpp's tools, and beside them a package of the binding with the same libraries
  # shellcheck disable=SC2086 # several switches
  cmake -S "$source_package/vendor/llama.cpp" -B "$work/build" -DCMAKE_BUILD_TYPE=Release \
    -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
    ${SNUG_BENCH_CMAKE--DGGML_CUDA=ON -DCMAKE_CUDA_ARCHITECTURES=native} >"$work/build.log"
  cmake --build "$work/build" -j "$cores" --target \
    llama-bench llama-batched-bench llama-server llama-cli llama-quantize >>"$work/build.log"
  mkdir -p "$work/site/llama_cpp/lib"
  cp "$source_package"/llama_cpp/*.py "$work/site/llama_cpp/"
  cp -L "$work"/build/bin/*.so "$work/site/llama_cpp/lib/"
}

models() {
  for shape in $shapes; do
    [ -e "$work/$shape.gguf" ] && continue
    python3 "$here/synthetic_gguf.py" "$starter" "$work/$shape.f16.gguf" "$shape"
    "$work/build/bin/llama-quantize" "$work/$shape.f16.gguf" "$work/$shape.part" Q4_K_M "$cores" \
      >"$work/quantize.log" 2>&1
    mv "$work/$shape.part" "$work/$shape.gguf"
    rm "$work/$shape.f16.gguf"
  done
}

measure() {
  for shape in $shapes; do
    # shellcheck disable=SC2086 # several flags
    PYTHONPATH="$work/site${PYTHONPATH:+:$PYTHONPATH}" python3 "$here/yardsticks.py" \
      "$work/$shape.gguf" "$work/build/bin" --json "$work/$shape.json" \
      --only "${SNUG_BENCH_ONLY-decode,parallel,server,reuse,snapshot,memory}" \
      ${SNUG_BENCH_FLAGS---gpu}
  done
}

for step in "${@:-build models measure}"; do
  for each in $step; do "$each"; done
done
