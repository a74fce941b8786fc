"""A Modbus TCP server with two units, for the tests. Argument: the port. Prints 'ready' when it listens."""

import asyncio
import sys

from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice


async def count(function, start, address, number, registers, values):
    """Register 10 goes up by one with every request of holding registers that holds it."""
    if function == 3 and address <= 10 < address + number:
        at = 10 - start
        registers[at] = (registers[at] + 1) % 65536


def unit(number):
    """Holding 11 to 13 are missing: a device refuses every block with one of them."""
    return SimDevice(
        number,
        (
            [SimData(0, values=[True, False, True, True, False, False, False, False], datatype=DataType.BITS)],
            [SimData(0, values=[False, True, False, False, False, False, False, True], datatype=DataType.BITS)],
            [
                SimData(0, values=12.5, datatype=DataType.FLOAT32),
                SimData(2, values=-1234567890123, datatype=DataType.INT64),
                SimData(6, values="NMC 622 ", datatype=DataType.STRING),
                SimData(10, values=0, datatype=DataType.UINT16),
                SimData(14, values=-7, datatype=DataType.INT16),
            ],
            [SimData(0, values=2.5e-3, datatype=DataType.FLOAT64), SimData(4, values=100 + number, datatype=DataType.UINT16)],
        ),
        action=count,
    )


async def main():
    server = ModbusTcpServer([unit(1), unit(2)], address=("127.0.0.1", int(sys.argv[1])))
    await server.listen()
    print("ready", flush=True)
    await asyncio.get_running_loop().create_future()


asyncio.run(main())
