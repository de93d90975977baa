#ifndef CARRYOVER_SECRET_FOREIGN_H
#define CARRYOVER_SECRET_FOREIGN_H

/*
 * Items of the keyring that other programs made: found by attributes alone, changed in place.
 *
 * The rules of carryover_secret.h hold here as well.
 */

#include "carryover_secret.h"

typedef struct carryover_foreign_items carryover_foreign_items;

/* Finds all items that have at least these attributes, of whatever schema, locked ones too. */
carryover_foreign_items *carryover_foreign_search(carryover_secret_service *service, const char *const *names,
                                                  const char *const *values, size_t count,
                                                  carryover_secret_cancellation *cancellation,
                                                  carryover_secret_error *error);
void carryover_foreign_free(carryover_foreign_items *items);
size_t carryover_foreign_count(const carryover_foreign_items *items);

/* Unlocks an item if it is locked, and loads its content, which lives as long as the items. */
bool carryover_foreign_load(carryover_foreign_items *items, size_t index, const void **bytes, size_t *count,
                            carryover_secret_cancellation *cancellation, carryover_secret_error *error);

/* Gives a loaded item another content of the same type. */
bool carryover_foreign_replace(carryover_foreign_items *items, size_t index, const void *bytes, size_t count,
                               carryover_secret_cancellation *cancellation, carryover_secret_error *error);

bool carryover_foreign_remove(carryover_foreign_items *items, size_t index,
                              carryover_secret_cancellation *cancellation, carryover_secret_error *error);

#endif
