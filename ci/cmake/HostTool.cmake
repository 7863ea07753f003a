# Programs that run while we build, and what they write.

# ct_host_tool(NAME SOURCES...): an executable for the machine that builds,
# also when the rest is cross compiled. Plain ISO C, no libraries. Call it in
# the folder that uses it.
function(ct_host_tool name)
	if(NOT CMAKE_CROSSCOMPILING)
		add_executable(${name} ${ARGN})
		target_link_libraries(${name} PRIVATE ct_host_options)
		set_target_properties(${name} PROPERTIES
			RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/host")
		return()
	endif()
	find_program(CT_HOST_CC NAMES cc gcc clang NO_CMAKE_FIND_ROOT_PATH
		REQUIRED)
	# Not NAME alone: CMake would take the file for the target, in a circle.
	set(exe "${CMAKE_BINARY_DIR}/host/${name}-host")
	list(TRANSFORM ARGN PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/"
		REGEX "^[^/]" OUTPUT_VARIABLE sources)
	add_custom_command(OUTPUT "${exe}"
		COMMAND "${CMAKE_COMMAND}" -E make_directory
			"${CMAKE_BINARY_DIR}/host"
		COMMAND "${CT_HOST_CC}" -std=c11 -O2 -MMD -MT "${exe}"
			-MF "${exe}.d" -o "${exe}" ${sources}
		DEPENDS ${sources}
		DEPFILE "${exe}.d"
		COMMENT "Building ${name} for this machine"
		VERBATIM)
endfunction()

# ct_generate(TOOL name OUTPUTS file... [ARGS arg...] [DEPENDS file...]): runs
# the tool in CT_GEN_DIR, where it writes the outputs. Their full names are
# appended to CT_GENERATED in the caller's scope.
function(ct_generate)
	cmake_parse_arguments(g "" "TOOL" "OUTPUTS;ARGS;DEPENDS" ${ARGN})
	list(TRANSFORM g_OUTPUTS PREPEND "${CT_GEN_DIR}/" OUTPUT_VARIABLE out)
	set(tool ${g_TOOL})
	if(CMAKE_CROSSCOMPILING)
		set(tool "${CMAKE_BINARY_DIR}/host/${g_TOOL}-host")
	endif()
	add_custom_command(OUTPUT ${out}
		COMMAND ${tool} ${g_ARGS}
		DEPENDS ${tool} ${g_DEPENDS}
		WORKING_DIRECTORY "${CT_GEN_DIR}"
		COMMENT "Generating ${g_OUTPUTS}"
		VERBATIM)
	set(CT_GENERATED ${CT_GENERATED} ${out} PARENT_SCOPE)
endfunction()

add_library(ct_host_options INTERFACE)
if(MSVC)
	target_compile_options(ct_host_options INTERFACE /utf-8 /W4)
	target_compile_definitions(ct_host_options INTERFACE
		_CRT_SECURE_NO_WARNINGS)
else()
	target_compile_options(ct_host_options INTERFACE -Wall -Wextra)
endif()
