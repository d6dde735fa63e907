from dataclasses import dataclass, field


@dataclass(frozen=True)
class PoolMove:
    """Why records change hands. A business method announces it; the write that follows puts it into the ledger.

    :param source: how the next holder receives the records, a value of ``sales.pool.holding.source``
    :param end_reason: how the present holding ends, a value of ``sales.pool.holding.end_reason``
    :param is_checked: whether the limits of the next holder were checked already
    :param is_settled_later: whether the caller settles the ledger, for several writes at once
    :param is_entry: whether free records enter the pool anew, so that freshness and opening hours start again
    :param reason_id: sales.pool.return.reason, of a return
    :param explanations: {record id: why} shown on the holding that begins or ends
    :param free_since: {record id: UTC moment since when it waited free in its pool}
    """

    source: str = "automation"
    end_reason: str = "automation"
    is_checked: bool = False
    is_settled_later: bool = False
    is_entry: bool = True
    reason_id: int | bool = False
    note: str | bool = False
    explanations: dict = field(default_factory=dict)
    free_since: dict = field(default_factory=dict)
