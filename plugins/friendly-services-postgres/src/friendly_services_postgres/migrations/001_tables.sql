-- Every table but `migration` begins with the partition (a city): it leads every key, nothing is unique across
-- partitions, and nothing is drawn from a sequence. So each can be distributed by `partition`.

CREATE TABLE {schema}.migration (
    number int PRIMARY KEY,
    checksum bytea NOT NULL
);

-- A partition with its last position in the journal. Every commit locks this row before it looks at anything.
CREATE TABLE {schema}.head (
    partition text COLLATE "C" PRIMARY KEY,
    head bigint NOT NULL,
    commands bigint NOT NULL,  -- how many it has had
    at bigint  -- microseconds UTC of the last commit; NULL until the first
) WITH (fillfactor = 50);

CREATE TABLE {schema}.command (
    partition text COLLATE "C" NOT NULL,
    token bytea NOT NULL,
    digest bytea NOT NULL,
    actor bytea NOT NULL,  -- UTF-8
    pack bigint NOT NULL,
    now bigint NOT NULL,
    result bytea NOT NULL,
    first bigint NOT NULL,  -- the positions its commit took in the journal
    last bigint NOT NULL,
    at bigint NOT NULL,
    number bigint NOT NULL,  -- 1, 2, 3 … in the order of the commits
    place int NOT NULL,  -- among those committed together, from 0
    size int NOT NULL,  -- how many these are
    PRIMARY KEY (partition, token),
    UNIQUE (partition, number)
);

-- `keys`: the record's entries in indexes, each a byte (1: unique), then as in the table `key`.
-- `last`: position of its last entry in the journal.
-- A private record has its body and keys in `private`.
CREATE TABLE {schema}.record (
    partition text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at bigint NOT NULL,
    last bigint NOT NULL,
    private boolean NOT NULL,
    body bytea,
    keys bytea[],
    PRIMARY KEY (partition, kind, id)
) WITH (fillfactor = 85);

-- `entry`: the index's name, a byte 0, the key.
CREATE TABLE {schema}.key (
    partition text COLLATE "C" NOT NULL,
    entry bytea NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    sole boolean NOT NULL,
    PRIMARY KEY (partition, entry, kind, id)
);

-- The journal. `previous`: position of the record's entry before this one, so that its history needs no index.
CREATE TABLE {schema}.entry (
    partition text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    previous bigint NOT NULL,
    token bytea NOT NULL,
    event bytea NOT NULL,
    PRIMARY KEY (partition, position)
);

-- Private records, apart from all others: grant, back up and vacuum these two by their own rules.
CREATE TABLE {schema}.private (
    partition text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    body bytea NOT NULL,
    keys bytea[],
    PRIMARY KEY (partition, kind, id)
);

CREATE TABLE {schema}.private_key (
    partition text COLLATE "C" NOT NULL,
    entry bytea NOT NULL,
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    sole boolean NOT NULL,
    PRIMARY KEY (partition, entry, kind, id)
);
