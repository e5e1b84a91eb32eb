// The program of the null broker's process: prints its address as host:port and serves until its standard input ends.

import { serveNullBroker } from './serve-null-broker.ts'

const broker = await serveNullBroker((error) => {
  process.stderr.write(`null broker: ${String(error)}\n`)
})
process.stdout.write(`${broker.address}\n`)
process.stdin.resume().once('end', () => broker.close())
