"""Makes one folder of Snug that runs on other machines: Python, libraries, engine, starter kit."""
