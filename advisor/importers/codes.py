"""Why something was assumed, is missing, or was left out by an import; the words are in advisor/report/."""

from __future__ import annotations

from enum import StrEnum


class ImportCode(StrEnum):
    """One reason. Its docstring says which values go with it."""

    UNNAMED = "unnamed"
    """Nothing names it."""

    # Implied: the format means it.
    ONE_REPLICA = "one_replica"
    """No number of replicas is given, and the format starts one."""
    LINUX = "linux"
    """Nothing says Windows."""
    STOPS_WHEN_DONE = "stops_when_done"
    """Others wait for its successful end."""

    # Assumed.
    NAME_OF_FOLDER = "name_of_folder"
    """The file names itself nothing; its folder does."""
    PUBLISHED = "published"
    """published: the port of the machine; on every interface."""
    PUBLISHED_ON_LOOPBACK = "published_on_loopback"
    """published; on the loopback address only: a proxy on the machine is meant to reach it."""
    PUBLISHED_DATA_STORE = "published_data_store"
    """published; a data store, which nobody offers to the internet on purpose."""
    NOT_PUBLISHED = "not_published"
    """A port that the file names without publishing it."""
    KNOWN_PORT = "known_port"
    """The protocol that is usual on this port."""
    LIMIT_IS_REQUEST = "limit_is_request"
    """Only a limit is given; that much is planned."""
    NO_VOLUME = "no_volume"
    """Nothing that it writes is kept in a volume."""
    WRITABLE_FOLDER = "writable_folder"
    """folder, target: a folder of the machine that it writes to."""
    FROM_SERVICES = "from_services"
    """It follows from the services."""

    # Missing: worth asking.
    SIZE_NOT_STATED = "size_not_stated"
    """services: names; of: how many services there are."""
    PROTOCOL_NOT_STATED = "protocol_not_stated"
    """The file says TCP only, which HTTP uses as well."""
    DATA_STORE_WITHOUT_VOLUME = "data_store_without_volume"
    """image; whether its data may be lost is not said."""
    VOLUME_SIZE_NOT_STATED = "volume_size_not_stated"
    """services: names of those with volumes of unknown size."""
    NOT_SAID_BY_ANY = "not_said_by_any"
    """keys: what no file of this kind says."""

    # Left out.
    KEYS_WITHOUT_EFFECT = "keys_without_effect"
    """count: a key that does not change the answer."""
    OTHER_FILE = "other_file"
    """A file of a folder that is of no format that is imported."""
