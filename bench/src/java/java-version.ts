import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * The version of `java` when it and `mvn` are there: then Apache Kafka and its Java client can be had. The harness runs
 * from source, so `java` must have its compiler; some run-time packages leave it out. Null without them.
 */
export async function javaVersion(): Promise<string | null> {
  try {
    const [modules, version] = await Promise.all([
      run('java', ['--list-modules']),
      run('java', ['--version']),
      run('mvn', ['-version']),
    ])
    if (!/^jdk\.compiler\b/m.test(modules.stdout)) return null
    return /\d+(\.\d+)*/.exec(version.stdout)?.[0] ?? 'unknown'
  } catch {
    return null
  }
}
