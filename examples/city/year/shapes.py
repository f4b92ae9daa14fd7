"""The shapes of real usage, as figures read off public traces, and a random number generator of our own.

Only figures were carried over, no data. Sources:

  ITP       ElasticFlow / Microsoft ITP, 50,637 jobs of six clusters, March to May 2021 (MIT): sizes, durations, weekdays
  Philly    Microsoft Philly, 1,455 jobs with every attempt, 2017 (CC BY 4.0): attempts of a job and the gaps between
  openb     Alibaba openb, 4,132 pods with a GPU, 2023: which parts of one GPU an inference service takes, for how long
  ServeGen  Alibaba Cloud Model Studio, model m-small, 43 clients over 14 days, 2025 (Apache-2.0): hours of the day, and
            how much of the load each client makes
  Azure     Azure LLM inference, coding service, 8,819 requests, 2023 (CC BY 4.0): tokens of a request

The traces do not say their time zones; their hours are read as local ones. ITP has no job under ten minutes.
"""

# Per mille of jobs by number of devices (ITP).
SIZES = [(1, 846), (2, 22), (4, 39), (8, 82), (16, 5), (32, 5), (64, 1)]

# Minutes of a job at these per mille of all jobs of its size (ITP); between them on straight lines.
STEPS = [0, 100, 250, 500, 750, 900, 950, 990, 999]
MINUTES = {
    1: [10, 23, 80, 141, 211, 382, 505, 1725, 7123],
    2: [10, 26, 56, 78, 252, 1204, 2523, 10668, 17134],
    8: [10, 50, 174, 367, 1258, 2777, 4702, 9911, 18380],
    16: [10, 26, 139, 1051, 1975, 3779, 5224, 9146, 11189],
}
# Of large training jobs: their sizes, and how long they ran in all attempts (Philly, jobs of four devices and more).
LARGE_SIZES = [(4, 507), (8, 443), (16, 36), (32, 14)]
LARGE_MINUTES = [2, 33, 226, 1342, 3173, 7347, 10580, 32696, 45844]
SERVICE_MINUTES = [1, 1, 3, 13, 43, 134, 600, 6865, 6865]  # of an inference pod (openb)

WEEKDAYS = [98, 92, 99, 114, 102, 123, 74]  # jobs of ITP by day since the trace's first, a Thursday, read from Monday
# Per cent of the mean, by hour of the day (ServeGen).
HOURS = [84, 71, 73, 68, 71, 66, 68, 85, 102, 105, 113, 109, 106, 107, 106, 105, 109, 108, 101, 123, 146, 140, 127, 106]
CLIENTS = [299, 219, 107, 88, 57, 53, 42, 35, 16, 12, 11, 11]  # per mille of the load, the largest client first (ServeGen)
ATTEMPTS = [(1, 648), (2, 185), (3, 82), (4, 50), (5, 35)]  # per mille of jobs with devices in fours (Philly)
GAP_MINUTES = [0, 0, 1, 3, 10, 27, 60, 230, 230]  # between two attempts (Philly)
# Thousandths of one GPU that a service takes, per mille of services (openb).
PARTS = [(1000, 584), (810, 159), (470, 60), (320, 53), (650, 27), (460, 26), (230, 17), (550, 17), (220, 12), (160, 45)]
TOKENS_IN = [3, 147, 578, 1469, 2745, 5194, 6500, 7436, 7436]  # of a request (Azure)
TOKENS_OUT = [1, 7, 9, 13, 24, 55, 120, 252, 400]


class Random:
    """SplitMix64, written out: the same numbers under every version of Python."""

    def __init__(self, seed: int):
        self.state = seed

    def below(self, bound: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return (z ^ (z >> 31)) % bound

    def between(self, low: int, high: int) -> int:
        """Both ends included."""
        return low + self.below(high - low + 1)

    def chance(self, per_mille: int) -> bool:
        return self.below(1000) < per_mille

    def choice(self, items):
        return items[self.below(len(items))]

    def weighted(self, pairs):
        """One of (item, weight)."""
        at = self.below(sum(weight for _, weight in pairs))
        for item, weight in pairs:
            if at < weight:
                return item
            at -= weight
        raise AssertionError("the weights sum to more than what was drawn")

    def quantile(self, values: list[int]) -> int:
        """A draw from a distribution that has these values at STEPS."""
        at = self.below(STEPS[-1])
        last = max(i for i, step in enumerate(STEPS[:-1]) if step <= at)
        low, high, width = STEPS[last], STEPS[last + 1], values[last + 1] - values[last]
        return values[last] + width * (at - low) // (high - low)

    def shuffled(self, items: list) -> list:
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items


def minutes_of(random: Random, devices: int) -> int:
    """How long a training job of so many devices runs."""
    return random.quantile(MINUTES[max(size for size in MINUTES if size <= max(devices, 1))])


def minute_of_day(random: Random) -> int:
    return random.weighted(list(enumerate(HOURS))) * 60 + random.below(60)
