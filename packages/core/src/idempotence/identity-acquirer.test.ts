import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../diagnostics/silent-logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import type { RetryPolicy } from '../retry/retry-policy.ts'
import { IdentityAcquirer } from './identity-acquirer.ts'
import type { ProducerIdentity } from './producer-identities.ts'

const IDENTITY = { producerId: 5n, producerEpoch: 0, mayBump: true }
const EVERY_SECOND: RetryPolicy = { delayMs: () => 1_000 }

/** An acquirer whose requests are answered by the test, in order. */
function acquirerWith(retryPolicy: RetryPolicy = EVERY_SECOND) {
  const clock = new ManualClock()
  const told: unknown[] = []
  const failures: unknown[] = []
  const waiting: {
    answer: (identity: ProducerIdentity) => void
    fail: (cause: unknown) => void
  }[] = []
  const acquirer = new IdentityAcquirer({
    request: () =>
      new Promise((answer, fail) => {
        waiting.push({ answer, fail })
      }),
    retryPolicy,
    clock,
    logger: silentLogger,
    isWanted: () => true,
    onFailed: (error) => failures.push(error),
    onAcquired: (identity) => told.push(identity),
    onRefused: (error) => told.push(error),
  })
  return { acquirer, clock, told, failures, waiting }
}

const refusal = (retriable: boolean) =>
  new ProducerError('BROKER_REJECTED', 'refused', { retriable, brokerError: 'X' })

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

describe('IdentityAcquirer', () => {
  it('makes one request however often it is told to', async () => {
    const { acquirer, told, waiting } = acquirerWith()

    acquirer.acquire()
    acquirer.acquire()
    waiting[0]?.answer(IDENTITY)
    await settled()

    expect(waiting).toHaveLength(1)
    expect(told).toEqual([IDENTITY])
  })

  it('asks again after the delay, and for another one when told so later', async () => {
    const { acquirer, clock, told, waiting } = acquirerWith()
    acquirer.acquire()
    waiting[0]?.fail(refusal(true))
    await settled()

    clock.advance(999)
    acquirer.acquire()
    expect(waiting).toHaveLength(1)
    clock.advance(1)
    waiting[1]?.answer(IDENTITY)
    await settled()
    acquirer.acquire()

    expect(told).toEqual([IDENTITY])
    expect(waiting).toHaveLength(3)
  })

  it('tells the policy how often and how long it has tried', async () => {
    const seen: [number, number][] = []
    const { acquirer, clock, waiting } = acquirerWith({
      delayMs: ({ attempt, elapsedMs }) => {
        seen.push([attempt, elapsedMs])
        return 250
      },
    })
    acquirer.acquire()
    for (let attempt = 0; attempt < 3; attempt++) {
      waiting[attempt]?.fail(refusal(true))
      await settled()
      clock.advance(250)
    }

    expect(seen).toEqual([
      [1, 0],
      [2, 250],
      [3, 500],
    ])
  })

  it.each([
    ['the error is final', EVERY_SECOND, refusal(false)],
    ['the policy gives up', { delayMs: () => null }, refusal(true)],
  ])('says so when %s, and may be told to try again', async (_, policy, error) => {
    const { acquirer, clock, told, waiting } = acquirerWith(policy)
    acquirer.acquire()
    waiting[0]?.fail(error)
    await settled()

    expect(told).toEqual([error])
    expect(clock.pendingTimers).toBe(0)
    acquirer.acquire()
    expect(waiting).toHaveLength(2)
  })

  it('takes anything that is thrown for a broker out of reach, and asks again', async () => {
    const { acquirer, clock, told, waiting } = acquirerWith()
    acquirer.acquire()
    waiting[0]?.fail(new TypeError('odd'))
    await settled()
    clock.advance(1_000)

    expect(told).toEqual([])
    expect(waiting).toHaveLength(2)
  })

  it('tells nobody anything and leaves no timer once it is closed', async () => {
    const { acquirer, clock, told, waiting } = acquirerWith()
    acquirer.acquire()
    waiting[0]?.fail(refusal(true))
    await settled()
    acquirer.close()
    expect(clock.pendingTimers).toBe(0)
    acquirer.acquire()
    expect(waiting).toHaveLength(1)

    const late = acquirerWith()
    late.acquirer.acquire()
    late.acquirer.close()
    late.waiting[0]?.answer(IDENTITY)
    await settled()

    expect([...told, ...late.told]).toEqual([])
  })
})
