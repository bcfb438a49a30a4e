"""The commands that ask: name, request and one line of help each, in the order of the help."""

from __future__ import annotations

from ledger.language import say

Asked = tuple[str, str, str]
"""A command's name, the request it asks, and what it does."""


def asked() -> tuple[tuple[str, tuple[Asked, ...]], ...]:
    """The commands that ask a request each, by the title they are listed under."""
    return (
        (
            say("Requests"),
            (
                ("invite", "Invite", say("The shop invites an account.")),
                ("cancel", "CancelInvitation", say("The shop takes its invitation back.")),
                ("accept", "AcceptInvitation", say("The account accepts an invitation.")),
                ("decline", "DeclineInvitation", say("The account declines an invitation.")),
                (
                    "conclude-review",
                    "ConcludeReview",
                    say("The platform's review passes or fails."),
                ),
                ("unlink", "UnlinkByShop", say("The shop unlinks an account on its own.")),
                ("request-unlink", "RequestUnlink", say("The account asks to be let go.")),
                (
                    "withdraw-unlink",
                    "WithdrawUnlinkRequest",
                    say("The account takes its unlink request back."),
                ),
                ("approve-unlink", "ApproveUnlink", say("The shop lets the account go.")),
                ("refuse-unlink", "RefuseUnlink", say("The shop does not let the account go.")),
                (
                    "add-products",
                    "AddShowcaseProducts",
                    say("The account adds products to its showcase."),
                ),
                ("enrol", "EnrolInCampaign", say("The shop enters an official campaign.")),
                ("appeal", "SubmitAppeal", say("A party appeals against a violation.")),
            ),
        ),
        (
            say("Requests about discounts and offers"),
            (
                (
                    "issue-discount-code",
                    "IssueDiscountCode",
                    say("The shop gives out a discount."),
                ),
                (
                    "open-limited-offer",
                    "OpenLimitedOffer",
                    say("The shop opens an offer of limited time or number."),
                ),
                (
                    "close-limited-offer",
                    "CloseLimitedOffer",
                    say("The shop closes an offer before it ends by itself."),
                ),
            ),
        ),
        (
            say("Requests about collecting money"),
            (
                (
                    "upgrade-collection",
                    "UpgradeCollectionAccount",
                    say("The account wants to collect in its own name."),
                ),
            ),
        ),
        (
            say("Requests about mini-programs"),
            (
                (
                    "mini-register",
                    "RegisterMiniProgram",
                    say("A merchant or provider begins a mini-program."),
                ),
                (
                    "mini-bind-shop",
                    "BindMiniProgramToShop",
                    say("A mini-program is bound to a shop."),
                ),
                (
                    "mini-drop-shop",
                    "UnbindMiniProgramFromShop",
                    say("A mini-program lets go of a shop."),
                ),
                (
                    "mini-bind-account",
                    "BindMiniProgramToAccount",
                    say("An account is bound to a mini-program."),
                ),
                (
                    "mini-drop-account",
                    "UnbindMiniProgramFromAccount",
                    say("A mini-program lets go of an account."),
                ),
                (
                    "mini-submit",
                    "SubmitMiniProgram",
                    say("A version is handed in for review."),
                ),
                (
                    "mini-review",
                    "ConcludeMiniProgramReview",
                    say("The platform's review of a version ends."),
                ),
                (
                    "mini-publish",
                    "PublishMiniProgram",
                    say("A version that passed is opened to the public."),
                ),
                (
                    "mini-use-feature",
                    "UseMiniProgramFeature",
                    say("A mini-program makes use of a feature."),
                ),
                (
                    "mini-mount-link",
                    "MountLink",
                    say("An account mounts a link to a mini-program."),
                ),
            ),
        ),
        (
            say("Requests about integrations"),
            (
                (
                    "connect-integration",
                    "ConnectIntegration",
                    say("The shop lets an application or tool at its data."),
                ),
                (
                    "disconnect-integration",
                    "DisconnectIntegration",
                    say("The shop lets it at its data no more; no binding ends by that."),
                ),
            ),
        ),
        (
            say("Requests in the life of a shop or an account"),
            (
                ("submit-material", "SubmitMaterial", say("The shop hands in a paper.")),
                ("open-shop-review", "OpenShopReview", say("The shop asks to be reviewed.")),
                (
                    "conclude-shop-review",
                    "ConcludeShopReview",
                    say("The platform's review of a shop passes or fails."),
                ),
                ("pay-deposit", "PayDeposit", say("The shop pays its deposit.")),
                ("refund-deposit", "RefundDeposit", say("The platform gives a deposit back.")),
                (
                    "announce-closing",
                    "AnnounceClosing",
                    say("The shop gives public notice of closing."),
                ),
                ("withdraw-closing", "WithdrawClosing", say("The shop takes its notice back.")),
                ("close-shop", "CloseShop", say("The shop closes, its notice completed.")),
                (
                    "request-deregistration",
                    "RequestDeregistration",
                    say("The holder asks for the account to be deregistered."),
                ),
                (
                    "cancel-deregistration",
                    "CancelDeregistration",
                    say("The holder keeps the account after all."),
                ),
                (
                    "conclude-deregistration",
                    "ConcludeDeregistration",
                    say("The platform deregisters the account."),
                ),
            ),
        ),
        (
            say("Requests about main and sub accounts, and staff"),
            (
                (
                    "offer-delegation",
                    "OfferDelegation",
                    say("A sub account authorises a main account."),
                ),
                (
                    "accept-delegation",
                    "AcceptDelegation",
                    say("The main account takes it up."),
                ),
                (
                    "refuse-delegation",
                    "RefuseDelegation",
                    say("The main account does not take it up."),
                ),
                (
                    "revoke-delegation",
                    "RevokeDelegation",
                    say("Customer service ends it, because of a ticket."),
                ),
                ("grant-staff", "GrantStaff", say("The shop lets a person act for it.")),
                ("revoke-staff", "RevokeStaff", say("The shop takes that back.")),
            ),
        ),
        (
            say("Requests about identifiers"),
            (
                (
                    "assign-identifier",
                    "AssignIdentifier",
                    say("A shop or account gets an identifier."),
                ),
                (
                    "retire-identifier",
                    "RetireIdentifier",
                    say("A shop or account gives an identifier up."),
                ),
            ),
        ),
    )
