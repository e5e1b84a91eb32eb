import { Worker } from 'node:worker_threads'
import {
  apiVersionsResponse,
  encodeResponseFrame,
  metadataRequest,
  metadataResponse,
} from '@headwater/protocol'
import { expect, it, onTestFinished } from 'vitest'
import { offering } from '../../test/scripted-network.ts'
import { NetworkEvents } from '../diagnostics/network-events.ts'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { createSystemClock } from '../time/system-clock.ts'
import { BrokerPool } from './broker-pool.ts'
import { createNodeSocketFactory } from './node-socket-factory.ts'

const REQUEST_TIMEOUT_MS = 100
const BLOCKED_MS = 300

/** Answers the first and the second request on each connection with what it was given, at once. */
const SERVER = `
  const { createServer } = require('node:net')
  const { parentPort, workerData } = require('node:worker_threads')
  const server = createServer((socket) => {
    const answers = [...workerData]
    socket.on('data', () => socket.write(answers.shift()))
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

it('takes answers that came while the process was blocked past their time-out (S64)', async () => {
  const response = { brokers: [], topics: [] }
  const worker = new Worker(SERVER, {
    eval: true,
    workerData: [
      encodeResponseFrame(apiVersionsResponse, 4, 0, offering(metadataRequest.apiKey) as never),
      encodeResponseFrame(metadataResponse, 9, 1, response),
    ],
  })
  onTestFinished(async () => {
    await worker.terminate()
  })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  const pool = new BrokerPool({
    options: {
      brokers: [{ host: '127.0.0.1', port }],
      metadataRecoveryStrategy: 'rebootstrap',
      clientId: 'tests',
      ssl: false,
      connectTimeoutMs: 10_000,
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      reconnectBackoffMs: 50,
      reconnectBackoffMaxMs: 1_000,
      connectionsMaxIdleMs: 540_000,
      maxResponseSizeBytes: 1_000_000,
    },
    clock: createSystemClock(),
    events: new NetworkEvents('test'),
    random: { next: () => 0.5 },
    socketFactory: createNodeSocketFactory(false),
    resolver: { resolve: async (host) => [host] },
    logger: silentLogger,
    listener: { onConnectionReady() {}, onConnectionClosed() {} },
  })
  onTestFinished(() => pool.close())
  const connection = await pool.anyConnection()

  const answer = connection.request(
    metadataRequest,
    metadataResponse,
    { topics: [] },
    { maxVersion: 9 },
  )
  // The fault itself: nothing of this thread runs, while the server answers from its own.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BLOCKED_MS)

  await expect(answer).resolves.toMatchObject(response)
  expect(connection.isOpen).toBe(true)
})
