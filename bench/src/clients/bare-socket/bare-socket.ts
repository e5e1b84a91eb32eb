import type { Scenario } from '../../scenarios/scenario.ts'
import type { BenchClient, BenchSession, BenchTarget, MeasuredPackage } from '../bench-client.ts'
import { BENCH_FOLDER } from '../bench-folder.ts'
import { packageVersion } from '../package-version.ts'
import { awaitedRequests } from './awaited-requests.ts'
import { bulkRequests } from './bulk-requests.ts'
import { RequestSocket } from './request-socket.ts'
import { topicLeaders } from './topic-leaders.ts'

const PACKAGE: MeasuredPackage = { name: '@headwater/protocol', from: BENCH_FOLDER }

/** What Kafka's producers have in flight to a broker on their defaults. */
const IN_FLIGHT_PER_BROKER = 5

/**
 * No client at all: requests that were encoded once, written to a socket again and again. What they take is what socket,
 * kernel and broker take. Where records are awaited it is one request at a time with a record of each sender; else requests of
 * a full batch for every partition, five in flight to each broker.
 */
export const bareSocket: BenchClient = {
  package: PACKAGE,
  version: () => packageVersion(PACKAGE),
  connect: connectBareSocket,
}

async function connectBareSocket(
  { brokers, topic }: BenchTarget,
  { work, records }: Scenario,
): Promise<BenchSession> {
  const leaders = await topicLeaders(topic, brokers)
  const awaiting = work.kind === 'awaiting' ? work.senders : 0
  const senders = await Promise.all(
    leaders.map(async ({ address, partitions }) => {
      const socket = await RequestSocket.connect(address)
      const send =
        awaiting > 0
          ? await awaitedRequests(socket, topic, partitions, records, awaiting)
          : bulkRequests(socket, topic, partitions, records)
      return { socket, send }
    }),
  )
  const close = async (): Promise<void> => {
    await Promise.all(senders.map(({ socket }) => socket.close()))
  }
  let turn = 0
  const send = (): Promise<number> => {
    const sender = senders[turn++ % senders.length]
    return sender === undefined ? Promise.resolve(0) : sender.send()
  }
  if (awaiting === 1) return { kind: 'promises', send, close }
  const inFlightPerBroker = awaiting > 1 ? 1 : IN_FLIGHT_PER_BROKER
  return { kind: 'requests', inFlight: inFlightPerBroker * senders.length, send, close }
}
