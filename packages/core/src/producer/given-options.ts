import { describeValue } from '../errors/describe-value.ts'
import { invalidOption } from '../errors/invalid-option.ts'
import { ProducerError } from '../errors/producer-error.ts'

/**
 * The options as the caller gave them, each read once: own properties alone, so that nothing planted on a prototype becomes
 * an option, and without those that are `undefined`, which is the same as leaving them out.
 */
export class GivenOptions {
  readonly #values = new Map<string, unknown>()
  #lastAsked: string | null = null

  /** @throws {ProducerError} `INVALID_OPTION` when `options` is not an object, or cannot be read. */
  constructor(options: unknown) {
    this.reading(() => this.#take(options))
  }

  /**
   * Does work that reads options, whose getters and traps may do anything: what they throw becomes an error that names the option
   * that was asked for last.
   *
   * @throws {ProducerError} `INVALID_OPTION` with what they threw as its cause
   */
  reading<Result>(work: () => Result): Result {
    try {
      return work()
    } catch (thrown) {
      if (thrown instanceof ProducerError) throw thrown
      const name = this.#lastAsked
      const what = name === null ? 'The options' : `Option ${name}`
      const message = `${what} cannot be read: a getter or a proxy threw`
      throw new ProducerError('INVALID_OPTION', message, { cause: thrown })
    }
  }

  get names(): readonly string[] {
    return [...this.#values.keys()]
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  /** Only a left-out option takes its default; `null` is a value, and mostly a wrong one. */
  get(name: string, byDefault: unknown): unknown {
    this.#lastAsked = name
    return this.#values.has(name) ? this.#values.get(name) : byDefault
  }

  /** @throws {ProducerError} `INVALID_OPTION` unless the option is a whole number within the limits. */
  integer(name: string, byDefault: number, min: number, max: number): number {
    const value = this.get(name, byDefault)
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      return value
    }
    throw this.invalid(name, `a whole number from ${min} to ${max}`)
  }

  /** @throws {ProducerError} `INVALID_OPTION` unless the option is true or false. */
  boolean(name: string, byDefault: boolean): boolean {
    const value = this.get(name, byDefault)
    if (typeof value === 'boolean') return value
    throw this.invalid(name, 'true or false')
  }

  /** @throws {ProducerError} `INVALID_OPTION` unless the option is one of the choices. */
  oneOf<const T>(name: string, byDefault: T, choices: readonly T[]): T {
    const value = this.get(name, byDefault)
    const chosen = choices.find((choice) => choice === value)
    if (chosen !== undefined) return chosen
    throw this.invalid(name, `one of ${choices.map(describeValue).join(', ')}`)
  }

  /** `null` when left out. @throws {ProducerError} `INVALID_OPTION` unless the option is a function. */
  callback<F extends (...args: never[]) => void>(name: string): F | null {
    const value = this.get(name, undefined)
    if (value === undefined) return null
    if (isFunction<F>(value)) return value
    throw this.invalid(name, 'a function')
  }

  /** `null` when left out. @throws {ProducerError} `INVALID_OPTION` unless the option has these methods. */
  seam<T>(name: string, methods: readonly (keyof T & string)[]): T | null {
    const value = this.get(name, undefined)
    if (value === undefined) return null
    if (hasMethods<T>(value, methods)) return value
    throw this.invalid(name, `an object with ${methods.map((method) => `${method}()`).join(', ')}`)
  }

  invalid(name: string, takes: string): ProducerError {
    return invalidOption(name, this.#values.get(name), takes)
  }

  #take(options: unknown): void {
    if (typeof options !== 'object' || options === null || Array.isArray(options)) {
      throw new ProducerError(
        'INVALID_OPTION',
        `Options are an object such as { brokers: ['localhost:9092'] }, not ${describeValue(options)}`,
      )
    }
    for (const name of Object.keys(options)) {
      this.#lastAsked = name
      const value: unknown = Reflect.get(options, name)
      if (value !== undefined) this.#values.set(name, value)
    }
  }
}

function isFunction<F>(value: unknown): value is F {
  return typeof value === 'function'
}

function hasMethods<T>(value: unknown, methods: readonly (keyof T & string)[]): value is T {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const candidate: object = value
  return methods.every((method) => typeof Reflect.get(candidate, method) === 'function')
}
