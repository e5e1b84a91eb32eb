import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** The built demo in a process of its own, as `npm start` runs it. */
export class DemoProcess {
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>
  #output = ''

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH } = process.env
    this.#child = spawn(process.execPath, [MAIN], {
      env: { ...(PATH === undefined ? {} : { PATH }), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text
      })
    }
    this.#exited = once(this.#child, 'close').then(([code]) => code)
  }

  /** Everything that it printed so far. */
  get output(): string {
    return this.#output
  }

  /** Waits for the addresses that it prints once it is ready. */
  async addresses(): Promise<{ readonly express: string; readonly nest: string }> {
    const [, express, nest] = await this.printed(/Express server +(\S+)\s+NestJS server +(\S+)/)
    return { express: String(express), nest: String(nest) }
  }

  /** Waits until the output matches. Fails when the process ends without. */
  async printed(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const match = this.#output.match(pattern)
      if (match !== null) return match
      const streams = [this.#child.stdout, this.#child.stderr].filter((stream) => stream !== null)
      const more = streams.map((stream) => once(stream, 'data').then(() => true))
      if (await Promise.race([...more, this.#exited.then(() => false)])) continue
      throw new Error(`The demo ended without printing ${pattern}:\n${this.#output}`)
    }
  }

  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void {
    this.#child.kill(name)
  }

  /** The exit code, once the process has ended and all of its output is here. */
  exitCode(): Promise<number | null> {
    return this.#exited
  }
}
