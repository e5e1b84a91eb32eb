import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { SpanFigures } from './measure-span.ts'

const PROGRAM_PATH = fileURLToPath(new URL('./run-spans.js', import.meta.url))

/** A process that has connected one checkout's producer and sends for a span whenever it is asked to. */
export class SpanProcess {
  readonly #child: ChildProcess
  /** Rejects when the process ends before it was stopped. */
  readonly #ended: Promise<never>

  /** @param programPath what it runs; with `args` */
  constructor(args: readonly string[], programPath: string = PROGRAM_PATH) {
    this.#child = fork(programPath, args)
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`A measuring process has ended (${code ?? signal}): ${args.join(' ')}`)
    })
    this.#ended.catch(() => {})
  }

  /** Resolves when it is connected. */
  async ready(): Promise<void> {
    await this.#message()
  }

  /** @throws {Error} the process has ended: it prints why itself */
  async measure(spanMs: number): Promise<SpanFigures> {
    const answer = this.#message()
    this.#child.send(spanMs)
    return (await answer) as SpanFigures
  }

  /** Resolves when the process has ended. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    await this.#ended.catch(() => {})
  }

  async #message(): Promise<unknown> {
    const [message] = await Promise.race([once(this.#child, 'message'), this.#ended])
    return message
  }
}
