#include <sys/prctl.h>

/* prctl takes a variable number of arguments, which Swift cannot call. */
static inline int process_set_dumpable(unsigned long value) { return prctl(PR_SET_DUMPABLE, value, 0L, 0L, 0L); }
