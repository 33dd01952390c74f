"""One visitor never reads another's conversation; no organisation's looks touch another's."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.topic import Knowledge
from tests.web.stage import Opened, Web, bearer, identity

PERSON = st.tuples(st.sampled_from(["ana", "jo", "li"]), st.sampled_from(["north", "south"]))
CALLS = [
    ("messages", {"client_id": "m", "text": "expired"}),
    ("messages", {"client_id": "m", "choice": "human"}),
    ("undo", {"client_id": "u"}),
    ("changes", {"client_id": "n", "text": "expired", "replaces": "m1"}),
    ("checks", None),
    ("feedback", {"helpful": True}),
    ("escalation", {"preview": True}),
    ("escalation", {"send": True, "contact": {"phone": "1"}}),
]


def calls_with(token: str, whose: Opened, **headers: str) -> set[int]:
    """How every call to somebody's conversation ends with this token."""
    proof = {**bearer(token), **headers}
    client = whose.client
    ends = {client.get(whose.url("events"), headers=proof).status_code}
    for what, body in CALLS:
        ends.add(client.post(whose.url(what), json=body, headers=proof).status_code)
    return ends


@settings(deadline=None, max_examples=40)
@given(mine=PERSON, theirs=PERSON)
def test_nobody_opens_the_conversation_of_another(
    knowledge: Knowledge, mine: tuple[str, str], theirs: tuple[str, str]
) -> None:
    web = Web(knowledge)
    me, them = web.agreed(identity(*mine)), web.agreed(identity(*theirs))
    before = them.events()
    assert calls_with(me.token, them) == {404}
    assert calls_with(identity(*theirs), them) == {404}
    if mine != theirs:
        foreign = {"X-Identity-Token": identity(*mine)}
        assert calls_with(them.token, them, **foreign) == {403}
    assert them.events() == before


@settings(deadline=None, max_examples=40)
@given(people=st.lists(PERSON, min_size=2, max_size=4))
def test_a_visitor_has_looks_taken_at_their_own_organisation_alone(
    knowledge: Knowledge, people: list[tuple[str, str]]
) -> None:
    web = Web(knowledge)
    opened = [(person, web.agreed(identity(*person))) for person in people]
    for (name, organisation), conversation in opened:
        web.stage.looking.seen.clear()
        assert conversation.post("checks").status_code == 200
        targets = {(target.visitor, target.organisation) for _, target in web.stage.looking.seen}
        assert targets == {(name, organisation)}


def test_an_anonymous_visitor_has_no_looks_taken_at_all(web: Web) -> None:
    opened = web.start()
    opened.say("it says expired", "m1")
    opened.post("messages", {"client_id": "m2", "choice": "look.yes"})
    opened.post("checks")
    assert web.stage.looking.seen == []


def test_what_a_visitor_may_send_never_names_the_organisation(web: Web) -> None:
    for body in ({"organisation": "south"}, {"org": "south"}, {"visitor": "jo"}):
        answer = web.client.post("/api/v1/conversations", json=body)
        assert answer.status_code == 400
