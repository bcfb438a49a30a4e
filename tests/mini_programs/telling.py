"""What happens to mini-programs and identifiers, and what is asked of them, in a few words.

Unless a story says otherwise the mini-program is M1, its enterprise account Q1, and the shop S1.
"""

from __future__ import annotations

from typing import Any, Literal

from ledger.events import (
    AccountRegistered,
    EnterpriseVerificationExpired,
    EnterpriseVerificationPassed,
    MiniProgramBoundToAccount,
    MiniProgramBoundToShop,
    MiniProgramFeatureUsed,
    MiniProgramLinkMounted,
    MiniProgramPublished,
    MiniProgramRegistered,
    MiniProgramReviewDelayed,
    MiniProgramReviewPassed,
    MiniProgramReviewRejected,
    MiniProgramSubmittedForReview,
    MiniProgramUnboundFromAccount,
    MiniProgramUnboundFromShop,
    RegistrationIdentifierAssigned,
    RegistrationIdentifierRetired,
    ShopRegistered,
    ShopSubjectDeclared,
)
from ledger.requests import (
    AssignIdentifier,
    BindMiniProgramToAccount,
    BindMiniProgramToShop,
    ConcludeMiniProgramReview,
    MiniProgramRequest,
    MountLink,
    PublishMiniProgram,
    RegisterMiniProgram,
    Request,
    RetireIdentifier,
    SubmitMiniProgram,
    UnbindMiniProgramFromAccount,
    UnbindMiniProgramFromShop,
    UseMiniProgramFeature,
)
from ledger.rulebook import built_in_rulebooks, field_rulebooks
from ledger.subjects import account_tag, shop_tag
from tests.story import Deed, Question, Story, adopted, deed, given, instant

PROGRAM = "douyin.mini_program"
M1 = "douyin:M1"
LOGIN = "shop_backend_login"
LONG_AGO = "2020-01-01T00:00Z"

Kind = Literal["enterprise_account", "shop_backend_login", "mini_program_bound_account"]


def of(name: str) -> str:
    """The full id of a shop, an account or a mini-program."""
    return name if ":" in name else f"douyin:{name}"


def source_law() -> str:
    """The text of the source rulebook of mini-programs."""
    return dict(built_in_rulebooks())["rulebooks/douyin/mini_program.toml"]


def field_law(*, monthly_unbinds: int | None = None) -> str:
    """The text of the field rulebook of mini-programs, with a number for what has none there."""
    text = dict(field_rulebooks())["rulebooks/douyin/mini_program.field.toml"]
    if monthly_unbinds is None:
        return text
    heading, start, rest = text.partition('[parameter."mini_program.monthly_unbinds"]')
    numbered = rest.replace('"text"', '"unlinks"', 1).replace(
        '"undisclosed"', f"{monthly_unbinds}", 1
    )
    return heading + start + numbered


def told(*deeds: Deed, law: str | None = None) -> Story:
    """A story under the source rulebook of mini-programs, or under another text."""
    return given(*deeds, law=[adopted(law or source_law(), program=PROGRAM)])


def place(name: str = "S1", *, code: str | None = None, subject: Any = "enterprise") -> Deed:
    """A shop in China, and the legal subject behind it."""
    registered = ShopRegistered(shop=of(name), operating_country="CN")
    declared = ShopSubjectDeclared(shop=of(name), subject_type=subject, uscc=code)
    introduced = frozenset({shop_tag(of(name))})
    return Deed(instant(LONG_AGO), (registered, declared), introduced)


def declared(code: str | None, *, at: str, name: str = "S1") -> Deed:
    """A shop told anew which enterprise is behind it."""
    event = ShopSubjectDeclared(shop=of(name), subject_type="enterprise", uscc=code)
    return deed(event, at=at)


def enterprise(name: str = "Q1", *, code: str | None = None, until: str | None = None) -> Deed:
    """An enterprise account in China that is verified."""
    registered = AccountRegistered(account=of(name), region="CN")
    passed = EnterpriseVerificationPassed(
        account=of(name), uscc=code, valid_until=instant(until) if until else None
    )
    introduced = frozenset({account_tag(of(name))})
    return Deed(instant(LONG_AGO), (registered, passed), introduced)


def expired(name: str = "Q1", *, at: str) -> Deed:
    """A verification ran out."""
    return deed(EnterpriseVerificationExpired(account=of(name)), at=at)


# --- what happened --------------------------------------------------------------------------------


def registered(name: str = "M1", *, at: str, account: str | None = "Q1") -> Deed:
    """A mini-program was begun."""
    by = of(account) if account is not None else None
    return deed(MiniProgramRegistered(mini_program=of(name), account=by, build_mode="self"), at=at)


def tied(shop: str = "S1", name: str = "M1", *, at: str) -> Deed:
    """A mini-program was bound to a shop."""
    return deed(MiniProgramBoundToShop(mini_program=of(name), shop=of(shop)), at=at)


def untied(shop: str = "S1", name: str = "M1", *, at: str) -> Deed:
    """A mini-program let go of a shop."""
    return deed(MiniProgramUnboundFromShop(mini_program=of(name), shop=of(shop)), at=at)


def joined(account: str, *capabilities: str, at: str, shop: str | None = None) -> Deed:
    """An account was bound to M1."""
    bound = MiniProgramBoundToAccount(
        mini_program=M1,
        account=of(account),
        shop=shop and of(shop),
        capabilities=capabilities or ("video_mount",),
    )
    return deed(bound, at=at)


def left(account: str, *, at: str, shop: str | None = None) -> Deed:
    """M1 let go of an account."""
    gone = MiniProgramUnboundFromAccount(
        mini_program=M1, account=of(account), shop=shop and of(shop)
    )
    return deed(gone, at=at)


def handed_in(*, at: str, version: str | None = None, shop: str | None = None) -> Deed:
    """A version of M1 was handed in."""
    handed = MiniProgramSubmittedForReview(mini_program=M1, version=version, shop=shop)
    return deed(handed, at=at)


def delayed(*, at: str) -> Deed:
    """The review of M1 takes longer."""
    return deed(MiniProgramReviewDelayed(mini_program=M1), at=at)


def passed(*, at: str, version: str | None = None) -> Deed:
    """The latest version of M1 passed."""
    return deed(MiniProgramReviewPassed(mini_program=M1, version=version), at=at)


def rejected(*, at: str, version: str | None = None) -> Deed:
    """The latest version of M1 was turned down."""
    return deed(MiniProgramReviewRejected(mini_program=M1, version=version), at=at)


def published(*, at: str, version: str | None = None) -> Deed:
    """The latest version of M1 is public."""
    return deed(MiniProgramPublished(mini_program=M1, version=version), at=at)


def used(feature: str, *, at: str, shop: str | None = None) -> Deed:
    """M1 made use of a feature."""
    return deed(
        MiniProgramFeatureUsed(mini_program=M1, shop=shop and of(shop), feature=feature), at=at
    )


def mounted(account: str, *, at: str, capability: str = "video_mount") -> Deed:
    """An account mounted a link to M1."""
    link = MiniProgramLinkMounted(mini_program=M1, account=of(account), capability=capability)
    return deed(link, at=at)


def assigned(
    value: str | None,
    *,
    at: str,
    shop: str | None = None,
    account: str | None = None,
    kind: Kind = "shop_backend_login",
) -> Deed:
    """A shop or an account got an identifier; None: one that was forgotten since."""
    event = RegistrationIdentifierAssigned(
        shop=shop and of(shop),
        account=account and of(account),
        identifier_kind=kind,
        value=value,
    )
    return deed(event, at=at)


def retired(
    value: str | None,
    *,
    at: str,
    shop: str | None = None,
    account: str | None = None,
    kind: Kind = "shop_backend_login",
) -> Deed:
    """A shop or an account gave an identifier up; None: all it had of that kind."""
    event = RegistrationIdentifierRetired(
        shop=shop and of(shop),
        account=account and of(account),
        identifier_kind=kind,
        value=value,
    )
    return deed(event, at=at)


# --- what is asked --------------------------------------------------------------------------------


def _asked(kind: type[MiniProgramRequest], at: str, **fields: Any) -> Question:
    request: Request = kind(id="r-1", actor="test", mini_program=M1, **fields)
    return Question(request, instant(at))


def register(*, at: str, account: str = "Q1", build_mode: Any = "self") -> Question:
    """The enterprise account begins M1."""
    return _asked(RegisterMiniProgram, at, account=of(account), build_mode=build_mode)


def tie(shop: str = "S1", *, at: str) -> Question:
    """M1 is to be bound to a shop."""
    return _asked(BindMiniProgramToShop, at, shop=of(shop))


def untie(shop: str = "S1", *, at: str) -> Question:
    """M1 is to let go of a shop."""
    return _asked(UnbindMiniProgramFromShop, at, shop=of(shop))


def join(account: str, *capabilities: str, at: str) -> Question:
    """An account is to be bound to M1."""
    capabilities = capabilities or ("video_mount",)
    return _asked(BindMiniProgramToAccount, at, account=of(account), capabilities=capabilities)


def leave(account: str, *, at: str) -> Question:
    """M1 is to let go of an account."""
    return _asked(UnbindMiniProgramFromAccount, at, account=of(account))


def hand_in(*, at: str, version: str | None = None) -> Question:
    """A version of M1 is handed in."""
    return _asked(SubmitMiniProgram, at, version=version)


def pass_it(*, at: str) -> Question:
    """The platform passes the latest version of M1."""
    return _asked(ConcludeMiniProgramReview, at, outcome="passed")


def reject_it(*, at: str) -> Question:
    """The platform turns the latest version of M1 down."""
    return _asked(ConcludeMiniProgramReview, at, outcome="rejected")


def publish(*, at: str) -> Question:
    """M1 is to be opened to the public."""
    return _asked(PublishMiniProgram, at)


def use(feature: str, *, at: str) -> Question:
    """M1 wants to use a feature."""
    return _asked(UseMiniProgramFeature, at, feature=feature)


def mount(account: str, *, at: str, capability: str = "video_mount") -> Question:
    """An account wants to mount a link to M1."""
    return _asked(MountLink, at, account=of(account), capability=capability)


def assign(
    value: str, *, at: str, shop: str | None = None, account: str | None = None, kind: Any = LOGIN
) -> Question:
    """A shop or an account is to get an identifier."""
    request = AssignIdentifier(
        id="r-1",
        actor="test",
        shop=shop and of(shop),
        account=account and of(account),
        identifier_kind=kind,
        value=value,
    )
    return Question(request, instant(at))


def retire(
    value: str, *, at: str, shop: str | None = None, account: str | None = None, kind: Any = LOGIN
) -> Question:
    """A shop or an account gives an identifier up."""
    request = RetireIdentifier(
        id="r-1",
        actor="test",
        shop=shop and of(shop),
        account=account and of(account),
        identifier_kind=kind,
        value=value,
    )
    return Question(request, instant(at))
