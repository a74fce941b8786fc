"""An OPC UA server of another make, for the tests. Argument: the port. Prints 'ready' when it listens.

Objects/Line/Count goes up by one every 150 ms and keeps its history.
"""

import asyncio
import sys

from asyncua import Server, ua


async def main():
    server = Server()
    await server.init()
    server.set_endpoint(f"opc.tcp://127.0.0.1:{sys.argv[1]}/line")
    server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
    namespace = await server.register_namespace("urn:twinline:tests")
    line = await server.nodes.objects.add_object(namespace, "Line")
    count = await line.add_variable(ua.NodeId("Count", namespace), "Count", 0.0)
    async with server:
        await server.historize_node_data_change(count, period=None, count=0)
        print("ready", flush=True)
        number = 0.0
        while True:
            await asyncio.sleep(0.15)
            number += 1
            await count.write_value(number)


asyncio.run(main())
