"""The alerts of a plan on its page: few are whole cards; of many, the empty ones a line each."""

from services.api.alerts.views import AlertCard, alert_groups


def card(target: str, *, without_data: bool = True) -> AlertCard:
    """A card of which only target and kind matter."""
    return AlertCard(
        alert_id=target,
        open=True,
        target_id=target,
        number=target,
        text="Chỉ tiêu",
        headline="Đã qua nửa thời gian mà chưa có số liệu",
        facts=(),
        marks=(),
        outcome="",
        opened_on="15/09/2023",
        closed_on="",
        due="31/12/2023",
        lead="Sở TTTT",
        without_data=without_data,
    )


def test_few_alerts_are_all_whole_those_with_evidence_first() -> None:
    """Three alerts are three cards: first those with figures, in the plan's order."""
    order = {"i-4": 0, "ii-4": 1, "iii-6": 2}
    found = alert_groups(
        [card("i-4"), card("iii-6", without_data=False), card("ii-4", without_data=False)], order
    )
    assert [one.target_id for one in found.whole] == ["ii-4", "iii-6", "i-4"]
    assert (found.brief, found.count) == ((), 3)


def test_of_many_alerts_those_without_data_are_a_line_each() -> None:
    """A plan of which nobody has reported does not bury the alerts that rest on figures."""
    order = {f"t-{number}": number for number in range(30)}
    cards = [card(f"t-{number}", without_data=number != 7) for number in reversed(range(30))]
    found = alert_groups(cards, order)
    assert [one.target_id for one in found.whole] == ["t-7"]
    assert [one.target_id for one in found.brief][:3] == ["t-0", "t-1", "t-2"]
    assert found.count == 30
