import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { administeredBroker } from './administered-broker.ts'
import type { BenchBroker } from './bench-broker.ts'

const PROGRAM_PATH = fileURLToPath(new URL('../null-broker/main.js', import.meta.url))

/** A broker in a process of its own that answers at once and stores nothing: the clients' own cost is what is left. */
export async function nullBrokerProcess(): Promise<BenchBroker> {
  // Its standard input ends with this process, however this process ends, and then it ends, too.
  // Detached, for else Ctrl-C in a terminal would end it under those who are still to be stopped.
  const child = spawn(process.execPath, [PROGRAM_PATH], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  const closed = once(child, 'close')
  const address = await firstLine(child.stdout)
  return administeredBroker({
    description: 'null broker in another process (stores nothing, not Apache Kafka)',
    brokers: [address],
    replication: 1,
    stop: async () => {
      child.stdin.end()
      await closed
    },
  })
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line
  throw new Error('The null broker has ended without naming its address')
}
