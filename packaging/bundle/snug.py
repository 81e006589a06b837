"""Where the packed program begins."""

import os
import sys

from app.__main__ import main


def forget_the_bootloader() -> None:
    """Take back what PyInstaller's bootloader set for this process alone.

    A browser that is started for a link would load our libraries otherwise; children of ours are
    started by their own bootloader.
    """
    before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]
    os.environ.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        os.environ["LD_LIBRARY_PATH"] = before


forget_the_bootloader()
sys.exit(main())
