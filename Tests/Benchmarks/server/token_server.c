/*
 * The identity provider that everybody is measured against: one thread, loopback, no cryptography, so that what is
 * measured is the client.
 *
 *     token_server
 *
 * It prints its port. POST /token exchanges (RFC 8693), and refreshes with rotation (RFC 6749 §6): the latest refresh
 * token of a session is the only one that is good, and a spent one ends the session. POST /token/200 answers after
 * 200 ms. POST /down/token is an outage: 503. POST /revoke revokes, GET /api answers whoever asks. GET /counts tells
 * how many of each there were, POST /reset begins anew. The sessions 0 to 1023 are there from the beginning, with the
 * refresh tokens rt.0.0 to rt.1023.0.
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { connections_limit = 65536, sessions_limit = 1 << 20, first_sessions = 1024, request_limit = 16384, delays = 8 };

typedef struct {
    char *text;
    size_t count;
} Connection;

/* Answers that wait: one queue for each delay, so that each queue is in the order of its ends. */
typedef struct Pending {
    struct Pending *next;
    long due;
    int descriptor;
    char request[request_limit];
} Pending;

typedef struct {
    long delay;
    Pending *first, *last;
} Queue;

static Connection connections[connections_limit];
static Queue queues[delays];
static unsigned latest[sessions_limit];
static bool is_over[sessions_limit];
static unsigned sessions = first_sessions;
static struct {
    unsigned long exchanges, refreshes, reused, revocations, calls, refused, connections;
} counts;

static long milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000L + now.tv_nsec / 1000000;
}

static void answer(int descriptor, const char *status, const char *body) {
    char text[1024];
    int count = snprintf(text, sizeof text,
                         "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
                         strlen(body), body);
    if (write(descriptor, text, (size_t)count) < 0 && errno != EPIPE && errno != ECONNRESET) perror("write");
}

static void give_tokens(int descriptor, unsigned session) {
    char body[512];
    snprintf(body, sizeof body,
             "{\"access_token\":\"at.%u.%u\",\"refresh_token\":\"rt.%u.%u\",\"token_type\":\"Bearer\","
             "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\",\"expires_in\":3600}",
             session, latest[session], session, latest[session]);
    answer(descriptor, "200 OK", body);
}

static void refresh(int descriptor, const char *token) {
    unsigned session, number;
    counts.refreshes++;
    if (sscanf(token, "rt.%u.%u", &session, &number) != 2 || session >= sessions || is_over[session]) {
        counts.refused++;
        answer(descriptor, "400 Bad Request", "{\"error\":\"invalid_grant\"}");
    } else if (number != latest[session]) {
        counts.reused++;
        is_over[session] = true;
        answer(descriptor, "400 Bad Request", "{\"error\":\"invalid_grant\"}");
    } else {
        latest[session]++;
        give_tokens(descriptor, session);
    }
}

static void exchange(int descriptor) {
    counts.exchanges++;
    if (sessions == sessions_limit) sessions = first_sessions;
    unsigned session = sessions++;
    latest[session] = 0;
    is_over[session] = false;
    give_tokens(descriptor, session);
}

static void tell_counts(int descriptor) {
    char body[512];
    snprintf(body, sizeof body,
             "{\"exchanges\":%lu,\"refreshes\":%lu,\"reused\":%lu,\"refused\":%lu,\"revocations\":%lu,"
             "\"calls\":%lu,\"connections\":%lu}",
             counts.exchanges, counts.refreshes, counts.reused, counts.refused, counts.revocations, counts.calls,
             counts.connections);
    answer(descriptor, "200 OK", body);
}

static void serve(int descriptor, const char *request) {
    const char *body = strstr(request, "\r\n\r\n") + 4;
    const char *token = strstr(body, "refresh_token=");
    if (strncmp(request, "POST /down/", 11) == 0) {
        counts.refreshes++;
        answer(descriptor, "503 Service Unavailable", "{\"error\":\"temporarily_unavailable\"}");
    } else if (strncmp(request, "POST /token", 11) == 0) {
        if (strstr(body, "grant_type=refresh_token") && token) refresh(descriptor, token + 14);
        else exchange(descriptor);
    } else if (strncmp(request, "POST /revoke", 12) == 0) {
        counts.revocations++;
        answer(descriptor, "200 OK", "{}");
    } else if (strncmp(request, "POST /reset", 11) == 0) {
        memset(&counts, 0, sizeof counts);
        memset(latest, 0, sizeof latest);
        memset(is_over, 0, sizeof is_over);
        sessions = first_sessions;
        answer(descriptor, "200 OK", "{}");
    } else if (strncmp(request, "GET /counts", 11) == 0) {
        tell_counts(descriptor);
    } else if (strncmp(request, "GET /api", 8) == 0) {
        counts.calls++;
        answer(descriptor, "200 OK", "{\"ok\":true}");
    } else {
        answer(descriptor, "404 Not Found", "{}");
    }
}

static void postpone(int descriptor, const char *request, size_t count, long delay) {
    Queue *queue = queues;
    while (queue->delay && queue->delay != delay) queue++;
    queue->delay = delay;
    Pending *pending = malloc(sizeof *pending);
    if (!pending) abort();
    pending->next = NULL;
    pending->due = milliseconds() + delay;
    pending->descriptor = descriptor;
    memcpy(pending->request, request, count);
    pending->request[count] = 0;
    if (queue->last) queue->last->next = pending;
    else queue->first = pending;
    queue->last = pending;
}

/* Answers what is due, and returns how long the next one has to wait. */
static int serve_due(void) {
    long wait = -1, now = milliseconds();
    for (Queue *queue = queues; queue < queues + delays; queue++) {
        while (queue->first && queue->first->due <= now) {
            Pending *pending = queue->first;
            queue->first = pending->next;
            if (!queue->first) queue->last = NULL;
            serve(pending->descriptor, pending->request);
            free(pending);
        }
        if (queue->first && (wait < 0 || queue->first->due - now < wait)) wait = queue->first->due - now;
    }
    return (int)wait;
}

static void end(int descriptor) {
    free(connections[descriptor].text);
    connections[descriptor] = (Connection){0};
    close(descriptor);
}

/* The length of the whole request at the start of a text, or 0 where some of it has still to come. */
static size_t request_length(const char *text) {
    const char *head_end = strstr(text, "\r\n\r\n");
    if (!head_end) return 0;
    const char *field = strcasestr(text, "\r\nContent-Length:");
    size_t body = field && field < head_end ? strtoul(field + 17, NULL, 10) : 0;
    size_t length = (size_t)(head_end + 4 - text) + body;
    return strlen(text) >= length ? length : 0;
}

static void take(int descriptor) {
    Connection *connection = &connections[descriptor];
    if (!connection->text) connection->text = calloc(1, request_limit);
    ssize_t count =
        read(descriptor, connection->text + connection->count, request_limit - 1 - connection->count);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) return end(descriptor);
    connection->count += (size_t)count;
    connection->text[connection->count] = 0;
    size_t length;
    while ((length = request_length(connection->text)) > 0) {
        char last = connection->text[length];
        connection->text[length] = 0;
        long delay = 0;
        if (sscanf(connection->text, "POST /token/%ld", &delay) == 1 && delay > 0) {
            postpone(descriptor, connection->text, length, delay);
        } else {
            serve(descriptor, connection->text);
        }
        connection->text[length] = last;
        connection->count -= length;
        memmove(connection->text, connection->text + length, connection->count + 1);
    }
}

int main(void) {
    struct rlimit files = {connections_limit, connections_limit};
    setrlimit(RLIMIT_NOFILE, &files);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096) ||
        getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("listen");
        return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poll, events, 256, serve_due());
        for (int index = 0; index < ready; index++) {
            int descriptor = events[index].data.fd;
            if (descriptor != listener) {
                take(descriptor);
                continue;
            }
            int peer = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (peer < 0) continue;
            if (peer >= connections_limit) {
                close(peer);
                continue;
            }
            counts.connections++;
            setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            event = (struct epoll_event){.events = EPOLLIN, .data.fd = peer};
            epoll_ctl(poll, EPOLL_CTL_ADD, peer, &event);
        }
    }
}
