"""Flask: the chat API, the widget, the help pages and the desk."""
