import { expect, it } from 'vitest'
import { createProducer } from '../src/producer/create-producer.ts'
import type { ProducerOptions } from '../src/producer/producer-options.ts'

const BOMB = new TypeError('a trap')
const explode = (): never => {
  throw BOMB
}
const GOOD = { brokers: ['127.0.0.1:1'], logger: 'silent' } as const

function withGetter(target: object, name: PropertyKey): object {
  return Object.defineProperty(target, name, { enumerable: true, get: explode })
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}

it.each<[string, string, () => unknown]>([
  ['The options', 'are a revoked proxy', () => revoked({ ...GOOD })],
  ['The options', 'do not tell their names', () => new Proxy(GOOD, { ownKeys: explode })],
  ['Option brokers', 'comes from a proxy that throws', () => new Proxy(GOOD, { get: explode })],
  ['Option lingerMs', 'is a getter that throws', () => withGetter({ ...GOOD }, 'lingerMs')],
  ['Option brokers', 'is a revoked proxy', () => ({ ...GOOD, brokers: revoked([]) })],
  ['Option brokers', 'has an address that throws', () => ({ brokers: withGetter(['a:1'], 0) })],
  ['Option ssl', 'has a getter that throws', () => ({ ...GOOD, ssl: withGetter({}, 'ca') })],
  [
    'Option partitioner',
    'has a getter that throws',
    () => ({ ...GOOD, partitioner: withGetter({}, 'partition') }),
  ],
  [
    'Option compression',
    'has a getter that throws',
    () => ({ ...GOOD, compression: withGetter({}, 'name') }),
  ],
  ...(['clock', 'random', 'retryPolicy', 'resolver', 'socketFactory', 'logger'] as const).map(
    (name): [string, string, () => unknown] => [
      `Option ${name}`,
      'is a proxy that throws',
      () => ({ ...GOOD, [name]: new Proxy({}, { get: explode }) }),
    ],
  ),
])(
  '%s that %s cannot be read: createProducer says so and leaves nothing behind',
  (what, _how, make) => {
    const before = process.getActiveResourcesInfo()
    let thrown: unknown
    try {
      createProducer(make() as ProducerOptions)
    } catch (error) {
      thrown = error
    }

    expect(thrown).toMatchObject({ code: 'INVALID_OPTION', persisted: 'no' })
    expect(thrown).toHaveProperty('message', expect.stringMatching(`^${what} cannot be read`))
    expect(thrown).toHaveProperty('cause', expect.any(TypeError))
    expect(process.getActiveResourcesInfo()).toEqual(before)
  },
)

it('Options that a proxy gives are read once, like any others', async () => {
  let reads = 0
  const producer = createProducer(
    new Proxy(GOOD, {
      get: (target, name) => {
        reads++
        return Reflect.get(target, name)
      },
    }),
  )
  await producer.close()

  expect(reads).toBe(Object.keys(GOOD).length)
})
