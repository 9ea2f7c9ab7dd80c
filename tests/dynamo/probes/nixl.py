"""Import `dynamo.nixl_connect` without torch and NIXL, which only its operations need."""

import asyncio
import sys
from types import ModuleType


def use() -> None:
    from dynamo.nixl_connect import Connector, DeviceKind, OperationKind

    assert DeviceKind.HOST.name == "HOST"
    assert OperationKind["READ"] is OperationKind.READ
    connector = Connector("worker")
    assert connector == Connector("worker")
    # speaks: dynamo.nixl_connect.Connector.initialize
    asyncio.run(connector.initialize())


sys.modules["torch"] = ModuleType("torch")
sys.modules["numpy"] = ModuleType("numpy")
use()
