import { describe, expect, it } from 'vitest'
import { GivenOptions } from './given-options.ts'

describe('GivenOptions', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['localhost:9092', '"localhost:9092"'],
    [['localhost:9092'], 'an array of 1'],
    [() => ({}), 'a function'],
  ])('refuses %o', (options, described) => {
    expect(() => new GivenOptions(options)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: `Options are an object such as { brokers: ['localhost:9092'] }, not ${described}`,
      }),
    )
  })

  it('takes an undefined option for one that was left out', () => {
    const given = new GivenOptions({ lingerMs: undefined, acks: 1 })

    expect(given.names).toEqual(['acks'])
    expect(given.has('lingerMs')).toBe(false)
    expect(given.integer('lingerMs', 7, 0, 10)).toBe(7)
  })

  it('reads own properties alone', () => {
    const given = new GivenOptions(Object.create({ lingerMs: 5 }))

    expect(given.names).toEqual([])
    expect(given.get('lingerMs', 0)).toBe(0)
    expect(given.get('constructor', null)).toBeNull()
  })

  it('reads each property once', () => {
    let readCount = 0
    const given = new GivenOptions({
      get lingerMs() {
        readCount += 1
        return readCount
      },
    })

    expect([given.get('lingerMs', 0), given.integer('lingerMs', 0, 0, 10), readCount]).toEqual([
      1, 1, 1,
    ])
  })

  it('keeps a __proto__ property as a name like any other', () => {
    const given = new GivenOptions(JSON.parse('{"__proto__": {"acks": 0}}'))

    expect(given.names).toEqual(['__proto__'])
    expect(given.has('acks')).toBe(false)
  })

  it.each([[-1], [11], [1.5], [Number.NaN], [Number.POSITIVE_INFINITY], ['5'], [5n], [null], [{}]])(
    'refuses %o for a whole number from 0 to 10',
    (lingerMs) => {
      const given = new GivenOptions({ lingerMs })

      expect(() => given.integer('lingerMs', 0, 0, 10)).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          message: expect.stringMatching(
            /^Option lingerMs is .+; it takes a whole number from 0 to 10$/,
          ),
        }),
      )
    },
  )

  it('takes a number at either limit', () => {
    expect(new GivenOptions({ lingerMs: 0 }).integer('lingerMs', 5, 0, 10)).toBe(0)
    expect(new GivenOptions({ lingerMs: 10 }).integer('lingerMs', 5, 0, 10)).toBe(10)
  })

  it.each([['true'], [1], [null]])('refuses %o for true or false', (value) => {
    expect(() => new GivenOptions({ flag: value }).boolean('flag', true)).toThrow(
      /^Option flag is .+; it takes true or false$/,
    )
  })

  it('names the choices when none was made', () => {
    expect(() => new GivenOptions({ acks: 'two' }).oneOf('acks', 'all', ['all', 0, 1])).toThrow(
      'Option acks is "two"; it takes one of "all", 0, 1',
    )
  })

  it('takes functions for callbacks, and nothing else', () => {
    const onError = () => undefined

    expect(new GivenOptions({ onError }).callback('onError')).toBe(onError)
    expect(new GivenOptions({}).callback('onError')).toBeNull()
    expect(() => new GivenOptions({ onError: {} }).callback('onError')).toThrow(
      'Option onError is an object (Object); it takes a function',
    )
  })

  it('takes what has the methods of a seam, on a prototype too', () => {
    class Resolver {
      resolve(): Promise<string[]> {
        return Promise.resolve([])
      }
    }
    const resolver = new Resolver()

    expect(new GivenOptions({ resolver }).seam<Resolver>('resolver', ['resolve'])).toBe(resolver)
    expect(new GivenOptions({}).seam<Resolver>('resolver', ['resolve'])).toBeNull()
    expect(() =>
      new GivenOptions({ resolver: { lookup: 1 } }).seam<Resolver>('resolver', ['resolve']),
    ).toThrow('Option resolver is an object (Object); it takes an object with resolve()')
  })
})
