"""Studies in the API's shape, made for tests."""

from __future__ import annotations

from typing import Any

Raw = dict[str, Any]


def study(
    number: int = 1,
    *,
    status: str | None = "RECRUITING",
    updated: str | None = "2026-05-04",
    title: str = "A study of neuroendocrine tumors",
    cities: tuple[str, ...] = ("Tampa",),
    **more: Raw,
) -> Raw:
    """A study with id NCT0000000<number>; `more` are modules by name."""
    protocol: Raw = {
        "identificationModule": {"nctId": nct_id(number), "briefTitle": title},
        "statusModule": {},
        "contactsLocationsModule": {
            "locations": [{"city": city, "country": "Poland"} for city in cities]
        },
    }
    if status is not None:
        protocol["statusModule"]["overallStatus"] = status
    if updated is not None:
        protocol["statusModule"]["lastUpdatePostDateStruct"] = {"date": updated}
    for name, module in more.items():
        protocol[name] = protocol.get(name, {}) | module
    return {"protocolSection": protocol}


def nct_id(number: int) -> str:
    """The id that `study` gives."""
    return f"NCT{number:08d}"
