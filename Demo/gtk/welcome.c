/*
 * A desktop app that changes its identity provider. On start it shows "Welcome back" to a user whom it has carried
 * over, with the library's events in the GLib loop: no thread, no timer, nothing that blocks the window.
 *
 *     cc welcome.c $(pkg-config --cflags --libs gtk4 json-glib-1.0 carryover) -o welcome
 */
#include <carryover.h>
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

typedef struct {
    carryover_session *session;
    GtkApplication *application;
    GtkLabel *headline, *detail;
    GtkSpinner *spinner;
    guint source;
} App;

static JsonObject *parse(const char *text, JsonParser **parser)
{
    *parser = json_parser_new();
    if (!json_parser_load_from_data(*parser, text, -1, NULL)) return NULL;
    JsonNode *root = json_parser_get_root(*parser);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
}

/* What happens, as it happens. */
static void on_event(carryover_session *session, const char *text, void *user_data)
{
    (void)session;
    App *app = user_data;
    JsonParser *parser;
    JsonObject *event = parse(text, &parser);
    if (event != NULL) gtk_label_set_text(app->detail, json_object_get_string_member(event, "event"));
    g_object_unref(parser);
}

/* The end of the start: who is it, and what to show. */
static void on_start(carryover_session *session, carryover_result result, const char *text, void *user_data)
{
    (void)session;
    App *app = user_data;
    JsonParser *parser;
    JsonObject *report = parse(text, &parser);
    gtk_spinner_stop(app->spinner);
    switch (result) {
    case CARRYOVER_OK:
        gtk_label_set_text(app->headline, report != NULL && json_object_get_boolean_member(report, "migrated")
                                              ? "Welcome back"
                                              : "Signed in");
        gtk_label_set_text(app->detail, "You are still signed in; we have moved to a new sign-in service.");
        break;
    case CARRYOVER_SIGNED_OUT:
    case CARRYOVER_REJECTED:
    case CARRYOVER_LOST_ANSWER:
        gtk_label_set_text(app->headline, "Please sign in");
        gtk_label_set_text(app->detail, "");
        break;
    default:
        /* Nothing is lost: say so, and try again at the next start. */
        gtk_label_set_text(app->headline, "Not connected");
        gtk_label_set_text(app->detail, carryover_result_name(result));
        break;
    }
    g_object_unref(parser);
    g_print("%s\n", gtk_label_get_text(app->headline));
}

/* The descriptor is readable: whatever is due is told to the two functions above, on this thread. */
static gboolean on_readable(gint descriptor, GIOCondition condition, gpointer user_data)
{
    (void)descriptor, (void)condition;
    App *app = user_data;
    return carryover_dispatch(app->session, NULL) == CARRYOVER_OK ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void open_session(App *app)
{
    const char *path = g_getenv("CARRYOVER_CONFIG");
    carryover_error *error = NULL;
    if (carryover_open_file(path != NULL ? path : "carryover.json", NULL, &app->session, &error) != CARRYOVER_OK) {
        gtk_label_set_text(app->headline, "Not set up");
        gtk_label_set_text(app->detail, carryover_error_message(error));
        carryover_error_free(error);
        return;
    }
    app->source = g_unix_fd_add(carryover_event_fd(app->session), G_IO_IN, on_readable, app);
    carryover_set_event_callback(app->session, on_event, app, NULL);
    carryover_start_async(app->session, 0, on_start, app, NULL);
    carryover_keep_fresh(app->session, 1, NULL);
    gtk_spinner_start(app->spinner);
}

static void activate(GtkApplication *application, gpointer user_data)
{
    App *app = user_data;
    GtkWidget *window = gtk_application_window_new(application);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
    app->spinner = GTK_SPINNER(gtk_spinner_new());
    app->headline = GTK_LABEL(gtk_label_new("One moment"));
    app->detail = GTK_LABEL(gtk_label_new(""));
    gtk_widget_add_css_class(GTK_WIDGET(app->headline), "title-1");
    gtk_label_set_wrap(app->detail, TRUE);
    gtk_label_set_justify(app->detail, GTK_JUSTIFY_CENTER);
    gtk_widget_set_valign(box, GTK_ALIGN_CENTER);
    gtk_widget_set_margin_start(box, 24);
    gtk_widget_set_margin_end(box, 24);
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(app->spinner));
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(app->headline));
    gtk_box_append(GTK_BOX(box), GTK_WIDGET(app->detail));
    gtk_window_set_title(GTK_WINDOW(window), "Notes");
    gtk_window_set_default_size(GTK_WINDOW(window), 480, 280);
    gtk_window_set_child(GTK_WINDOW(window), box);
    gtk_window_present(GTK_WINDOW(window));
    open_session(app);
}

/* Out of the loop first, since closing a session closes its descriptor. The window is gone, and nobody waits for it. */
static void on_shutdown(GApplication *application, gpointer user_data)
{
    (void)application;
    App *app = user_data;
    if (app->source != 0) g_source_remove(app->source);
    carryover_close(app->session);
    /* A refresh that is under way comes to its end: its answer would be lost with the process. */
    carryover_settle(5000, NULL);
    app->session = NULL;
}

int main(int argc, char **argv)
{
    App app = {0};
    app.application = gtk_application_new("com.example.Notes", G_APPLICATION_NON_UNIQUE);
    g_signal_connect(app.application, "activate", G_CALLBACK(activate), &app);
    g_signal_connect(app.application, "shutdown", G_CALLBACK(on_shutdown), &app);
    const int status = g_application_run(G_APPLICATION(app.application), argc, argv);
    g_object_unref(app.application);
    return status;
}
