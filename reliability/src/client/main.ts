import { runBusyClient } from './busy-client.ts'
import { runClosingClient } from './closing-client.ts'
import { runIdleClient } from './idle-client.ts'
import { runLoadClient } from './load-client.ts'
import { runOverloadedClient } from './overloaded-client.ts'
import { runPromisingClient } from './promising-client.ts'

/** What a {@link ClientProcess} can be; each is told its settings and speaks with its parent over IPC. */
const CLIENTS = new Map<string, (settings: never) => Promise<void>>([
  ['load', runLoadClient],
  ['idle', runIdleClient],
  ['busy', runBusyClient],
  ['overloaded', runOverloadedClient],
  ['promising', runPromisingClient],
  ['closing', runClosingClient],
])

const [kind = '', settings = ''] = process.argv.slice(2)
const run = CLIENTS.get(kind)
if (run === undefined) throw new Error(`There is no client ${kind}`)
await run(JSON.parse(settings) as never)
