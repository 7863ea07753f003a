# The libraries that Crosstalk stands on, as targets:
#   ct_utf8proc   NFC, case folding, widths
#   ct_inih       the configuration file
#   ct_sqlite3    the history
#   ct_iconv      charsets on POSIX: libc's own, or GNU libiconv
#   Threads::Threads

# Declares an imported library `target` from a header and a library's names.
function(ct_find_library target header)
	# What an earlier version of ci/deps-windows built is not ours.
	if(CT_DEPS_WINDOWS AND DEFINED ${target}_LIBRARY)
		string(FIND "${${target}_LIBRARY}" "${CT_DEPS_WINDOWS}/" at)
		if(NOT at EQUAL 0)
			unset(${target}_INCLUDE CACHE)
			unset(${target}_LIBRARY CACHE)
		endif()
	endif()
	find_path(${target}_INCLUDE ${header})
	find_library(${target}_LIBRARY NAMES ${ARGN})
	mark_as_advanced(${target}_INCLUDE ${target}_LIBRARY)
	if(NOT ${target}_INCLUDE OR NOT ${target}_LIBRARY)
		message(FATAL_ERROR
			"${header} or its library is missing: run ci/setup first")
	endif()
	add_library(${target} UNKNOWN IMPORTED GLOBAL)
	set_target_properties(${target} PROPERTIES
		IMPORTED_LOCATION "${${target}_LIBRARY}"
		INTERFACE_INCLUDE_DIRECTORIES "${${target}_INCLUDE}")
endfunction()

# The static ones first: a program of ours then runs where they are missing.
ct_find_library(ct_utf8proc utf8proc.h
	libutf8proc.a utf8proc utf8proc_static)
ct_find_library(ct_inih ini.h libinih.a inih libinih)
ct_find_library(ct_sqlite3 sqlite3.h libsqlite3.a sqlite3)

if(WIN32)
	target_compile_definitions(ct_utf8proc INTERFACE UTF8PROC_STATIC)
else()
	set(THREADS_PREFER_PTHREAD_FLAG ON)
	find_package(Threads REQUIRED)
	find_package(Iconv REQUIRED)
	target_link_libraries(ct_sqlite3
		INTERFACE Threads::Threads m ${CMAKE_DL_LIBS})
	add_library(ct_iconv INTERFACE)
	target_link_libraries(ct_iconv INTERFACE Iconv::Iconv)
endif()
