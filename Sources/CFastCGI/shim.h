#include <fcgiapp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

/* The beginning of libfcgi's private FCGX_Stream_Data (fcgiapp.c), which has been the same since its first release. */
struct fcgx_reader {
    unsigned char *buff;
    int bufflen;
    unsigned char *mBuff;
    unsigned char *buffStop; /* behind the last byte that was read from the connection */
};

/* Declared by glibc under _GNU_SOURCE only, which Swift's own Glibc module is built without. */
extern int accept4(int, struct sockaddr *, socklen_t *, int);
extern int pthread_setname_np(pthread_t, const char *);
