#include <fcgiapp.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
