// The file of the European Central Bank's reference rates as bytes of the program (base/ecb_rates.cc).
        .section .rodata
        .global servanda_ecb_rates_begin
        .global servanda_ecb_rates_end
servanda_ecb_rates_begin:
        .incbin SERVANDA_RATES
servanda_ecb_rates_end:
        .byte 0
        .section .note.GNU-stack,"",@progbits
