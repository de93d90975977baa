#include <sqlite3.h>

/* A file that somebody else made shall run nothing: no view, no trigger, no function in its schema. */
static inline int carryover_sqlite_distrust(sqlite3 *database) {
    static const int switches[] = {SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                                   SQLITE_DBCONFIG_TRUSTED_SCHEMA};
    int code = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
    for (unsigned index = 0; code == SQLITE_OK && index < sizeof switches / sizeof *switches; index++)
        code = sqlite3_db_config(database, switches[index], 0, (int *)0);
    return code;
}
