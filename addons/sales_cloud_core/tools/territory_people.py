"""Who should work a record of a territory."""

from dataclasses import dataclass

ROLES = ("owner", "specialist", "support")


@dataclass(frozen=True)
class Candidate:
    """A person for a record: member of ``territory``, ``distance`` levels above the record's own."""

    user: int
    territory: int
    distance: int = 0
    role: str = "owner"
    knows_industry: bool = False
    speaks_language: bool = False

    @property
    def rank(self):
        return (not self.knows_industry, not self.speaks_language, self.distance, ROLES.index(self.role), self.user)


def rank_candidates(candidates):
    """Return the best membership of each person, the best person first.

    >>> near, far = Candidate(1, territory=9), Candidate(2, territory=5, distance=1, knows_industry=True)
    >>> [candidate.user for candidate in rank_candidates([near, far, Candidate(2, territory=4, distance=2)])]
    [2, 1]
    """
    best = {}
    for candidate in sorted(candidates, key=lambda candidate: candidate.rank):
        best.setdefault(candidate.user, candidate)
    return list(best.values())
