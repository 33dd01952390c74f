"""What a WSGI server loads: `gunicorn -k gthread --threads 128 wsgi:app`."""

import os

from bot.bootstrap import build
from bot.config import Config

app = build(Config.from_env(os.environ)).app
