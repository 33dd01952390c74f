"""The web application over the use cases."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.adapters.files.knowledge import content_root
from bot.config import Config, origin_of
from bot.web.app import create_app
from bot.web.current import Services, WebSettings


def web_app(config: Config, services: Services) -> Flask:
    """The application, behind as many proxies as the settings trust."""
    app = create_app(services)
    if hops := config.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # Flask's own way to add middleware
    return app


def web_settings(config: Config) -> WebSettings:
    """What the pages and the API have to know."""
    return WebSettings(
        templates=content_root() / "templates",
        secret_key=config.secret_key,
        identity_secret=config.identity_secret,
        identity_audience=config.identity_audience,
        host_key=config.host_key,
        frame_ancestors=config.frame_ancestors,
        limits=config.limits,
        limits_storage=config.limits_storage,
        secure_cookies=config.secure_cookies,
        home=config.home,
        public_url=config.public_url,
        form_targets=(origin_of(config.consent.authorize_url),),
    )
