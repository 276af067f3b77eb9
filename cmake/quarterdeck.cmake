# SPDX-License-Identifier: GPL-3.0-or-later
# What every target here has in common. Includes are written from the root of the tree.

add_library(qd_flags INTERFACE)
target_include_directories(qd_flags INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(qd_flags INTERFACE
    QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400)
target_compile_options(qd_flags INTERFACE -Wall -Wextra -Wpedantic -Wnon-virtual-dtor
    -Woverloaded-virtual -Wno-missing-field-initializers $<$<BOOL:${QD_WERROR}>:-Werror>)
# These speak from the optimiser's guesses and change with what it inlines; GCC 12 raises them falsely on string_view
# and tl::expected. They are shown, and do not fail a build.
target_compile_options(qd_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-error=stringop-overread
    -Wno-error=stringop-overflow -Wno-error=array-bounds -Wno-error=restrict -Wno-error=maybe-uninitialized
    -Wno-error=invalid-pch>)
# Where sources are compiled together, GCC takes them for headers, and what one declares for itself is seen by the next.
# The preset `alone` looks at each by itself.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(qd_flags INTERFACE -Wno-subobject-linkage -Wshadow=local)
else()
    target_compile_options(qd_flags INTERFACE -Wshadow)
endif()
if(QD_SANITIZE)
    target_compile_options(qd_flags INTERFACE -fsanitize=${QD_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(qd_flags INTERFACE -fsanitize=${QD_SANITIZE})
endif()

# qd_library(NAME SOURCES… [DEPS…] [QT] [PCH header… | PCH_OF library])
# One static library for one second-level folder. QT turns moc on. Warnings are private. PCH_OF uses the precompiled
# headers of another library, so that a clean build pays for Qt's and Boost's headers a few times and not hundreds.
function(qd_library name)
    cmake_parse_arguments(ARG "QT" "PCH_OF" "SOURCES;DEPS;PCH" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE qd_flags PUBLIC ${ARG_DEPS})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
    if(ARG_QT)
        set_target_properties(${name} PROPERTIES AUTOMOC ON)
    endif()
    if(ARG_PCH)
        target_precompile_headers(${name} PRIVATE ${ARG_PCH})
    elseif(ARG_PCH_OF)
        target_precompile_headers(${name} REUSE_FROM ${ARG_PCH_OF})
    endif()
endfunction()

# qd_program(NAME SOURCES… [DEPS…] [QT])
function(qd_program name)
    cmake_parse_arguments(ARG "QT" "" "SOURCES;DEPS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE qd_flags ${ARG_DEPS})
    if(ARG_QT)
        set_target_properties(${name} PROPERTIES AUTOMOC ON AUTORCC ON)
    endif()
endfunction()

# qd_test(NAME SOURCES… [DEPS…] [LABELS…] [TIMEOUT s] [NEEDS target…])
# A QtTest object run by ctest without a display. Programs it starts (sessiond, sessiontraffic, quarterdeck)
# are found through QD_BIN_DIR. Precompiled headers are those of the target QD_TEST_PCH_OF, where the folder
# has one. All tests of a folder, or of the folders that set QD_TEST_PROGRAM, are linked into one program
# (tests/support/test_program.h); each is started by a link of its own name. Those of a folder are compiled together.
function(qd_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;DEPS;LABELS;NEEDS" ${ARGN})
    file(RELATIVE_PATH group "${CMAKE_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
    string(REPLACE "/" "_" group "${group}")
    set(program ${group})
    if(QD_TEST_PROGRAM)
        set(program ${QD_TEST_PROGRAM})
    endif()
    set(folder "${CMAKE_BINARY_DIR}/tests")
    if(NOT TARGET ${program})
        add_executable(${program})
        set_target_properties(${program} PROPERTIES UNITY_BUILD_MODE GROUP RUNTIME_OUTPUT_DIRECTORY "${folder}")
        target_link_libraries(${program} PRIVATE qd_flags tests_support tests_main Qt6::Test)
        target_include_directories(${program} PRIVATE "${folder}/moc")
        if(QD_TEST_PCH_OF)
            target_precompile_headers(${program} REUSE_FROM ${QD_TEST_PCH_OF})
        endif()
    endif()
    list(GET ARG_SOURCES 0 source)
    get_filename_component(stem ${source} NAME_WE)
    if(NOT stem STREQUAL name)
        message(FATAL_ERROR "The test ${name} is named by its source, ${source}")
    endif()
    # AUTOMOC would have moc read all that a test includes, which takes fifty times as long and changes nothing.
    set(moc "${folder}/moc/${name}.moc")
    file(MAKE_DIRECTORY "${folder}/moc")
    add_custom_command(OUTPUT "${moc}" COMMAND Qt6::moc -o "${moc}" "${CMAKE_CURRENT_SOURCE_DIR}/${source}"
        DEPENDS "${source}" VERBATIM)
    add_custom_target(${name}_moc DEPENDS "${moc}")
    add_dependencies(${program} ${name}_moc)
    get_target_property(known ${program} SOURCES)
    list(REMOVE_ITEM ARG_SOURCES ${known})
    target_sources(${program} PRIVATE ${ARG_SOURCES})
    set_source_files_properties(${ARG_SOURCES} TARGET_DIRECTORY ${program} PROPERTIES UNITY_GROUP ${group})
    target_link_libraries(${program} PRIVATE ${ARG_DEPS})
    if(ARG_NEEDS)
        add_dependencies(${program} ${ARG_NEEDS})
    endif()
    file(MAKE_DIRECTORY "${folder}")
    file(CREATE_LINK ${program} "${folder}/${name}" SYMBOLIC)
    add_test(NAME ${name} COMMAND ${program} ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QD_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};TZ=UTC;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp")
endfunction()
