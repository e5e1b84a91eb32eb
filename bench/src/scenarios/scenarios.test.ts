import { describe, expect, it } from 'vitest'
import { Meter } from '../measure/meter.ts'
import { benchRecord } from '../records/bench-record.ts'
import { RecordCycle } from '../records/record-cycle.ts'
import type { ScenarioId } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

const ALL: readonly { id: ScenarioId; limit: number }[] = [
  { id: 'a', limit: 20_000 },
  { id: 'b', limit: 200 },
  { id: 'c', limit: 1 },
]

describe.each(ALL)('scenario $id', ({ id, limit }) => {
  it(`keeps ${limit} sends unsettled and sends the next when one has settled`, async () => {
    const { client, meter, running } = start(id)

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
    const { client, meter, running } = start(id)
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

    expect([records, hadEnded, client.unsettledCount]).toEqual([1, false, 0])
  })

  it('fails with the first send that is rejected', async () => {
    const { client, running } = start(id)
    await client.sent(limit)

    client.rejectOldest(new Error('the broker refused'))

    await expect(running).rejects.toThrow('the broker refused')
  })
})

function start(id: ScenarioId) {
  const client = new ManualClient()
  const meter = new Meter({ nowMs: () => 0, cpuUs: () => 0 })
  const records = new RecordCycle([benchRecord(0)])
  return { client, meter, running: SCENARIOS[id].run(client.send, records, meter) }
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
    this.#sentCount += 1
    this.#waiters.get(this.#sentCount)?.()
    if (this.#settlesAtOnce) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#unsettled.push({ resolve, reject })
    })
  }

  get unsettledCount(): number {
    return this.#unsettled.length
  }

  /** Resolves when `count` records have been sent in all. */
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
}
