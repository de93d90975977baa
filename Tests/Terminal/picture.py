"""Pictures for the documentation, from real runs in a terminal.  picture.py PROGRAMS FOLDER"""

import re
import sys
from html import escape

from app import App
from terminal import Terminal

CELL, ROW = 8.4, 18
MARGIN, BAR = 16, 34
PAPER, FRAME, TEXT = "#0d1117", "#161b22", "#e6edf3"
INKS = {
    "default": TEXT, "brightblack": "#7d8590", "brown": "#e3b341", "cyan": "#56d4dd", "green": "#56d364",
    "magenta": "#d2a8ff", "red": "#ff7b72", "brightblue": "#79c0ff",
}

# Lines from the middle of a cell: left, right, up, down; and their strength.
LINES = {
    "─": ("lr", 1.2), "│": ("ud", 1.2), "├": ("rud", 1.2), "┤": ("lud", 1.2), "┼": ("lrud", 1.2),
    "━": ("lr", 3.4), "╸": ("l", 3.4),
}


def drawn(character, x, y, ink):
    """A character that has to meet its neighbours, as lines; nothing for one that is text."""
    middle, half = (x + CELL / 2, y + ROW / 2), (CELL / 2, ROW / 2)
    if character in LINES:
        directions, width = LINES[character]
        ends = {"l": (-half[0], 0), "r": (half[0], 0), "u": (0, -half[1]), "d": (0, half[1])}
        path = "".join(
            f"M{middle[0]:.1f} {middle[1]:.1f}l{ends[d][0]:.1f} {ends[d][1]:.1f}" for d in directions
        )
        return f'<path d="{path}" stroke="{ink}" stroke-width="{width}"/>'
    if character == "●":
        return f'<circle cx="{middle[0]:.1f}" cy="{middle[1]:.1f}" r="3.8" fill="{ink}"/>'
    if character in "▶◀":
        tip, back = (half[0], -half[0]) if character == "▶" else (-half[0], half[0])
        return (
            f'<path d="M{middle[0] + tip:.1f} {middle[1]:.1f}L{middle[0] + back:.1f} {middle[1] - 4:.1f}'
            f'L{middle[0] + back:.1f} {middle[1] + 4:.1f}Z" fill="{ink}"/>'
        )
    return ""


def trimmed(run):
    """A run of text without the blanks at both ends, in its place."""
    style, column, text = run
    return style, column + len(text) - len(text.lstrip()), text.strip()


def row_of(cells, columns, y):
    """One row: shapes for what has to meet, and runs of text that keep to the grid in any font."""
    shapes, runs = [], []
    for column in range(columns):
        cell = cells[column]
        ink = INKS.get(cell.fg, TEXT)
        x = MARGIN + column * CELL
        shape = drawn(cell.data, x, y, ink)
        if shape:
            shapes.append(shape)
        elif cell.data:
            style = (ink, cell.bold) if cell.data.strip() or not runs else runs[-1][0]
            if runs and runs[-1][0] == style and runs[-1][1] + len(runs[-1][2]) == column:
                runs[-1][2] += cell.data
            else:
                runs.append([style, column, cell.data])
    texts = [
        f'<text x="{MARGIN + column * CELL:.1f}" y="{y + 13:.1f}" fill="{ink}"'
        + (' font-weight="700"' if bold else "")
        + f' textLength="{len(text) * CELL:.1f}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">{escape(text)}</text>'
        for (ink, bold), column, text in map(trimmed, runs) if text
    ]
    return shapes + texts


def svg(rows, columns, title):
    """The picture of a terminal with these rows of cells."""
    width, height = 2 * MARGIN + columns * CELL, BAR + MARGIN + len(rows) * ROW + MARGIN / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label="{escape(title)}" '
        'font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" '
        'font-size="13.5" fill="none">',
        f'<rect width="{width:.0f}" height="{height:.0f}" rx="10" fill="{PAPER}"/>',
        f'<path d="M0 {BAR}V10a10 10 0 0 1 10-10H{width - 10:.0f}a10 10 0 0 1 10 10V{BAR}Z" fill="{FRAME}"/>',
        *(f'<circle cx="{20 + 18 * n}" cy="{BAR / 2:.0f}" r="5.5" fill="{c}"/>'
          for n, c in enumerate(("#ff5f57", "#febc2e", "#28c840"))),
        f'<text x="{width / 2:.0f}" y="{BAR / 2 + 4.5:.1f}" fill="#7d8590" text-anchor="middle" font-size="12.5">'
        f"{escape(title)}</text>",
    ]
    for index, cells in enumerate(rows):
        parts += row_of(cells, columns, BAR + MARGIN / 2 + index * ROW)
    return "\n".join(parts + ["</svg>", ""])


def rows_of(screen):
    """The rows of a screen, without the empty ones at both ends."""
    rows = [screen.buffer[y] for y in range(screen.lines)]

    def is_empty(row):
        return not any(row[x].data.strip() for x in range(screen.columns))

    while rows and is_empty(rows[-1]):
        rows.pop()
    while rows and is_empty(rows[0]):
        rows.pop(0)
    return rows


def story(programs, *arguments, rows=200):
    with App(programs) as app:
        terminal = Terminal(app.demo, [*arguments, "--pace", "0"], app.environment, 80, rows)
        if terminal.end() != 0:
            sys.exit(f"the story failed:\n{terminal.text}")
        title = " ".join(["carryover-demo", *arguments])
        return svg(rows_of(terminal.screen), 80, title)


def watch(programs):
    with App(programs, options=["--access-ttl", "40"]) as app:
        app.leave_login()
        terminal = Terminal(app.demo, ["watch", "--config", app.path], app.environment, 80, 24)
        terminal.until("legacy login revoked", "the migration is over")
        terminal.send("r")
        terminal.until("session refreshed", "the session is refreshed")
        terminal.until("in 17 s", "some time has passed", 30)
        app.control("/__faults", {"kind": "hang", "path": "/auth/session/refresh", "times": 0})
        terminal.send("r")
        terminal.until(
            lambda text: "held by this process" in text and re.search(r", for 0\.[1-9]", text),
            "a request is in flight",
        )
        picture = svg(rows_of(terminal.screen), 80, "carryover-demo watch")
        terminal.send("q")
        terminal.end()
        app.control("/__faults", method="DELETE")
        return picture


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    programs, folder = sys.argv[1:]
    for name, picture in (
        ("story", story(programs)),
        ("story-killed", story(programs, "--scenario", "killed-after-exchange")),
        ("watch", watch(programs)),
    ):
        with open(f"{folder}/{name}.svg", "w") as file:
            file.write(picture)
        print(f"{folder}/{name}.svg")
