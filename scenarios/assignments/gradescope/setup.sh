#!/usr/bin/env bash
# Runs once, when Gradescope builds the machine: the program needs nothing but to be executable.
set -euo pipefail
chmod +x /autograder/source/ossim
/autograder/source/ossim --version
