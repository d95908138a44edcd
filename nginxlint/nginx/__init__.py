"""What nginx itself knows: directives, variables and the grammars of values, as data and functions.

Nothing here knows of files, trees of directives, rules or findings.
"""
