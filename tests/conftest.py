"""One setting for every test: how many cases Hypothesis tries, the same ones on every run of a budget."""

from hypothesis import HealthCheck, settings

from tests.budget import BUDGET, count

settings.register_profile(
    BUDGET,
    max_examples=count(60, 400, 10_000),
    derandomize=BUDGET != "record",
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    print_blob=True,
)
settings.load_profile(BUDGET)
