import { ManualClock } from '@headwater/testing'
import { describe, expect, it } from 'vitest'
import { DeliveryEvents } from '../diagnostics/delivery-events.ts'
import type { Logger } from '../diagnostics/logger.ts'
import { ProducerError } from '../errors/producer-error.ts'
import { DeliveryReporter, type ErrorObserver } from './delivery-reporter.ts'

const METADATA = { topic: 't', partition: 0, offset: 4, timestamp: 5 }
const ERROR = new ProducerError('ABORTED', 'given up')

function reporterWith(onError: ErrorObserver | null) {
  const clock = new ManualClock()
  const logged: string[] = []
  const log = (message: string) => logged.push(message)
  const logger: Logger = { error: log, warn: log, info: log, debug: log }
  const events = new DeliveryEvents('test', clock, logger)
  const reporter = new DeliveryReporter(onError, null, clock, logger, events)
  const tell = () => clock.advance(0)
  return { logged, reporter, tell }
}

const nothing = () => {}

describe('DeliveryReporter', () => {
  it('tells a promise, a callback, a collector, and nobody', () => {
    const { reporter, tell } = reporterWith(null)
    const told: unknown[] = []
    const collector = { settle: (...settled: unknown[]) => told.push(settled) }

    reporter.acknowledge((metadata: unknown) => told.push(metadata), nothing, METADATA)
    reporter.acknowledge((...given: unknown[]) => told.push(given), null, METADATA)
    reporter.acknowledge(collector, 3, METADATA)
    reporter.acknowledge(null, null, METADATA)
    expect(told).toEqual([METADATA, [null, METADATA], [3, null, METADATA]])
    told.length = 0
    reporter.fail(nothing, (error) => told.push(error), null, ERROR, null)
    reporter.fail((...given: unknown[]) => told.push(given), null, null, ERROR, null)
    reporter.fail(collector, 0, null, ERROR, null)
    reporter.fail(null, null, null, ERROR, null)
    tell()

    expect(told).toEqual(expect.arrayContaining([ERROR, [0, ERROR, null], [ERROR, null]]))
    expect(told).toHaveLength(3)
  })

  it('tells failures in order, to onError first, in a turn of their own', async () => {
    const told: string[] = []
    const { reporter, tell } = reporterWith((_, record) => told.push(`observed ${record?.topic}`))
    const fail = (name: string) => {
      const record = {
        topic: name,
        partition: 0,
        key: null,
        value: null,
        headers: [],
        timestamp: 0,
      }
      reporter.fail(nothing, () => told.push(`rejected ${name}`), null, ERROR, record)
    }

    fail('a')
    fail('b')
    let reported = false
    const end = reporter.reported().then(() => {
      reported = true
    })
    await Promise.resolve()
    const early = [...told, reported]
    tell()
    await end

    expect(early).toEqual([false])
    expect(told).toEqual(['observed a', 'rejected a', 'observed b', 'rejected b'])
    await reporter.reported()
  })

  it('marks the promise of an observed failure as handled', async () => {
    const { reporter, tell } = reporterWith(nothing)
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    let reject: (error: unknown) => void = nothing
    const promise = new Promise((_, rejectIt) => {
      reject = rejectIt
    })

    reporter.fail(nothing, (error) => reject(error), promise, ERROR, null)
    tell()
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)

    expect(unhandled).toEqual([])
    await expect(promise).rejects.toBe(ERROR)
  })

  it('logs what callers’ functions throw, and goes on', () => {
    const fails = () => {
      throw new Error('a bug')
    }
    const { logged, reporter, tell } = reporterWith(fails)
    const told: unknown[] = []

    reporter.fail(fails, null, null, ERROR, null)
    reporter.fail(nothing, (error) => told.push(error), null, ERROR, null)
    reporter.acknowledge(fails, null, METADATA)
    tell()

    expect(told).toEqual([ERROR])
    expect(logged.toSorted()).toEqual([
      'The callback of a trySend threw',
      'The callback of a trySend threw',
      'onError threw',
      'onError threw',
    ])
  })
})
