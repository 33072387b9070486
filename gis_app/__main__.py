"""`python -m gis_app`: the command line."""

import sys

from gis_app.cli import main

sys.exit(main())
