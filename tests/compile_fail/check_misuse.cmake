# cmake -D COMPILER=… -D INCLUDE=… -D CASE=FILE -P check_misuse.cmake
#
# The file must compile as it is, and with MISUSE=N fail with TEXT, for each N and TEXT of its lines "// … N expected: TEXT";
# a text stands once in a line of the file's own.

function(compile out_status out_text)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Werror -Wno-unused-value -I ${INCLUDE}
      ${ARGN} ${CASE}
    RESULT_VARIABLE status ERROR_VARIABLE text)
  set(${out_status} ${status} PARENT_SCOPE)
  set(${out_text} "${text}" PARENT_SCOPE)
endfunction()

file(STRINGS ${CASE} cases REGEX "^// .*[0-9] expected: ")
if(cases STREQUAL "")
  message(FATAL_ERROR "${CASE} does not say what error it expects")
endif()

compile(status text)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The proper use does not compile:\n${text}")
endif()

foreach(case IN LISTS cases)
  string(REGEX REPLACE "^.*([0-9]) expected: .*$" "\\1" number "${case}")
  string(REGEX REPLACE "^.* expected: " "" expected "${case}")
  compile(status text -DMISUSE=${number})
  if(status EQUAL 0)
    message(FATAL_ERROR "Misuse ${number} compiles.")
  endif()
  string(FIND "${text}" "${expected}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "Misuse ${number} fails, but not with \"${expected}\":\n${text}")
  endif()
endforeach()
