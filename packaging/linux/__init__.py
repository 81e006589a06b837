"""Makes the packages for Linux of the one folder: deb, rpm, tar, AppImage or self-extracting."""
