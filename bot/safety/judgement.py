"""From phrases and readings to one finding.

Signs come from phrases that say everything, from words that stand close together, and from
numbers. Each is weighed by its context; what is live adds up within a window of the message. Words
of self-harm are judged apart: by whether they are said of oneself, of another, with means at hand
or after the act. Past self-harm still counts; a past illness does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.safety.context import Context, Standing
from bot.safety.findings import NOTHING_FOUND, SafetyFinding, SafetyKind
from bot.safety.phrases import Hit, find_phrases
from bot.safety.readings import readings
from bot.safety.rules import Combination, Rules
from bot.safety.spelling import PlainText, plain_text

_MOST_A_CLAUSE = 4  # of one concept: a text that repeats itself costs no more time
_STRONG = 3.0
_BATCH = 120  # signs weighed before asking whether they are enough: far above a real message
_SELF_DENIAL_REACH = 2.0
_MEANS_REACH = 40.0
_THIRD_PERSON = "sh_third"
_SAID = "sh_said"  # words that fit oneself and another
_METHOD = "sh_method"  # asking for a way to die is no question about a topic


def judge(text: str, rules: Rules) -> SafetyFinding:
    """The gravest kind that fits `text`. Never raises, whatever the text holds."""
    plain = plain_text(text)
    spots = _spots(plain)
    together: dict[str, list[Hit]] = defaultdict(list)
    for by_concept in spots.values():
        for concept, hits in by_concept.items():
            together[concept].extend(hits)
    signs = list(_signs(plain, spots, rules))
    signs = _in_main_language(signs, spots)
    own = [sign for sign in signs if sign.concept in rules.weights]
    own += together["cannot_move"]  # whose "not" denies nothing else
    context = Context(plain, spots, own)
    harm = _self_harm(plain, signs, context, together)
    emergency = _emergency(plain, signs, together, context, rules)
    return _gravest(harm, emergency)


def _gravest(harm: SafetyFinding, emergency: SafetyFinding) -> SafetyFinding:
    if harm.kind.takes_over:
        if emergency.kind is SafetyKind.EMERGENCY:
            return SafetyFinding(SafetyKind.SELF_HARM_DANGER, f"{harm.matched}+{emergency.matched}")
        return harm
    if emergency.kind is SafetyKind.NONE:
        return harm
    return emergency


Spots = dict[str, dict[str, list[Hit]]]


def _spots(plain: PlainText) -> Spots:
    """Phrases by language and concept, less what stands inside an idiom."""
    spots: Spots = defaultdict(lambda: defaultdict(list))
    counts: Counter[tuple[str, str, int]] = Counter()
    covered: dict[int, int] = {}
    idioms: set[tuple[int, int]] = set()
    for hit in find_phrases(plain):
        key = (hit.language, hit.concept, plain.clauses[hit.first])
        counts[key] += 1
        if counts[key] > _MOST_A_CLAUSE:
            continue
        spots[hit.language][hit.concept].append(hit)
        if hit.concept == "idiom":
            idioms.add((hit.first, hit.last))
            for at in range(hit.first, hit.last + 1):
                covered[at] = max(covered.get(at, 0), hit.last - hit.first + 1)
    if covered:
        _drop_covered(spots, covered, idioms)
    return spots


_SURROUNDINGS = frozenset(
    ("negation", "negation_after", "but", "past", "ask", "hypothetical", "chronic", "present")
) | {"personal", "person", "idiom", "first_person", "rule", "calm"}


def _drop_covered(spots: Spots, covered: dict[int, int], idioms: set[tuple[int, int]]) -> None:
    """Take out hits that touch an idiom, unless they are longer than the idiom or just the same."""
    for by_concept in spots.values():
        for concept, hits in by_concept.items():
            if concept not in _SURROUNDINGS:
                hits[:] = [
                    hit
                    for hit in hits
                    if (hit.first, hit.last) in idioms
                    or hit.last - hit.first + 1
                    > max((covered.get(at, 0) for at in range(hit.first, hit.last + 1)), default=0)
                ]


def _signs(plain: PlainText, spots: Spots, rules: Rules) -> Iterator[Hit]:
    everywhere: dict[str, list[Hit]] = defaultdict(list)
    for language, by_concept in spots.items():
        by_sentence: BySentence = {}
        for concept, hits in by_concept.items():
            everywhere[concept].extend(hits)
            if concept in rules.weights or concept.startswith("sh_"):
                yield from hits
        for combination in rules.combinations:
            if all(any(by_concept.get(name) for name in part) for part in combination.parts):
                yield from _combined(plain, language, by_concept, combination, by_sentence)
    yield from readings(plain, everywhere)


def _in_main_language(signs: list[Hit], spots: Spots) -> list[Hit]:
    """Words of self-harm that languages share ("suicidal"), only in the likeliest language."""
    weight = {
        language: len({hit.first for hits in by_concept.values() for hit in hits})
        for language, by_concept in spots.items()
    }
    heaviest = max(weight.values(), default=0)
    likeliest: dict[int, int] = {}
    harms = [sign for sign in signs if sign.concept.startswith("sh_")]
    for sign in harms:
        for at in range(sign.first, sign.last + 1):
            likeliest[at] = max(likeliest.get(at, 0), weight[sign.language])
    foreign = {
        sign
        for sign in harms
        if all(weight[sign.language] < likeliest[at] for at in range(sign.first, sign.last + 1))
        or (sign.first == sign.last and weight[sign.language] * 3 < heaviest)
    }
    return [sign for sign in signs if sign not in foreign]


BySentence = dict[str, dict[int, list[Hit]]]


def _combined(
    plain: PlainText,
    language: str,
    spots: dict[str, list[Hit]],
    rule: Combination,
    by_sentence: BySentence,
) -> Iterator[Hit]:
    """Spans in which every part of the rule stands, near the first part."""
    others = [[_sentences(plain, spots, name, by_sentence) for name in p] for p in rule.parts[1:]]
    for anchor in (hit for name in rule.parts[0] for hit in spots.get(name, ())):
        sentence = plain.sentences[anchor.first]
        near = [[hit for hits in part for hit in hits.get(sentence, ())] for part in others]
        span = _span(plain, anchor, near, rule.within) if all(near) else None
        if span is not None:
            yield Hit(language, rule.sign, *span)


def _sentences(
    plain: PlainText, spots: dict[str, list[Hit]], concept: str, known: BySentence
) -> dict[int, list[Hit]]:
    """The hits of `concept` by sentence, gathered once a message."""
    found = known.get(concept)
    if found is None:
        found = known[concept] = {}
        for hit in spots.get(concept, ()):
            found.setdefault(plain.sentences[hit.first], []).append(hit)
    return found


def _span(
    plain: PlainText, anchor: Hit, others: Sequence[Sequence[Hit]], within: float
) -> tuple[int, int] | None:
    first, last = anchor.first, anchor.last
    for hits in others:
        best: tuple[tuple[float, int], Hit] | None = None
        for hit in hits:
            if hit.first <= anchor.last and anchor.first <= hit.last:
                continue  # one word cannot be both parts
            gap = abs(plain.places[hit.first] - plain.places[anchor.first])
            rank = (gap, -hit.last)  # of two as near, the longer
            if gap <= within and (best is None or rank < best[0]):
                best = (rank, hit)
        if best is None:
            return None
        first, last = min(first, best[1].first), max(last, best[1].last)
    return first, last


def _emergency(
    plain: PlainText,
    signs: Iterable[Hit],
    spots: dict[str, list[Hit]],
    context: Context,
    rules: Rules,
) -> SafetyFinding:
    weighed = sorted((s for s in signs if s.concept in rules.weights), key=lambda s: s.first)
    live: list[Hit] = []
    unclear: str | None = None
    best: tuple[float, list[str]] = (0.0, [])
    for at in range(0, len(weighed), _BATCH):
        more, doubt = _live(weighed[at : at + _BATCH], context, rules)
        live, unclear = [*live[-_BATCH:], *more], unclear or doubt
        best = max(best, _heaviest_window(plain, live, spots, rules))
        if best[0] >= rules.emergency:
            return SafetyFinding(SafetyKind.EMERGENCY, "+".join(best[1]))
    if best[0] >= rules.unclear or unclear is not None:
        return SafetyFinding(SafetyKind.UNCLEAR, "+".join(best[1]) or unclear)
    return NOTHING_FOUND


def _live(signs: Sequence[Hit], context: Context, rules: Rules) -> tuple[list[Hit], str | None]:
    """The signs that are happening, and the concept of one that may be."""
    live: list[Hit] = []
    unclear: str | None = None
    dropped: set[tuple[str, int]] = set()
    for sign in signs:
        if context.in_sentence(sign, rules.unless.get(sign.concept, "")):
            continue
        standing = context.standing(sign, strong=rules.weights[sign.concept] >= _STRONG)
        if standing is Standing.LIVE:
            live.append(sign)
        else:
            dropped.update((sign.concept, at) for at in range(sign.first, sign.last + 1))
            unclear = sign.concept if standing is Standing.UNCLEAR else unclear
    return [sign for sign in live if (sign.concept, sign.first) not in dropped], unclear


def _heaviest_window(
    plain: PlainText, live: list[Hit], spots: dict[str, list[Hit]], rules: Rules
) -> tuple[float, list[str]]:
    places = plain.places
    best: tuple[float, list[str]] = (0.0, [])
    start = 0
    inside: Counter[str] = Counter()
    for sign in live:
        inside[sign.concept] += 1
        while places[sign.first] - places[live[start].first] > rules.window:
            inside[live[start].concept] -= 1
            start += 1
        names = {name for name, count in inside.items() if count > 0}
        total = _total(plain, names, spots, live[start].first, sign.last, rules)
        if total > best[0]:
            best = (total, sorted(names))
        if total >= rules.emergency:
            break
    return best


def _total(
    plain: PlainText,
    names: set[str],
    spots: dict[str, list[Hit]],
    first: int,
    last: int,
    rules: Rules,
) -> float:
    if not names - rules.lifting_only:
        return 0.0
    total = sum(rules.weights[name] for name in names)
    if total >= rules.emergency:
        return total
    low = plain.places[first] - rules.window / 2
    high = plain.places[last] + rules.window / 2
    for rule in rules.together:
        if all(
            part & names or _stands_within(plain, part - set(rules.weights), spots, low, high)
            for part in rule.parts
        ):
            total += rule.add if any(part & names for part in rule.parts) else 0.0
    return total


def _stands_within(
    plain: PlainText, concepts: Iterable[str], spots: dict[str, list[Hit]], low: float, high: float
) -> bool:
    return any(
        low <= plain.places[hit.first] <= high for name in concepts for hit in spots.get(name, ())
    )


def _self_harm(
    plain: PlainText, signs: Sequence[Hit], context: Context, spots: dict[str, list[Hit]]
) -> SafetyFinding:
    found: dict[str, list[Hit]] = defaultdict(list)
    topics = [sign for sign in signs if sign.concept == "sh_noun"]
    for sign in signs:
        if sign.concept.startswith("sh_") and not (_denied(sign, context) or _in(sign, topics)):
            found[sign.concept].append(sign)
    for acted in found["sh_acted"]:
        if not _by_a_child(acted, signs) and context.standing(acted, strong=True) is Standing.LIVE:
            return SafetyFinding(SafetyKind.SELF_HARM_DANGER, "sh_acted")
    kinds = [kind for kind in (_said_of(h, context, spots) for h in _harms(found)) if kind]
    spoken = [kind for kind in kinds if kind.takes_over]
    if _danger(plain, found, bool(spoken)):
        return SafetyFinding(SafetyKind.SELF_HARM_DANGER, "means")
    if spoken:
        kind = SafetyKind.SELF_HARM if SafetyKind.SELF_HARM in spoken else spoken[0]
        return SafetyFinding(kind, "said")
    return SafetyFinding(SafetyKind.UNCLEAR, "self_harm") if kinds else NOTHING_FOUND


def _in(sign: Hit, topics: Sequence[Hit]) -> bool:
    """Part of the longer name of a topic: "suicidal" in "suicidal thoughts"."""
    return any(
        topic.first <= sign.first
        and sign.last <= topic.last
        and topic.last - topic.first > sign.last - sign.first
        for topic in topics[:50]
    )


def _by_a_child(acted: Hit, signs: Sequence[Hit]) -> bool:
    """A child who swallowed pills has had an accident."""
    return any(
        sign.concept == "child_poison" and sign.first <= acted.last and acted.first <= sign.last
        for sign in signs
    )


def _harms(found: dict[str, list[Hit]]) -> Iterator[Hit]:
    for concept in ("sh_self", _SAID, _METHOD, _THIRD_PERSON, "sh_noun"):
        yield from found[concept]


def _denied(sign: Hit, context: Context) -> bool:
    return context.directly_denied(sign, "sh_negation", _SELF_DENIAL_REACH)


def _said_of(sign: Hit, context: Context, spots: dict[str, list[Hit]]) -> SafetyKind | None:
    """Whose words of self-harm these are; UNCLEAR for a topic, None where nobody is meant."""
    person = context.nearest_before(sign, "person")
    speaker = context.nearest_before(sign, "first_person")
    first_person_form = sign.concept in ("sh_self", _SAID, _METHOD)
    twin = sign.concept in (_SAID, _METHOD) or any(
        hit.first <= sign.last and sign.first <= hit.last for hit in spots.get(_THIRD_PERSON, ())
    )
    topic = (person < 0 or sign.concept == "sh_noun") and sign.concept != _METHOD
    if topic and context.asked(sign) and not context.in_sentence(sign, "first_person"):
        return SafetyKind.UNCLEAR
    if first_person_form and not (twin and person > speaker):
        return SafetyKind.SELF_HARM
    if person >= 0 and person > speaker:
        return SafetyKind.SELF_HARM_OTHER
    if sign.concept == "sh_noun":
        return SafetyKind.SELF_HARM if speaker >= 0 and not context.asked(sign) else None
    return SafetyKind.SELF_HARM_OTHER if context.spoken_of_person(sign) else None


def _danger(plain: PlainText, found: dict[str, list[Hit]], spoken: bool) -> bool:
    said = [hit for name in ("sh_self", _SAID, _THIRD_PERSON) for hit in found[name]]
    sure, means, when = found["sh_means_sure"], found["sh_means"], found["sh_when"]
    if spoken and _close(plain, said, [*sure, *means, *when]):
        return True
    return _close(plain, sure, when) or _apart(sure)


def _apart(means: Sequence[Hit]) -> bool:
    """Two means named side by side: the pills and the letters."""
    return any(a.last < b.first for a in means[:50] for b in means[:50])


def _close(plain: PlainText, some: Sequence[Hit], others: Sequence[Hit]) -> bool:
    return any(
        abs(plain.places[a.first] - plain.places[b.first]) <= _MEANS_REACH
        for a in some[:50]
        for b in others[:50]
    )
