"""A request that is understood but cannot be fulfilled."""

from lsprotocol.types import LSPErrorCodes
from pygls.exceptions import JsonRpcException


class Refusal(JsonRpcException):
    """Says in plain words why there is no answer; the user reads it."""

    CODE = LSPErrorCodes.RequestFailed.value
    MESSAGE = "the request cannot be fulfilled"
