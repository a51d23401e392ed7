# servanda_embed(target name symbol file): the bytes of `file` become part of `target`, between two symbols:
#
#   extern const char SYMBOL_begin[];   // the first byte
#   extern const char SYMBOL_end[];     // a NUL that is not part of the file
#
# `name` tells apart the files of one target. The file may be made by the build; it is embedded anew when it changes.
include_guard(GLOBAL)

function(servanda_embed target name symbol file)
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${target}_${name}.S)
  file(CONFIGURE OUTPUT ${assembly} @ONLY NEWLINE_STYLE UNIX CONTENT [[
        .section .rodata
        .balign 16
        .global @symbol@_begin
        .global @symbol@_end
@symbol@_begin:
        .incbin "@file@"
@symbol@_end:
        .byte 0
        .section .note.GNU-stack,"",@progbits
]])
  set_source_files_properties(${assembly} PROPERTIES
    LANGUAGE C
    SKIP_UNITY_BUILD_INCLUSION ON
    COMPILE_OPTIONS "-xassembler-with-cpp"
    OBJECT_DEPENDS ${file})
  target_sources(${target} PRIVATE ${assembly})
endfunction()
