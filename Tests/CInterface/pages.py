#!/usr/bin/env python3
"""The code of the documentation pages is that of the samples, which the tests compile and run.

    pages.py PAGE SAMPLE...      fails where a block of code in the page is in none of the samples
    pages.py PAGE --commands     prints the page's shell commands, for the tests to run
"""

import re
import sys


def main():
    page, *samples = sys.argv[1:]
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", open(page).read(), re.S | re.M)
    if samples == ["--commands"]:
        print("".join(code for language, code in blocks if language == "sh"), end="")
        return
    texts = [open(sample).read() for sample in samples]
    code_blocks = [code for language, code in blocks if language != "sh"]
    strange = [code for code in code_blocks if not any(code in text for text in texts)]
    if strange or not code_blocks:
        sys.exit(f"{page}: not in {', '.join(samples)}:\n" + "\n".join(strange))
    print(f"  ok  {page.rsplit('/')[-1]}: {len(code_blocks)} blocks of code")


if __name__ == "__main__":
    main()
