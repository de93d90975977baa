/*
 * A lower bound that no real client reaches: prints a token from a file that is not encrypted, and is linked with
 * nothing, so that it could neither refresh the token nor ask a keyring.
 *
 *     posix_token FILE
 */

#include <fcntl.h>
#include <unistd.h>

int main(int count, char **arguments) {
    char text[8192];
    int file = count == 2 ? open(arguments[1], O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    ssize_t length = read(file, text, sizeof text);
    return length > 0 && write(STDOUT_FILENO, text, (size_t)length) == length ? 0 : 1;
}
