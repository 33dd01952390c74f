"""Puts the web part together: routes, limits, headers and errors."""

from flask import Flask
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from flask_wtf.csrf import CSRFProtect

from bot.web.chat import api
from bot.web.current import EXTENSION, Services
from bot.web.desk import desk, sign_ins
from bot.web.errors import invalid, register_errors
from bot.web.headers import with_headers
from bot.web.health import health
from bot.web.help import pages as help_pages
from bot.web.help import rate, start_search
from bot.web.host import host
from bot.web.language import words
from bot.web.limits import limit, register_limits
from bot.web.own import own
from bot.web.pages import pages
from bot.web.plain import identify, plain
from bot.web.reconciliation import reconciliation
from bot.web.sending import register_sending
from bot.web.spec import SCHEMES, api_docs, openapi
from bot.web.wire import ErrorOut
from bot.web.xero_api import xero_api
from bot.web.xero_pages import doors, xero_pages


def create_app(here: Services) -> Flask:
    """The application over these services."""
    settings = here.settings
    app = OpenAPI(
        "bot.web",
        info=Info(title="HearLink assistant", version="1"),
        doc_ui=False,
        security_schemes=SCHEMES,
        validation_error_status=400,
        validation_error_model=ErrorOut,
        validation_error_callback=invalid,
        template_folder=str(settings.templates),
        static_folder="static",
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.largest_body,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        # It would want a Referer, which our own policy forbids browsers to send.
        WTF_CSRF_SSL_STRICT=False,
    )
    # Templates may be written in lines without sending them.
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = here
    app.extensions.update(start_search(here.knowledge))
    register_errors(app)
    app.after_request(with_headers)
    register_sending(app)
    register_limits(app, settings.limits_storage)
    _register_routes(app)
    app.context_processor(words)
    return app


def _register_routes(app: OpenAPI) -> None:
    app.register_api(api)
    app.register_api(own)
    # Both have something at the same path, of which the library describes only the last.
    for path, item in api.paths.items():
        app.paths[path] = item.model_copy(update={k: v for k, v in app.paths[path] if v})
    app.register_api(host)
    app.register_api(reconciliation)
    app.register_api(xero_api)
    for blueprint in (pages, help_pages, plain, desk, health, doors, xero_pages):
        app.register_blueprint(blueprint)
    sign_ins.init_app(app)
    # These routes know no browser's cookies: a token, a signature or a ticket is their proof.
    csrf = CSRFProtect(app)
    csrf.exempt(api)
    csrf.exempt(own)
    csrf.exempt(host)
    csrf.exempt(xero_api)
    csrf.exempt(doors)
    # Anybody may say whether an article helped, and the host's own page posts an identity.
    csrf.exempt(rate)
    csrf.exempt(identify)
    app.add_url_rule("/api/openapi.json", view_func=limit("page")(openapi))
    app.add_url_rule("/api/docs", view_func=limit("page")(api_docs))
