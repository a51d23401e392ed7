# Builds the chart code of the briefing (web/) with npm.
#
#   SERVANDA_BRIEF_JS, SERVANDA_BRIEF_CSS   where the script and the style sheet will lie
#   servanda_web                            the target that makes them; depend on it before reading them
#
# npm fetches the packages that web/package-lock.json names, once; after that a build needs no network.
include_guard(GLOBAL)

set(SERVANDA_BRIEF_JS ${CMAKE_SOURCE_DIR}/web/dist/brief.js)
set(SERVANDA_BRIEF_CSS ${CMAKE_SOURCE_DIR}/web/dist/brief.css)

find_program(NPM npm)
file(GLOB servanda_web_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*.ts ${CMAKE_SOURCE_DIR}/web/src/*.css)
list(FILTER servanda_web_sources EXCLUDE REGEX "\\.test\\.ts$")

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/web.stamp
  BYPRODUCTS ${SERVANDA_BRIEF_JS} ${SERVANDA_BRIEF_CSS}
  COMMAND ${CMAKE_COMMAND}
    -D NPM=${NPM} -D WEB=${CMAKE_SOURCE_DIR}/web -D STAMP=${CMAKE_BINARY_DIR}/web.stamp
    -P ${CMAKE_SOURCE_DIR}/cmake/build_web.cmake
  DEPENDS ${servanda_web_sources}
    ${CMAKE_SOURCE_DIR}/cmake/build_web.cmake
    ${CMAKE_SOURCE_DIR}/web/package.json
    ${CMAKE_SOURCE_DIR}/web/package-lock.json
    ${CMAKE_SOURCE_DIR}/web/tsconfig.json
    ${CMAKE_SOURCE_DIR}/web/vite.config.ts
  COMMENT "Building the chart code of the briefing"
  VERBATIM)
add_custom_target(servanda_web DEPENDS ${CMAKE_BINARY_DIR}/web.stamp)
