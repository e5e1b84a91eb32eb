import { describe, expect, it } from 'vitest'
import type { BenchSession, OfferRecord } from '../clients/bench-client.ts'
import { Meter } from '../measure/meter.ts'
import { benchRecords } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import { USUAL_RECORDS } from '../records/record-shape.ts'
import type { Work } from '../scenarios/scenario.ts'
import { runWork } from './run-work.ts'

const WINDOW: Work = { kind: 'window', size: 4 }

interface Way {
  readonly title: string
  readonly work: Work
  readonly session: (client: ManualClient) => BenchSession
  /** How many sends may be unsettled, and the records of each. */
  readonly limit: number
  readonly recordsPerSend: number
}

const close = async () => {}

const WAYS: readonly Way[] = [
  {
    title: 'a promise per record in a window',
    work: WINDOW,
    session: ({ send }) => ({ kind: 'promises', send, close }),
    limit: 4,
    recordsPerSend: 1,
  },
  {
    title: 'arrays in a window',
    work: WINDOW,
    session: ({ send }) => ({ kind: 'arrays', arraySize: 2, send, close }),
    limit: 2,
    recordsPerSend: 2,
  },
  {
    title: 'callbacks in a window',
    work: { kind: 'callbacks', size: 4 },
    session: ({ offer }) => ({ kind: 'callbacks', offer, hasRoom: async () => {}, close }),
    limit: 4,
    recordsPerSend: 1,
  },
  {
    title: 'requests',
    work: WINDOW,
    session: ({ send }) => ({
      kind: 'requests',
      inFlight: 3,
      send: () => send().then(() => 7),
      close,
    }),
    limit: 3,
    recordsPerSend: 7,
  },
  {
    title: 'many awaiting senders',
    work: { kind: 'awaiting', senders: 5 },
    session: ({ send }) => ({ kind: 'promises', send, close }),
    limit: 5,
    recordsPerSend: 1,
  },
  {
    title: 'one awaiting sender',
    work: { kind: 'awaiting', senders: 1 },
    session: ({ send }) => ({ kind: 'promises', send, close }),
    limit: 1,
    recordsPerSend: 1,
  },
]

describe.each(WAYS)('runWork by $title', ({ work, session, limit, recordsPerSend }) => {
  it(`keeps ${limit} unsettled and sends the next when one has settled`, async () => {
    const { client, meter, running } = start(work, session)

    await client.sent(limit)
    const unsettledAtFirst = client.unsettledCount
    client.settleOldest()
    await client.sent(limit + 1)
    const unsettledThen = client.unsettledCount
    endMeasurement(meter)
    client.settleAllFromNowOn()
    await running

    expect([unsettledAtFirst, unsettledThen]).toEqual([limit, limit])
  })

  it('counts what settles while it is measured, and ends when all has settled', async () => {
    const { client, meter, running } = start(work, session)
    let hasEnded = false
    void running.then(() => {
      hasEnded = true
    })

    await client.sent(limit)
    meter.begin()
    client.settleOldest()
    await client.sent(limit + 1)
    const { records } = meter.end()
    const hadEnded = hasEnded
    client.settleAllFromNowOn()
    await running

    expect([records, hadEnded, client.unsettledCount]).toEqual([recordsPerSend, false, 0])
    expect(meter.settledCount).toBe(client.sentCount * recordsPerSend)
  })

  it('fails with the first that is rejected', async () => {
    const { client, running } = start(work, session)
    await client.sent(limit)

    client.rejectOldest(new Error('the broker refused'))

    await expect(running).rejects.toThrow('the broker refused')
  })
})

describe('runWork', () => {
  it('waits for room when a client that reports nothing has none, and counts what it took', async () => {
    const meter = newMeter()
    const events: string[] = []
    const session: BenchSession = {
      kind: 'unreported',
      offer: () => {
        const isTaken = events.at(-1) !== 'taken'
        events.push(isTaken ? 'taken' : 'refused')
        if (events.length === 4) endMeasurement(meter)
        return isTaken
      },
      hasRoom: async () => void events.push('waited'),
      close,
    }

    await runWork({ kind: 'callbacks', size: 4 }, session, newRecords(), meter)

    expect(events).toEqual(['taken', 'refused', 'waited', 'taken'])
    expect(meter.settledCount).toBe(3) // The last is the one with which the test ended the measurement.
  })

  it('waits for room when a client of callbacks has none', async () => {
    const client = new ManualClient()
    let refusals = 2
    const session: BenchSession = {
      kind: 'callbacks',
      offer: (record, onSettled) => (refusals > 0 ? false : client.offer(record, onSettled)),
      hasRoom: async () => {
        refusals -= 1
      },
      close,
    }
    const meter = newMeter()
    const running = runWork({ kind: 'callbacks', size: 1 }, session, newRecords(), meter)

    await client.sent(1)
    endMeasurement(meter)
    client.settleAllFromNowOn()
    await running

    expect([refusals, client.unsettledCount]).toEqual([0, 0])
  })

  it('cannot let anybody await a client of callbacks', async () => {
    const { offer } = new ManualClient()
    const session: BenchSession = { kind: 'callbacks', offer, hasRoom: close, close }

    await expect(
      runWork({ kind: 'awaiting', senders: 1 }, session, newRecords(), newMeter()),
    ).rejects.toThrow('await a record by callbacks')
  })
})

function start(work: Work, session: Way['session']) {
  const client = new ManualClient()
  const meter = newMeter()
  return { client, meter, running: runWork(work, session(client), newRecords(), meter) }
}

function newMeter(): Meter {
  return new Meter({ nowMs: () => 0, cpuUs: () => 0 })
}

function newRecords(): RecordCycle {
  return new RecordCycle(benchRecords({ ...USUAL_RECORDS, keyCount: 1 }))
}

function endMeasurement(meter: Meter): void {
  meter.begin()
  meter.timeSettled(0)
  meter.end()
}

/** A client whose sends settle when the test says so. */
class ManualClient {
  readonly #unsettled: { resolve: () => void; reject: (error: Error) => void }[] = []
  readonly #waiters = new Map<number, () => void>()
  #sentCount = 0
  #settlesAtOnce = false

  readonly send = (): Promise<void> => {
    this.#countSent()
    if (this.#settlesAtOnce) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#unsettled.push({ resolve, reject })
    })
  }

  readonly offer: OfferRecord = (_record, onSettled) => {
    this.#countSent()
    if (this.#settlesAtOnce) queueMicrotask(() => onSettled(null))
    else this.#unsettled.push({ resolve: () => onSettled(null), reject: onSettled })
    return true
  }

  get sentCount(): number {
    return this.#sentCount
  }

  get unsettledCount(): number {
    return this.#unsettled.length
  }

  /** Resolves when so many sends have been made in all. */
  sent(count: number): Promise<void> {
    if (this.#sentCount >= count) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiters.set(count, resolve)
    })
  }

  settleOldest(): void {
    this.#unsettled.shift()?.resolve()
  }

  rejectOldest(error: Error): void {
    this.#unsettled.shift()?.reject(error)
  }

  settleAllFromNowOn(): void {
    this.#settlesAtOnce = true
    for (const { resolve } of this.#unsettled.splice(0)) resolve()
  }

  #countSent(): void {
    this.#sentCount += 1
    this.#waiters.get(this.#sentCount)?.()
  }
}
