"""What an image or a port tells without saying it: data stores, and the protocol that is usual on a port."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+")
_STORES = frozenset(
    {
        *("postgres", "postgresql", "postgis", "timescaledb", "pgvector", "patroni", "mysql", "mariadb", "percona"),
        *("mongo", "mongodb", "mssql", "sqlserver", "oracle", "db2", "cockroach", "cockroachdb", "yugabyte", "tidb"),
        *("couchdb", "couchbase", "neo4j", "arangodb", "influxdb", "questdb", "surrealdb", "firebird", "dynamodb"),
        *("db", "database", "redis", "valkey", "memcached", "keydb", "dragonfly", "etcd", "hazelcast"),
        *("elasticsearch", "opensearch", "solr", "meilisearch", "typesense", "vespa", "qdrant", "weaviate", "milvus"),
        *("clickhouse", "cassandra", "scylla", "scylladb", "druid", "pinot", "hbase", "tikv"),
        *("kafka", "redpanda", "rabbitmq", "activemq", "artemis", "nats", "pulsar", "zookeeper", "mosquitto"),
        *("minio", "seaweedfs", "garage", "ceph"),
    }
)
_OTHER = frozenset(
    {
        *("exporter", "operator", "client", "ui", "admin", "express", "commander", "insight", "dashboards", "kibana"),
        *("migrate", "migrations", "init", "setup", "backup", "proxy", "connector", "worker", "consumer", "producer"),
        *("web", "api", "app", "console", "manager", "adapter", "bouncer", "pgbouncer", "agent", "connect", "frontend"),
    }
)
"""Words that say that something works with a data store and is none: `redis-exporter`, `kafka-ui`."""
_PROTOCOLS = {
    **dict.fromkeys((80, 443, 3000, 5000, 8000, 8008, 8080, 8443, 8888), "http"),
    **dict.fromkeys(
        (22, 25, 465, 587, 993, 143, 1883, 3306, 5432, 5672, 6379, 6432, 9042, 9092, 29092, 11211, 27017), "tcp"
    ),
}
_OF_IMAGES = {("clickhouse", 9000): "tcp", ("clickhouse", 9440): "tcp"}
"""Ports that mean one thing with one image: 9000 is the native protocol of ClickHouse, and HTTP elsewhere."""
_STORE_PORTS = frozenset({1433, 1521, 2379, 3306, 5432, 5672, 6379, 9042, 9092, 9200, 11211, 27017, 29092})


def image_name(image: str) -> str:
    """The last part of an image's name, without registry, tag and digest.

    >>> image_name("docker.io/library/postgres:17@sha256:00"), image_name("localhost:5000/shop")
    ('postgres', 'shop')
    """
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def is_data_store(image: str | None, service: str) -> bool:
    """Whether a service keeps data for others, told by the words of its image, or of its name where it is built.

    The last word that says what it is counts.

    >>> is_data_store("bitnami/postgresql:16", "x"), is_data_store("oliver006/redis_exporter", "redis")
    (True, False)
    >>> is_data_store(None, "orders-db"), is_data_store("shop/web", "web")
    (True, False)
    """
    words = _WORD.findall((image_name(image) if image else service).lower())
    telling = [word for word in words if word in _STORES or word in _OTHER]
    return bool(telling) and telling[-1] in _STORES


def is_store_port(port: int) -> bool:
    """Whether data stores are usually reached at this port."""
    return port in _STORE_PORTS


def usual_protocol(port: int, image: str = "") -> str | None:
    """What is nearly always spoken at a port, or at a port of this image; None where that is open.

    >>> usual_protocol(5432), usual_protocol(9000), usual_protocol(9000, "clickhouse/clickhouse-server:25.12")
    ('tcp', None, 'tcp')
    """
    words = _WORD.findall(image_name(image).lower())
    return next((_OF_IMAGES[word, port] for word in words if (word, port) in _OF_IMAGES), _PROTOCOLS.get(port))
