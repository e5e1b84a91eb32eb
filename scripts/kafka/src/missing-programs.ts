import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The Debian package that brings each program. */
const DEBIAN_PACKAGES = {
  java: 'openjdk-17-jre-headless',
  mvn: 'maven',
} as const

/** Programs that Apache Kafka needs and that are not on the PATH. The message says how to install them. */
export class MissingProgramsError extends Error {
  override readonly name = 'MissingProgramsError'
}

/** @throws {MissingProgramsError} `java` (to run Apache Kafka) or `mvn` (to fetch it) is missing. */
export function requirePrograms(searchPath = process.env['PATH'] ?? ''): void {
  const missing = Object.entries(DEBIAN_PACKAGES).filter(
    ([program]) => !isOnPath(program, searchPath),
  )
  if (missing.length === 0) return
  const programs = missing.map(([program]) => program).join(' and ')
  const packages = missing.map(([, debianPackage]) => debianPackage).join(' ')
  throw new MissingProgramsError(
    `Apache Kafka needs ${programs}, not found on the PATH. On Debian and Ubuntu: apt-get install ${packages}`,
  )
}

function isOnPath(program: string, searchPath: string): boolean {
  return searchPath.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
