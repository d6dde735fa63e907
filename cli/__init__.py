"""What `./sales-cloud` does, in the standard library alone, because it runs before anything is installed.

Reading order: `main` (the commands), `setup` (what has to be there before a command can run), then the module
of the command: `running`, `testing`, `coretests`, `lint`, `i18n`. Whatever can go wrong for a reason that the
person in front of it can do something about is a `settings.Fault`: one sentence, exit code 2.
"""
