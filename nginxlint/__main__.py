"""``python -m nginxlint``."""

from nginxlint.cli import main

main()
