"""How does the command `caio` find its workspace before anything else is read?"""

import os
import sys


def main() -> None:
    """Take ``--home`` out of the arguments, set Django up, and hand over to the command line face."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")
    sys.argv[1:] = _without_home(sys.argv[1:])

    import django

    django.setup()
    from opencaio.faces.cli import app

    app()


def _without_home(arguments: list[str]) -> list[str]:
    rest, words = [], iter(arguments)
    for word in words:
        if word == "--home":
            os.environ["OPENCAIO_HOME"] = next(words, "")
        elif word.startswith("--home="):
            os.environ["OPENCAIO_HOME"] = word.removeprefix("--home=")
        else:
            rest.append(word)
    return rest
