# Windows programs, built by Debian's mingw-w64 and run under Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

set(triplet x86_64-w64-mingw32)
set(CMAKE_C_COMPILER ${triplet}-gcc-posix)
set(CMAKE_CXX_COMPILER ${triplet}-g++-posix)
set(CMAKE_RC_COMPILER ${triplet}-windres)

# The libraries that ci/deps-windows has built; it names the folder likewise.
if(NOT CT_DEPS_WINDOWS)
	if(DEFINED ENV{XDG_CACHE_HOME})
		set(cache "$ENV{XDG_CACHE_HOME}")
	else()
		set(cache "$ENV{HOME}/.cache")
	endif()
	file(SHA256 "${CMAKE_CURRENT_LIST_DIR}/../deps-windows" key)
	string(SUBSTRING "${key}" 0 12 key)
	set(CT_DEPS_WINDOWS "${cache}/crosstalk/windows-deps-${key}")
endif()
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES CT_DEPS_WINDOWS)

set(CMAKE_FIND_ROOT_PATH /usr/${triplet} "${CT_DEPS_WINDOWS}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(CMAKE_CROSSCOMPILING_EMULATOR "${CMAKE_CURRENT_LIST_DIR}/../wine")
