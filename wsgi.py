"""What a WSGI server loads: `gunicorn -k gthread --threads 128 wsgi:app`."""

from bot.bootstrap import application

app = application()
