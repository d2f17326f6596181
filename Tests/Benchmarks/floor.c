/* The floor: a FastCGI responder that does no work.
 *
 *     cc -O2 floor.c -o floor -lfcgi -lpthread && ./floor SOCKET THREADS
 *
 * It answers every request with as many bytes as the query string says, from a buffer that is
 * ready. Its threads wait for the listening socket and the kept connections in one epoll set, as
 * the service's do, so what it takes is what nginx, libfcgi and the kernel take for the same bytes.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST = 16 << 20, BACKLOG = 4096 };

static int listener, ready;
static char body[LONGEST];

static void watch(int operation, int descriptor, unsigned events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    if (epoll_ctl(ready, operation, descriptor, &event) < 0) err(1, "epoll_ctl");
}

static void answer(FCGX_Request *request) {
    char rest[4096];
    /* What is left unread would be taken for the next request. */
    while (FCGX_GetStr(rest, sizeof rest, request->in) > 0) continue;
    const char *query = FCGX_GetParam("QUERY_STRING", request->envp);
    long size = query ? strtol(query, NULL, 10) : 0;
    if (size < 0 || size > LONGEST) size = 0;
    FCGX_FPrintF(request->out, "Status: 200\r\nContent-Type: application/json\r\nContent-Length: %ld\r\n\r\n", size);
    FCGX_PutStr(body, size, request->out);
}

static void *serve(void *unused) {
    FCGX_Request request;
    FCGX_InitRequest(&request, -1, 0);
    for (;;) {
        struct epoll_event event;
        if (epoll_wait(ready, &event, 1, -1) != 1) continue;
        int connection = event.data.fd, operation = EPOLL_CTL_MOD;
        if (connection == listener) {
            /* Another thread may have been quicker. */
            if ((connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) < 0) continue;
            operation = EPOLL_CTL_ADD;
        }
        request.ipcFd = connection;
        request.keepConnection = 1; /* or FCGX_Accept_r would close it first */
        request.detached = 0;
        request.appStatus = 0;
        if (FCGX_Accept_r(&request) != 0) continue; /* it was closed */
        answer(&request);
        FCGX_Finish_r(&request);
        if (request.ipcFd < 0) continue;
        request.ipcFd = -1;
        watch(operation, connection, EPOLLIN | EPOLLONESHOT);
    }
    return unused;
}

int main(int count, char **words) {
    if (count != 3) errx(2, "usage: floor SOCKET THREADS");
    memset(body, 'x', sizeof body);
    FCGX_Init();
    signal(SIGTERM, SIG_DFL); /* of which FCGX_Init makes no more than a note */
    if ((listener = FCGX_OpenSocket(words[1], BACKLOG)) < 0) errx(1, "cannot listen on %s", words[1]);
    if ((ready = epoll_create1(EPOLL_CLOEXEC)) < 0) err(1, "epoll_create1");
    /* Whoever finds nothing to accept goes on waiting for everything. */
    if (fcntl(listener, F_SETFL, O_NONBLOCK) < 0) err(1, "fcntl");
    watch(EPOLL_CTL_ADD, listener, EPOLLIN | EPOLLEXCLUSIVE);
    for (int left = atoi(words[2]); left > 1; left--) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, NULL) != 0) errx(1, "pthread_create");
    }
    serve(NULL);
}
