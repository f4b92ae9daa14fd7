"""Who holds what in the operators of the city's sites and in some of its companies: made up, as they are.

A person above a holding with two operators, which makes them each other's affiliates; two companies that hold stakes in each other;
a fund from abroad; shares whose votes are not those of the capital; a range; a share that was sold.
"""

PARTIES = [
    {"key": "yungang-capital", "name": "云港国有资本 Yungang State Capital", "kind": "state_body", "jurisdiction": "CN"},
    {"key": "lingyun-holding", "name": "凌云控股 Lingyun Holding", "jurisdiction": "CN"},
    {"key": "harbour-group", "name": "港湾集团 Harbour Group", "jurisdiction": "CN"},
    {"key": "north-star-fund", "name": "North Star Fund", "kind": "arrangement", "jurisdiction": "KY"},
]
PERSONS = ["person-gu", "person-he"]

# holder, held, capital, other columns
STAKES = [
    ("person-gu", "lingyun-holding", "72%", {}),
    ("north-star-fund", "lingyun-holding", "28%", {}),
    ("lingyun-holding", "xiling-op", "64%", {}),
    ("lingyun-holding", "yushan-op", "55%", {}),
    ("yushan-op", "xiling-op", "12%", {}),
    ("yungang-capital", "harbour-group", "100%", {}),
    ("harbour-group", "harbour-op", "51%", {}),
    ("harbour-group", "delta-op", "34%", {}),
    ("harbour-op", "delta-op", "20%", {}),  # jointly: 54 %
    ("delta-op", "lake-op", "40%", {"votes": "60%"}),  # shares of two classes
    ("person-he", "lake-op", "60%", {"votes": "40%"}),
    ("qinghe-op", "nanhu-op", "30%", {}),  # each in the other
    ("nanhu-op", "qinghe-op", "25%", {}),
    ("person-he", "qinghe-op", "45%", {}),
    ("north-star-fund", "canglang-op", "25%-50%", {}),  # as its register says: within bounds
    ("canglang-op", "qingyun", "70%", {"until": "2025-09-01"}),  # sold
    ("lanzhi", "qingyun", "70%", {"from": "2025-09-01"}),
    ("person-gu", "dongwan-op", "35%", {}),
    ("yungang-capital", "dongwan-op", "18%", {}),
]


def recorded() -> dict:
    """As the API takes them."""
    def kind(holder: str) -> str:
        described = next((each for each in PARTIES if each["key"] == holder), {})
        return "person" if holder in PERSONS else described.get("kind", "organisation")
    return {"parties": PARTIES + [{"key": key, "kind": "person", "jurisdiction": "CN"} for key in PERSONS],
            "stakes": [{"holder": holder, "holder_kind": kind(holder), "held": held, "capital": capital, "from": "2021-01-01", **more}
                       for holder, held, capital, more in STAKES]}
