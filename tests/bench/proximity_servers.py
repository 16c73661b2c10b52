"""What one would pick in place of the library, on a server of its own: PostGIS and Redis, on Unix sockets.

Each is started here with what it keeps in memory, asked through one connection, and stopped. It shares the
processor with whoever asks, as it does where an application and its database share a machine.
"""

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, LiteralString

from tests.bench.proximity_city import NEAREST, RADIUS, SERVICES, City, Question
from tests.bench.proximity_oracle import FARTHEST, Kind
from tests.bench.proximity_turns import Side

__all__ = ["Missing", "PostGIS", "Redis"]

Answer = tuple[list[int], list[float]]

_PATIENCE: Final = 10.0
_AT_ONCE: Final = 5_000


class Missing(Exception):
    """A program that is not installed."""


class PostGIS(Side):
    """Geography with a GiST index: the 40 nearest by `<->`, put in order by `ST_Distance` on the spheroid.

    One table of all places with a bit for each service and both spans of the day, prepared statements,
    answers in binary; `ST_DWithin` keeps the radius on the spheroid.
    """

    name = "postgis"
    said = "one table with a bit a service, 40 by <-> put in order by ST_Distance, Unix socket"
    SETTINGS: Final = {
        "shared_buffers": "1GB",
        "work_mem": "64MB",
        "maintenance_work_mem": "512MB",
        "jit": "off",
        "max_parallel_workers_per_gather": 0,
        "autovacuum": "off",
        "fsync": "off",
    }
    NEAR: LiteralString = """
        SELECT id, ST_Distance(g, q, true) AS d
        FROM (SELECT id, g, {q} AS q FROM place {where} ORDER BY g <-> {q} LIMIT 40) near
        ORDER BY 2, 1 LIMIT 20"""
    HERE: LiteralString = "ST_MakePoint(%(lon)s, %(lat)s)::geography"
    WITHIN: LiteralString = "WHERE ST_DWithin(g, {q}, 1200) AND offers & %(bit)s <> 0"
    OPEN: LiteralString = """
        AND ((opens <= %(minute)s AND %(minute)s < closes) OR (again <= %(minute)s AND %(minute)s < ends))"""

    def __init__(self, city: City) -> None:
        try:
            import psycopg  # noqa: PLC0415 # may not be installed

            from tests.bench.on_postgres import server  # noqa: PLC0415 # as above
        except ImportError as error:
            raise Missing(str(error)) from error
        module = server()
        programs = module.programs()
        if programs is None:
            raise Missing("no PostgreSQL is installed")
        self.running = module.Postgres(programs, self.SETTINGS)
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(self.running)
        try:
            where = f"host={self.running.folder} port={self.running.port} user=city dbname=postgres"
            self.db = self.stack.enter_context(psycopg.connect(where, autocommit=True, prepare_threshold=0))
            self.cursor = self.db.cursor(binary=True)
            try:
                self.cursor.execute("CREATE EXTENSION postgis")
            except psycopg.errors.FeatureNotSupported as error:
                raise Missing(str(error).splitlines()[0]) from error
            version = self.cursor.execute("SELECT postgis_lib_version()").fetchone()
            assert version is not None
            self.said = f"PostgreSQL {module.version_of(programs)}, PostGIS {version[0]}: {self.said}"
            self._fill(city)
        except BaseException:
            self.close()
            raise

    def _fill(self, city: City) -> None:
        numbers = "offers int, opens int, closes int, again int, ends int"
        self.cursor.execute(f"CREATE TABLE row (id int, lat float8, lon float8, {numbers})")
        columns: list[Any] = [city.lats, city.lons, city.offers]
        columns += [column[:, n] for n in (0, 1) for column in (city.opens, city.closes)]
        rows = enumerate(zip(*(column.tolist() for column in columns), strict=True))
        with self.cursor.copy("COPY row FROM STDIN") as copy:
            for id, row in rows:
                copy.write_row((id, *row))
        point = "ST_MakePoint(lon, lat)::geography(Point, 4326) AS g"
        kept = "offers, opens, closes, again, ends"
        self.cursor.execute(f"CREATE TABLE place AS SELECT id, {point}, {kept} FROM row")  # noqa: S608 # ours
        self.cursor.execute("CREATE INDEX ON place USING gist (g)")
        self.cursor.execute("VACUUM ANALYZE place")
        self.cursor.execute("DROP TABLE row")

    def prepared(self, kind: Kind, asked: Question) -> tuple[Any, ...]:
        """By name, as far as the statement asks."""
        values = {"lat": asked.lat, "lon": asked.lon, "bit": 1 << asked.service, "minute": asked.minute}
        kept = {"q1": 2, "q2": 3, "q3": 4}[kind]
        return (dict(list(values.items())[:kept]),)

    def ask(self, kind: Kind) -> Callable[..., Answer]:
        """One prepared statement."""
        where: LiteralString = {"q1": "", "q2": self.WITHIN, "q3": self.WITHIN + self.OPEN}[kind]
        statement = self.NEAR.replace("{where}", where).replace("{q}", self.HERE).encode()
        cursor = self.cursor

        def answer(values: dict[str, Any]) -> Answer:
            rows = cursor.execute(statement, values).fetchall()
            return [row[0] for row in rows], [row[1] for row in rows]

        return answer

    def batch(self, asked: Sequence[Question]) -> Callable[[], Any]:
        """One statement for all."""
        near = self.NEAR.replace("{where}", "").replace(
            "{q}", "ST_MakePoint(asked.lon, asked.lat)::geography"
        )
        statement = f"""
            SELECT n, id, d FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY asked (lat, lon, n)
            CROSS JOIN LATERAL ({near}) found ORDER BY n, d, id""".encode()  # noqa: S608 # nothing of a stranger's
        lats, lons = [one.lat for one in asked], [one.lon for one in asked]
        return lambda: self.cursor.execute(statement, (lats, lons)).fetchall()

    def many_ids(self, answers: Any) -> list[Sequence[int]]:
        """The ids of each answer of a batch."""
        found: list[list[int]] = [[] for _ in range(answers[-1][0])]
        for n, id, _ in answers:
            found[n - 1].append(id)
        return list(found)

    def bytes(self) -> int:
        """The table and its index."""
        row = self.cursor.execute("SELECT pg_total_relation_size('place')").fetchone()
        assert row is not None
        return int(row[0])

    def close(self) -> None:
        """Stop the server."""
        self.stack.close()


class Redis(Side):
    """A geo set of all places and one for each service: `GEOSEARCH`, on a sphere; the client looks at hours.

    The nearest are searched in a circle that usually holds enough and grows until it does.
    """

    name = "redis"
    said = "a geo set of all and one for each service, hours by the client, Unix socket"

    def __init__(self, city: City) -> None:
        try:
            import redis  # noqa: PLC0415 # may not be installed
        except ImportError as error:
            raise Missing(str(error)) from error
        program = shutil.which("redis-server")
        if program is None:
            raise Missing("no redis-server is installed")
        self.city = city
        self.first = 220.0 if len(city) >= 500_000 else 450.0 if len(city) >= 50_000 else 600.0
        self.folder = Path(tempfile.mkdtemp(prefix="friendly-services-redis-"))
        socket = self.folder / "socket"
        self.process = subprocess.Popen(
            (program, "--port", "0", "--unixsocket", str(socket), "--dir", str(self.folder), "--save", ""),
            stdout=subprocess.DEVNULL,
        )
        try:
            self.db = redis.Redis(unix_socket_path=str(socket), socket_timeout=120)
            end = time.monotonic() + _PATIENCE
            while not socket.exists():
                if time.monotonic() > end or self.process.poll() is not None:
                    raise Missing("redis-server does not start")
                time.sleep(0.02)
            told: Any = self.db.info("server")
            self.said = f"Redis {told['redis_version']}: {self.said}"
            self._fill("place", range(len(city)))
            for service in range(len(SERVICES)):
                self._fill(f"place:{service}", city.offering(service).nonzero()[0].tolist())
        except BaseException:
            self.close()
            raise

    def _fill(self, key: str, numbers: Sequence[int]) -> None:
        lats, lons = self.city.lats.tolist(), self.city.lons.tolist()
        for start in range(0, len(numbers), _AT_ONCE):
            values: list[Any] = []
            for n in numbers[start : start + _AT_ONCE]:
                values += (lons[n], lats[n], n)
            self.db.geoadd(key, values)

    def ask(self, kind: Kind) -> Callable[..., Answer]:
        """As the question wants it."""
        asks: dict[Kind, Callable[..., Answer]] = {"q1": self.nearest, "q2": self.offering, "q3": self.open}
        return asks[kind]

    def near(self, key: str, lat: float, lon: float, radius: float, count: int | None) -> Any:
        """Ids and metres, the nearest first."""
        circle: dict[str, Any] = {"longitude": lon, "latitude": lat, "radius": radius, "unit": "m"}
        return self.db.geosearch(key, **circle, sort="ASC", count=count, withdist=True)

    def nearest(self, lat: float, lon: float) -> Answer:
        """The nearest."""
        radius = self.first
        while True:
            found = self.near("place", lat, lon, radius, NEAREST)
            if len(found) == NEAREST or radius > FARTHEST:
                return [int(id) for id, _ in found], [metres for _, metres in found]
            radius *= 2.5

    def offering(self, lat: float, lon: float, service: int) -> Answer:
        """Those with a service."""
        found = self.near(f"place:{service}", lat, lon, RADIUS, NEAREST)
        return [int(id) for id, _ in found], [metres for _, metres in found]

    def open(self, lat: float, lon: float, service: int, minute: int) -> Answer:
        """Those of them that are open."""
        found = self.near(f"place:{service}", lat, lon, RADIUS, None)
        if not found:
            return [], []
        ids = [int(id) for id, _ in found]
        first = self.city.open_at(minute, ids).nonzero()[0][:NEAREST].tolist()
        return [ids[n] for n in first], [found[n][1] for n in first]

    def batch(self, asked: Sequence[Question]) -> Callable[[], Any]:
        """A pipeline, and another with wider circles for those that need it."""

        def run() -> list[list[int]]:
            answers: list[list[int]] = [[] for _ in asked]
            left, radius = list(range(len(asked))), self.first
            while left:
                pipeline = self.db.pipeline(transaction=False)
                for n in left:
                    circle: dict[str, Any] = {
                        "longitude": asked[n].lon,
                        "latitude": asked[n].lat,
                        "radius": radius,
                    }
                    pipeline.geosearch("place", **circle, unit="m", sort="ASC", count=NEAREST, withdist=True)
                for n, found in zip(left, pipeline.execute(), strict=True):
                    answers[n] = [int(id) for id, _ in found]
                left = [n for n in left if len(answers[n]) < NEAREST and radius <= FARTHEST]
                radius *= 2.5
            return answers

        return run

    def many_ids(self, answers: Any) -> list[Sequence[int]]:
        """The ids of each answer of a batch."""
        return list(answers)

    def bytes(self) -> int:
        """All that the server has allocated."""
        used: Any = self.db.info("memory")
        return int(used["used_memory"])

    def close(self) -> None:
        """Stop the server."""
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
