# cmake -D NPM=… -D WEB=… -D STAMP=… -P build_web.cmake: what servanda_web runs.
#
# All build trees share web/dist and web/node_modules. A digest of what went in stands beside each, so that the second
# tree does nothing, and unchanged output keeps its time.

function(digest_of out)
  set(digests "")
  foreach(file IN LISTS ARGN)
    file(SHA256 ${file} digest)
    cmake_path(GET file FILENAME name)
    string(APPEND digests "${name} ${digest}\n")
  endforeach()
  string(SHA256 digest "${digests}")
  set(${out} ${digest} PARENT_SCOPE)
endfunction()

function(read_if_there file out)
  set(text "")
  if(EXISTS ${file})
    file(READ ${file} text)
  endif()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

function(run_npm)
  execute_process(COMMAND ${NPM} ${ARGN} WORKING_DIRECTORY ${WEB} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " arguments)
    message(FATAL_ERROR "`npm ${arguments}` failed in web/. It needs Node 18 or later and, the first time, the network.")
  endif()
endfunction()

file(MAKE_DIRECTORY ${WEB}/../build)
file(LOCK ${WEB}/../build/web.lock GUARD PROCESS TIMEOUT 600)  # two trees may be built at once

set(packages ${WEB}/package.json ${WEB}/package-lock.json)
file(GLOB sources ${WEB}/src/*.ts ${WEB}/src/*.css)
list(FILTER sources EXCLUDE REGEX "\\.test\\.ts$")
digest_of(wanted ${sources} ${packages} ${WEB}/tsconfig.json ${WEB}/vite.config.ts)
read_if_there(${WEB}/dist/made-from.txt made_from)
if(NOT made_from STREQUAL wanted OR NOT EXISTS ${WEB}/dist/brief.js OR NOT EXISTS ${WEB}/dist/brief.css)
  if(NOT NPM)
    message(FATAL_ERROR "The chart code (web/) has to be built and npm is not installed: install nodejs and npm.")
  endif()
  digest_of(wanted_packages ${packages})
  read_if_there(${WEB}/node_modules/made-from.txt packages_made_from)
  if(NOT packages_made_from STREQUAL wanted_packages)
    run_npm(ci --no-audit --no-fund)
    file(WRITE ${WEB}/node_modules/made-from.txt ${wanted_packages})
  endif()
  run_npm(run build)
  file(WRITE ${WEB}/dist/made-from.txt ${wanted})
endif()
file(TOUCH ${STAMP})
