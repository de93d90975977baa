#!/usr/bin/env python3
"""The binary interface: what the library exports, and how the header declares it.

    interface.py HEADER LIBRARY EXPECTED            compares with what was recorded, and fails where it differs
    interface.py HEADER LIBRARY EXPECTED --record   records it; only before a release that may break apps
    interface.py HEADER --manual PAGE               compares with the synopsis of the manual page
"""

import difflib
import re
import shlex
import subprocess
import sys


def declarations(header):
    """Functions, types and numbers of the header, one a line, without comments and with one space for any white space."""
    text = re.sub(r"/\*.*?\*/", " ", open(header).read(), flags=re.S)
    numbers = [f"#define {line}" for line in re.findall(r"^#define +(CARRYOVER_\w+ +\d\w*)$", text, re.M)]
    text = re.sub(r"\\\n", " ", text)
    text = re.sub(r"^#.*$", " ", text, flags=re.M)
    text = re.sub(r"extern \"C\" \{", " ", text)
    text = re.sub(r"\s+", " ", text)
    lines, depth, start = [], 0, 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == ";" and depth == 0:
            lines.append(text[start : index + 1].strip())
            start = index + 1
    return sorted(numbers) + sorted(lines)


def exports(library):
    listing = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    # A lower-case letter is a local symbol, which no program can bind to, but u and i; and A the name of the version itself.
    return sorted(line.split()[2] for line in listing.splitlines() if line.split()[1] in "BDRTVWiu")


def needs(library):
    listing = subprocess.run(["readelf", "-d", library], check=True, capture_output=True, text=True).stdout
    return sorted(re.findall(r"\((?:NEEDED|SONAME)\).*?: (.*)", listing))


def functions(header):
    """The functions of the header, as they are declared."""
    return [line for line in declarations(header) if re.search(r"\bcarryover_\w+\(", line)]


def synopsis(page):
    """The declarations of a manual page, without its fonts."""
    text = open(page).read().split(".SH SYNOPSIS")[1].split(".SH DESCRIPTION")[0].split("Link with")[0]
    lines = [line.split(" ", 1)[1] for line in text.splitlines() if line.startswith((".B ", ".BI "))]
    plain = " ".join("".join(shlex.split(line)) for line in lines if "#include" not in line)
    return [part.strip() + ";" for part in re.sub(r"\s+", " ", plain).split(";") if part.strip()]


def compare_manual(header, page):
    declared, shown = set(functions(header)), set(synopsis(page))
    if declared != shown:
        sys.exit("The manual page and the header differ:\n" + "\n".join(sorted(declared ^ shown)))
    print("  ok  manual page")


def main():
    if "--manual" in sys.argv:
        return compare_manual(sys.argv[1], sys.argv[3])
    header, library, expected = sys.argv[1:4]
    lines = ["# Declared", *declarations(header), "", "# Exported", *exports(library), "", "# Needed", *needs(library), ""]
    if "--record" in sys.argv:
        with open(expected, "w") as file:
            file.write("\n".join(lines))
        return
    difference = list(difflib.unified_diff(open(expected).read().split("\n"), lines, "recorded", "built", lineterm=""))
    if difference:
        sys.exit("The binary interface is not the recorded one:\n" + "\n".join(difference))
    declared = {name for line in lines for name in re.findall(r"\b(carryover_\w+)\(", line) if "(*" not in line}
    missing = declared.symmetric_difference(line.split("@")[0] for line in exports(library) if "@@" in line)
    if missing:
        sys.exit(f"Declared or exported, but not both: {', '.join(sorted(missing))}")
    print("  ok  interface")


if __name__ == "__main__":
    main()
