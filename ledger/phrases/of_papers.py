"""The papers a shop hands in, in words."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.language import say_name


def material_text(kind: str) -> str:
    """A kind of paper in words; one that nobody knows is told as it is."""
    words: Mapping[str, str] = {
        "business_licence": say_name("business_licence", "material"),
        "legal_person_id": say_name("legal_person_id", "material"),
        "business_permit": say_name("business_permit", "material"),
        "logo": say_name("logo", "material"),
        "id_front": say_name("id_front", "material"),
        "id_back": say_name("id_back", "material"),
        "handheld_photo": say_name("handheld_photo", "material"),
        "corporate_account_proof": say_name("corporate_account_proof", "material"),
    }
    return words.get(kind, kind)
