import { createServer } from 'node:http'
import { createProducer, type Producer } from '@headwater/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { type DemoCluster, openCluster } from './broker.ts'
import type { DemoSettings } from './demo-settings.ts'
import { EventStream } from './event-stream.ts'
import { createExpressServer } from './express-server.ts'
import { addressOf, listen } from './listen.ts'
import { createNestServer } from './nest-server.ts'
import { orderTopic } from './orders.ts'
import { Readiness } from './readiness.ts'
import { RecordReader } from './record-reader.ts'
import { RequestDrain } from './request-drain.ts'

/** The running demo. */
export interface Demo {
  readonly expressAddress: string
  readonly nestAddress: string
  /** For people: which cluster it runs on. */
  readonly cluster: string
  /** Answers every request in progress, flushes both producers and ends everything. */
  stop(): Promise<void>
}

const PARTITIONS = 3
const HISTORY_LENGTH = 200
const MAX_LISTENERS = 100
const REQUEST_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 5_000

/**
 * Starts the demo: the cluster, one Express and one NestJS server that publish to it, and a reader that feeds the page.
 * What has been started is ended again when a later step fails.
 *
 * @throws {PortInUseError} @throws {ProducerError} when no broker can be reached
 */
export async function startDemo(settings: DemoSettings): Promise<Demo> {
  const teardown = new AsyncDisposableStack()
  try {
    const cluster = await openCluster(settings.brokers)
    teardown.defer(() => cluster.stop())
    const demo = await startServers(settings, cluster, teardown)
    return { ...demo, cluster: cluster.description, stop: () => teardown.disposeAsync() }
  } catch (error) {
    await teardown.disposeAsync()
    throw error
  }
}

// The stack ends what was deferred last first: requests, then the producers behind them, then the reader.
async function startServers(
  settings: DemoSettings,
  cluster: DemoCluster,
  teardown: AsyncDisposableStack,
): Promise<Pick<Demo, 'expressAddress' | 'nestAddress'>> {
  const readiness = new Readiness()
  const events = new EventStream({
    greeting: { cluster: cluster.description },
    historyLength: HISTORY_LENGTH,
    maxClients: MAX_LISTENERS,
  })
  const reader = new RecordReader({
    brokers: cluster.brokers,
    topic: orderTopic.name,
    onRecord: (record) => events.publish(record),
    onRunning: (running) => readiness.set('consumer', running),
  })
  teardown.defer(() => reader.stop())
  const producer = createProducer({ brokers: cluster.brokers, clientId: 'demo-express' })
  teardown.defer(() => producer.close({ timeoutMs: CLOSE_TIMEOUT_MS }))
  const nest = await createNestServer(cluster.brokers)
  teardown.defer(() => nest.close())

  let nestAddress: string | undefined
  const app = createExpressServer({ producer, events, readiness, nestAddress: () => nestAddress })
  const expressServer = createServer(app)
  const drains = [new RequestDrain(expressServer), new RequestDrain(nest.getHttpServer())]
  teardown.defer(async () => {
    await Promise.all(drains.map((drain) => drain.drain(REQUEST_TIMEOUT_MS)))
  })
  teardown.defer(() => {
    readiness.stop()
    events.close()
  })

  // Listening first: while the rest starts, /livez is there and /readyz says what is missing.
  await listen(expressServer, settings.expressPort)
  await prepareTopic(producer)
  readiness.set('expressProducer', true)
  nestAddress = await listenNest(nest, settings.nestPort)
  readiness.set('nestServer', true)
  await reader.start()
  return { expressAddress: addressOf(expressServer), nestAddress }
}

async function prepareTopic(producer: Producer): Promise<void> {
  await producer.connect()
  await producer.ensureTopics([{ topic: orderTopic.name, partitions: PARTITIONS }])
}

async function listenNest(nest: NestExpressApplication, port: number): Promise<string> {
  await nest.init()
  await listen(nest.getHttpServer(), port)
  return addressOf(nest.getHttpServer())
}
