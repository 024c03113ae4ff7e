# Where each dependency comes from: Mbed TLS from a hash-checked archive, the others from the toolchain's packages.
include(FetchContent)

# ---- Mbed TLS ----
set(mbedtls_version 3.6.6)
set(mbedtls_sha256 8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a)
# scripts/toolchain.js lays the archive here; its signature was checked by apt.
file(GLOB mbedtls_archive /usr/src/mbedtls/mbedtls_3.6.*.orig.tar.bz2)
if(mbedtls_archive AND NOT mbedtls_archive MATCHES "_${mbedtls_version}\\.orig")
  message(NOTICE "imskit: taking ${mbedtls_archive} instead of ${mbedtls_version}, which Debian no longer has")
  file(SHA256 "${mbedtls_archive}" mbedtls_sha256)
elseif(NOT mbedtls_archive)
  set(mbedtls_archive
    https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-${mbedtls_version}/mbedtls-${mbedtls_version}.tar.bz2)
endif()
# SOURCE_SUBDIR names no folder with a CMakeLists.txt: the sources are compiled here, with this project's flags.
FetchContent_Declare(mbedtls URL ${mbedtls_archive} URL_HASH SHA256=${mbedtls_sha256} SOURCE_SUBDIR library/none
  DOWNLOAD_EXTRACT_TIMESTAMP FALSE)
FetchContent_MakeAvailable(mbedtls)
set(mbedtls_sources)
foreach(source aes asn1parse asn1write base64 bignum bignum_core cipher cipher_wrap constant_time des md md5 oid pkcs5
    platform platform_util rsa rsa_alt_helpers sha1 sha256 sha512)
  list(APPEND mbedtls_sources ${mbedtls_SOURCE_DIR}/library/${source}.c)
endforeach()

# ---- nlohmann/json: headers alone ----
find_path(nlohmann_include nlohmann/json.hpp PATHS /usr/include NO_CMAKE_FIND_ROOT_PATH REQUIRED)
# A folder of its own: with all of /usr/include on its path, Emscripten would find the wrong C library.
file(COPY ${nlohmann_include}/nlohmann DESTINATION ${CMAKE_BINARY_DIR}/_deps/include)
add_library(nlohmann_headers INTERFACE)
target_include_directories(nlohmann_headers SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/_deps/include)

# ---- GoogleTest, from source, so that it is built for WebAssembly too ----
find_path(googletest_source src/gtest-all.cc PATHS /usr/src/googletest/googletest NO_CMAKE_FIND_ROOT_PATH REQUIRED)
add_library(gtest_with_main STATIC ${googletest_source}/src/gtest-all.cc ${googletest_source}/src/gtest_main.cc)
target_include_directories(gtest_with_main SYSTEM PUBLIC ${googletest_source}/include PRIVATE ${googletest_source})
target_link_libraries(gtest_with_main PUBLIC imskit_flags)
if(EMSCRIPTEN)
  target_compile_definitions(gtest_with_main PUBLIC GTEST_HAS_PTHREAD=0)
endif()
