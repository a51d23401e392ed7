// Shows that the harness bites: nothing is wrong with this misuse, so its test has to fail.
//
// 1 expected: an error
#if MISUSE == 1
int harmless();
#endif
