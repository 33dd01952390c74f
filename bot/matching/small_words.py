"""The small words of English: what is filler, what denies, what asks, what counts."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FILLERS = _words(
    """
    a an the this that these those it is was are were be been being am do does did has have had
    i we you he she they them my our your his her their s says said say saying shows showing
    show showed think believe guess suppose reckon feel look looks looking seems seem appears
    apparently obviously probably actually really very quite still now currently then well so oh
    ah er um hmm ok okay yes yeah yep yup please thanks thank sorry mate too also yet since
    today yesterday monday tuesday wednesday thursday friday saturday sunday week weeks month
    months year years day days morning afternoon evening night last ago here hi hello like mean
    means afraid course sure would will right more anymore though next january february march
    april june july august september october november december easter christmas hearlink status
    absolutely literally basically simply mainly totally entirely honestly frankly unfortunately
    luckily sadly oops tbh love dear lol about around roughly approximately sort kind
    """
)
"""Words that say nothing of their own; a way may be said with other ones or without."""

SMALL = _words(
    """
    to of for in at with by from as see get gets got getting know into can set already me us
    find found within again xero just only
    """
)
"""Words that belong to a way that has them, and say nothing beside one that has not."""

ALONE = _words(
    """
    nothing none all everything everyone everybody nobody one some few several half both no yes
    same fine works working work off on there me down up it normal good ok green zero any
    missing blank empty open sent done complete completed true correct opens loads running
    operational usual quick perfect perfectly others credit two three void closed locked can he
    she they
    """
)
"""Words that are an answer only where nothing else is said."""

NOT = _words(
    """
    not never without neither nor no hardly
    """
)
"""Words that turn what follows into its contrary."""

DENY = NOT | {"nobody", "none", "nothing"}
"""Words that deny what comes soon after them."""

UNDONE = _words("off disabled stopped deactivated unticked unchecked instead")
"""Words that take back what stands before them: “automatic is off”."""

WONDERS = _words("what which where who how when why if whether")
"""Words behind which another clause begins."""

COUNTS = _words("two three four five six seven eight nine ten eleven twelve dozen")
"""Numbers of things."""

TIMES = _words(
    """
    already just now today yesterday this last on in the at about morning afternoon evening night
    week month monday tuesday wednesday thursday friday saturday sunday earlier ago before lunch
    minute minutes hour hours day days ones twice again
    """
)
"""Words that tell when something was done."""

FORMS_APART = _words(
    """
    ones invoices patients connected enabled
    reconnected relinked reauthorised reauthorized reauthenticated renewed
    """
)
"""Words that mean something else than the word they are a form of: a “Connect” button, or what
asks to be done and what has been."""
