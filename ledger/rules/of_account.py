"""Rules that ask about the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Literal

from ledger.aggregates import Violation
from ledger.aggregates.account import Account, Told
from ledger.aggregates.binding import Binding
from ledger.events import (
    AccountBanLifted,
    AccountHolderAgeAttested,
    AccountRegionDeclared,
    AccountRegistered,
    BindingActivated,
    ContentScreened,
    NetworkLocationObserved,
    ShopCategoryDeclared,
    ViolationResolved,
)
from ledger.rulebook import Rulebook
from ledger.rules.case import (
    Act,
    Case,
    Cure,
    account_of,
    answer,
    long_enough_since,
    number,
    shop_of,
    unknown,
    window,
)
from ledger.rules.endings import each_over, named
from ledger.verdict import Finding, Limit, Seen


def account_status(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account is registered, not banned and not deregistered. Source 003 / 3-09."""
    account, name = account_of(case), "account.status"
    if account.status == "unregistered" and case.observed:
        return unknown(name, book, limit, "AccountRegistered")
    marks = (account.released, account.deregistered, account.banned, account.registered)
    evidence = tuple(mark.position for mark in marks if mark is not None)
    return answer(
        name,
        book,
        limit,
        account.status == "normal",
        seen=Seen(account.status, "text"),
        evidence=evidence,
    )


def status_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The account is registered, or its ban is over: overturned, or merely lifted."""
    return account_normal(account_of(case))


def account_normal(account: Account) -> Iterator[Cure]:
    """What would make an account a normal one; nothing brings one back that is gone."""
    match account.status:
        case "unregistered":
            yield (AccountRegistered(account=account.id),)
        case "banned":
            yield (AccountBanLifted(account=account.id, overturned=True),)
            yield (AccountBanLifted(account=account.id, overturned=False),)


def account_ban_record(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """No ban that was not overturned, ever or within the look-back of reading A13.

    A look-back in days counts 24-hour days from the ban. Source 003 / 3-09.
    """
    days = window(case, book, "account.ban_record.lookback")
    kept = [ban.mark for ban in account_of(case).bans if not ban.overturned]
    if days is not None:
        kept = [mark for mark in kept if mark.at + days > case.at]
    return answer(
        "account.ban_record",
        book,
        limit,
        not kept,
        seen=Seen(not kept, "boolean"),
        evidence=tuple(mark.position for mark in kept),
        cured_at=max(mark.at for mark in kept) + days if kept and days is not None else None,
    )


def ban_record_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The ban is overturned."""
    return ((AccountBanLifted(account=account_of(case).id, overturned=True),),)


def account_holder_age(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The holder was attested to be of age; the latest attestation counts. Source 003 / 3-08.

    An attestation of a lower age than the limit, or a denial of a higher one, says nothing.
    """
    age, name, years = account_of(case).age, "account.holder_age", number(limit)
    if age is None:
        return unknown(name, book, limit, "AccountHolderAgeAttested")
    if age.of_age != (age.minimum_age >= years) and age.minimum_age != years:
        return unknown(name, book, limit, "AccountHolderAgeAttested", (age.mark.position,))
    return answer(
        name,
        book,
        limit,
        age.of_age,
        seen=Seen(age.minimum_age if age.of_age else False, "years" if age.of_age else "boolean"),
        evidence=(age.mark.position,),
    )


def holder_age_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """Somebody attests that the holder is of age, by whatever method."""
    attested = AccountHolderAgeAttested(
        account=account_of(case).id, of_age=True, minimum_age=number(limit), method="unspecified"
    )
    return ((attested,),)


def account_region(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account's declared region is the shop's operating country. Source 003 / 3-10, A12."""
    return _same_country(
        case, book, limit, "account.region", account_of(case).region, "AccountRegionDeclared"
    )


def region_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The account declares the region the shop operates in."""
    country = case.shop.operating_country if case.shop is not None else None
    if country is not None:
        yield (AccountRegionDeclared(account=account_of(case).id, region=country),)


def account_bind_network(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The network country at binding is the shop's operating country. Source 003 / 3-10, A12.

    What the request says counts before the latest observation.
    """
    observed = account_of(case).bind_network
    return _same_country(
        case, book, limit, "account.bind_network", observed, "NetworkLocationObserved", asked=True
    )


def account_unlink_network(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The network country at unlinking is the shop's operating country. Source 003 / 3-32, A12."""
    observed = account_of(case).unlink_network
    return _same_country(
        case, book, limit, "account.unlink_network", observed, "NetworkLocationObserved", asked=True
    )


def bind_network_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The network is seen where the shop operates."""
    return _seen_at_home(case, "bind")


def unlink_network_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The network is seen where the shop operates."""
    return _seen_at_home(case, "unlink")


def _seen_at_home(case: Case, context: Literal["bind", "unlink"]) -> Iterator[Cure]:
    country = case.shop.operating_country if case.shop is not None else None
    # What the request itself says counts first, whatever is observed.
    if country is not None and case.network_country is None:
        account = account_of(case).id
        yield (NetworkLocationObserved(account=account, country=country, context=context),)


def _same_country(
    case: Case,
    book: Rulebook,
    limit: Limit,
    name: str,
    told: Told | None,
    missing: str,
    *,
    asked: bool = False,
) -> Finding:
    shop = case.shop
    if shop is None or shop.operating_country is None or shop.registered is None:
        return unknown(name, book, limit, "ShopRegistered")
    country = case.network_country if asked else None
    evidence: tuple[int, ...] = (shop.registered.position,)
    if country is None:
        if told is None:
            return unknown(name, book, limit, missing, evidence)
        country, evidence = told.value, (*evidence, told.mark.position)
    return answer(
        name,
        book,
        limit,
        country == shop.operating_country,
        seen=Seen(country, "text"),
        evidence=evidence,
    )


def account_content_screen(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The latest screening of the account's content was clean (A14). Source 003 / 3-11."""
    screening, name = account_of(case).screening, "account.content_screen"
    if screening is None:
        return unknown(name, book, limit, "ContentScreened")
    return answer(
        name,
        book,
        limit,
        screening.value == "clean",
        seen=Seen(screening.value, "text"),
        evidence=(screening.mark.position,),
    )


def content_screen_cures(case: Case, book: Rulebook, limit: Limit) -> Iterable[Cure]:
    """The account's content is screened once more, and found clean."""
    return ((ContentScreened(account=account_of(case).id, result="clean"),),)


def account_exclusive(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account belongs to no other shop, and has no second binding with this one.

    Two shops may both be accepted; the first activation wins (A57). Counted are the programs of
    reading A35. Source 003 / 3-23.
    """
    here, elsewhere = _in_the_way(case, book)
    shops = {one.shop for one in (*elsewhere, *here)}
    return answer(
        "account.exclusive",
        book,
        limit,
        not here and len(shops) < number(limit),
        seen=Seen(len(shops), limit.unit),
        evidence=tuple(one.since.position for one in (*elsewhere, *here)),
    )


def _in_the_way(case: Case, book: Rulebook) -> tuple[list[Binding], list[Binding]]:
    """The account's other bindings with this shop, and those in effect with others."""
    shop = shop_of(case).id
    others = [
        binding
        for binding in case.bindings_of_account(_across(case, book))
        if binding.binding != case.binding_id
    ]
    here = [one for one in others if not one.is_over and one.shop == shop]
    return here, [one for one in others if one.runs and one.shop != shop]


def exclusive_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """One of the bindings in the way is over."""
    here, elsewhere = _in_the_way(case, book)
    return each_over((*here, *elsewhere))


def _across(case: Case, book: Rulebook) -> tuple[str, ...]:
    across = book.reading("account.exclusive.across", case.at)
    return across if isinstance(across, tuple) else (case.program,)


def account_rebind_wait(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """An account rests between the end of one binding and the start of the next.

    The value in force when the account asks decides, not the one in force when it was unbound.
    Elapsed time from the `BindingEnded` (A6); whether any shop counts or only the same one is
    reading A7. Source 003 / 3-24.
    """
    scope = book.reading("account.rebind_wait.scope", case.at)
    ended = [
        binding.ended
        for binding in case.bindings_of_account(_across(case, book))
        if binding.ended is not None
        and (scope == "account" or (case.shop is not None and binding.shop == case.shop.id))
    ]
    last = max(ended, default=None)
    return long_enough_since(last, "account.rebind_wait", case, book, limit)


def account_category_match(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account's theme is the shop's main category, whatever the case of letters (A31).

    Source 003 / 3-13.
    """
    name = "account.category_match"
    theme, category = account_of(case).theme, shop_of(case).main_category
    if theme is None:
        return unknown(name, book, limit, "AccountRegistered.theme")
    if category is None:
        return unknown(name, book, limit, "ShopRegistered.main_category")
    return answer(
        name,
        book,
        limit,
        theme.value.casefold() == category.casefold(),
        seen=Seen(theme.value, "text"),
        evidence=(theme.mark.position,),
    )


def category_match_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """The shop declares the account's theme as its main category."""
    theme = account_of(case).theme
    if theme is not None and case.shop is not None:
        yield (ShopCategoryDeclared(shop=case.shop.id, main_category=theme.value),)


def account_open_violation(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """No recorded violation of the account is neither resolved nor cancelled (A27).

    Source 003 / 3-35.
    """
    still_open = _open_violations(case)
    return answer(
        "account.open_violation",
        book,
        limit,
        len(still_open) <= number(limit),
        seen=Seen(len(still_open), limit.unit),
        evidence=tuple(one.recorded.position for one in still_open if one.recorded is not None),
    )


def _open_violations(case: Case) -> list[Violation]:
    account = account_of(case).id
    return [one for one in case.violations if one.is_open and one.account == account]


def open_violation_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """So many of the open violations are resolved that no more are left than are allowed."""
    ends = [
        ViolationResolved(violation=one.id, account=one.account) for one in _open_violations(case)
    ]
    return combinations(ends, max(1, len(ends) - number(limit)))


def open_violation_blocks(case: Case, book: Rulebook) -> bool:
    """Whether an open violation stands in the way of this route of unlinking (A27)."""
    routes = book.reading("account.open_violation.blocks", case.at)
    route = "shop" if case.act is Act.UNLINK else "account"
    return isinstance(routes, tuple) and route in routes


def account_bound(case: Case, book: Rulebook, limit: Limit) -> Finding:
    """The account is bound under the program. Source 003 / 3-04, 3-05."""
    running = [one for one in case.bindings_of_account((case.program,)) if one.runs]
    return answer(
        "account.bound",
        book,
        limit,
        bool(running),
        seen=Seen(bool(running), "boolean"),
        evidence=tuple(one.since.position for one in running),
    )


def bound_cures(case: Case, book: Rulebook, limit: Limit) -> Iterator[Cure]:
    """A binding that was begun takes effect."""
    begun = case.bindings_of_account((case.program,))
    return ((BindingActivated(**named(one)),) for one in begun if not one.is_over)
