// Shows that the harness bites: nothing is wrong with this MISUSE, so its test has to fail.
// expected: an error
#ifdef MISUSE
int harmless();
#endif
