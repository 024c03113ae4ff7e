# Finds each dependency: an installed package if there is one, otherwise an archive with a pinned hash.
include(FetchContent)

# ---- Mbed TLS: always from source, because we change its configuration and replace four of its functions ----
set(mbedtls_version 3.6.6)
set(mbedtls_sha256 8fb65fae8dcae5840f793c0a334860a411f884cc537ea290ce1c52bb64ca007a)
# scripts/toolchain.js puts Debian's source archive here, after apt has checked its signature.
file(GLOB mbedtls_archive /usr/src/mbedtls/mbedtls_3.6.*.orig.tar.bz2)
if(mbedtls_archive AND NOT mbedtls_archive MATCHES "_${mbedtls_version}\\.orig")
  message(NOTICE "imskit: using ${mbedtls_archive}, because Debian no longer has ${mbedtls_version}")
  file(SHA256 "${mbedtls_archive}" mbedtls_sha256)
elseif(NOT mbedtls_archive)
  set(mbedtls_archive
    https://github.com/Mbed-TLS/mbedtls/releases/download/mbedtls-${mbedtls_version}/mbedtls-${mbedtls_version}.tar.bz2)
endif()
# SOURCE_SUBDIR names a folder without CMakeLists.txt: this project compiles the sources itself, with its own flags.
FetchContent_Declare(mbedtls URL ${mbedtls_archive} URL_HASH SHA256=${mbedtls_sha256} SOURCE_SUBDIR library/none
  DOWNLOAD_EXTRACT_TIMESTAMP FALSE)
FetchContent_MakeAvailable(mbedtls)
set(mbedtls_sources)
foreach(source aes asn1parse asn1write base64 bignum bignum_core cipher cipher_wrap constant_time des md md5 oid pkcs5
    platform platform_util rsa rsa_alt_helpers sha1 sha256 sha512)
  list(APPEND mbedtls_sources ${mbedtls_SOURCE_DIR}/library/${source}.c)
endforeach()

# ---- nlohmann/json: headers only ----
# A cross compiler searches only its own root, so allow the host's package explicitly.
find_package(nlohmann_json 3.11 CONFIG QUIET NO_CMAKE_FIND_ROOT_PATH PATHS /usr /usr/local)
if(nlohmann_json_FOUND)
  get_target_property(nlohmann_include nlohmann_json::nlohmann_json INTERFACE_INCLUDE_DIRECTORIES)
else()
  FetchContent_Declare(nlohmann_json URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
    URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d SOURCE_SUBDIR none
    DOWNLOAD_EXTRACT_TIMESTAMP FALSE)
  FetchContent_MakeAvailable(nlohmann_json)
  set(nlohmann_include ${nlohmann_json_SOURCE_DIR}/include)
endif()
# Copy the headers: with all of /usr/include on its path, Emscripten would find the wrong C library.
file(COPY ${nlohmann_include}/nlohmann DESTINATION ${CMAKE_BINARY_DIR}/_deps/include)
add_library(nlohmann_headers INTERFACE)
target_include_directories(nlohmann_headers SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/_deps/include)

# ---- GoogleTest: from source, because it is built for WebAssembly and for the sanitizers too ----
find_path(googletest_source src/gtest-all.cc PATH_SUFFIXES src/googletest/googletest PATHS /usr /usr/local
  NO_CMAKE_FIND_ROOT_PATH)
if(NOT googletest_source)
  FetchContent_Declare(googletest
    URL https://github.com/google/googletest/releases/download/v1.16.0/googletest-1.16.0.tar.gz
    URL_HASH SHA256=78c676fc63881529bf97bf9d45948d905a66833fbfa5318ea2cd7478cb98f399 SOURCE_SUBDIR none
    DOWNLOAD_EXTRACT_TIMESTAMP FALSE)
  FetchContent_MakeAvailable(googletest)
  set(googletest_source ${googletest_SOURCE_DIR}/googletest)
endif()
add_library(gtest_with_main STATIC ${googletest_source}/src/gtest-all.cc ${googletest_source}/src/gtest_main.cc)
target_include_directories(gtest_with_main SYSTEM PUBLIC ${googletest_source}/include PRIVATE ${googletest_source})
target_link_libraries(gtest_with_main PUBLIC imskit_flags)
if(EMSCRIPTEN)
  target_compile_definitions(gtest_with_main PUBLIC GTEST_HAS_PTHREAD=0)
endif()
