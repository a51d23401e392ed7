# cmake -D COMPILER=… -D INCLUDE=… -D CASE=FILE -P check_misuse.cmake
#
# The file must compile as it is, and with MISUSE defined fail with the text that its line "// expected: …" names.

function(compile out_status out_text)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Werror -I ${INCLUDE}
      ${ARGN} ${CASE}
    RESULT_VARIABLE status ERROR_VARIABLE text)
  set(${out_status} ${status} PARENT_SCOPE)
  set(${out_text} "${text}" PARENT_SCOPE)
endfunction()

file(STRINGS ${CASE} expected REGEX "^// expected: " LIMIT_COUNT 1)
string(REGEX REPLACE "^// expected: " "" expected "${expected}")
if(expected STREQUAL "")
  message(FATAL_ERROR "${CASE} does not say what error it expects")
endif()

compile(status text)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "The proper use does not compile:\n${text}")
endif()

compile(status text -DMISUSE)
if(status EQUAL 0)
  message(FATAL_ERROR "The misuse compiles.")
endif()
string(FIND "${text}" "${expected}" place)
if(place EQUAL -1)
  message(FATAL_ERROR "The misuse fails, but not with \"${expected}\":\n${text}")
endif()
