"""What search engines read of an article: schema.org, as JSON-LD that the policy allows by hash."""

import base64
import hashlib
from collections.abc import Sequence

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from bot.domain.topic import Cause, Topic
from bot.web.headers import CONTENT_POLICY


def described(topic: Topic, causes: Sequence[Cause], *, url: str, language: str) -> Markup:
    """The article and the answers in it; safe inside a script element."""
    article = {
        "@type": "TechArticle",
        "@id": url,
        "headline": topic.title,
        "description": next((line for line in topic.article if line.strip()), ""),
        "inLanguage": language,
        "publisher": {"@type": "Organization", "name": "HearLink"},
    }
    questions = {
        "@type": "FAQPage",
        "@id": f"{url}#causes",
        "inLanguage": language,
        "mainEntity": [_question(cause, url) for cause in causes],
    }
    return htmlsafe_json_dumps({"@context": "https://schema.org", "@graph": [article, questions]})


def _question(cause: Cause, url: str) -> dict[str, object]:
    return {
        "@type": "Question",
        "name": cause.title,
        "url": f"{url}#{cause.id}",
        "acceptedAnswer": {"@type": "Answer", "text": cause.meaning},
    }


def policy_with(script: str) -> str:
    """The content policy that allows this one script element beside our files."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return CONTENT_POLICY.replace("script-src 'self'", f"script-src 'self' 'sha256-{digest}'")
