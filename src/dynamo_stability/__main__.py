"""`python -m dynamo_stability`: the command line."""

import sys

from dynamo_stability.cli import main

sys.exit(main())
