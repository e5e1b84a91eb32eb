import { ProducerError } from '@headwater/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectWithRetry } from './connect-with-retry.ts'

const UNREACHABLE = new ProducerError('BROKERS_UNREACHABLE', 'nobody there', { retriable: true })
const REFUSED = new ProducerError('AUTHENTICATION_FAILED', 'wrong password')

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function producerThat(...outcomes: (() => Promise<void>)[]) {
  let calls = 0
  const connect = vi.fn(() => (outcomes[calls++] ?? outcomes.at(-1) ?? resolved)())
  return { connect }
}

const resolved = () => Promise.resolve()
const unreachable = () => Promise.reject(UNREACHABLE)
const never = () => new Promise<void>(() => undefined)

describe('connectWithRetry', () => {
  it('goes on while the error may pass, and tells the first one alone', async () => {
    const producer = producerThat(unreachable, unreachable, resolved)
    const onFirstFailure = vi.fn()

    const connected = connectWithRetry(producer, {
      signal: new AbortController().signal,
      holdProcess: true,
      onFirstFailure,
    })
    await vi.runAllTimersAsync()
    await connected

    expect(producer.connect).toHaveBeenCalledTimes(3)
    expect(onFirstFailure.mock.calls).toEqual([[UNREACHABLE]])
  })

  it('gives up at once on an error that no repetition heals', async () => {
    const producer = producerThat(() => Promise.reject(REFUSED))
    const onFirstFailure = vi.fn()

    const attempt = { signal: new AbortController().signal, holdProcess: true, onFirstFailure }

    await expect(connectWithRetry(producer, attempt)).rejects.toBe(REFUSED)
    expect(onFirstFailure).not.toHaveBeenCalled()
  })

  it.each([
    ['a connection that hangs', never],
    ['a pause between two rounds', unreachable],
  ])('is ended by its signal during %s', async (_, outcome) => {
    const producer = producerThat(outcome)
    const end = new AbortController()
    const reason = new Error('enough')
    const attempt = { signal: end.signal, holdProcess: true, onFirstFailure: () => undefined }

    const connected = connectWithRetry(producer, attempt)
    await vi.advanceTimersByTimeAsync(0)
    end.abort(reason)

    await expect(connected).rejects.toBe(reason)
    await vi.runAllTimersAsync()
    expect(producer.connect).toHaveBeenCalledTimes(1)
  })
})
