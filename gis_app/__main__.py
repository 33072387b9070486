"""`python -m gis_app`: the command line. Told to end, it leaves nothing half written behind."""

import signal
import sys
from types import FrameType

from gis_app.cli import main


def end(number: int, _: FrameType | None) -> None:
    """End as after an interrupt: temporary files and processes go first."""
    sys.exit(128 + number)


signal.signal(signal.SIGTERM, end)
sys.exit(main())
