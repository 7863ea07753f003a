# How everything here is compiled: the language, the warnings, the sanitizers.
#
# Link one of these into a target:
#   ct_options   C11, all warnings of ours as errors, sanitizers
#   ct_strict    the same, and implicit conversions that may change a value

set(CT_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")
option(CT_FUZZ "Build tests/fuzz as libFuzzer programs (clang)" OFF)
option(CT_WERROR "Treat warnings as errors" ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
	set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 14)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_MSVC_RUNTIME_LIBRARY "MultiThreaded$<$<CONFIG:Debug>:Debug>")

# Asserts are for our own mistakes, and stay on in a release.
foreach(lang C CXX)
	foreach(config RELEASE RELWITHDEBINFO MINSIZEREL)
		string(REGEX REPLACE "[-/]DNDEBUG" "" CMAKE_${lang}_FLAGS_${config}
			"${CMAKE_${lang}_FLAGS_${config}}")
	endforeach()
endforeach()

if(NOT CMAKE_C_COMPILER_LAUNCHER)
	find_program(CT_CCACHE ccache NO_CMAKE_FIND_ROOT_PATH)
	if(CT_CCACHE AND NOT MSVC)
		set(CMAKE_C_COMPILER_LAUNCHER "${CT_CCACHE}")
		set(CMAKE_CXX_COMPILER_LAUNCHER "${CT_CCACHE}")
	endif()
endif()

add_library(ct_options INTERFACE)
add_library(ct_strict INTERFACE)
target_link_libraries(ct_strict INTERFACE ct_options)

# C4127 a constant condition, C4200 a flexible array (C99), C4201 a nameless
# struct (C11), C4204 and C4221 initialisers that are not constant (C99), C4245
# a sign that changes.
set(CT_WARN_MSVC /W4 /wd4127 /wd4200 /wd4201 /wd4204 /wd4221 /wd4245)
set(CT_WARN_GNU -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef
	-Wpointer-arith -Wwrite-strings -Wformat=2)
set(CT_WARN_GNU_C -Wstrict-prototypes -Wold-style-definition
	-Werror=implicit-function-declaration)
set(CT_STRICT_GNU -Wconversion -Wno-sign-conversion -Wmissing-prototypes
	-Wcast-qual)

if(CMAKE_C_COMPILER_ID MATCHES "Clang")
	list(APPEND CT_WARN_GNU -Wno-string-plus-int) # "literal" + n is meant
endif()

if(MSVC)
	target_compile_options(ct_options INTERFACE /utf-8
		${CT_WARN_MSVC} $<$<BOOL:${CT_WERROR}>:/WX>)
	target_compile_definitions(ct_options INTERFACE
		_CRT_SECURE_NO_WARNINGS _CRT_NONSTDC_NO_WARNINGS)
else()
	target_compile_options(ct_options INTERFACE ${CT_WARN_GNU}
		"$<$<COMPILE_LANGUAGE:C>:${CT_WARN_GNU_C}>"
		$<$<BOOL:${CT_WERROR}>:-Werror>)
	target_compile_options(ct_strict INTERFACE
		"$<$<COMPILE_LANGUAGE:C>:${CT_STRICT_GNU}>")
endif()

# MinGW: C99's printf, not that of msvcrt, and %zu known to the compiler.
if(MINGW)
	target_compile_definitions(ct_options INTERFACE __USE_MINGW_ANSI_STDIO=1)
endif()

if(CT_FUZZ)
	set(fuzz_flag ",fuzzer-no-link")
endif()
if(CT_SANITIZE)
	add_compile_options(-fno-omit-frame-pointer)
	target_compile_options(ct_options INTERFACE
		-fsanitize=${CT_SANITIZE}${fuzz_flag} -fno-sanitize-recover=all)
	target_link_options(ct_options INTERFACE -fsanitize=${CT_SANITIZE})
endif()
