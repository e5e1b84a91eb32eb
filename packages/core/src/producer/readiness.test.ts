import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { MemoryBudget } from '../accumulator/memory-budget.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { ProcessHold } from '../time/process-hold.ts'
import { AbortListeners } from './abort-listeners.ts'
import type { Rejectable } from './bounded-wait.ts'
import { KeylessChoice } from './keyless-choice.ts'
import { Readiness } from './readiness.ts'
import { TopicState } from './topic-state.ts'

const MANY = 5_000

function start() {
  const clock = new ManualClock()
  const budget = new MemoryBudget(1_000, 1_000)
  const choiceOptions = { adaptivePartitioning: true, availabilityTimeoutMs: 0 }
  const choice = new KeylessChoice({ ...choiceOptions, clock, random: { next: () => 0 } })
  const looks = { atRoom: 0, atTopics: 0 }
  const readiness = new Readiness({
    clock,
    hold: new ProcessHold(clock),
    abortListeners: new AbortListeners<Rejectable>(() => {}),
    budget,
    maxBlockMs: 60_000,
    explainUnknown: ({ name }) => new ProducerError('UNKNOWN_TOPIC', name),
    hasQueue: () => {
      looks.atRoom++
      return false
    },
  })
  /** A topic that counts how often somebody asks whether it is known. */
  const topic = (name: string): TopicState => {
    const state = new TopicState(name, 16_384, choice)
    let known = false
    Object.defineProperty(state, 'known', {
      get: () => {
        looks.atTopics++
        return known
      },
      set: (value: boolean) => {
        known = value
      },
    })
    return state
  }
  const wait = (topics: readonly TopicState[], needsRoom = true): Promise<void> =>
    readiness.wait({ topics, preparation: null, needsRoom }, {})
  return { readiness, budget, looks, topic, wait, clock }
}

/** What became of a promise by the end of this turn. */
async function fateOf(promise: Promise<unknown>): Promise<string> {
  let fate = 'waits'
  promise.then(
    () => {
      fate = 'resolved'
    },
    (error: ProducerError) => {
      fate = error.code
    },
  )
  await new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
  return fate
}

describe('Readiness', () => {
  it('looks at none of those who wait for a topic when a pass asks', async () => {
    const { readiness, looks, topic, wait } = start()
    const unknown = topic('t')
    const waits = Array.from({ length: MANY }, () => wait([unknown]))
    looks.atTopics = 0
    looks.atRoom = 0

    for (let pass = 0; pass < 100; pass++) readiness.check()
    const looked = { ...looks }
    unknown.known = true
    readiness.arrived(unknown)
    await Promise.all(waits)

    expect(looked).toEqual({ atRoom: 0, atTopics: 0 })
    expect(unknown.waiters).toBe(0)
  })

  it('asks once for all who wait for room when a pass asks, and lets all of them go at once', async () => {
    const { readiness, budget, looks, topic, wait } = start()
    const known = topic('t')
    known.known = true
    budget.charge(1_000)
    const waits = Array.from({ length: MANY }, () => wait([known]))
    looks.atTopics = 0
    looks.atRoom = 0

    for (let pass = 0; pass < 100; pass++) readiness.check()
    const looked = { ...looks }
    const before = await fateOf(waits[0] as Promise<void>)
    budget.release(1_000)
    readiness.check()
    await Promise.all(waits)

    expect(looked).toEqual({ atRoom: 100, atTopics: 0 })
    expect(before).toBe('waits')
  })

  it('waits for the last of several topics, and then for room', async () => {
    const { readiness, budget, topic, wait } = start()
    const [first, second] = [topic('first'), topic('second')]
    const waited = wait([first, second])
    const fates: string[] = []

    second.known = true
    readiness.arrived(second)
    fates.push(await fateOf(waited))
    budget.charge(1_000)
    first.known = true
    readiness.arrived(first)
    readiness.check()
    fates.push(await fateOf(waited))
    budget.release(1_000)
    readiness.check()
    fates.push(await fateOf(waited))

    expect(fates).toEqual(['waits', 'waits', 'resolved'])
  })

  it('tells those who wait for a topic that fails, whatever else they wait for, and nobody else', async () => {
    const { readiness, budget, topic, wait } = start()
    const [gone, other] = [topic('gone'), topic('other')]
    other.known = true
    budget.charge(1_000)
    const [forBoth, forOther] = [wait([other, gone]), wait([other])]
    const error = new ProducerError('UNKNOWN_TOPIC', 'gone')

    readiness.failed(gone, error)

    expect(await fateOf(forBoth)).toBe('UNKNOWN_TOPIC')
    expect(await fateOf(forOther)).toBe('waits')
    readiness.close()
    expect(await fateOf(forOther)).toBe('PRODUCER_CLOSED')
  })

  it('keeps nothing of those who gave up', async () => {
    const { readiness, clock, topic, wait } = start()
    const unknown = topic('t')
    const waits = Array.from({ length: 10 }, () => fateOf(wait([unknown])))
    await Promise.all(waits)
    const late = fateOf(wait([unknown]))

    clock.advance(60_000)
    await late
    unknown.known = true

    expect(unknown.waiters).toBe(0)
    expect(() => readiness.arrived(unknown)).not.toThrow()
  })
})
